#include "service/language_of.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace vitrine::service {
namespace {

constexpr int letters_read_max = 2000;

// Each file of profiles is one C++ raw string, compiled in.
constexpr std::string_view latin_source =
#include "assets/languages/latin.txt"
    ;
constexpr std::string_view signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";

// ---- letters -------------------------------------------------------------------------------

bool is_latin(char32_t c) {
    if (c < 0x80) return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool sign = c == 0xd7 || c == 0xf7;  // times, divided by
    return c == 0xaa || c == 0xb5 || c == 0xba || (c >= 0xc0 && c < 0x250 && !sign);
}

char32_t small_latin(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;
    if (c == 0x178) return 0xff;
    const bool even_first = (c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) ||
                            (c >= 0x14a && c <= 0x177);
    const bool odd_first = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    if (even_first) return c | 1;
    if (odd_first && (c & 1) != 0) return c + 1;
    return c;
}

bool in(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool has(std::u32string_view letters, char32_t c) {
    return letters.find(c) != std::u32string_view::npos;
}

struct Scripts {
    int latin = 0, hangul = 0, kana = 0, han = 0, thai = 0, ethiopic = 0, arabic = 0, cyrillic = 0;
    int other = 0;  // letters of no script above, as far as they are told from signs
    int persian = 0, not_russian = 0, russian = 0, simplified = 0, traditional = 0;

    int all() const {
        return latin + hangul + kana + han + thai + ethiopic + arabic + cyrillic + other;
    }
    // Most of the letters, and not too few.
    bool mostly(int count, int least) const { return count >= least && count * 10 >= all() * 7; }
};

void count_special(Scripts& s, char32_t c) {
    s.persian += has(U"پچژگیکٹڈڑںےہھۆێ", c);
    s.russian += has(U"ыэёЫЭЁ", c);
    s.not_russian += has(U"іїєґўјљњћђџІЇЄҐЎЈЉЊЋЂЏ", c);
    s.simplified += has(U"们这来时说对会开关门问题见东车书买卖实现应该让认识语话过还进边发经给级线组织网络"
                        U"视频观觉乐欢听写学习银铁错误钱电脑样没吗游戏卡顿闪", c);
    s.traditional += has(U"們這來時說對會開關門問題見東車書買賣實現應該讓認識語話過還進邊發經給級線組織網絡"
                         U"視頻觀覺樂歡聽寫學習銀鐵錯誤錢電腦樣沒嗎遊戲閃", c);
}

void count(Scripts& s, char32_t c) {
    if (is_latin(c)) ++s.latin;
    else if (in(c, 0xac00, 0xd7a3) || in(c, 0x1100, 0x11ff) || in(c, 0x3131, 0x318e)) ++s.hangul;
    else if (in(c, 0x3041, 0x30fa) || in(c, 0x31f0, 0x31ff) || in(c, 0xff66, 0xff9d)) ++s.kana;
    else if (in(c, 0x4e00, 0x9fff) || in(c, 0x3400, 0x4dbf)) ++s.han;
    else if (in(c, 0xe01, 0xe3a) || in(c, 0xe40, 0xe4e)) ++s.thai;
    else if (in(c, 0x1200, 0x135a) || in(c, 0x1380, 0x138f)) ++s.ethiopic;
    else if (in(c, 0x620, 0x64a) || in(c, 0x66e, 0x6d3)) ++s.arabic;
    else if (in(c, 0x400, 0x52f)) ++s.cyrillic;
    else if (in(c, 0x370, 0x3ff) || in(c, 0x531, 0x5f4) || in(c, 0x700, 0xdff) ||
             in(c, 0xe80, 0x10ff) || in(c, 0x1780, 0x17ff))
        ++s.other;
    if (c >= 0x400) count_special(s, c);
}

// "" where the script does not decide.
std::string_view by_script(const Scripts& s) {
    if (s.kana * 10 >= s.all() && s.mostly(s.kana + s.han, 3)) return s.kana >= 2 ? "ja" : "";
    if (s.mostly(s.hangul, 2)) return "ko";
    if (s.mostly(s.thai, 3)) return "th";
    if (s.mostly(s.ethiopic, 3)) return "am";
    if (s.mostly(s.arabic, 6)) return s.persian == 0 ? "ar" : "";
    if (s.mostly(s.cyrillic, 8)) return s.not_russian == 0 && s.russian > 0 ? "ru" : "";
    if (!s.mostly(s.han, 3) || s.kana > 0) return "";
    if (s.simplified > 3 * s.traditional) return "zh-Hans";
    if (s.traditional > 3 * s.simplified) return "zh-Hant";
    return "";
}

// ---- profiles ------------------------------------------------------------------------------

// Letters beyond a to z that each language uses.
struct Alphabet {
    std::string_view language;
    std::u32string_view letters;
};
constexpr Alphabet alphabets[] = {
    {"de", U"äöüß"},           {"en", U"éï"}, {"es", U"áéíóúüñ"}, {"fr", U"àâæçéèêëîïôœùûüÿ"},
    {"id", U"é"},              {"it", U"àèéìíîòóù"},              {"nl", U"áéëèïóöü"},
};
// Words of Portuguese that Spanish and Italian lack.
constexpr std::string_view portuguese[] = {"não",  "nao",  "você", "voce", "muito", "uma",
                                           "um",   "em",   "com",  "isso", "meu",   "minha",
                                           "mais", "tem",  "foi",  "são",  "ao",    "pelo"};

struct Row {
    std::array<char32_t, 3> trigram{};
    std::array<std::uint8_t, std::size(alphabets)> costs{};  // quarters, by language
};

class Profiles {
public:
    Profiles() {
        bool first = true;
        for (const std::string_view line : base::split(latin_source, '\n')) {
            for (const std::string_view word : base::split(line, ' ')) {
                if (word.empty()) continue;
                if (first) languages_.push_back(word);
                else add(word);
            }
            first = false;
        }
        VT_CHECK(languages_.size() == std::size(alphabets));
        std::ranges::sort(rows_, {}, &Row::trigram);
    }

    const std::vector<std::string_view>& languages() const { return languages_; }
    const Row* find(const std::array<char32_t, 3>& trigram) const {
        const auto at = std::ranges::lower_bound(rows_, trigram, {}, &Row::trigram);
        return at != rows_.end() && at->trigram == trigram ? &*at : nullptr;
    }

private:
    void add(std::string_view word) {
        Row row;
        std::size_t at = 0;
        for (char32_t& letter : row.trigram) letter = base::next_code_point(word, at);
        VT_CHECK(word.size() == at + row.costs.size());
        for (std::uint8_t& cost : row.costs)
            cost = static_cast<std::uint8_t>(signs.find(word[at++]));
        rows_.push_back(row);
    }

    std::vector<std::string_view> languages_;
    std::vector<Row> rows_;
};

// What a text in Latin letters costs in each language.
class LatinText {
public:
    explicit LatinText(const Profiles& profiles) : profiles_(profiles) {}

    void take(char32_t c) {
        if (!is_latin(c)) return end_word();
        const char32_t letter = small_latin(c);
        word_.push_back(letter);
        ++letters_;
        if (letter >= 0x80) special_.push_back(letter);
    }

    void end_word() {
        if (word_.empty()) return;
        note_portuguese();
        word_.insert(word_.begin(), U'_');
        word_.push_back(U'_');
        for (std::size_t at = 0; at + 2 < word_.size(); ++at) count(at);
        word_.clear();
    }

    std::string_view answer() const {
        constexpr int known_least = 12, margin_least = 6 * 4, cost_most_tenths = 73 * 4;
        if (known_ < known_least || known_ * 10 < all_ * 6) return "";
        std::size_t best = 0, next = 1;
        if (costs_[next] < costs_[best]) std::swap(best, next);
        for (std::size_t i = 2; i < costs_.size(); ++i) {
            if (costs_[i] < costs_[best]) next = std::exchange(best, i);
            else if (costs_[i] < costs_[next]) next = i;
        }
        if (costs_[next] - costs_[best] < margin_least) return "";
        if (costs_[best] * 10 > known_ * cost_most_tenths) return "";
        const std::string_view language = profiles_.languages()[best];
        if (portuguese_ > 0 && (language == "es" || language == "it")) return "";
        return foreign_letters(language) * 64 < letters_ ? language : "";
    }

private:
    void count(std::size_t at) {
        ++all_;
        const Row* row = profiles_.find({word_[at], word_[at + 1], word_[at + 2]});
        if (!row) return;
        ++known_;
        for (std::size_t i = 0; i < costs_.size(); ++i) costs_[i] += row->costs[i];
    }

    void note_portuguese() {
        constexpr std::size_t longest = 5;
        if (word_.size() > longest) return;
        std::string word;
        for (const char32_t letter : word_) base::append_utf8(word, letter);
        portuguese_ += std::ranges::find(portuguese, word) != std::end(portuguese);
    }

    int foreign_letters(std::string_view language) const {
        const auto alphabet = std::ranges::find(alphabets, language, &Alphabet::language);
        VT_CHECK(alphabet != std::end(alphabets));
        return static_cast<int>(std::ranges::count_if(
            special_, [&](char32_t letter) { return !has(alphabet->letters, letter); }));
    }

    const Profiles& profiles_;
    std::u32string word_, special_;
    std::array<int, std::size(alphabets)> costs_{};
    int letters_ = 0, all_ = 0, known_ = 0, portuguese_ = 0;
};

}  // namespace

std::string language_of(std::string_view utf8) {
    static const Profiles profiles;
    Scripts scripts;
    LatinText latin(profiles);
    std::size_t at = 0;
    for (int read = 0; at < utf8.size() && read < letters_read_max; ++read) {
        const char32_t c = base::next_code_point(utf8, at);
        count(scripts, c);
        latin.take(c);
    }
    latin.end_word();
    if (scripts.mostly(scripts.latin, 1)) return std::string(latin.answer());
    return std::string(by_script(scripts));
}

}  // namespace vitrine::service
