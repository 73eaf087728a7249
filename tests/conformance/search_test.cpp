#include "service/search_terms.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using Ids = std::vector<std::string>;

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a search finds words in every script", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto translated = a_review("translated", "Stürzt ab");
    translated.review.translation = contract::Translation{"en", "It crashes daily"};
    good(store->reviews().upsert(std::vector{
        a_review("en", "Crashes when I open settings, version 2.9.1 (wi-fi)"),
        a_review("de", "Übersicht auf der Straße: naja, größer wäre schöner"),
        a_review("zh", "更新之后微信支付很好用，谢谢！"),
        a_review("ja", "アプリの開発者さん、ありがとう"), a_review("ko", "배달앱이 좋아요"),
        a_review("th", "แอปนี้ใช้ดีมาก"), a_review("ar", "تطبيق رائع جدًّا للمدرسة"),
        a_review("hi", "यह ऐप हिन्दी में अच्छा है"), a_review("ru", "Всё отлично, ёлка"),
        a_review("emoji", "👍🏽👍 ❤️ 🇩🇪"), a_review("empty", ""), translated}));
    auto signed_by = a_review("signed", "Fine");
    signed_by.review.author = "Bergziege77";
    good(store->reviews().upsert(std::vector{signed_by}));
    const auto find = [&](const char* q) { return found(*store.store, q); };

    CHECK(find("bergziege77") == Ids{"signed"});
    CHECK(find("fine berg") == Ids{"signed"});
    CHECK(find("fin berg") == Ids{});
    CHECK(find("CRASH") == Ids{"en", "translated"});
    CHECK(find("crash open") == Ids{});
    CHECK(find("crashes open") == Ids{"en"});
    CHECK(find("2.9.1") == Ids{"en"});
    CHECK(find("9.2") == Ids{});
    CHECK(find("wi-fi") == Ids{"en"});
    CHECK(find("ubersicht strasse grosser") == Ids{"de"});
    CHECK(find("SCHÖN") == Ids{"de"});
    CHECK(find("支付") == Ids{"zh"});
    CHECK(find("微信支付") == Ids{"zh"});
    CHECK(find("支微") == Ids{});
    CHECK(find("信") == Ids{"zh"});
    CHECK(find("谢") == Ids{"zh"});
    CHECK(find("用谢") == Ids{});
    CHECK(find("開発") == Ids{"ja"});
    CHECK(find("ｱﾌﾟﾘ") == Ids{"ja"});
    CHECK(find("배달") == Ids{"ko"});
    CHECK(find("좋아") == Ids{"ko"});
    CHECK(find("ใช้ดี") == Ids{"th"});
    CHECK(find("رائع") == Ids{"ar"});
    CHECK(find("للمدرسه") == Ids{"ar"});
    CHECK(find("جدا") == Ids{"ar"});
    CHECK(find("हिन्दी") == Ids{"hi"});
    CHECK(find("елк") == Ids{"ru"});
    CHECK(find("👍") == Ids{"emoji"});
    CHECK(find("❤") == Ids{"emoji"});
    CHECK(find("🇩🇪 👍") == Ids{"emoji"});
    CHECK(find("🇫🇷") == Ids{});
    CHECK(find("   ").size() == 13);
    CHECK(find("?!") == Ids{});
    CHECK(find("\" OR NEAR(") == Ids{});
    CHECK(find("nothing like it") == Ids{});
}

TEST_CASE_TEMPLATE("an edited review is found by its new words only", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "slow and broken")}));
    good(store->reviews().upsert(std::vector{a_review("a", "fast and fine")}));
    CHECK(found(*store.store, "broken") == Ids{});
    CHECK(found(*store.store, "fine") == Ids{"a"});
}

TEST_SUITE_END();

TEST_CASE("reading a term again gives it back") {
    for (const char* text : {"Straße ÆØÅ İstanbul Ǆ ﬁn", "ｶﾞﾝ アプリ 微信 好", "แอปดี ๑๒",
                             "٣٤ مُعَلَّم ۵", "🇩🇪👨‍👩‍👧 ☺️ ™", "हिन्दी ক্ষ",
                             "ё й Ѐ Ω ς", "x\xff\xfey\xc3"})
        for (const Term& term : search_terms(text, Reading::query)) {
            const auto again = search_terms(term.text, Reading::query);
            REQUIRE(again.size() == 1);
            CHECK(again[0].text == term.text);
            CHECK(again[0].kind == term.kind);
        }
}

}  // namespace
}  // namespace vitrine::service::conformance
