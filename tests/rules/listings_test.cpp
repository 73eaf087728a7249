// Texts of listings, two writers of one text, graphics by type, and what packages say of data.
#include <doctest/doctest.h>

#include "contract/graphics.h"
#include "contract/safety.h"

namespace vitrine::tests {

using namespace contract;

namespace {

ListingText a_text() {
    return {"Notes", "Short notes", "Long\nnotes"};
}
std::optional<ListingBase> base_of(const ListingText& text) {
    return ListingBase{text};
}
std::string wrong_path(const base::Result<ListingText>& result) {
    return result ? "(good)" : result.error().fields.front().path;
}
std::string why(GraphicType type, ImageFacts image) {
    const auto reason = refuse_image(type, image);
    return reason ? std::string(name_of(*reason)) : "(good)";
}
ImageFacts png(std::int32_t width, std::int32_t height, bool alpha = false) {
    return {ImageKind::png, width, height, alpha, 1000};
}
std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("languages have one way to be written") {
    CHECK(plain_locale("PT-br") == "pt-BR");
    CHECK(plain_locale("zh-hant-tw") == "zh-Hant-TW");
    CHECK(plain_locale("ES-419") == "es-419");
    CHECK(plain_locale("en_US") == "en_US");
    for (const char* none : {"", "e", "en_US", "e1", "en-", "-en", "123", "en-aaaaaaaaa"})
        CHECK_FALSE(is_locale(none));
}

TEST_CASE("a text is trimmed, its lines are plain, and what hides or turns is refused") {
    CHECK(*tidied({" Notes\t", "Short\n", "a\r\nb\rc "}) ==
          ListingText{"Notes", "Short", "a\nb\nc"});
    CHECK(wrong_path(tidied({"two\nlines", "", ""})) == "title");
    CHECK(wrong_path(tidied({"", "two\r\nlines", ""})) == "summary");
    CHECK(wrong_path(tidied({"", "", "bell\a"})) == "description");
    CHECK(wrong_path(tidied({"right\xe2\x80\xae to left", "", ""})) == "title");
    CHECK(wrong_path(tidied({"", "line\xe2\x80\xa8separator", ""})) == "summary");
    CHECK(tidied({"", "", "line\xe2\x80\xa8separator"})->description == "line\nseparator");
    CHECK(wrong_path(tidied({"نوتس", "注音", "👩‍👩‍👧 é"})) == "(good)");
}

TEST_CASE("lengths count code points, in every script") {
    const auto fits = [](const std::string& title) {
        const Json json = {{"title", title}, {"summary", ""}, {"description", ""}};
        return decode<ListingText>(json, Unknown::refuse).has_value();
    };
    for (const char* one : {"x", "語", "é", "🎉", "ß"}) {
        CHECK(fits(repeated(one, 30)));
        CHECK_FALSE(fits(repeated(one, 31)));
    }
    CHECK(fits(repeated("e\xcc\x81", 15)));        // a letter and its accent are two
    CHECK_FALSE(fits(repeated("e\xcc\x81", 16)));
}

TEST_CASE("two writers of one text keep what only one of them touched") {
    ListingText mine = a_text(), theirs = a_text();
    mine.title = "My notes";
    theirs.summary = "Their summary";
    const ListingMerge both = merge(base_of(a_text()), mine, theirs);
    CHECK(both.conflicts.empty());
    CHECK(both.merged == ListingText{"My notes", "Their summary", "Long\nnotes"});
    theirs.title = "Their notes";
    const ListingMerge clash = merge(base_of(a_text()), mine, theirs);
    CHECK(clash.conflicts == std::vector<std::string>{"title"});
    CHECK(clash.merged == theirs);
    theirs.title = mine.title;  // both wrote the same
    CHECK(merge(base_of(a_text()), mine, theirs).conflicts.empty());
    CHECK(merge(std::nullopt, mine, a_text()).conflicts == std::vector<std::string>{"title"});
}

TEST_CASE("a language that one takes out and another changes is a conflict") {
    ListingText changed = a_text();
    changed.title = "Changed";
    const std::vector<std::string> whole{"listing"};
    CHECK(merge(base_of(a_text()), changed, std::nullopt) == ListingMerge{std::nullopt, whole});
    CHECK(merge(base_of(a_text()), std::nullopt, changed) == ListingMerge{changed, whole});
    CHECK(merge(base_of(a_text()), std::nullopt, a_text()) == ListingMerge{std::nullopt, {}});
    CHECK(merge(base_of(a_text()), a_text(), std::nullopt) == ListingMerge{std::nullopt, {}});
    CHECK(merge(ListingBase{}, changed, std::nullopt) == ListingMerge{changed, {}});
}

TEST_CASE("the table of graphics has one row a type, in order") {
    for (std::size_t i = 0; i < graphic_rules().size(); ++i) {
        const GraphicRule& rule = graphic_rules()[i];
        CHECK(static_cast<std::size_t>(rule.type) == i);
        CHECK(rule.at_least <= rule.at_most);
        CHECK((rule.width != 0) == (rule.side_min == 0));
        CHECK(rule.bytes_max > 0);
        CHECK(rule.bytes_max <= graphic_bytes_max);
        CHECK(description_of(rule).find("pixels") != std::string::npos);
    }
    CHECK(description_of(rule_of(GraphicType::icon)) == "512 x 512 pixels, PNG, at most 1024 KiB");
}

TEST_CASE("an image is refused for the first thing that is wrong with it") {
    using enum GraphicType;
    CHECK(why(icon, png(512, 512, true)) == "(good)");
    CHECK(why(icon, png(511, 512)) == "wrong_image_size");
    CHECK(why(icon, {ImageKind::jpeg, 512, 512, false, 9}) == "wrong_image_kind");
    CHECK(why(icon, {ImageKind::png, 512, 512, false, (1 << 20) + 1}) == "image_too_large");
    CHECK(why(feature, png(1024, 500)) == "(good)");
    CHECK(why(feature, png(500, 1024)) == "wrong_image_size");
    CHECK(why(feature, png(1024, 500, true)) == "image_transparent");
    CHECK(why(phone, png(1080, 1920)) == "(good)");
    CHECK(why(phone, png(1920, 1080)) == "(good)");
    CHECK(why(phone, png(319, 320)) == "wrong_image_size");
    CHECK(why(phone, png(3841, 3000)) == "wrong_image_size");
    CHECK(why(phone, png(320, 3840)) == "wrong_image_shape");
    CHECK(why(wear, png(384, 384)) == "(good)");
    CHECK(why(wear, png(384, 400)) == "wrong_image_shape");
    CHECK(why(tv, png(1920, 1080)) == "(good)");
    CHECK(why(phone, png(65535, 65535)) == "wrong_image_size");
}

TEST_CASE("a data safety form says each type and purpose once") {
    DataSafety form;
    form.uses = {{DataType::crash_logs, {DataPurpose::analytics}, false, false},
                 {DataType::contacts, {DataPurpose::ads, DataPurpose::account}, true, true}};
    const auto tidy = tidied(form);
    REQUIRE(tidy);
    CHECK(tidy->uses.front().type == DataType::contacts);
    CHECK(tidy->uses.front().purposes.front() == DataPurpose::account);
    const auto path = [](DataSafety wrong) { return tidied(wrong).error().fields.front().path; };
    form.uses[0].purposes.clear();
    CHECK(path(form) == "uses.0.purposes");
    form.uses[0].purposes = {DataPurpose::ads, DataPurpose::ads};
    CHECK(path(form) == "uses.0.purposes");
    form.uses[0] = form.uses[1];
    CHECK(path(form) == "uses.1.type");
}

TEST_CASE("what a package says of data is looked for in the form") {
    PackageFacts facts;
    facts.permissions = {{"android.permission.INTERNET", {}, {}, false},
                         {"android.permission.ACCESS_COARSE_LOCATION", {}, {}, false},
                         {"android.permission.READ_CONTACTS", {}, {}, true}};  // granted besides
    facts.kits = {{"google_ads", "Google Mobile Ads", KitKind::ads, ""},
                  {"auth0", "Auth0", KitKind::sign_in, ""}};
    auto missing = undeclared(facts, {});
    REQUIRE(missing.size() == 2);
    CHECK(missing[0].type == DataType::approximate_location);
    CHECK_FALSE(missing[0].by_kit);
    CHECK(missing[1] == Undeclared{"Google Mobile Ads", DataType::device_ids, {}, true});
    DataSafety form;
    form.uses = {{DataType::precise_location, {DataPurpose::app_function}, false, false},
                 {DataType::device_ids, {DataPurpose::analytics}, false, false}};
    missing = undeclared(facts, form);
    REQUIRE(missing.size() == 1);  // has the type, but not for ads
    CHECK(missing[0].purpose == DataPurpose::ads);
    form.uses[1].purposes.push_back(DataPurpose::ads);
    CHECK(undeclared(facts, form).empty());
}

}  // namespace vitrine::tests
