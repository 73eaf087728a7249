#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("a store keeps its promises");

std::vector<std::string> names(const contract::AppPage& page) {
    std::vector<std::string> out;
    for (const auto& app : page.items) out.push_back(app.name);
    return out;
}

TEST_CASE_TEMPLATE("a package name is unique in the whole store", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto thief = an_app("other", "notes2");
    thief.app.package_name = "org.example.notes";
    CHECK(code_of(store->apps().create(thief)) == "package_name_taken");
    CHECK(code_of(store->apps().create(an_app("lark", "notes"))) == "id_taken");
    CHECK(code_of(store->apps().create(an_app("nobody", "x"))) == "not_found");
    CHECK(good(store->apps().find_by_package("org.example.notes"))->team.text == "lark");
    CHECK_FALSE(good(store->apps().find_by_package("org.example.x")));
    CHECK_FALSE(good(store->apps().find({"x"})));
}

TEST_CASE_TEMPLATE("a price is saved by compare-and-set, and goes with its batch", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK(good(store->apps().price({"notes"})) == contract::Price{});
    const contract::Price asked{249, "EUR", base::Instant{7000}, 0};
    const auto first = good(store->apps().put_price({"notes"}, asked));
    CHECK(first == contract::Price{249, "EUR", base::Instant{7000}, 1});
    CHECK(good(store->apps().price({"notes"})) == first);
    CHECK(code_of(store->apps().put_price({"notes"}, asked)) == "stale_revision");
    CHECK(good(store->apps().put_price({"notes"}, first)).revision == 2);
    CHECK(code_of(store->apps().put_price({"nobody"}, asked)) == "not_found");
    {
        auto batch = good(store->begin_batch());
        good(store->apps().put_price({"radar"}, asked));
    }
    CHECK(good(store->apps().price({"radar"})) == contract::Price{});
}

TEST_CASE_TEMPLATE("apps are paged by name while new ones arrive", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (const char* name : {"delta", "alpha", "charlie", "bravo"})
        good(store->apps().create(an_app("lark", name)));
    AppQuery query{{"lark"}, "", 2, {}};
    auto page = good(store->apps().list(query));
    CHECK(names(page) == std::vector<std::string>{"alpha", "bravo"});
    CHECK(page.total == 5);
    good(store->apps().create(an_app("lark", "aardvark")));
    good(store->apps().create(an_app("lark", "cobra")));
    query.cursor = page.next;
    page = good(store->apps().list(query));
    CHECK(names(page) == std::vector<std::string>{"charlie", "cobra"});
    query.cursor = page.next;
    page = good(store->apps().list(query));
    CHECK(names(page) == std::vector<std::string>{"delta", "notes"});
    CHECK_FALSE(page.next);
    query.cursor = "nonsense";
    CHECK(code_of(store->apps().list(query)) == "bad_cursor");
}

TEST_CASE_TEMPLATE("apps are found by part of their name, folded", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto app = an_app("lark", "ue");
    app.app.name = "Über Fähre";
    good(store->apps().create(app));
    CHECK(names(good(store->apps().list({{"lark"}, "FAHR", 9, {}}))) ==
          std::vector<std::string>{"Über Fähre"});
    CHECK(names(good(store->apps().list({{"lark"}, "example.no", 9, {}}))) ==
          std::vector<std::string>{"notes"});
    CHECK(good(store->apps().list({{"lark"}, "radar", 9, {}})).items.empty());
    CHECK(good(store->apps().ids_of({"lark"})).size() == 2);
}

TEST_CASE_TEMPLATE("an app's figures are stored until the store can count them", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    contract::App app = good(store->apps().find({"notes"}))->app;
    app.rating = 4.5;
    app.review_count = 1200;
    app.unanswered_reviews = 7;
    app.active_devices = 5;
    app.live_version = "1.0";
    app.stage = contract::Stage::live;
    app.package_name = "org.example.changed";
    good(store->apps().update(app));
    app.package_name = "org.example.notes";
    CHECK(good(store->apps().find({"notes"}))->app == app);

    auto two = a_review("b", "two");
    two.review.rating = 1;
    auto unrated = a_review("c", "three");
    unrated.review.rating.reset();
    unrated.review.reply = contract::ReviewReply{"Thanks", "Ana", at(1), 1};
    good(store->reviews().upsert(std::vector{a_review("a", "one"), two, unrated}));
    good(store->submissions().insert(a_submission("s1", contract::Stage::ready), an_audit("s1")));
    app = good(store->apps().find({"notes"}))->app;
    CHECK(app.review_count == 3);
    CHECK(app.unanswered_reviews == 2);
    CHECK(app.rating == 2.5);
    CHECK(app.stage == contract::Stage::ready);
    good(store->reviews().set_reply({"a"}, {}, {"Hello", "Ana", at(2), 0}));
    CHECK(good(store->apps().find({"notes"}))->app.unanswered_reviews == 1);
    good(store->reviews().remove_reply({"a"}, {}));
    CHECK(good(store->apps().find({"notes"}))->app.unanswered_reviews == 2);
    app.id = {"nobody"};
    CHECK(code_of(store->apps().update(app)) == "not_found");
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
