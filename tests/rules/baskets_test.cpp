// What an edit makes of a basket, and what is left of two edits that met.
#include <doctest/doctest.h>

#include "contract/baskets.h"

namespace vitrine::tests {

using namespace contract;

namespace {

Basket a_basket() {
    Basket basket;
    basket.packages = {{"pkg_1"}};
    basket.notes = {{"de", "Neu"}, {"en", "New"}};
    return basket;
}

Basket with_note(Basket basket, const std::string& locale, const std::string& text) {
    EditBasket::Request edit;
    edit.notes = std::vector{LocaleNotes{locale, text}};
    return *edited(std::move(basket), edit);
}

std::string wrong_path(const base::Result<Basket>& result) {
    return result ? "(good)" : result.error().fields.front().path;
}

}  // namespace

TEST_CASE("an edit changes what it says and nothing else") {
    EditBasket::Request edit;
    CHECK(edited(a_basket(), edit) == a_basket());
    edit.notes = std::vector{LocaleNotes{"fr", "Nouveau"}, LocaleNotes{"de", ""}};
    edit.fraction = 0.1;
    const Basket next = *edited(a_basket(), edit);
    CHECK(next.packages == a_basket().packages);
    CHECK(next.notes == std::vector<LocaleNotes>{{"en", "New"}, {"fr", "Nouveau"}});
    CHECK(next.fraction == 0.1);
    EditBasket::Request clear;
    clear.clear = {BasketWish::fraction, BasketWish::publish_at};
    CHECK(!edited(next, clear)->fraction);
    EditBasket::Request again;
    again.notes = std::vector{LocaleNotes{"DE", "Anders"}};
    CHECK(edited(a_basket(), again)->notes == std::vector<LocaleNotes>{{"DE", "Anders"},
                                                                       {"en", "New"}});
}

TEST_CASE("what cannot be in a basket is named by its place") {
    Basket basket = a_basket();
    basket.packages = {{"a"}, {"b"}, {"a"}};
    CHECK(wrong_path(tidied(basket)) == "packages.2");
    basket = a_basket();
    basket.notes = {LocaleNotes{"en", "x"}, LocaleNotes{"EN", "y"}};
    CHECK(wrong_path(tidied(basket)) == "notes.1.locale");
    for (const char* locale :
         {"", "-", "e", "en-", "e2", "en_US", "en US", "ü1", "en-123456789"}) {
        CAPTURE(locale);
        basket.notes = {LocaleNotes{locale, "x"}};
        CHECK(wrong_path(tidied(basket)) == "notes.0.locale");
    }
    for (const char* locale : {"en", "pt-BR", "zh-Hant-TW", "es-419", "fil"}) {
        basket.notes = {LocaleNotes{locale, "x"}};
        CHECK(tidied(basket));
    }
    for (const double fraction : {0.0, -0.5, 1.01, 1e300}) {
        basket.fraction = fraction;
        CHECK(wrong_path(tidied(basket)) == "fraction");
    }
    basket.fraction = 1;
    CHECK(tidied(basket));
}

TEST_CASE("edits of different parts both stay, of the same part neither is lost in silence") {
    const Basket base = a_basket();
    const Basket current = with_note(base, "de", "Ihre Fassung");
    const Basket yours = with_note(base, "fr", "Nouveau");
    const Merge both = merge(base, yours, current);
    CHECK(both.conflicts.empty());
    CHECK(both.merged.notes == std::vector<LocaleNotes>{{"de", "Ihre Fassung"},
                                                        {"en", "New"}, {"fr", "Nouveau"}});
    Basket mine = with_note(yours, "de", "Meine Fassung");
    mine.track = Track::closed;
    const Merge clash = merge(base, mine, current);
    CHECK(clash.conflicts == std::vector<std::string>{"notes.de"});
    CHECK(clash.merged.track == Track::closed);
    CHECK(clash.merged.notes.front().text == "Ihre Fassung");
}

TEST_CASE("the same change made twice is no conflict, and taking out is a change") {
    const Basket base = a_basket();
    const Basket same = with_note(base, "de", "Gleich");
    CHECK(merge(base, same, same) == Merge{same, {}});
    const Basket without = with_note(base, "de", "");
    CHECK(merge(base, without, base).merged == without);
    CHECK(merge(base, base, without).merged == without);
    CHECK(merge(base, without, same).conflicts == std::vector<std::string>{"notes.de"});
}

TEST_CASE("without a base every part that differs is a conflict, and what stands stays") {
    const Basket current = with_note(a_basket(), "de", "Anders");
    const Merge blind = merge(std::nullopt, a_basket(), current);
    CHECK(blind.merged == current);
    CHECK(blind.conflicts == std::vector<std::string>{"notes.de"});
}

}  // namespace vitrine::tests
