#include <algorithm>
#include <cmath>

#include "console/charts/small_charts.h"
#include "console/draw.h"
#include "console/format.h"
#include "console/views/board_frame.h"
#include "console/views/board_views.h"
#include "console/words.h"
#include "contract/reviews.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::int32_t days_back = 7;
constexpr std::size_t hours_a_day = 24;

struct Today {
    const client::Remote<SeriesSet>& now;
    const client::Remote<SeriesSet>& last_week;
    const client::Remote<Breakdown>& countries;
    const client::Remote<ReviewFacets>& reviews;
    const client::Remote<ReleasePage>& rollouts;
};

ReadMetrics::Request day_by_hour(base::Day day) {
    ReadMetrics::Request out;
    out.metrics = {Metric::installs};
    out.from = day;
    out.to = {day.number + 1};
    out.grain = Grain::hour;
    return out;
}

Today ask(const Ui& ui, const Scene& scene) {
    const base::Day today = base::day_of(ui.now);
    ReadBreakdown::Request countries;
    countries.from = today;
    countries.to = {today.number + 1};
    countries.limit = 6;
    CountReviews::Request reviews;
    reviews.since = base::start_of(today);
    return {scene.queries.get<ReadMetrics>(day_by_hour(today)),
            scene.queries.get<ReadMetrics>(day_by_hour({today.number - days_back})),
            scene.queries.get<ReadBreakdown>(countries), scene.queries.get<CountReviews>(reviews),
            scene.queries.get<ListRollouts>({})};
}

std::vector<std::optional<double>> hours_of(const client::Remote<SeriesSet>& remote) {
    if (!remote.value || remote.value->series.empty()) return {};
    auto hours = remote.value->series[0].values;
    hours.resize(hours_a_day);
    return hours;
}

// The sum of the hours up to `part` of a day, the hour under way by its share.
double sum_until(const std::vector<std::optional<double>>& hours, double hours_gone) {
    double sum = 0;
    for (std::size_t i = 0; i < hours.size(); ++i) {
        const double share = std::clamp(hours_gone - static_cast<double>(i), 0.0, 1.0);
        sum += hours[i].value_or(0) * share;
    }
    return sum;
}

double sum_of(const std::vector<std::optional<double>>& hours) {
    double sum = 0;
    for (const auto& hour : hours) sum += hour.value_or(0);
    return sum;
}

double hours_gone(const Ui& ui) {
    return static_cast<double>(ui.now.ms % base::day_ms) / static_cast<double>(base::hour_ms);
}

void against_last_week(Board& board, Rect row, double now, double before) {
    Ui& ui = board.ui;
    const TypeStyle number = board.style(40, 48, tokens::Face::display);
    const TypeStyle words = board.style(tokens::type.kiosk_body);
    const std::string when = clock_time(ui.now, 0);
    if (before <= 0) return;
    const double change = now / before - 1;
    const bool more = change >= 0;
    const Colour colour = more ? ui.theme.good.text : ui.theme.warn.text;
    const Rect at = cut_left(row, board.px(40), board.px(8));
    icon(ui, at, more ? Icon::arrowup : Icon::arrowdn, colour, board.px(36));
    label_left(ui, row, percent(std::fabs(change)), number, colour, board.px(20));
    const WordKey key = more ? WordKey("board.more_than") : WordKey("board.less_than");
    label(ui, row, say(key, {when}), words,
          ui.theme.text.secondary);
}

void day_axis(Board& board, Rect axis) {
    Ui& ui = board.ui;
    fill(ui, {axis.x, axis.y, axis.w, board.px(3)}, ui.theme.border.strong);
    const Rect row{axis.x, axis.y + board.px(8), axis.w, board.px(36)};
    const TypeStyle style = board.style(tokens::type.kiosk_label);
    constexpr std::string_view hours[] = {"00", "06", "12", "18", "24"};
    const float width = board.px(60);
    for (std::size_t i = 0; i < std::size(hours); ++i) {
        const float middle = row.x + row.w * static_cast<float>(i) / 4;
        const float left = std::clamp(middle - width / 2, row.x, row.right() - width);
        const Align align = i == 0 ? Align::left : i == 4 ? Align::right : Align::center;
        text(ui, {left, row.y, width, row.h}, hours[i], style, ui.theme.text.secondary, align);
    }
}

void day_curve(Board& board, Rect rect, const std::vector<std::optional<double>>& now,
               const std::vector<std::optional<double>>& before) {
    Ui& ui = board.ui;
    const Rect plot = cut_top(rect, rect.h - board.px(48));
    day_axis(board, {plot.x, plot.bottom(), plot.w, board.px(48)});
    double most = 1;
    for (const auto* list : {&now, &before})
        for (const auto& value : *list) most = std::max(most, value.value_or(0));
    const auto place = [&](std::size_t hour, double value) {
        const float x = plot.x + plot.w * static_cast<float>(hour) / (hours_a_day - 1);
        return Point{x, plot.bottom() - plot.h * static_cast<float>(value / most * 0.92)};
    };
    std::vector<Point> old_line, line;
    for (std::size_t i = 0; i < before.size(); ++i)
        old_line.push_back(place(i, before[i].value_or(0)));
    // The hour under way is not whole yet: the curve ends before it.
    const auto whole = static_cast<std::size_t>(hours_gone(ui));
    for (std::size_t i = 0; i < now.size() && i < whole && now[i]; ++i)
        line.push_back(place(i, *now[i]));
    if (old_line.size() > 1)
        dashed_polyline(ui, old_line, ui.theme.chart.previous, board.px(3), board.px(4),
                        board.px(8));
    if (line.size() > 1) {
        area(ui, line, plot.bottom(), faded(ui.theme.accent.mark, ui.theme.chart.area_top));
        polyline(ui, line, ui.theme.accent.mark, board.px(5));
    }
    if (!line.empty()) disc(ui, line.back().x, line.back().y, board.px(10), ui.theme.accent.mark);
    say_node(ui, SemRole::image, plot, say("board.curve"));
}

void installs(Board& board, Rect rect, const Today& data) {
    Ui& ui = board.ui;
    const auto now = hours_of(data.now), before = hours_of(data.last_week);
    const Rect curve = cut_bottom(rect, board.px(270));
    board.line(rect, say("board.installs"), board.style(34, 42, tokens::Face::medium),
               ui.theme.text.secondary, board.px(2));
    const bool known = data.now.value.has_value();
    const std::string number =
        known ? grouped(std::llround(sum_of(now))) : std::string(unknown_text);
    board.line(rect, number, board.style(tokens::type.kiosk_hero), board.number_colour(),
               board.px(14));
    if (known && data.last_week.value)
        against_last_week(board, cut_top(rect, board.px(48)), sum_of(now),
                          sum_until(before, hours_gone(ui)));
    day_curve(board, curve, now, before);
}

void countries(Board& board, Rect rect, const Today& data) {
    Ui& ui = board.ui;
    const Group group{ui, rect, {.role = SemRole::list, .name = say("board.countries")}};
    board.line(rect, say("board.countries"), board.style(34, 42, tokens::Face::medium),
               ui.theme.text.secondary, board.px(28));
    if (!data.countries.value) return;
    double most = 0;
    for (const BreakdownRow& row : data.countries.value->rows)
        if (!row.key.empty()) most = std::max(most, row.value);
    int shown = 0;
    for (const BreakdownRow& row : data.countries.value->rows) {
        if (row.key.empty() || shown++ == 6) continue;
        Rect line = cut_top(rect, board.px(44), board.px(4));
        const TypeStyle style = board.style(tokens::type.kiosk_body);
        const TypeStyle strong = board.style(34, 46, tokens::Face::semibold);
        label_right(ui, line, grouped(std::llround(row.value)), strong, board.number_colour(),
                    board.px(24));
        label(ui, line, country_name(row.key), style, ui.theme.text.primary);
        board.bar(cut_top(rect, board.px(14), board.px(20)), most > 0 ? row.value / most : 0,
                  ui.theme.accent.mark);
    }
}

void fact(Board& board, Rect rect, std::string_view name, const std::string& number,
          const std::string& detail) {
    const TypeStyle small = board.style(tokens::type.kiosk_label);
    board.line(rect, name, small, board.ui.theme.text.secondary, board.px(6));
    board.line(rect, number, board.style(76, 84, tokens::Face::display), board.number_colour(),
               board.px(6));
    board.line(rect, detail, small, board.ui.theme.text.secondary);
}

void facts(Board& board, Rect rect, const Today& data) {
    Ui& ui = board.ui;
    fill(ui, {rect.x, rect.y, rect.w, board.px(3)}, ui.theme.border.default_);
    cut_top(rect, board.px(28));
    const auto cells = columns(rect, board.px(40), 1, 1, 1, 1);
    const auto hours = hours_of(data.now), before = hours_of(data.last_week);
    const auto hour = static_cast<std::size_t>(hours_gone(ui));
    const bool had_hour = hour > 0 && hour - 1 < hours.size() && hours[hour - 1];
    fact(board, cells[0], say("board.pace"),
         had_hour ? compact(*hours[hour - 1] / 60) : std::string(unknown_text),
         std::string(say("board.pace_unit")));
    fact(board, cells[1], say("board.last_week"),
         data.last_week.value ? compact(sum_of(before)) : std::string(unknown_text),
         std::string(say("board.last_week_unit")));
    const auto& reviews = data.reviews.value;
    fact(board, cells[2], say("board.new_reviews"),
         reviews ? grouped(reviews->total) : std::string(unknown_text),
         reviews && reviews->average ? say("board.on_average", {number(*reviews->average, 1)})
                                     : std::string(say("board.none_yet")));
    const auto& rollouts = data.rollouts.value;
    const auto held =
        rollouts ? std::count_if(rollouts->items.begin(), rollouts->items.end(),
                                 [](const Release& one) { return one.stage == Stage::halted; })
                 : 0;
    fact(board, cells[3], say("board.rollouts"),
         rollouts ? grouped(static_cast<std::int64_t>(rollouts->items.size()))
                  : std::string(unknown_text),
         held > 0 ? say("board.held", {grouped(held)}) : std::string(say("board.none_held")));
}

}  // namespace

void board_today_view(Ui& ui, const Scene& scene) {
    const Today data = ask(ui, scene);
    Board board{ui, scene, say("board.today"), {&data.now, &data.last_week}};
    const Group main{ui, board.body, {.role = SemRole::main, .name = say("board.today")}};
    Rect rect = board.body;
    const Rect foot = cut_bottom(rect, board.px(196), board.px(28));
    const auto [left, right] = columns(rect, board.px(88), fixed(board.px(770)), 1);
    installs(board, left, data);
    countries(board, right, data);
    facts(board, foot, data);
}

}  // namespace vitrine::console
