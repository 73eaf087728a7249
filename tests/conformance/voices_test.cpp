// What becomes of a review: tags, verdicts of the store, sources that take it back, batches.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::ReportState;

TEST_SUITE_BEGIN("a store keeps its promises");

std::int64_t total(Store& store, const contract::ReviewFilter& filter = {}) {
    const auto facets = good(store.reviews().facets({"lark"}, filter));
    CHECK(facets.replied + facets.unreplied == facets.total);
    return facets.total;
}

contract::App app_of(Store& store) {
    return good(store.apps().find({"notes"}))->app;
}

StoredReport a_report(const std::string& review, std::int64_t minute) {
    StoredReport report{{"lark"}, {}};
    report.report.review = {review};
    report.report.app = {"notes"};
    report.report.text = "Look at this";
    report.report.reported_at = at(minute);
    return report;
}

TEST_CASE_TEMPLATE("a removed review is nowhere, and comes back whole", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "nasty words"), a_review("b", "fine")}));
    good(reviews.set_tags({"a"}, {}, {"bug"}));
    const auto before = good(reviews.set_reply({"a"}, {}, {"Hello", "Ana", at(1), 0}));
    good(reviews.set_removed({"a"}, true));
    good(reviews.set_removed({"a"}, true));
    CHECK_FALSE(good(reviews.find({"a"})));
    CHECK(good(reviews.find_even_removed({"a"})));
    CHECK(found(*store.store, "nasty").empty());
    CHECK(total(*store.store) == 1);
    CHECK(app_of(*store.store).review_count == 1);
    CHECK(app_of(*store.store).unanswered_reviews == 1);
    CHECK(code_of(reviews.set_reply({"a"}, {}, {"More", "Ana", at(2), 0})) == "not_found");
    CHECK(code_of(reviews.remove_reply({"a"}, {})) == "not_found");
    CHECK(code_of(reviews.set_tags({"a"}, {}, {})) == "not_found");
    CHECK(code_of(reviews.set_removed({"zzz"}, true)) == "not_found");
    // Its source may change it meanwhile; that does not bring it back.
    CHECK(good(reviews.upsert(std::vector{a_review("a", "nastier")})).changed == 1);
    CHECK(total(*store.store) == 1);
    CHECK(good(reviews.upsert(std::vector{a_review("a", "nasty words")})).changed == 1);
    good(reviews.set_removed({"a"}, false));
    auto after = good(reviews.find({"a"}))->review;
    CHECK(after.revision > before.revision);
    after.revision = before.revision;
    CHECK(after == before);
    CHECK(found(*store.store, "nasty") == std::vector<std::string>{"a"});
    CHECK(app_of(*store.store).review_count == 2);
    CHECK(app_of(*store.store).unanswered_reviews == 1);
}

TEST_CASE_TEMPLATE("a review that its source takes back loses its words for good", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "secret words"), a_review("b", "fine")}));
    good(reviews.set_tags({"a"}, {}, {"bug"}));
    good(reviews.set_reply({"a"}, {}, {"Hello", "Ana", at(1), 0}));
    const std::vector names{ReviewName{"test", "a"}, ReviewName{"test", "nobody"},
                            ReviewName{"elsewhere", "b"}};
    CHECK(good(reviews.withdraw(names)) == 1);
    CHECK(good(reviews.withdraw(names)) == 0);
    CHECK_FALSE(good(reviews.find({"a"})));
    CHECK_FALSE(good(reviews.find_even_removed({"a"})));
    CHECK_FALSE(good(reviews.find_named(names[0])));
    CHECK(found(*store.store, "secret").empty());
    CHECK(app_of(*store.store).review_count == 1);
    CHECK(code_of(reviews.set_reply({"a"}, {}, {"x", "Ana", at(2), 0})) == "not_found");
    // Told again, it is a new one under its old id: without the old answer, with its history.
    CHECK(good(reviews.upsert(std::vector{a_review("a", "other words")})) == UpsertCount{1, 0, 0});
    const auto back = good(reviews.find({"a"}));
    REQUIRE(back);
    CHECK(back->review.text == "other words");
    CHECK_FALSE(back->review.reply);
    CHECK(back->review.tags.empty());
    CHECK(good(reviews.set_reply({"a"}, {}, {"x", "Ana", at(3), 0})).reply->version == 2);
    CHECK(found(*store.store, "other") == std::vector<std::string>{"a"});
    CHECK(app_of(*store.store).review_count == 2);
    CHECK(app_of(*store.store).unanswered_reviews == 1);
}

TEST_CASE_TEMPLATE("what the store removed stays so when its source takes it back and tells it", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "x")}));
    good(reviews.set_removed({"a"}, true));
    CHECK(good(reviews.withdraw(std::vector{ReviewName{"test", "a"}})) == 1);
    CHECK(good(reviews.upsert(std::vector{a_review("a", "y")})).added == 1);
    CHECK_FALSE(good(reviews.find({"a"})));
    CHECK(total(*store.store) == 0);
    CHECK(app_of(*store.store).review_count == 0);
    good(reviews.set_removed({"a"}, false));
    CHECK(good(reviews.find({"a"}))->review.text == "y");
    CHECK(app_of(*store.store).review_count == 1);
}

TEST_CASE_TEMPLATE("tags are compared, kept over imports, counted, and told of", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "x"), a_review("b", "y")}));
    const auto newest = good(store->changes().newest());
    CHECK(good(reviews.set_tags({"a"}, 1, {"bug", "old phone"})).revision == 2);
    CHECK(code_of(reviews.set_tags({"a"}, 1, {"late"})) == "stale_revision");
    CHECK(code_of(reviews.set_tags({"zzz"}, {}, {})) == "not_found");
    CHECK(good(store->changes().newest()) == newest + 1);
    good(reviews.set_tags({"b"}, {}, {"bug"}));
    CHECK(good(reviews.upsert(std::vector{a_review("a", "x, edited")})).changed == 1);
    CHECK(good(reviews.find({"a"}))->review.tags ==
          std::vector<std::string>{"bug", "old phone"});
    auto facets = good(reviews.facets({"lark"}, {}));
    REQUIRE(facets.tags.size() == 2);
    CHECK(facets.tags[0] == contract::FacetRow{"bug", "bug", 2});
    CHECK(good(reviews.facets({"other"}, {})).tags.empty());
    contract::ReviewFilter old_phones;
    old_phones.tags = {"old phone"};
    CHECK(total(*store.store, old_phones) == 1);
    good(reviews.set_tags({"a"}, {}, {}));
    CHECK(total(*store.store, old_phones) == 0);
}

TEST_CASE_TEMPLATE("of a batch that is not committed nothing stays", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.upsert(std::vector{a_review("a", "x"), a_review("b", "y")}));
    good(reviews.withdraw(std::vector{ReviewName{"test", "b"}}));
    const ReviewBatch named{{"lark"}, "one", {"hash", "answer"}, at(0)};
    {
        const auto batch = good(store->begin_batch());
        good(reviews.upsert(std::vector{a_review("b", "back"), a_review("c", "z")}));
        good(reviews.set_removed({"a"}, true));
        good(reviews.withdraw(std::vector{ReviewName{"test", "c"}}));
        good(reviews.keep_batch(named));
        good(store->reports().put(a_report("a", 0)));
        CHECK(good(reviews.find_batch({"lark"}, "one")));
        CHECK(total(*store.store) == 1);
    }
    CHECK_FALSE(good(reviews.find_batch({"lark"}, "one")));
    CHECK_FALSE(good(store->reports().find({"a"})));
    CHECK_FALSE(good(reviews.find({"b"})));
    CHECK(good(reviews.find({"a"})));
    CHECK(total(*store.store) == 1);
    CHECK(app_of(*store.store).review_count == 1);
}

TEST_CASE_TEMPLATE("a batch's name is kept once in each team, for its time", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    good(reviews.keep_batch({{"lark"}, "one", {"h1", "a1"}, at(0)}));
    CHECK(code_of(reviews.keep_batch({{"lark"}, "one", {"h2", "a2"}, at(1)})) == "batch_reused");
    good(reviews.keep_batch({{"other"}, "one", {"h3", "a3"}, at(2)}));
    CHECK(*good(reviews.find_batch({"lark"}, "one")) == ports::KeptBatch{"h1", "a1"});
    CHECK(*good(reviews.find_batch({"other"}, "one")) == ports::KeptBatch{"h3", "a3"});
    CHECK_FALSE(good(reviews.find_batch({"lark"}, "two")));
    CHECK(good(reviews.forget_batches_before(at(1))) == 1);
    CHECK_FALSE(good(reviews.find_batch({"lark"}, "one")));
    CHECK(good(reviews.find_batch({"other"}, "one")));
}

TEST_CASE_TEMPLATE("topics that were found are found anew; those of a source stay", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& reviews = store->reviews();
    std::vector<IncomingReview> many;
    for (const char* id : {"a", "b", "c", "d", "e"}) many.push_back(a_review(id, "some words"));
    many[1].review.topics = {"Battery"};  // its source's
    many[2].review.topics = {"Ads"};
    many[2].topics_found = true;
    good(reviews.upsert(many));
    CHECK(good(reviews.upsert(many)).unchanged == 5);
    good(reviews.withdraw(std::vector<ReviewName>{{many[3].source, many[3].source_id}}));
    good(reviews.set_removed({"e"}, true));
    auto page = good(reviews.words_after(0, 100));
    REQUIRE(page.items.size() == 3);
    CHECK(page.read_to == 5);
    CHECK(page.items[0].text == "some words");
    CHECK(page.items[0].topics.empty());
    CHECK(page.items[1].row == 3);
    CHECK(page.items[1].topics == std::vector<std::string>{"Ads"});
    CHECK(page.items[2].row == 5);
    CHECK(good(reviews.words_after(5, 100)).items.empty());
    CHECK(good(reviews.words_after(5, 100)).read_to == 0);
    CHECK(good(reviews.words_after(0, 2)).read_to == 2);
    const auto before = good(store->changes().newest());
    const std::int64_t stale = page.items[1].revision + 1;
    CHECK(good(reviews.set_topics(std::vector<ports::FoundTopics>{
              {1, page.items[0].revision, {"Crashes", "Ads"}},
              {3, stale, {"Sync"}},  // it has changed since
              {99, 1, {"Sync"}},
              {0, 1, {"Sync"}}})) == 1);
    CHECK(good(store->changes().newest()) == before + 1);
    const auto a = good(reviews.find({"a"}))->review;
    CHECK(a.topics == std::vector<std::string>{"Crashes", "Ads"});
    CHECK(a.revision == page.items[0].revision + 1);
    CHECK(good(reviews.find({"c"}))->review.topics == std::vector<std::string>{"Ads"});
    contract::ReviewFilter filter;
    filter.topics = {"Crashes"};
    CHECK(total(*store.store, filter) == 1);
    page = good(reviews.words_after(0, 1));
    CHECK(page.items[0].topics == a.topics);
    CHECK(good(reviews.set_topics({})) == 0);
    // A source that gives the same topics from now on has given them.
    many[2].topics_found = false;
    CHECK(good(reviews.upsert(std::span(many).subspan(2, 1))).changed == 1);
    CHECK(good(reviews.words_after(2, 1)).items.empty());
    {
        const auto batch = good(store->begin_batch());
        const auto now = good(reviews.words_after(0, 1)).items[0];
        good(reviews.set_topics(std::vector<ports::FoundTopics>{{1, now.revision, {}}}));
        CHECK(total(*store.store, filter) == 0);
    }
    CHECK(total(*store.store, filter) == 1);  // the batch was not committed
}

TEST_CASE_TEMPLATE("reports are kept by review and walked by state, the oldest first", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    std::vector<IncomingReview> many;
    for (int i = 0; i < 9; ++i) many.push_back(a_review("r" + std::to_string(i), "x"));
    good(store->reviews().upsert(many));
    auto& reports = store->reports();
    CHECK_FALSE(good(reports.find({"r1"})));
    CHECK(code_of(reports.put(a_report("zzz", 0))) == "not_found");
    for (int i = 0; i < 9; ++i)
        CHECK(good(reports.put(a_report("r" + std::to_string(i), i / 3))).revision == 1);
    auto decided = *good(reports.find({"r4"}));
    decided.report.state = ReportState::removed;
    decided.report.note = "gone";
    CHECK(good(reports.put(decided)).revision == 2);
    CHECK(good(reports.find({"r4"}))->report.note == "gone");
    ReportQuery query;
    query.limit = 3;
    std::string seen;
    do {
        const auto page = good(reports.list(query));
        CHECK(page.total == 8);
        for (const StoredReport& one : page.items) seen += one.report.review.text + " ";
        query.cursor = page.next;
    } while (query.cursor);
    CHECK(seen == "r0 r1 r2 r3 r5 r6 r7 r8 ");
    query.state = ReportState::removed;
    CHECK(good(reports.list(query)).items == std::vector{*good(reports.find({"r4"}))});
    for (const char* cursor : {"", "reports", "reports,x,y", "newest,1,2"}) {
        query.cursor = cursor;
        CHECK(code_of(reports.list(query)) == "bad_cursor");
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
