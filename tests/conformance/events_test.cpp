#include <algorithm>
#include <thread>

#include "event_model.h"

namespace vitrine::service::conformance {
namespace {

using contract::Dimension;
using contract::EventKind;
using contract::Metric;

TEST_SUITE_BEGIN("a store keeps its promises");

const std::vector<contract::AppId> notes{{"notes"}}, both{{"notes"}, {"radar"}};

base::Day day(int number) {
    return {static_cast<std::int32_t>(first_day) + number};
}

std::vector<JoinedPoint> days_of(Store& store, const contract::AppId& app, Metric metric,
                                 PointGrain grain = PointGrain::day) {
    return good(store.metrics().points(std::vector{app}, metric, grain, base::start_of(day(-60)),
                                       base::start_of(day(60))));
}

double value_on(Store& store, const contract::AppId& app, Metric metric, base::Day when) {
    const auto points = good(store.metrics().points(std::vector{app}, metric, PointGrain::day,
                                                    base::start_of(when),
                                                    base::start_of({when.number + 1})));
    return points.empty() ? 0 : points.front().sum;
}

void keep(Store& store, const std::string& id, std::vector<DeviceEvent> events,
          base::Instant received_at = at(0)) {
    good(store.events().keep(a_batch(id, std::move(events), received_at)));
}

void check_against(Store& store, const EventModel& model) {
    constexpr Metric metrics[] = {Metric::installs, Metric::uninstalls, Metric::active_devices,
                                  Metric::crashes, Metric::crash_free_sessions, Metric::anrs,
                                  Metric::revenue, Metric::listing_views, Metric::conversions};
    for (std::uint32_t app = 0; app < 2; ++app)
        for (const Metric metric : metrics)
            for (int number = -6; number < 6; ++number) {
                CAPTURE(contract::name_of(metric));
                CHECK(value_on(store, both[app], metric, day(number)) ==
                      doctest::Approx(model.total(app, metric, day(number))));
            }
    for (const Metric metric : {Metric::installs, Metric::revenue}) {
        std::map<std::string, double> slices;
        for (const Slice& one : good(store.metrics().slices(notes, metric, Dimension::country,
                                                            day(0), day(1))))
            slices[one.key] = one.value;
        auto wanted = model.by_country(0, metric, day(0));
        std::erase_if(wanted, [](const auto& one) { return one.second == 0; });
        std::erase_if(slices, [](const auto& one) { return one.second == 0; });
        CHECK(slices == wanted);
    }
    std::map<std::pair<int, int>, std::int64_t> cohorts;
    for (const auto& one : good(store.events().cohorts(both, day(-60), day(60), 100)))
        cohorts[{one.day.number, one.after}] = one.devices;
    CHECK(cohorts == model.cohorts());
    CHECK(good(store.events().funnel(both, day(-60), day(60))) ==
          model.funnel(day(-60), day(60)));
    CHECK(good(store.events().funnel(both, day(-2), day(2))) == model.funnel(day(-2), day(2)));
}

TEST_CASE_TEMPLATE("figures of events are exact, however late and in whatever batches they come",
                   S, EACH_STORE) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        S store;
        two_teams(*store.store);
        SeededRandom random(seed);
        EventModel model;
        for (int batch = 0; batch < 12; ++batch) {
            const auto events = some_events(random, 1 + random.next() % 60);
            model.events.insert(model.events.end(), events.begin(), events.end());
            keep(*store.store, "b" + std::to_string(batch), events);
        }
        CAPTURE(seed);
        check_against(*store.store, model);
        CHECK(good(store->events().count_raw()) ==
              static_cast<std::int64_t>(model.events.size()));
    }
}

TEST_CASE_TEMPLATE("a batch is kept once, and the first one under a name stays", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK(!good(store->events().find_batch({"lark"}, "b")));
    const EventBatch first = a_batch("b", {an_event(EventKind::install, 1, 0)});
    EventBatch second = a_batch("b", {an_event(EventKind::install, 2, 0)});
    second.hash = "another";
    const ports::KeptBatch wanted{first.hash, first.answer};
    CHECK(good(store->events().keep(first)) == wanted);
    CHECK(good(store->events().keep(first)) == wanted);
    CHECK(good(store->events().keep(second)) == wanted);
    CHECK(*good(store->events().find_batch({"lark"}, "b")) == wanted);
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 1);
    CHECK(good(store->events().count_raw()) == 1);
    second.team = {"other"};  // the name is free in another team
    CHECK(good(store->events().keep(second)).hash == "another");
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 2);
}

TEST_CASE_TEMPLATE("a batch about an app that is not there changes nothing", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    EventBatch batch = a_batch("b", {an_event(EventKind::install, 1, 0)});
    batch.apps.push_back({"nobody"});
    CHECK(code_of(store->events().keep(batch)) == "not_found");
    CHECK(days_of(*store.store, {"notes"}, Metric::installs).empty());
    CHECK(!good(store->events().find_batch({"lark"}, "b")));
}

TEST_CASE_TEMPLATE("who sends the same batch from several threads adds it once", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int name = 0; name < 5; ++name)
                (void)store->events().keep(a_batch("b" + std::to_string(name),
                                                   {an_event(EventKind::open, name, 0)}));
        });
    for (std::thread& one : threads) one.join();
    CHECK(value_on(*store.store, {"notes"}, Metric::active_devices, day(0)) == 5);
    CHECK(good(store->events().count_raw()) == 5);
}

TEST_CASE_TEMPLATE("a batch inside a unit of work that is given up leaves nothing", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    keep(*store.store, "before", {an_event(EventKind::open, 1, 0)});
    {
        const auto work = good(store->begin_batch());
        keep(*store.store, "b", {an_event(EventKind::open, 1, 1), an_event(EventKind::open, 2, 0),
                                 an_event(EventKind::listing_view, 2, 0)});
    }
    CHECK(value_on(*store.store, {"notes"}, Metric::active_devices, day(0)) == 1);
    CHECK(days_of(*store.store, {"notes"}, Metric::active_devices).size() == 1);
    CHECK(good(store->events().cohorts(notes, day(-9), day(9), 9)).size() == 1);
    CHECK(good(store->events().funnel(notes, day(-9), day(9))) == ports::FunnelCounts{});
    CHECK(!good(store->events().find_batch({"lark"}, "b")));
    CHECK(good(store->events().count_raw()) == 1);
}

TEST_CASE_TEMPLATE("a point is provisional, then final, and corrected by an event that comes later",
                   S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto state = [&] { return days_of(*store.store, {"notes"}, Metric::installs).at(0); };
    keep(*store.store, "a", {an_event(EventKind::install, 1, 0)});
    CHECK(state().state == PointState::provisional);
    CHECK(state().revision == 1);
    keep(*store.store, "b", {an_event(EventKind::install, 2, 0)});
    CHECK(state().revision == 2);
    const base::Instant over{base::start_of(day(1)).ms + contract::settle_ms};
    CHECK(good(store->events().settle({over.ms - 1})) > 0);  // the hour, not yet the day
    CHECK(state().state == PointState::provisional);
    CHECK(days_of(*store.store, {"notes"}, Metric::installs, PointGrain::hour).at(0).state ==
          PointState::settled);
    CHECK(good(store->events().settle(over)) > 0);
    CHECK(good(store->events().settle(over)) == 0);
    CHECK(state() == JoinedPoint{base::start_of(day(0)), 2, 1, 3, PointState::settled, over});
    keep(*store.store, "late", {an_event(EventKind::install, 3, 0)}, over);
    CHECK(state() == JoinedPoint{base::start_of(day(0)), 3, 1, 4, PointState::corrected, over});
    CHECK(good(store->events().settle(over)) == 0);
}

TEST_CASE_TEMPLATE("events add to figures that came another way", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const Point imported{base::start_of(day(0)), 40, PointState::settled, at(0)};
    good(store->metrics().put_points({"notes"}, Metric::installs, PointGrain::day,
                                     std::vector{imported}));
    good(store->metrics().put_slices({"notes"}, Metric::installs, Dimension::country,
                                     std::vector<Slice>{{"DE", day(0), 30}}));
    keep(*store.store, "b", {an_event(EventKind::install, 2, 0)});
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 41);
    CHECK(good(store->metrics().slices(notes, Metric::installs, Dimension::country, day(0),
                                       day(1))) == std::vector<Slice>{{"DE", day(0), 31}});
}

TEST_CASE_TEMPLATE("a device counts once a day, under what its first event to arrive said", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    DeviceEvent abroad = an_event(EventKind::open, 2, 0, 10);
    abroad.country = "AT";
    keep(*store.store, "a", {an_event(EventKind::open, 2, 0, 500)});
    keep(*store.store, "b", {abroad, an_event(EventKind::open, 2, 0, 600)});
    CHECK(good(store->metrics().slices(notes, Metric::active_devices, Dimension::country, day(0),
                                       day(1))) == std::vector<Slice>{{"DE", day(0), 1}});
    CHECK(good(store->metrics().slices(notes, Metric::active_devices, Dimension::channel, day(0),
                                       day(1))) == std::vector<Slice>{{"unknown", day(0), 1}});
}

TEST_CASE_TEMPLATE("a device that comes back after a year is not new", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    keep(*store.store, "a", {an_event(EventKind::open, 1, 0)});
    keep(*store.store, "b", {an_event(EventKind::open, 1, 365)});
    const auto cohorts = good(store->events().cohorts(notes, day(0), day(400), 400));
    REQUIRE(cohorts.size() == 2);
    CHECK(cohorts[1] == ports::CohortCount{day(0), 365, 1});
    CHECK(good(store->events().cohorts(notes, day(0), day(400), 364)).size() == 1);
    CHECK(good(store->events().cohorts({}, day(0), day(400), 400)).empty());
    CHECK(good(store->events().cohorts(notes, day(1), day(0), 400)).empty());
}

TEST_CASE_TEMPLATE("raw events and names of batches are forgotten in time, figures are not", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (int i = 0; i < 250; ++i)
        keep(*store.store, "old" + std::to_string(i), {an_event(EventKind::install, i, 0)});
    keep(*store.store, "new", {an_event(EventKind::install, 999, 0)}, at(60));
    const base::Instant over{at(0).ms + contract::raw_kept_ms};
    CHECK(good(store->events().sweep(over)) == 0);
    CHECK(good(store->events().sweep({over.ms + 1})) == 250);
    CHECK(good(store->events().count_raw()) == 1);
    CHECK(!good(store->events().find_batch({"lark"}, "old7")));
    CHECK(good(store->events().find_batch({"lark"}, "new")));
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 251);
}

TEST_CASE_TEMPLATE("who follows an app hears that it has new figures", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    keep(*store.store, "b", {an_event(EventKind::install, 1, 0)});
    CHECK(good(store->changes().read(0, contract::TeamId{"lark"}, 99)).back().change ==
          contract::Change{contract::Topic::metrics, "", "notes"});
}

TEST_CASE("figures of events are there when the store on disk is opened again") {
    OnDisk store;
    two_teams(*store.store);
    SeededRandom random(9);
    EventModel model{some_events(random, 300)};
    const std::vector half(model.events.begin(), model.events.begin() + 150);
    keep(*store.store, "a", half);
    store.store.reset();
    store.store = store.open();
    keep(*store.store, "b", {model.events.begin() + 150, model.events.end()});
    keep(*store.store, "a", half);
    check_against(*store.store, model);
}

TEST_CASE_TEMPLATE("sessions and crashes are counted by version and hour, and for some time", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto of_version = [](EventKind kind, const char* version, int minute) {
        DeviceEvent event = an_event(kind, 1, 0, minute);
        event.version = version;
        return event;
    };
    keep(*store.store, "b1", {of_version(EventKind::open, "2.1", 60),
                              of_version(EventKind::open, "2.1", 119),
                              of_version(EventKind::crash, "2.1", 61),
                              of_version(EventKind::install, "2.1", 61),
                              of_version(EventKind::open, "2.0", 60),
                              of_version(EventKind::open, "", 60)});
    keep(*store.store, "b2", {of_version(EventKind::open, "2.1", 60),
                              of_version(EventKind::open, "2.1", 240)});
    keep(*store.store, "b2", {of_version(EventKind::open, "2.1", 60)});  // known by its name
    const std::int64_t midnight = first_day * base::day_ms;
    const auto hours = [&](const char* app, const char* version, int from, int to) {
        return good(store->events().version_hours({app}, version,
                                                  {midnight + from * base::hour_ms},
                                                  {midnight + to * base::hour_ms}));
    };
    using Hours = std::vector<ports::VersionHour>;
    const ports::VersionHour one{{midnight + base::hour_ms}, 3, 1},
        four{{midnight + 4 * base::hour_ms}, 1, 0};
    CHECK(hours("notes", "2.1", 0, 24) == Hours{one, four});
    CHECK(hours("notes", "2.1", 1, 4) == Hours{one});
    CHECK(hours("notes", "2.1", 2, 4).empty());
    CHECK(hours("notes", "2.0", 0, 24).size() == 1);
    CHECK(hours("notes", "2", 0, 24).empty());
    CHECK(hours("radar", "2.1", 0, 24).empty());
    good(store->events().sweep({midnight + 2 * base::hour_ms + contract::raw_kept_ms}));
    CHECK(hours("notes", "2.1", 0, 24) == Hours{four});
}

TEST_CASE_TEMPLATE("who looks at figures after every batch sees no others than who looks once", S,
                   EACH_STORE) {
    S watched, left_alone;
    two_teams(*watched.store);
    two_teams(*left_alone.store);
    SeededRandom random(11);
    for (int batch = 0; batch < 30; ++batch) {
        const auto events = some_events(random, random.next() % 40);
        // Some come days later, and then correct days that were final.
        const base::Instant received = at(batch * 397);
        for (Store* store : {watched.store.get(), left_alone.store.get()})
            keep(*store, "b" + std::to_string(batch), events, received);
        (void)days_of(*watched.store, {"notes"}, Metric::installs);
    }
    using Points = std::map<std::int64_t, std::pair<double, PointState>>;
    const auto told = [](Store& store, const contract::AppId& app, Metric metric,
                         PointGrain grain) {
        Points points;
        for (const JoinedPoint& one : days_of(store, app, metric, grain))
            points[one.start.ms] = {one.sum, one.state};
        return points;
    };
    for (const contract::AppId& app : both)
        for (const auto grain : {PointGrain::hour, PointGrain::day})
            for (int metric = 0; metric < 9; ++metric) {
                CAPTURE(metric);
                CHECK(told(*watched.store, app, static_cast<Metric>(metric), grain) ==
                      told(*left_alone.store, app, static_cast<Metric>(metric), grain));
            }
    CHECK(good(watched->events().cohorts(both, day(-60), day(60), 100)) ==
          good(left_alone->events().cohorts(both, day(-60), day(60), 100)));
}

TEST_CASE_TEMPLATE("whether a point is late goes by when its batch came, not by when one looks", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    const base::Instant over{base::start_of(day(1)).ms + contract::settle_ms};
    keep(*store.store, "in time", {an_event(EventKind::install, 1, 0)}, {over.ms - 1});
    keep(*store.store, "late", {an_event(EventKind::uninstall, 1, 0)}, over);
    CHECK(days_of(*store.store, {"notes"}, Metric::installs).at(0).state ==
          PointState::provisional);
    CHECK(days_of(*store.store, {"notes"}, Metric::uninstalls).at(0).state ==
          PointState::corrected);
}

TEST_CASE_TEMPLATE("a look inside a unit of work that is given up loses nothing that came before",
                   S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    keep(*store.store, "a", {an_event(EventKind::install, 1, 0)});
    {
        const auto work = good(store->begin_batch());
        keep(*store.store, "b", {an_event(EventKind::install, 2, 0)});
        CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 2);
    }
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 1);
    keep(*store.store, "b", {an_event(EventKind::install, 3, 0)});
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 2);
}

TEST_CASE_TEMPLATE("figures that are put stand over events that came before them", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    keep(*store.store, "a", {an_event(EventKind::install, 2, 0)});
    good(store->metrics().put_points({"notes"}, Metric::installs, PointGrain::day,
                                     std::vector{Point{base::start_of(day(0)), 40,
                                                       PointState::settled, at(0)}}));
    good(store->metrics().put_slices({"notes"}, Metric::installs, Dimension::country,
                                     std::vector<Slice>{{"DE", day(0), 30}}));
    CHECK(value_on(*store.store, {"notes"}, Metric::installs, day(0)) == 40);
    CHECK(good(store->metrics().slices(notes, Metric::installs, Dimension::country, day(0),
                                       day(1))) == std::vector<Slice>{{"DE", day(0), 30}});
}

TEST_CASE_TEMPLATE("a sale that is given back leaves a revenue of nothing, not a gap", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    DeviceEvent sale = an_event(EventKind::revenue, 1, 0), refund = sale;
    sale.amount = 499;
    refund.amount = -499;
    keep(*store.store, "a", {sale, refund});
    REQUIRE(days_of(*store.store, {"notes"}, Metric::revenue).size() == 1);
    CHECK(days_of(*store.store, {"notes"}, Metric::revenue)[0].sum == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
