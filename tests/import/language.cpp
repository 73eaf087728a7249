// The language of a text: what it is told by, and how often the answer is right on real reviews
// that the profiles were not made from.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "base/text.h"
#include "service/import/bytes.h"
#include "service/import/csv.h"
#include "service/language_of.h"

namespace {

using vitrine::service::language_of;
using vitrine::service::import::Bytes;
using vitrine::service::import::CsvReader;
using vitrine::service::import::CsvRecord;

// CRC-32 as zlib.crc32 has it, with which the profiles' maker leaves every fifth review out.
std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = ~0u;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
    }
    return ~crc;
}

struct Score {
    int all = 0, answered = 0, right = 0;
};

std::size_t column(const CsvRecord& header, std::string_view name) {
    for (std::size_t i = 0; i < header.fields.size(); ++i)
        if (header.fields[i] == name) return i;
    FAIL("no column " << name);
    return 0;
}

// Some sources name the language of the store, not of the text. What names Japanese, Chinese or
// Amharic and has fewer of its letters than Latin ones is not counted: it is in another language
// (English, by looking at them). In a Taiwanese store some write simplified Chinese, so that of
// Chinese only "zh" is compared.
bool is_what_it_says(std::string_view named, std::string_view text) {
    int own = 0, latin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = vitrine::base::next_code_point(text, at);
        latin += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        own += named == "am" ? c >= 0x1200 && c <= 0x137f : c >= 0x3041 && c <= 0x9fff;
    }
    return (named != "ja" && named != "am" && !named.starts_with("zh")) || own > latin;
}

std::string spoken(std::string_view language) {
    return std::string(language.starts_with("zh") ? "zh" : language);
}

void measure(const std::string& path, std::map<std::string, Score>& scores) {
    constexpr int held_max = 600;  // of a file
    auto bytes = Bytes::open(path);
    REQUIRE(bytes);
    CsvReader reader([&] { return bytes->next(); });
    CsvRecord row;
    REQUIRE(reader.next(row));
    const std::size_t id = column(row, "review_id"), lang = column(row, "lang"),
                      text = column(row, "text");
    for (int held = 0; held < held_max && reader.next(row);) {
        if (crc32(row.at(id)) % 5 != 0 || !is_what_it_says(row.at(lang), row.at(text))) continue;
        ++held;
        Score& score = scores[spoken(row.at(lang))];
        ++score.all;
        const std::string found = language_of(row.at(text));
        if (found.empty()) continue;
        ++score.answered;
        score.right += spoken(found) == spoken(row.at(lang));
    }
}

}  // namespace

TEST_CASE("on reviews that it has not seen, a language that is named is nearly always right") {
    const auto folder = std::filesystem::path(VT_SHARED_DIR) / "data/reviews";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("SKIPPED: there are no shared files at " << folder.string());
        return;
    }
    std::map<std::string, Score> scores;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().string().ends_with(".csv.gz")) measure(file.path().string(), scores);
    Score sum;
    for (const auto& [language, score] : scores) {
        MESSAGE(language << ": " << score.all << " reviews, " << score.answered << " answered, "
                         << score.right << " as their source says");
        sum.all += score.all;
        sum.answered += score.answered;
        sum.right += score.right;
        CHECK(score.right * 1000 >= score.answered * 980);
    }
    CHECK(sum.right * 1000 >= sum.answered * 995);
    CHECK(sum.answered * 10 >= sum.all * 8);
}

TEST_CASE("a text that tells too little, or is in no language that is known, has none") {
    for (const char* text : {"", "   ", "ok", "👍👍👍", "12345", "!!!", "good", "ааа", "最高",
                             "\xff\xfe", "Το πρόγραμμα δεν λειτουργεί καθόλου",
                             "Aplikacja po aktualizacji przestała się włączać, proszę to naprawić",
                             "Güncellemeden sonra uygulama açılmıyor, lütfen düzeltin artık",
                             "Після оновлення програма не відкривається взагалі, виправте це",
                             "این برنامه بعد از به روز رسانی دیگر باز نمی شود"}) {
        CAPTURE(text);
        CHECK(language_of(text).empty());
    }
}

TEST_CASE("each language is found by its script or by its letters side by side") {
    const std::pair<const char*, const char*> texts[] = {
        {"de", "Seit dem letzten Update startet die App überhaupt nicht mehr"},
        {"en", "Since the last update the app does not start any more"},
        {"es", "Desde la última actualización la aplicación ya no se abre"},
        {"fr", "Depuis la dernière mise à jour l'application ne s'ouvre plus"},
        {"id", "Setelah pembaruan terakhir aplikasi ini tidak bisa dibuka lagi"},
        {"it", "Dopo l'ultimo aggiornamento l'applicazione non si apre più"},
        {"nl", "Sinds de laatste update start de app helemaal niet meer op"},
        {"ru", "После последнего обновления приложение вообще не открывается, вылеты"},
        {"ar", "التطبيق لا يعمل بعد التحديث الأخير"},
        {"am", "መተግበሪያው ከዝማኔ በኋላ አይሰራም"},
        {"th", "แอปเปิดไม่ได้หลังอัปเดต"},
        {"ko", "업데이트 이후 앱이 실행되지 않아요"},
        {"ja", "アップデート後に起動しなくなりました"},
        {"zh-Hans", "更新之后应用打不开了，一直闪退"},
        {"zh-Hant", "更新之後應用打不開了，一直閃退"},
    };
    for (const auto& [language, text] : texts) {
        CAPTURE(text);
        CHECK(language_of(text) == language);
    }
}
