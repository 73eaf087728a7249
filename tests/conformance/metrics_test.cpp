#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Dimension;
using contract::Metric;

TEST_SUITE_BEGIN("a store keeps its promises");

Point point(std::int64_t day, double value, PointState state = PointState::settled) {
    return {{day * base::day_ms}, value, state, at(day)};
}

TEST_CASE_TEMPLATE("points are replaced, not doubled, and a gap stays a gap", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& metrics = store->metrics();
    const contract::AppId notes{"notes"};
    const std::vector apps{notes};
    const auto put = [&](std::vector<Point> points) {
        good(metrics.put_points(notes, Metric::installs, PointGrain::day, points));
    };
    const auto read = [&](std::int64_t from, std::int64_t to) {
        return good(metrics.points(apps, Metric::installs, PointGrain::day, {from * base::day_ms},
                                   {to * base::day_ms}));
    };
    put({point(1, 10), point(2, 20), point(4, 40, PointState::provisional)});
    put({point(1, 10), point(2, 25, PointState::corrected)});
    const auto points = read(0, 9);
    REQUIRE(points.size() == 3);
    CHECK(points[0] == JoinedPoint{{base::day_ms}, 10, 1, 1, PointState::settled, at(1)});
    CHECK(points[1] == JoinedPoint{{2 * base::day_ms}, 25, 1, 2, PointState::corrected, at(2)});
    CHECK(points[2].state == PointState::provisional);
    CHECK(read(2, 4).size() == 1);
    CHECK(good(metrics.points(apps, Metric::crashes, PointGrain::day, {0}, at(0))).empty());
    CHECK(good(metrics.points(apps, Metric::installs, PointGrain::hour, {0}, at(0))).empty());
    CHECK(good(metrics.points({}, Metric::installs, PointGrain::day, {0}, at(0))).empty());
    CHECK(code_of(metrics.put_points({"nobody"}, Metric::installs, PointGrain::day, {})) ==
          "not_found");
}

TEST_CASE_TEMPLATE("points and slices of several apps are joined", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& metrics = store->metrics();
    const std::vector<contract::AppId> both{{"notes"}, {"radar"}};
    const auto put = [&](const char* app, std::vector<Point> points) {
        good(metrics.put_points({app}, Metric::installs, PointGrain::hour, points));
    };
    put("notes", {point(1, 10), point(2, 20, PointState::corrected)});
    put("radar", {point(2, 5)});
    const auto points = good(metrics.points(both, Metric::installs, PointGrain::hour, {0}, at(0)));
    REQUIRE(points.size() == 2);
    CHECK(points[0].apps == 1);
    CHECK(points[1] == JoinedPoint{{2 * base::day_ms}, 25, 2, 1, PointState::corrected, at(2)});

    const auto slice = [&](const char* app, std::vector<Slice> slices) {
        good(metrics.put_slices({app}, Metric::installs, Dimension::country, slices));
    };
    slice("notes", {{"DE", {1}, 3}, {"AT", {1}, 2}, {"DE", {2}, 4}});
    slice("notes", {{"DE", {1}, 5}});
    slice("radar", {{"DE", {1}, 1}});
    CHECK(good(metrics.slices(both, Metric::installs, Dimension::country, {1}, {2})) ==
          std::vector<Slice>{{"AT", {1}, 2}, {"DE", {1}, 6}});
    CHECK(good(metrics.slices(both, Metric::installs, Dimension::country, {1}, {3})).size() == 3);
    CHECK(good(metrics.slices(both, Metric::installs, Dimension::version, {1}, {3})).empty());
    CHECK(code_of(metrics.put_slices({"nobody"}, Metric::installs, Dimension::country, {})) ==
          "not_found");
}

TEST_CASE_TEMPLATE("annotations and incidents", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& metrics = store->metrics();
    const std::vector<contract::AppId> apps{{"notes"}};
    contract::Annotation a{{"notes"}, at(5), {}, "2.0", "", false, {}};
    good(metrics.put_annotation(a));
    a.effect = 0.25;
    a.halted = true;
    good(metrics.put_annotation(a));
    CHECK(good(metrics.annotations(apps, at(0), at(9))) == std::vector{a});
    CHECK(good(metrics.annotations(apps, at(0), at(5))).empty());
    CHECK(good(metrics.annotations({}, at(0), at(9))).empty());
    a.app = {"nobody"};
    CHECK(code_of(metrics.put_annotation(a)) == "not_found");

    good(metrics.put_incident({{"i1"}, "Slow", "", false, at(0)}));
    good(metrics.put_incident({{"i2"}, "Fast again", "", true, at(5)}));
    good(metrics.put_incident({{"i3"}, "Down", "", false, at(7)}));
    auto now = good(metrics.incidents(at(6)));
    REQUIRE(now.size() == 2);
    CHECK(now[0].id.text == "i3");
    good(metrics.put_incident({{"i3"}, "Down", "", true, at(7)}));
    now = good(metrics.incidents(at(0)));
    REQUIRE(now.size() == 3);
    CHECK(now[0].id.text == "i1");
    CHECK(now[1].id.text == "i3");
    CHECK(good(store->changes().read(0, contract::TeamId{"lark"}, 99)).back().change ==
          contract::Change{contract::Topic::incident, "i3", ""});
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
