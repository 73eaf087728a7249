#include "service/search_terms.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "service/search_folds.h"

namespace vitrine::service {
namespace {

enum class Letter : std::uint8_t { none, word, run, sign, mark, silent };

struct Span {
    char32_t first, last;
    Letter letter;
};

// Sorted, without overlap; what is not listed is a word's letter. Blocks, not categories: the few
// punctuation marks inside letter blocks are listed, whole symbol blocks are left out.
constexpr Span spans[] = {
    {0x00, 0x2f, Letter::none},      {0x3a, 0x40, Letter::none},
    {0x5b, 0x60, Letter::none},      {0x7b, 0xa9, Letter::none},
    {0xab, 0xac, Letter::none},      {0xad, 0xad, Letter::silent},
    {0xae, 0xb4, Letter::none},      {0xb6, 0xb9, Letter::none},
    {0xbb, 0xbf, Letter::none},      {0xd7, 0xd7, Letter::none},
    {0xf7, 0xf7, Letter::none},      {0x2b0, 0x2ff, Letter::none},
    {0x300, 0x36f, Letter::mark},    {0x37e, 0x37e, Letter::none},
    {0x384, 0x385, Letter::none},    {0x387, 0x387, Letter::none},
    {0x482, 0x482, Letter::none},    {0x483, 0x489, Letter::mark},
    {0x55a, 0x55f, Letter::none},    {0x589, 0x58f, Letter::none},
    {0x591, 0x5bd, Letter::mark},    {0x5be, 0x5be, Letter::none},
    {0x5bf, 0x5bf, Letter::mark},    {0x5c0, 0x5c0, Letter::none},
    {0x5c1, 0x5c2, Letter::mark},    {0x5c3, 0x5c3, Letter::none},
    {0x5c4, 0x5c7, Letter::mark},    {0x5f3, 0x5f4, Letter::none},
    {0x600, 0x60f, Letter::none},    {0x610, 0x61a, Letter::mark},
    {0x61b, 0x61f, Letter::none},    {0x640, 0x640, Letter::silent},
    {0x64b, 0x65f, Letter::mark},    {0x66a, 0x66d, Letter::none},
    {0x670, 0x670, Letter::mark},    {0x6d4, 0x6d4, Letter::none},
    {0x6d6, 0x6ed, Letter::mark},    {0x700, 0x70d, Letter::none},
    {0x964, 0x965, Letter::none},    {0x970, 0x970, Letter::none},
    {0xe00, 0xe3e, Letter::run},     {0xe3f, 0xe3f, Letter::none},
    {0xe40, 0xe4e, Letter::run},     {0xe4f, 0xe4f, Letter::none},
    {0xe50, 0xe59, Letter::word},    {0xe5a, 0xe7f, Letter::none},
    {0xe80, 0xecf, Letter::run},     {0xed0, 0xed9, Letter::word},
    {0xeda, 0xeff, Letter::run},     {0xf00, 0xf1f, Letter::none},
    {0x1000, 0x103f, Letter::run},   {0x1040, 0x1049, Letter::word},
    {0x104a, 0x104f, Letter::none},  {0x1050, 0x109f, Letter::run},
    {0x10fb, 0x10fb, Letter::none},  {0x1100, 0x11ff, Letter::run},
    {0x1360, 0x1368, Letter::none},  {0x1680, 0x1680, Letter::none},
    {0x1780, 0x17d3, Letter::run},   {0x17d4, 0x17db, Letter::none},
    {0x17dc, 0x17df, Letter::run},   {0x17e0, 0x17e9, Letter::word},
    {0x1800, 0x180a, Letter::none},  {0x1ab0, 0x1aff, Letter::mark},
    {0x1dc0, 0x1dff, Letter::mark},  {0x2000, 0x200a, Letter::none},
    {0x200b, 0x200f, Letter::silent}, {0x2010, 0x2029, Letter::none},
    {0x202a, 0x202e, Letter::silent}, {0x202f, 0x203b, Letter::none},
    {0x203c, 0x203c, Letter::sign},  {0x203d, 0x2048, Letter::none},
    {0x2049, 0x2049, Letter::sign},  {0x204a, 0x205f, Letter::none},
    {0x2060, 0x206f, Letter::silent}, {0x2070, 0x20cf, Letter::none},
    {0x20d0, 0x20ff, Letter::silent}, {0x2100, 0x2121, Letter::none},
    {0x2122, 0x2122, Letter::sign},  {0x2123, 0x218f, Letter::none},
    {0x2190, 0x2193, Letter::none},  {0x2194, 0x21aa, Letter::sign},
    {0x21ab, 0x2319, Letter::none},  {0x231a, 0x231b, Letter::sign},
    {0x231c, 0x23e8, Letter::none},  {0x23e9, 0x23fa, Letter::sign},
    {0x23fb, 0x25a9, Letter::none},  {0x25aa, 0x25fe, Letter::sign},
    {0x25ff, 0x25ff, Letter::none},  {0x2600, 0x27bf, Letter::sign},
    {0x27c0, 0x2933, Letter::none},  {0x2934, 0x2935, Letter::sign},
    {0x2936, 0x2b04, Letter::none},  {0x2b05, 0x2b55, Letter::sign},
    {0x2b56, 0x2bff, Letter::none},  {0x2e00, 0x2e7f, Letter::none},
    {0x2e80, 0x2fdf, Letter::run},   {0x2fe0, 0x3004, Letter::none},
    {0x3005, 0x3007, Letter::run},   {0x3008, 0x3020, Letter::none},
    {0x3021, 0x3029, Letter::run},   {0x302a, 0x302f, Letter::mark},
    {0x3030, 0x3030, Letter::sign},  {0x3031, 0x3035, Letter::run},
    {0x3036, 0x3040, Letter::none},  {0x3041, 0x3098, Letter::run},
    {0x3099, 0x309c, Letter::mark},  {0x309d, 0x309f, Letter::run},
    {0x30a0, 0x30a0, Letter::none},  {0x30a1, 0x30fa, Letter::run},
    {0x30fb, 0x30fb, Letter::none},  {0x30fc, 0x31bf, Letter::run},
    {0x31c0, 0x31ef, Letter::none},  {0x31f0, 0x31ff, Letter::run},
    {0x3200, 0x33ff, Letter::none},  {0x3400, 0x4dbf, Letter::run},
    {0x4dc0, 0x4dff, Letter::none},  {0x4e00, 0xa48f, Letter::run},
    {0xa490, 0xa4cf, Letter::none},  {0xa960, 0xa97f, Letter::run},
    {0xaa60, 0xaa7f, Letter::run},   {0xac00, 0xd7ff, Letter::run},
    {0xe000, 0xf8ff, Letter::none},  {0xf900, 0xfaff, Letter::run},
    {0xfd3e, 0xfd3f, Letter::none},  {0xfe00, 0xfe0f, Letter::silent},
    {0xfe10, 0xfe6f, Letter::none},  {0xfeff, 0xfeff, Letter::silent},
    {0xff00, 0xff0f, Letter::none},  {0xff1a, 0xff20, Letter::none},
    {0xff3b, 0xff40, Letter::none},  {0xff5b, 0xff65, Letter::none},
    {0xff66, 0xff9d, Letter::run},   {0xff9e, 0xff9f, Letter::mark},
    {0xffa0, 0xffdf, Letter::run},   {0xffe0, 0xffff, Letter::none},
    {0x1f000, 0x1f3fa, Letter::sign}, {0x1f3fb, 0x1f3ff, Letter::silent},
    {0x1f400, 0x1faff, Letter::sign}, {0x20000, 0x3ffff, Letter::run},
    {0xe0000, 0xe0fff, Letter::silent},
};

Letter letter_of_span(char32_t code) {
    const auto* at = std::lower_bound(std::begin(spans), std::end(spans), code,
                                      [](const Span& span, char32_t c) { return span.last < c; });
    return at != std::end(spans) && at->first <= code ? at->letter : Letter::word;
}

// Everything below U+10000 looked up once; a fold to two letters is kept as first | second << 16.
struct Tables {
    std::array<Letter, 0x10000> letters;
    std::vector<std::uint32_t> folds;
};

void add_folds(std::vector<std::uint32_t>& folds) {
    for (const Fold& fold : search_folds()) {
        std::size_t at = 0;
        std::uint32_t to = base::next_code_point(fold.to, at);
        if (at < fold.to.size()) to |= base::next_code_point(fold.to, at) << 16;
        for (at = 0; at < fold.from.size();) folds[base::next_code_point(fold.from, at)] = to;
    }
}

void add_digits(std::vector<std::uint32_t>& folds) {
    // Arabic-Indic, Persian, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer, full width.
    for (const char32_t zero : {0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10})
        for (char32_t i = 0; i < 10; ++i) folds[zero + i] = '0' + i;
}

Tables make_tables() {
    Tables tables;
    tables.folds.resize(0x10000);
    for (char32_t code = 0; code < 0x10000; ++code) {
        tables.letters[code] = letter_of_span(code);
        tables.folds[code] = code;
    }
    for (char32_t c = 'A'; c <= 'Z'; ++c) tables.folds[c] = c + 32;
    for (char32_t c = 0; c < 26; ++c) tables.folds[0xff21 + c] = tables.folds[0xff41 + c] = 'a' + c;
    add_folds(tables.folds);
    add_digits(tables.folds);
    for (const char32_t alef : {0x622, 0x623, 0x625, 0x671}) tables.folds[alef] = 0x627;
    tables.folds[0x649] = tables.folds[0x6cc] = 0x64a;  // alef maksura, Persian yeh
    tables.folds[0x6a9] = 0x643;                        // Persian kaf
    tables.folds[0x629] = 0x647;                        // teh marbuta
    tables.folds[0x93c] = 0x93c;
    return tables;
}

const Tables& tables() {
    static const Tables made = make_tables();
    return made;
}

Letter letter_of(char32_t code) {
    return code < 0x10000 ? tables().letters[code] : letter_of_span(code);
}

std::uint32_t fold_of(char32_t code) {
    return code < 0x10000 ? tables().folds[code] : code;
}

bool is_regional(char32_t code) {
    return code >= 0x1f1e6 && code <= 0x1f1ff;
}

// か + ゛ is が: what half-width or decomposed kana leave in two pieces.
bool join_voice(char32_t& kana, char32_t mark) {
    const bool voiced = mark == 0x3099 || mark == 0x309b || mark == 0xff9e;
    const bool half_voiced = mark == 0x309a || mark == 0x309c || mark == 0xff9f;
    const char32_t row = kana >= 0x30a1 && kana <= 0x30f6 ? kana - 0x60 : kana;
    const bool lips = row >= 0x306f && row <= 0x307b;
    if (half_voiced && lips) return kana += 2, true;
    if (voiced && row >= 0x304b && row <= 0x307b) return kana += 1, true;
    return false;
}

class Cutter {
public:
    Cutter(std::string_view text, Reading reading) : text_(text), reading_(reading) {}

    std::vector<Term> cut() {
        while (at_ < text_.size()) {
            const std::size_t begin = at_;
            const char32_t code = base::next_code_point(text_, at_);
            take(code, letter_of(code), begin);
        }
        close();
        return std::move(terms_);
    }

private:
    struct Place {
        char32_t code;
        std::size_t begin, end;
    };

    void take(char32_t code, Letter letter, std::size_t begin) {
        switch (letter) {
            case Letter::silent: return;
            case Letter::mark: return take_mark(code);
            case Letter::none: return close();
            case Letter::sign: return take_sign(code, begin);
            case Letter::run:
                close_word();
                run_.push_back({static_cast<char32_t>(fold_of(code)), begin, at_});
                return;
            case Letter::word: return take_letter(code, begin);
        }
    }

    void take_mark(char32_t code) {
        if (run_.empty()) return;  // in a word: an accent, folded away
        if (join_voice(run_.back().code, code)) run_.back().end = at_;
    }

    void take_letter(char32_t code, std::size_t begin) {
        close_run();
        if (word_length_ == 0) word_begin_ = begin;
        word_end_ = at_;
        for (std::uint32_t left = fold_of(code); left != 0; left >>= code < 0x10000 ? 16 : 32) {
            if (++word_length_ <= term_length_max)
                base::append_utf8(word_, code < 0x10000 ? left & 0xffff : left);
            if (code >= 0x10000) break;
        }
    }

    void take_sign(char32_t code, std::size_t begin) {
        close();
        std::string sign;
        base::append_utf8(sign, code);
        if (is_regional(code)) {
            std::size_t next = at_;
            const char32_t second = next < text_.size() ? base::next_code_point(text_, next) : 0;
            if (is_regional(second)) {
                base::append_utf8(sign, second);
                at_ = next;
            }
        }
        terms_.push_back({std::move(sign), begin, at_, TermKind::sign});
    }

    void close() {
        close_word();
        close_run();
    }

    void close_word() {
        if (word_length_ == 0) return;
        terms_.push_back({std::move(word_), word_begin_, word_end_, TermKind::word});
        word_.clear();
        word_length_ = 0;
    }

    void close_run() {
        const std::size_t count = run_.size();
        for (std::size_t i = 0; i < count; ++i) {
            const bool last = i + 1 == count;
            if (last && count > 1 && reading_ == Reading::query) break;
            Term term{{}, run_[i].begin, run_[last ? i : i + 1].end, TermKind::run};
            base::append_utf8(term.text, run_[i].code);
            if (!last) base::append_utf8(term.text, run_[i + 1].code);
            terms_.push_back(std::move(term));
        }
        run_.clear();
    }

    std::string_view text_;
    Reading reading_;
    std::size_t at_ = 0;
    std::string word_;
    std::size_t word_begin_ = 0, word_end_ = 0, word_length_ = 0;
    std::vector<Place> run_;
    std::vector<Term> terms_;
};

bool white_between(std::string_view text, std::size_t from, std::size_t to) {
    while (from < to) {
        const char32_t code = base::next_code_point(text, from);
        if (code <= ' ' || code == 0xa0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200a))
            return true;
    }
    return false;
}

bool term_fits(const Phrase& phrase, std::size_t i, const std::string& term) {
    if (i + 1 == phrase.terms.size() && phrase.open_ended) return term.starts_with(phrase.terms[i]);
    return term == phrase.terms[i];
}

bool phrase_in(const Phrase& phrase, const std::vector<Term>& text) {
    for (std::size_t at = 0; at + phrase.terms.size() <= text.size(); ++at) {
        std::size_t i = 0;
        while (i < phrase.terms.size() && term_fits(phrase, i, text[at + i].text)) ++i;
        if (i == phrase.terms.size()) return true;
    }
    return false;
}

}  // namespace

std::vector<Term> search_terms(std::string_view utf8, Reading reading) {
    return Cutter(utf8, reading).cut();
}

TextQuery read_text_query(std::string_view utf8) {
    TextQuery query;
    query.blank = base::trimmed(utf8).empty();
    const std::vector<Term> terms = search_terms(utf8, Reading::query);
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const Term& term = terms[i];
        const bool joins = i > 0 && terms[i - 1].kind == term.kind &&
                           term.kind != TermKind::sign &&
                           (term.begin < terms[i - 1].end ||
                            (term.kind == TermKind::word &&
                             !white_between(utf8, terms[i - 1].end, term.begin)));
        if (!joins) query.phrases.emplace_back();
        Phrase& phrase = query.phrases.back();
        phrase.terms.push_back(term.text);
        const bool single = term.kind == TermKind::run && base::count_code_points(term.text) == 1;
        phrase.open_ended = single || (term.kind == TermKind::word && i + 1 == terms.size());
    }
    return query;
}

bool matches(const TextQuery& query, const std::vector<std::vector<Term>>& texts) {
    if (query.blank) return true;
    if (query.phrases.empty()) return false;
    return std::ranges::all_of(query.phrases, [&](const Phrase& phrase) {
        const auto holds = [&](const std::vector<Term>& text) { return phrase_in(phrase, text); };
        return std::ranges::any_of(texts, holds);
    });
}

std::string folded_text(std::string_view utf8) {
    std::string out;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t code = base::next_code_point(utf8, at);
        if (letter_of(code) == Letter::mark) continue;
        const std::uint32_t fold = fold_of(code);
        if (code >= 0x10000) {
            base::append_utf8(out, fold);
            continue;
        }
        base::append_utf8(out, fold & 0xffff);
        if (fold >> 16) base::append_utf8(out, fold >> 16);
    }
    return out;
}

}  // namespace vitrine::service
