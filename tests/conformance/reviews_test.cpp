#include <algorithm>

#include "review_model.h"
#include "base/text.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("an import that is run again doubles nothing", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const std::vector reviews{a_review("a", "one"), a_review("b", "two")};
    CHECK(good(store->reviews().upsert(reviews)) == UpsertCount{2, 0, 0});
    CHECK(good(store->reviews().upsert(reviews)) == UpsertCount{0, 0, 2});
    auto changed = reviews;
    changed[1].review.text = "two and a half";
    changed[1].review.id = {"another"};
    changed.push_back(a_review("c", "three"));
    changed.push_back(a_review("c", "three"));
    CHECK(good(store->reviews().upsert(changed)) == UpsertCount{1, 1, 2});
    const auto kept = good(store->reviews().find({"b"}));
    REQUIRE(kept);
    CHECK(kept->team.text == "lark");
    CHECK(kept->review.text == "two and a half");
    CHECK(kept->review.revision == 2);
    CHECK(kept->review.app_name == "notes");
    CHECK_FALSE(good(store->reviews().find({"another"})));
}

TEST_CASE_TEMPLATE("a review comes back whole", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto incoming = a_review("a", "Gut 👍\nline two");
    contract::Review& review = incoming.review;
    review.author = "Ayşe";
    review.language = "de";
    review.country = "AT";
    review.device = "P60";
    review.system = "14";
    review.version = "2.9.1";
    review.previous_rating = 2;
    review.edits = 1;
    review.helpful = 7;
    review.topics = {"crash", "battery"};
    review.translation = contract::Translation{"en", "Good"};
    review.reply = contract::ReviewReply{"Danke", "Ana", at(3), 5};
    good(store->reviews().upsert(std::vector{incoming}));
    review.app_name = "notes";
    review.revision = 1;
    review.reply->version = 1;
    CHECK(good(store->reviews().find({"a"}))->review == review);
    CHECK(good(store->reviews().reply_history({"a"})) == std::vector{*review.reply});
    CHECK(good(store->reviews().upsert(std::vector{incoming})).unchanged == 1);
}

TEST_CASE_TEMPLATE("a review without an id is given one", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto nameless = a_review("", "x");
    nameless.source_id = "n1";
    good(store->reviews().upsert(std::vector{nameless}));
    ReviewQuery query;
    query.team = {"lark"};
    const auto page = good(store->reviews().list(query));
    REQUIRE(page.items.size() == 1);
    CHECK_FALSE(page.items[0].id.text.empty());
    CHECK(good(store->reviews().find(page.items[0].id)));
}

TEST_CASE_TEMPLATE("an upsert is all or nothing", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto stray = a_review("b", "x");
    stray.review.app = {"nobody"};
    CHECK(code_of(store->reviews().upsert(std::vector{a_review("a", "x"), stray})) == "not_found");
    stray = a_review("a", "y");
    stray.source_id = "b";
    CHECK(code_of(store->reviews().upsert(std::vector{a_review("a", "x"), stray})) == "id_taken");
    CHECK_FALSE(good(store->reviews().find({"a"})));
    CHECK(found(*store.store, "x").empty());
}

TEST_CASE_TEMPLATE("replies are versioned, compared, kept in the history", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "x")}));
    CHECK(code_of(reviews.remove_reply({"a"}, {})) == "no_reply");
    CHECK(code_of(reviews.set_reply({"z"}, {}, {})) == "not_found");
    const auto first = good(reviews.set_reply({"a"}, 1, {"Hello", "Ana", at(1), 0}));
    CHECK(first.reply->version == 1);
    CHECK(first.revision == 2);
    CHECK(code_of(reviews.set_reply({"a"}, 1, {"Late", "Bo", at(2), 0})) == "stale_revision");
    CHECK(code_of(reviews.remove_reply({"a"}, 1)) == "stale_revision");
    good(reviews.set_reply({"a"}, {}, {"Hello again", "Ana", at(3), 0}));
    const auto removed = good(reviews.remove_reply({"a"}, 3));
    CHECK_FALSE(removed.reply);
    const auto third = good(reviews.set_reply({"a"}, {}, {"Third", "Ana", at(4), 0}));
    CHECK(third.reply->version == 3);
    CHECK(good(reviews.find({"a"}))->review == third);
    CHECK(good(reviews.reply_history({"a"})).size() == 3);
    auto again = a_review("a", "x, edited");
    again.review.reply = contract::ReviewReply{"From the file", "?", at(0), 1};
    good(reviews.upsert(std::vector{again}));
    CHECK(good(reviews.find({"a"}))->review.reply->text == "Third");
}

void compare(Store& store, const Model& model, const ReviewQuery& query) {
    const auto page = good(store.reviews().list(query));
    const auto expected = model.list(query);
    REQUIRE(ids(page.items) == ids(expected.items));
    CHECK(page.items == expected.items);
    CHECK(page.total == expected.total);
    CHECK(page.offset == expected.offset);
    CHECK(good(store.reviews().facets(query.team, query.filter)) ==
          model.facets(query.team, query.filter));
}

TEST_CASE_TEMPLATE("lists and counts equal those of a model that looks at every review", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->apps().create(an_app("lark", "maps")));
    SeededRandom random(20260514);
    Model model;
    for (int round = 0; round < 6; ++round) {
        const auto batch = model.random_batch(random, 120);
        good(store->reviews().upsert(batch));
        for (int i = 0; i < 40; ++i) compare(*store.store, model, model.random_query(random));
    }
    for (int i = 0; i < 20; ++i) {
        const contract::ReviewId id = model.random_id(random);
        const contract::ReviewReply reply{"Thanks", "Ana", at(i), 1};
        model.set(good(store->reviews().set_reply(id, {}, reply)));
        compare(*store.store, model, model.random_query(random));
    }
}

// One write of any kind, made to the store and to the model.
void write_something(Store& store, Model& model, SeededRandom& random, int round) {
    auto& reviews = store.reviews();
    const contract::ReviewId id = model.random_id(random);
    const std::vector<std::vector<std::string>> tags{{}, {"bug"}, {"bug", "praise"}, {"praise"}};
    switch (random.next() % 5) {
        case 0: {
            const auto tagged = reviews.set_tags(id, {}, tags[random.next() % tags.size()]);
            CHECK(tagged.has_value() != model.is_gone(id));
            if (tagged) model.set(*tagged);
            break;
        }
        case 1: {
            const auto answered = reviews.set_reply(id, {}, {"Thanks", "Ana", at(round), 1});
            CHECK(answered.has_value() != model.is_gone(id));
            if (answered) model.set(*answered);
            break;
        }
        case 2: {
            const bool removed = random.next() % 3 != 0;
            good(reviews.set_removed(id, removed));
            model.remove(id, removed);
            break;
        }
        case 3:
            good(reviews.withdraw(std::vector{ReviewName{"test", id.text}}));
            model.withdraw(id);
            break;
        default: good(reviews.upsert(model.random_batch(random, 9))); break;
    }
}

TEST_CASE_TEMPLATE("lists and counts stay right while reviews are tagged, removed, taken back", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->apps().create(an_app("lark", "maps")));
    SeededRandom random(20260515);
    Model model;
    good(store->reviews().upsert(model.random_batch(random, 60)));
    for (int round = 0; round < 300; ++round) {
        write_something(*store.store, model, random, round);
        compare(*store.store, model, model.random_query(random));
    }
    ReviewQuery all;
    all.limit = 1000;
    for (const char* team : {"lark", "other"}) {
        all.team = {team};
        compare(*store.store, model, all);
    }
}

TEST_CASE_TEMPLATE("a walk by cursor sees every row once while others arrive", S, EACH_STORE) {
    for (const auto sort : {contract::ReviewSort::newest, contract::ReviewSort::oldest,
                            contract::ReviewSort::lowest, contract::ReviewSort::highest,
                            contract::ReviewSort::helpful}) {
        S store;
        two_teams(*store.store);
        good(store->apps().create(an_app("lark", "maps")));
        SeededRandom random(7);
        Model model;
        good(store->reviews().upsert(model.random_batch(random, 200)));
        ReviewQuery query;
        query.team = {"lark"};
        query.sort = sort;
        query.limit = 1000;
        const auto expected = ids(model.list(query).items);
        query.limit = 7;
        std::vector<std::string> seen;
        do {
            const auto page = good(store->reviews().list(query));
            for (const auto& id : ids(page.items)) seen.push_back(id);
            query.cursor = page.next;
            good(store->reviews().upsert(model.random_batch(random, 3, Known::none)));
        } while (query.cursor);
        std::erase_if(seen, [&](const auto& id) { return std::ranges::count(expected, id) == 0; });
        CHECK(seen == expected);
    }
}

TEST_CASE_TEMPLATE("a cursor of another sort, or none at all, is refused", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "x"), a_review("b", "y")}));
    ReviewQuery query;
    query.team = {"lark"};
    query.limit = 1;
    query.cursor = good(store->reviews().list(query)).next;
    REQUIRE(query.cursor);
    query.sort = contract::ReviewSort::helpful;
    CHECK(code_of(store->reviews().list(query)) == "bad_cursor");
    for (const char* cursor : {"", "newest", "newest,1,2", "newest,a,b,c", "newest,1,2,%zz"}) {
        query.sort = contract::ReviewSort::newest;
        query.cursor = cursor;
        CHECK(code_of(store->reviews().list(query)) == "bad_cursor");
    }
}

TEST_CASE_TEMPLATE("nobody sees another team's reviews", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto foreign = a_review("x", "secret");
    foreign.review.app = {"radar"};
    good(store->reviews().upsert(std::vector{a_review("a", "mine"), foreign}));
    ReviewQuery query;
    query.team = {"lark"};
    query.filter.apps = {{"radar"}};
    CHECK(good(store->reviews().list(query)).total == 0);
    CHECK(found(*store.store, "secret").empty());
    const auto facets = good(store->reviews().facets({"lark"}, query.filter));
    REQUIRE(facets.apps.size() == 1);
    CHECK(facets.apps[0].key == "notes");
    query.team = {"nobody"};
    query.filter.apps = {};
    CHECK(good(store->reviews().list(query)).total == 0);
}

TEST_CASE_TEMPLATE("a facet has its fifty largest rows, and the one that is filtered by", Type,
                   EACH_STORE) {
    Type store;
    two_teams(*store.store);
    std::vector<IncomingReview> reviews;
    for (std::int32_t i = 0; i < 60; ++i) {
        const std::string app = "app" + base::decimal(i);
        good(store->apps().create(an_app("lark", app)));
        for (std::int32_t n = 0; n <= i; ++n) {
            reviews.push_back(a_review(app + "-" + base::decimal(n), "word"));
            reviews.back().review.app = {app};
        }
    }
    good(store->reviews().upsert(reviews));
    const auto facets = good(store->reviews().facets({"lark"}, {}));
    REQUIRE(facets.apps.size() == 50);
    CHECK(facets.apps.front() == contract::FacetRow{"app59", "app59", 60});
    CHECK(facets.apps.back() == contract::FacetRow{"app10", "app10", 11});
    contract::ReviewFilter filter;
    filter.apps = {{"app0"}};
    const auto narrowed = good(store->reviews().facets({"lark"}, filter));
    CHECK(narrowed.total == 1);
    REQUIRE(narrowed.apps.size() == 51);
    CHECK(narrowed.apps.back() == contract::FacetRow{"app0", "app0", 1});
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
