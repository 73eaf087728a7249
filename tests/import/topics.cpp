// The topics of reviews: what they are told by and why, and how often they are right on real
// reviews that nobody looked at when the phrases were chosen.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "service/import/bytes.h"
#include "service/import/csv.h"
#include "service/topics_of.h"

namespace {

using vitrine::service::TopicFound;
using vitrine::service::topics_of;
using vitrine::service::import::Bytes;
using vitrine::service::import::CsvReader;
using vitrine::service::import::CsvRecord;

// "Ads (ads), Crashes (crashes)": each topic with the words that stand for it.
std::string told(std::string_view text, std::string_view language) {
    std::string out;
    for (const TopicFound& one : topics_of(text, language)) {
        if (!out.empty()) out += ", ";
        out += std::string(one.topic) + " (" +
               std::string(text.substr(one.begin, one.end - one.begin)) + ")";
    }
    return out;
}

struct Labels {
    std::map<std::string, std::map<std::string, bool>> by_review;  // topic: is it about that
    std::set<std::string> topics;
};

Labels read_labels() {
    Labels out;
    std::ifstream file(std::string(VT_SOURCE_DIR) + "/tests/import/topic_labels.txt");
    std::string topic;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        if (line.starts_with('=')) {
            topic = line.substr(1);
            out.topics.insert(topic);
            continue;
        }
        for (const std::string_view word : vitrine::base::split(line, ' '))
            out.by_review[std::string(word.substr(1))][topic] = word.front() == '+';
    }
    return out;
}

struct Score {
    int right = 0, wrong = 0;
};

std::size_t column(const CsvRecord& header, std::string_view name) {
    for (std::size_t i = 0; i < header.fields.size(); ++i)
        if (header.fields[i] == name) return i;
    FAIL("no column " << name);
    return 0;
}

void measure(const std::string& path, const Labels& labels, std::map<std::string, Score>& scores) {
    auto bytes = Bytes::open(path);
    REQUIRE(bytes);
    CsvReader reader([&] { return bytes->next(); });
    CsvRecord row;
    REQUIRE(reader.next(row));
    const std::size_t id = column(row, "review_id"), lang = column(row, "lang"),
                      text = column(row, "text");
    while (reader.next(row)) {
        const auto known = labels.by_review.find(std::string(row.at(id)));
        if (known == labels.by_review.end()) continue;
        for (const TopicFound& one : topics_of(row.at(text), row.at(lang))) {
            const auto label = known->second.find(std::string(one.topic));
            if (label == known->second.end()) continue;
            Score& score = scores[label->first];
            ++(label->second ? score.right : score.wrong);
        }
    }
}

}  // namespace

TEST_CASE("on reviews that it has not seen, a topic that is found is right nine times of ten") {
    const auto folder = std::filesystem::path(VT_SHARED_DIR) / "data/reviews";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("SKIPPED: there are no shared files at " << folder.string());
        return;
    }
    const Labels labels = read_labels();
    REQUIRE(labels.topics.size() >= 20);
    std::map<std::string, Score> scores;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().string().ends_with(".csv.gz"))
            measure(file.path().string(), labels, scores);
    CHECK(scores.size() == labels.topics.size());
    Score sum;
    for (const auto& [topic, score] : scores) {
        const int found = score.right + score.wrong;
        MESSAGE(topic << ": " << score.right << " of " << found << " are right");
        CHECK(found >= 35);
        CHECK(score.right * 100 >= found * 80);
        sum.right += score.right;
        sum.wrong += score.wrong;
    }
    CHECK(sum.right * 100 >= (sum.right + sum.wrong) * 89);
}

TEST_CASE("a topic is told by the words that stand for it, in every language") {
    const std::tuple<const char*, const char*, const char*> texts[] = {
        {"en", "Keeps crashing and drains my battery. Please add a widget!",
         "Crashes (crashing), Battery (battery), Wishes (Please add)"},
        {"en", "Too many ads, and I can't log in any more", "Ads (ads), Sign-in (log in)"},
        {"de", "Stürzt ständig ab und der Akku ist leer", "Crashes (Stürzt ständig ab), "
                                                          "Battery (Akku)"},
        {"fr", "Impossible d'ouvrir l'appli depuis la mise à jour",
         "Does not open (Impossible d'ouvrir), Updates (mise à jour)"},
        {"es", "Tiene mucha publicidad y no abre", "Ads (publicidad), Does not open (no abre)"},
        {"it", "La batteria si scarica, e le notifiche non arrivano",
         "Battery (batteria), Notifications (notifiche)"},
        {"nl", "Inloggen lukt niet", "Sign-in (Inloggen)"},
        {"ru", "После обновления приложение вылетает", "Updates (обновления), Crashes (вылетает)"},
        {"ar", "مش بيفتح بعد التحديث", "Does not open (مش بيفتح), Updates (التحديث)"},
        {"ja", "広告が多いし、すぐ落ちる", "Ads (広告), Crashes (すぐ落ち)"},
        {"ko", "광고가 너무 많고 로그인이 안돼요", "Ads (광고), Sign-in (로그인)"},
        {"th", "โฆษณาเยอะ เข้าสู่ระบบไม่ได้", "Ads (โฆษณา), Sign-in (เข้าสู่ระบบ)"},
        {"zh-Hans", "更新之后一直闪退", "Updates (更新), Crashes (闪退)"},
        {"zh-Hant", "更新之後一直閃退", "Updates (更新), Crashes (閃退)"},
        {"id", "Banyak iklan dan tidak bisa dibuka",
         "Ads (iklan), Does not open (tidak bisa dibuka)"},
    };
    for (const auto& [language, text, wanted] : texts) {
        CAPTURE(language);
        CHECK(told(text, language) == wanted);
    }
}

TEST_CASE("the longest phrase holds, and what is denied is no trouble") {
    CHECK(told("No ads!", "en") == "");
    CHECK(told("It never crashes", "en") == "");
    CHECK(told("No, ads everywhere", "en") == "Ads (ads)");
    CHECK(told("No ads, but it crashes", "en") == "Crashes (crashes)");
    CHECK(told("It doesn't crash", "en") == "");
    CHECK(told("Not as advertised", "en") == "");
    CHECK(told("Keine Werbung, kein Absturz", "de") == "");
    CHECK(told("Das Ergebnis lag nicht vor", "de") == "");  // a verb there
    CHECK(told("Terrible lag", "en") == "Freezes (lag)");
    CHECK(told("Sans publicité", "fr") == "");
    CHECK(told("没有广告", "zh-Hans") == "");
    CHECK(told("広告なし", "ja") == "");
    CHECK(told("광고 없이 볼 수 있어요", "ko") == "");
    CHECK(told("Нет рекламы", "ru") == "");
    CHECK(told("Great. Bring back the old menu", "en") == "Wishes (Bring back), Interface (menu)");
    CHECK(told("It stopped. Responding took long", "en") == "");  // a phrase ends with a sentence
}

TEST_CASE("English phrases are looked for where the language is unknown or another script's") {
    CHECK(told("too many ads", "") == "Ads (ads)");
    CHECK(told("too many ads", "ja") == "Ads (ads)");
    CHECK(told("too many ads", "tlh") == "");
    CHECK(told("It has slow fast food", "de") == "");
    CHECK(told("Always a crash", "it") == "Crashes (crash)");  // everybody's word
    CHECK(told("TOO MANY ADS", "en-GB") == "Ads (ADS)");
}

TEST_CASE("each topic comes once, at its first phrase, and hostile text breaks nothing") {
    const std::string text = "crash crash ads crash";
    const auto found = topics_of(text, "en");
    REQUIRE(found.size() == 2);
    CHECK(found[0] == TopicFound{"Crashes", 0, 5});
    CHECK(found[1] == TopicFound{"Ads", 12, 15});
    CHECK(told("", "en") == "");
    CHECK(told("👍👍👍", "") == "");
    CHECK(told("\xff\xfe\x80 ads \xf0\x9f", "en") == "Ads (ads)");
    std::string endless;
    for (int i = 0; i < 20000; ++i) endless += "please ";
    CHECK(told(endless + "add ads", "en") == "");  // beyond what is read
    std::string run;
    for (int i = 0; i < 5000; ++i) run += "卡";
    (void)topics_of(run, "zh");
    CHECK(vitrine::service::topics_version() == vitrine::service::topics_version());
    CHECK(!vitrine::service::topics_version().empty());
}
