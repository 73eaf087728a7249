#include "service/store_rules.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Basket;
using contract::Stage;
using contract::Track;

TEST_SUITE_BEGIN("a store keeps its promises");

Basket a_basket(const std::string& package) {
    Basket basket;
    basket.packages = {{package}};
    basket.track = Track::closed;
    basket.notes = {{"de", "Neu: \"größer\"\n"}, {"ja", "新しい"}};
    basket.fraction = 0.1;
    basket.publish_at = at(90);
    return basket;
}

void put(Store& store, const std::string& id, Stage stage, Track track, const char* code,
         const std::string& app = "notes") {
    auto detail = a_submission(id, stage);
    detail.submission.app = {app};
    detail.submission.track = track;
    detail.submission.version_code = code;
    good(store.submissions().insert(detail, an_audit(id)));
}

std::string package_of(const std::optional<AcceptedBasket>& accepted) {
    return accepted ? accepted->basket.packages.front().text : "";
}

TEST_CASE_TEMPLATE("a basket comes back whole, each version at its revision", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "s1", Stage::draft, Track::closed, "7");
    auto& baskets = store->baskets();
    CHECK_FALSE(good(baskets.as_of({"s1"}, 99)));
    good(baskets.keep({"s1"}, 2, a_basket("p2")));
    good(baskets.keep({"s1"}, 5, a_basket("p5")));
    CHECK_FALSE(good(baskets.as_of({"s1"}, 1)));
    CHECK(good(baskets.as_of({"s1"}, 2)) == a_basket("p2"));
    CHECK(good(baskets.as_of({"s1"}, 4)) == a_basket("p2"));
    CHECK(good(baskets.as_of({"s1"}, INT64_MAX)) == a_basket("p5"));
    good(baskets.keep({"s1"}, 5, a_basket("again")));
    CHECK(good(baskets.as_of({"s1"}, 5)) == a_basket("again"));
    CHECK_FALSE(good(baskets.as_of({"s2"}, 99)));
    CHECK(code_of(baskets.keep({"s2"}, 1, a_basket("p"))) == "not_found");
}

TEST_CASE_TEMPLATE("only the last versions of a basket are kept, of each submission", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "s1", Stage::draft, Track::closed, "7");
    put(*store.store, "s2", Stage::draft, Track::closed, "8");
    good(store->baskets().keep({"s2"}, 1, a_basket("other")));
    for (std::int64_t revision = 1; revision <= basket_versions_kept + 3; ++revision)
        good(store->baskets().keep({"s1"}, revision, a_basket("p" + std::to_string(revision))));
    CHECK_FALSE(good(store->baskets().as_of({"s1"}, 3)));
    CHECK(good(store->baskets().as_of({"s1"}, 4)) == a_basket("p4"));
    CHECK(good(store->baskets().as_of({"s2"}, 1)) == a_basket("other"));
}

TEST_CASE_TEMPLATE("a basket that is written in a batch is there with all of it or not at all", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "s1", Stage::draft, Track::closed, "7");
    good(store->baskets().keep({"s1"}, 1, a_basket("p1")));
    contract::ReviewState state;
    state.claimed = contract::Approval{{"rita"}, "Rita", at(1)};
    {
        auto batch = good(store->begin_batch());
        good(store->baskets().keep({"s1"}, 2, a_basket("p2")));
        good(store->baskets().note({"s1"}, state));
        CHECK(good(store->baskets().as_of({"s1"}, 9)) == a_basket("p2"));
    }
    CHECK(good(store->baskets().as_of({"s1"}, 9)) == a_basket("p1"));
    CHECK(good(store->baskets().review_of({"s1"})) == contract::ReviewState{});
}

TEST_CASE_TEMPLATE("the accepted basket is the one with the highest code, by track or on any", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK_FALSE(good(store->baskets().accepted({"notes"}, std::nullopt)));
    struct Row { const char* id; Stage stage; Track track; const char* code; };
    for (const Row& row : {Row{"a", Stage::superseded, Track::production, "9"},
                           Row{"b", Stage::live, Track::production, "10"},
                           Row{"c", Stage::queued, Track::production, "99"},
                           Row{"d", Stage::rolled_back, Track::production, "98"},
                           Row{"e", Stage::approved, Track::internal, "11"}}) {
        put(*store.store, row.id, row.stage, row.track, row.code);
        good(store->baskets().keep({row.id}, 1, a_basket("old")));
        good(store->baskets().keep({row.id}, 2, a_basket(row.id)));
    }
    put(*store.store, "bare", Stage::live, Track::production, "97");  // knows no packages
    put(*store.store, "x", Stage::live, Track::production, "500", "radar");
    good(store->baskets().keep({"x"}, 1, a_basket("x")));
    const auto production = good(store->baskets().accepted({"notes"}, Track::production));
    CHECK(package_of(production) == "b");
    CHECK(production->submission.text == "b");
    CHECK(production->track == Track::production);
    CHECK(production->version_code == "10");
    CHECK(package_of(good(store->baskets().accepted({"notes"}, std::nullopt))) == "e");
    CHECK_FALSE(good(store->baskets().accepted({"notes"}, Track::open)));
    CHECK_FALSE(good(store->baskets().accepted({"nobody"}, std::nullopt)));
}

TEST_CASE_TEMPLATE("where a review stands comes back whole", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "s1", Stage::in_review, Track::closed, "7");
    contract::ReviewState state;
    state.claimed = contract::Approval{{"rita"}, "Rita Ü", at(1)};
    state.first_approval = contract::Approval{{"otto"}, "Otto", at(2)};
    state.items = {{"notes.de", contract::ItemVerdict::refused, "Not \"German\""}};
    CHECK(good(store->baskets().review_of({"s1"})) == contract::ReviewState{});
    good(store->baskets().note({"s1"}, state));
    CHECK(good(store->baskets().review_of({"s1"})) == state);
    CHECK(code_of(store->baskets().note({"s9"}, state)) == "not_found");
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
