#include <algorithm>
#include <atomic>
#include <thread>

#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("the change feed is read after an id, by team, and trimmed", S, EACH_STORE) {
    S store;
    auto& changes = store->changes();
    CHECK(good(changes.newest()) == 0);
    CHECK(good(changes.oldest()) == 1);
    const contract::Change change{contract::Topic::submission, "s1", "notes"};
    const auto first = good(changes.append(contract::TeamId{"lark"}, change));
    const auto second = good(changes.append(contract::TeamId{"other"}, change));
    const auto third = good(changes.append(std::nullopt, change));
    CHECK(first < second);
    CHECK(good(changes.newest()) == third);
    CHECK(good(changes.read(0, {}, 99)).size() == 3);
    CHECK(good(changes.read(0, {}, 2)).back().id == second);
    const auto mine = good(changes.read(0, contract::TeamId{"lark"}, 99));
    REQUIRE(mine.size() == 2);
    CHECK(mine[0] == ChangeRow{first, contract::TeamId{"lark"}, change});
    CHECK(mine[1] == ChangeRow{third, std::nullopt, change});
    CHECK(good(changes.read(third, {}, 99)).empty());
    good(changes.trim(1));
    CHECK(good(changes.oldest()) == third);
    good(changes.trim(0));
    CHECK(good(changes.oldest()) == third + 1);
    CHECK(good(changes.newest()) == third);
    CHECK(good(changes.append({}, change)) == third + 1);
}

TEST_CASE_TEMPLATE("every write tells the feed of its app's team", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto before = good(store->changes().newest());
    good(store->reviews().upsert(std::vector{a_review("a", "x"), a_review("b", "y")}));
    good(store->reviews().upsert(std::vector{a_review("a", "x")}));
    good(store->reviews().set_reply({"a"}, {}, {"Hi", "Ana", at(0), 0}));
    good(store->submissions().insert(a_submission("s1", contract::Stage::draft), an_audit("s1")));
    const auto rows = good(store->changes().read(before, contract::TeamId{"lark"}, 99));
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].change == contract::Change{contract::Topic::review, "", "notes"});
    CHECK(rows[1].change == contract::Change{contract::Topic::review, "a", "notes"});
    CHECK(rows[2].change == contract::Change{contract::Topic::submission, "s1", "notes"});
    CHECK(good(store->changes().read(before, contract::TeamId{"other"}, 99)).empty());
}

TEST_CASE_TEMPLATE("the first answer under a key is the one that is kept", S, EACH_STORE) {
    S store;
    GivenAnswer answer{"k", {"u1"}, "hash", 201, "{}", at(0)};
    CHECK(good(store->answers().keep(answer)) == answer);
    auto later = answer;
    later.body = "{\"other\":1}";
    CHECK(good(store->answers().keep(later)) == answer);
    later.user = {"u2"};
    CHECK(good(store->answers().keep(later)) == later);
    CHECK(good(store->answers().find("k", {"u1"})) == answer);
    CHECK_FALSE(good(store->answers().find("x", {"u1"})));
    CHECK(good(store->answers().forget_before(at(0))) == 0);
    CHECK(good(store->answers().forget_before(at(1))) == 2);
    CHECK_FALSE(good(store->answers().find("k", {"u1"})));
}

TEST_CASE_TEMPLATE("settings", S, EACH_STORE) {
    S store;
    good(store->settings().put("seed", "1"));
    good(store->settings().put("seed", "2"));
    CHECK(good(store->settings().find("seed")) == "2");
    good(store->settings().remove("seed"));
    CHECK_FALSE(good(store->settings().find("seed")));
}

std::int64_t lark_reviews(Store& store) {
    ReviewQuery query;
    query.team = {"lark"};
    return good(store.reviews().list(query)).total;
}

TEST_CASE_TEMPLATE("a batch inside a batch is undone by itself, or kept with the whole", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto point = [&](contract::Metric metric) {
        good(store->metrics().put_points({"notes"}, metric, PointGrain::day,
                                         std::vector{Point{{0}, 1, PointState::settled, at(0)}}));
    };
    const auto has = [&](contract::Metric metric) {
        return !good(store->metrics().points(std::vector{contract::AppId{"notes"}}, metric,
                                             PointGrain::day, {0}, {1}))
                    .empty();
    };
    const auto kept = [&](const char* key) {
        return good(store->settings().find(key)).has_value();
    };
    {
        const auto whole = good(store->begin_batch());
        good(store->settings().put("before", "1"));
        {
            const auto undone = good(store->begin_batch());
            good(store->settings().put("undone", "1"));
            point(contract::Metric::crashes);
            CHECK(has(contract::Metric::crashes));
        }
        CHECK(!has(contract::Metric::crashes));
        {
            const auto part = good(store->begin_batch());
            good(store->settings().put("part", "1"));
            point(contract::Metric::installs);
            good(part->commit());
        }
        {
            const auto undone = good(store->begin_batch());
            point(contract::Metric::revenue);
        }
        good(whole->commit());
    }
    CHECK(kept("before"));
    CHECK(kept("part"));
    CHECK(!kept("undone"));
    CHECK(has(contract::Metric::installs));
    CHECK(!has(contract::Metric::crashes));
    CHECK(!has(contract::Metric::revenue));
    {
        const auto whole = good(store->begin_batch());
        const auto part = good(store->begin_batch());
        good(store->settings().put("lost", "1"));
        point(contract::Metric::anrs);
        good(part->commit());
    }
    CHECK(!kept("lost"));
    CHECK(!has(contract::Metric::anrs));
}

TEST_CASE_TEMPLATE("a batch that is not committed leaves no trace", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "word")}));
    const auto before = good(store->changes().newest());
    {
        const auto batch = good(store->begin_batch());
        good(store->reviews().upsert(std::vector{a_review("a", "changed"), a_review("b", "new")}));
        good(store->reviews().set_reply({"a"}, {}, {"Hi", "Ana", at(0), 0}));
        good(store->settings().put("k", "v"));
        good(store->metrics().put_points({"notes"}, contract::Metric::installs, PointGrain::day,
                                         std::vector{Point{}}));
        CHECK(lark_reviews(*store.store) == 2);
        CHECK(found(*store.store, "changed") == std::vector<std::string>{"a"});
        CHECK(good(store->settings().find("k")) == "v");
    }
    CHECK(lark_reviews(*store.store) == 1);
    CHECK(found(*store.store, "word") == std::vector<std::string>{"a"});
    CHECK(found(*store.store, "changed").empty());
    CHECK(good(store->apps().find({"notes"}))->app.unanswered_reviews == 1);
    CHECK(good(store->reviews().reply_history({"a"})).empty());
    CHECK_FALSE(good(store->settings().find("k")));
    CHECK(good(store->changes().newest()) == before);
    CHECK(good(store->metrics().points(std::vector{contract::AppId{"notes"}},
                                       contract::Metric::installs, PointGrain::day, {-1}, {1}))
              .empty());
}

TEST_CASE_TEMPLATE("a committed batch is there for everybody, and refused parts of it are not", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    {
        const auto batch = good(store->begin_batch());
        good(store->reviews().upsert(std::vector{a_review("a", "one")}));
        auto lost = a_review("b", "two");
        auto stray = a_review("c", "three");
        stray.review.app = {"nobody"};
        CHECK(code_of(store->reviews().upsert(std::vector{lost, stray})) == "not_found");
        good(batch->commit());
    }
    std::int64_t seen = 0;
    std::thread([&] { seen = lark_reviews(*store.store); }).join();
    CHECK(seen == 1);
    good(store->settings().put("after", "batch"));
}

TEST_CASE_TEMPLATE("a batch inside a batch is undone alone, and with the outer one", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto name = [&](const char* key) { return good(store->settings().find(key)); };
    {
        const auto outer = good(store->begin_batch());
        good(store->settings().put("outer", "1"));
        {
            const auto inner = good(store->begin_batch());
            good(store->settings().put("outer", "2"));
            good(store->reviews().upsert(std::vector{a_review("lost", "word")}));
        }
        CHECK(name("outer") == "1");
        {
            const auto inner = good(store->begin_batch());
            good(store->settings().put("inner", "1"));
            good(inner->commit());
        }
        good(store->settings().put("last", "1"));
        good(outer->commit());
    }
    CHECK(name("outer") == "1");
    CHECK(name("inner") == "1");
    CHECK(name("last") == "1");
    CHECK(lark_reviews(*store.store) == 0);
    {
        const auto outer = good(store->begin_batch());
        const auto inner = good(store->begin_batch());
        good(store->settings().put("inner", "2"));
        good(inner->commit());
    }
    CHECK(name("inner") == "1");
}

TEST_CASE_TEMPLATE("readers and writers on several threads see whole states", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    std::atomic<bool> done = false, torn = false;
    std::thread reader([&] {
        while (!done) {
            ReviewQuery query;
            query.team = {"lark"};
            query.limit = 200;
            const auto page = store->reviews().list(query);
            const auto total = static_cast<std::size_t>(page ? page->total : 0);
            if (!page || total % 10 != 0 || page->items.size() != std::min<std::size_t>(200, total))
                torn = true;
        }
    });
    for (int batch = 0; batch < 20; ++batch) {
        std::vector<IncomingReview> reviews;
        for (int i = 0; i < 10; ++i)
            reviews.push_back(a_review(std::to_string(batch * 10 + i), "word"));
        good(store->reviews().upsert(reviews));
    }
    done = true;
    reader.join();
    CHECK_FALSE(torn);
    CHECK(lark_reviews(*store.store) == 200);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
