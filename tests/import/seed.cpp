// The demonstration: what a newcomer finds, and that it stays alive.
#include <doctest/doctest.h>

#include <set>

#include "service/machine/secrets.h"
#include "service/seed/cast.h"
#include "service/seed/phrases.h"
#include "service/seed/review_plan.h"
#include "service/seed/seed.h"
#include "service/sqlite/sqlite_store.h"
#include "tests/import/stage.h"

using namespace vitrine;
using contract::Metric;
using service::machine::Argon2Hasher;
using service::machine::Cost;
namespace ports = service::ports;
namespace seed = service::seed;

namespace {

const base::Instant planting = *base::parse_rfc3339("2026-05-14T10:42:00Z");
const contract::TeamId ours{std::string(seed::our_team)};

std::unique_ptr<ports::Store> planted() {
    service::machine::start_crypto();
    auto store = service::memory::make_store();
    Argon2Hasher hasher(Cost::least);
    const auto done = seed::plant(*store, hasher, planting);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().title));
    return store;
}

// One demonstration for all tests that only look.
ports::Store& demo() {
    static const auto store = planted();
    return *store;
}

double total(ports::Store& store, Metric metric, int from, int to) {
    const auto apps = store.apps().ids_of(ours).value();
    const base::Day day = base::day_of(planting);
    const auto points =
        store.metrics()
            .points(apps, metric, ports::PointGrain::day, base::start_of({day.number + from}),
                    base::start_of({day.number + to}))
            .value();
    double sum = 0;
    for (const auto& point : points)
        sum += contract::joining_of(metric) == contract::Joining::mean ? point.sum / point.apps
                                                                       : point.sum;
    const auto count = static_cast<double>(points.size());
    return contract::joining_of(metric) == contract::Joining::mean ? sum / count : sum;
}

contract::ReviewFacets recent(ports::Store& store) {
    contract::ReviewFilter filter;
    filter.since = base::Instant{planting.ms - 28 * base::day_ms};
    return store.reviews().facets(ours, filter).value();
}

}  // namespace

TEST_CASE("every language can say everything, and no phrase is empty") {
    const auto& all = seed::languages();
    CHECK(all.size() >= 12);
    for (const auto& language : all) {
        CAPTURE(language.tag);
        REQUIRE(language.sections.size() == all[0].sections.size());
        for (std::size_t i = 0; i < language.sections.size(); ++i) {
            CAPTURE(language.sections[i].name);
            CHECK(language.sections[i].name == all[0].sections[i].name);
            CHECK(language.sections[i].lines.size() == all[0].sections[i].lines.size());
            for (const auto line : language.sections[i].lines) CHECK(base::is_utf8(line));
        }
    }
}

TEST_CASE("50,000 reviews in many languages, 41 of them waiting for an answer") {
    const auto facets = demo().reviews().facets(ours, {}).value();
    CHECK(facets.total == seed::review_total);
    CHECK(facets.unreplied == seed::unanswered_total);
    CHECK(facets.languages.size() >= 12);
    const auto last = recent(demo());
    CHECK(last.total == seed::recent_total);
    REQUIRE(last.ratings.size() == 5);
    CHECK(last.ratings[0] + last.ratings[1] == 131);
    std::set<std::string> topics;
    for (const auto& topic : last.topics) topics.insert(topic.key);
    CHECK(topics.count("Crash when zooming") == 1);
}

TEST_CASE("the newest reviews are those of the design, word for word") {
    ports::ReviewQuery query;
    query.team = ours;
    query.limit = 12;
    const auto page = demo().reviews().list(query).value();
    REQUIRE(page.items.size() == 12);
    CHECK(page.items[0].author == "Haruka");
    CHECK(page.items[1].author == "bergziege77");
    CHECK(page.items[1].previous_rating == 5);
    CHECK(page.items[1].device == "Pixel 7");
    CHECK(page.items[2].text == "صوت المطر هادئ جدًا وأنام خلال دقائق. شكرًا لكم 🌙");
    CHECK(page.items[11].author == "มะลิ");
    for (const auto& review : page.items) {
        CHECK_FALSE(review.reply);
        CHECK(review.translation.has_value() == (review.language != "en"));
    }
}

TEST_CASE("the figures have the size of the mock-up's") {
    const double installs = total(demo(), Metric::installs, -28, 0);
    MESSAGE("installs " << installs << ", before " << total(demo(), Metric::installs, -56, -28));
    CHECK(installs == doctest::Approx(48213).epsilon(.03));
    const double revenue = total(demo(), Metric::revenue, -28, 0);
    MESSAGE("revenue " << revenue << ", before " << total(demo(), Metric::revenue, -56, -28));
    CHECK(revenue == doctest::Approx(1894200).epsilon(.05));
    CHECK(total(demo(), Metric::active_devices, -1, 0) == doctest::Approx(212480).epsilon(.02));
    const double calm = total(demo(), Metric::crash_free_sessions, -28, 0);
    MESSAGE("crash-free " << calm << ", before "
                          << total(demo(), Metric::crash_free_sessions, -56, -28));
    CHECK(calm == doctest::Approx(.9971).epsilon(.0005));
    CHECK(calm < total(demo(), Metric::crash_free_sessions, -56, -28));
    CHECK(total(demo(), Metric::rating, -28, 0) == doctest::Approx(4.62).epsilon(.02));
}

TEST_CASE("the hours of a day add up to the day, and the newest days are provisional") {
    const auto apps = demo().apps().ids_of(ours).value();
    const base::Day day{base::day_of(planting).number - 40};
    const auto hours = demo().metrics()
                           .points(apps, Metric::installs, ports::PointGrain::hour,
                                   base::start_of(day), base::start_of({day.number + 1}))
                           .value();
    CHECK(hours.size() == 24);
    double sum = 0;
    for (const auto& hour : hours) sum += hour.sum;
    CHECK(sum == total(demo(), Metric::installs, -40, -39));
    const auto days = demo().metrics()
                          .points(apps, Metric::installs, ports::PointGrain::day,
                                  base::start_of({day.number + 37}), planting)
                          .value();
    REQUIRE(days.size() == 4);
    CHECK(days[0].state == ports::PointState::settled);
    CHECK(days[1].state == ports::PointState::settled);
    CHECK(days[2].state == ports::PointState::provisional);
    CHECK(days[3].state == ports::PointState::provisional);
}

TEST_CASE("there is a submission in every stage, and four need somebody") {
    std::set<contract::Stage> stages;
    ports::SubmissionQuery query;
    query.limit = 200;
    while (true) {
        const auto page = demo().submissions().list(query).value();
        for (const auto& one : page.items) stages.insert(one.stage);
        if (!page.next) break;
        query.cursor = page.next;
    }
    CHECK(stages.size() == 20);
    ports::SubmissionQuery attention;
    attention.team = ours;
    attention.scope = contract::SubmissionScope::attention;
    CHECK(demo().submissions().list(attention).value().total == 4);
    CHECK(demo().submissions().queue().value().size() == 6);
    CHECK(demo().releases().in_progress(ours, std::nullopt).value().size() == 3);
    const auto ledgerly = demo().submissions().find({"example_20481"}).value();
    REQUIRE(ledgerly);
    CHECK(ledgerly->detail.findings.size() == 3);
    CHECK(ledgerly->detail.messages.size() == 3);
    CHECK(ledgerly->detail.submission.blocking == 2);
    CHECK(demo().submissions().decision_times_ms(200).value().size() >= 150);
}

TEST_CASE("planting again does nothing, and a store with accounts of its own is refused") {
    Argon2Hasher hasher(Cost::least);
    CHECK(seed::plant(demo(), hasher, planting).value() == seed::Planted::before);
    auto other = service::memory::make_store();
    ports::Account someone;
    someone.user = {{"user_x"}, "X", "x@example.org"};
    REQUIRE(other->accounts().create(someone));
    CHECK(seed::plant(*other, hasher, planting).error().code == "store_not_empty");
}

TEST_CASE("after a pause of days the figures and reviews of the gap are there, once") {
    auto store = planted();
    const base::Instant later{planting.ms + 3 * base::day_ms + 5 * base::hour_ms};
    REQUIRE(seed::tick(*store, {planting.ms + base::minute_ms}));
    REQUIRE(seed::tick(*store, later));
    const auto facets = store->reviews().facets(ours, {}).value();
    CHECK(facets.total > seed::review_total + 70);
    CHECK(facets.total < seed::review_total + 150);
    CHECK(total(*store, Metric::installs, 0, 3) > 4000);
    const auto apps = store->apps().ids_of(ours).value();
    const auto hours = store->metrics()
                           .points(apps, Metric::installs, ports::PointGrain::hour, planting,
                                   {later.ms})
                           .value();
    CHECK(hours.size() == 77);
    REQUIRE(seed::tick(*store, later));
    CHECK(store->reviews().facets(ours, {}).value().total == facets.total);
    // The same hours in small steps give the same reviews.
    auto steps = planted();
    for (base::Instant at = planting; at < later; at.ms += 35 * base::minute_ms)
        REQUIRE(seed::tick(*steps, at));
    REQUIRE(seed::tick(*steps, later));
    CHECK(steps->reviews().facets(ours, {}).value().total == facets.total);
}

TEST_CASE("the demo is planted on disk whole") {
    test::Stage stage;
    auto store = service::sqlite::open_store(stage.folder.string()).value();
    Argon2Hasher hasher;
    const auto done = seed::plant(*store, hasher, planting);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().title));
    CHECK(store->reviews().facets(ours, {}).value().total == seed::review_total);
}
