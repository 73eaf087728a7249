#include <doctest/doctest.h>

#include "console/place.h"

using namespace vitrine;
using namespace vitrine::console;

namespace {
Place a_busy_place() {
    Place place;
    place.page = Page::reviews;
    place.app.text = "app-1";
    place.days = 7;
    place.filter.q = "map & \"zoom\" 地図 %";
    place.filter.ratings = {1, 2};
    place.filter.apps = {{"app-1"}, {"a,b"}};
    place.filter.languages = {"de", "ja"};
    place.filter.countries = {"CH"};
    place.filter.versions = {"4.2.0"};
    place.filter.topics = {"Crash when zooming"};
    place.filter.replied = false;
    place.filter.since = base::parse_rfc3339("2026-05-01T00:00:00Z");
    place.sort = contract::ReviewSort::lowest;
    place.review.text = "r-9";
    return place;
}
}  // namespace

TEST_CASE("a place survives being written and read") {
    CHECK(read_place(write_place(a_busy_place())) == a_busy_place());
    for (int page = 0; page <= static_cast<int>(Page::board_ratings); ++page) {
        Place place;
        place.page = static_cast<Page>(page);
        if (place.page == Page::submission) place.submission.text = "s/1 ü";
        if (place.page == Page::submission) place.submission.text = "s-1 ü";
        CHECK(read_place(write_place(place)) == place);
    }
    Place chart;
    chart.page = Page::analytics;
    chart.metric = contract::Metric::revenue;
    chart.grain = contract::Grain::week;
    chart.by = contract::Dimension::version;
    chart.compare = false;
    chart.days = 365;
    CHECK(read_place(write_place(chart)) == chart);
    Place search;
    search.page = Page::submissions;
    search.scope = contract::SubmissionScope::queue;
    search.filter.q = "4.2.0";
    CHECK(read_place(write_place(search)) == search);
}

TEST_CASE("what is usual is left out") {
    CHECK(write_place(Place{}) == "/");
    Place place;
    place.page = Page::reviews;
    place.filter.ratings = {1, 2};
    place.filter.q = "map";
    CHECK(write_place(place) == "/reviews?q=map&rating=1%2C2");
}

TEST_CASE("hostile addresses give a place, never trouble") {
    CHECK(read_place("/nothing").page == Page::not_found);
    CHECK(read_place("/submissions/a/b").page == Page::not_found);
    CHECK(read_place("/submissions/%2e%2e%2fx").page == Page::not_found);
    CHECK(read_place("").page == Page::overview);
    CHECK(read_place("/submissions/").page == Page::submissions);
    CHECK(read_place("/reviews?rating=0,9,1,1,x&q=%ff%fe").filter.ratings == std::vector{1});
    CHECK(read_place("/reviews?q=%ff%fe").filter.q.empty());
    CHECK(read_place("/reviews?%zz=1").page == Page::reviews);
    CHECK(read_place("/analytics?metric=wages&days=-4&grain=").days == 28);
    CHECK(read_place("/analytics?days=99999999999999999999").days == 28);
    std::string long_query = "/reviews?q=" + std::string(5000, 'x');
    for (int i = 0; i < 500; ++i) long_query += "&topic=t";
    const Place place = read_place(long_query);
    CHECK(place.filter.q.empty());
    CHECK(place.filter.topics.size() == 40);
}

TEST_CASE("every page has a title") {
    for (int page = 0; page <= static_cast<int>(Page::not_found); ++page) {
        Place place;
        place.page = static_cast<Page>(page);
        CHECK(title_of(place).find('.') == std::string::npos);
    }
}
