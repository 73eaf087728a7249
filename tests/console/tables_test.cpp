// What a screen reader is told of a table: the heads of its columns, and one cell under each.
#include <doctest/doctest.h>

#include "console/charts/line_chart.h"
#include "console/views/analytics_parts.h"
#include "shell/headless/headless_shell.h"
#include "tests/console/components.h"
#include "tests/console/quiet_net.h"
#include "tests/console/screen.h"

using namespace vitrine;
using namespace vitrine::console;
using namespace vitrine::test;

namespace {

using Nodes = std::vector<SemNode>;

bool is_inside(const Nodes& nodes, std::size_t node, std::size_t outer) {
    std::int32_t up = nodes[node].parent;
    while (up >= 0 && up != static_cast<std::int32_t>(outer))
        up = nodes[static_cast<std::size_t>(up)].parent;
    return up >= 0;
}

std::vector<std::size_t> inside(const Nodes& nodes, SemRole role, std::size_t outer) {
    std::vector<std::size_t> out;
    for (std::size_t i = outer + 1; i < nodes.size(); ++i)
        if (nodes[i].role == role && is_inside(nodes, i, outer)) out.push_back(i);
    return out;
}

std::vector<std::string> names_in(const Nodes& nodes, SemRole role, std::size_t outer) {
    std::vector<std::string> out;
    for (const std::size_t i : inside(nodes, role, outer)) out.push_back(nodes[i].name);
    return out;
}

std::size_t children(const Nodes& nodes, std::size_t outer) {
    std::size_t count = 0;
    for (const SemNode& node : nodes) count += node.parent == static_cast<std::int32_t>(outer);
    return count;
}

// The mirror makes a cell of whatever else stands in a row, so nothing else may.
void is_even(const Nodes& nodes, std::size_t table) {
    INFO(nodes[table].name);
    const auto rows = inside(nodes, SemRole::row, table);
    REQUIRE(rows.size() > 1);
    const std::size_t heads = inside(nodes, SemRole::column_header, rows[0]).size();
    REQUIRE(heads > 1);
    CHECK(children(nodes, rows[0]) == heads);
    CHECK(inside(nodes, SemRole::column_header, table).size() == heads);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        INFO(nodes[rows[i]].name);
        CHECK(inside(nodes, SemRole::cell, rows[i]).size() == heads);
        CHECK(children(nodes, rows[i]) == heads);
    }
}

std::vector<std::size_t> tables_of(const Nodes& nodes) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].role == SemRole::table) out.push_back(i);
    return out;
}

// The breakdown of Analytics over what a store answered.
struct Breakdowns {
    base::FixedClock clock{base::Instant{1'778'755'260'000}};
    QuietNet net;
    shell::FakeText text;
    shell::HeadlessShell shell{net, text, clock, shell::Shell::Fields::own};
    Place place;
    client::Queries queries{clock};
    Drafts drafts{shell};
    Probe probe;
    Intents out;
    Scene scene{place, place, queries, drafts, nullptr, probe, "", false, {},
                client::StreamState::off, ThemeWish::dark, false, {}};

    void draw(Ui& ui) { breakdown_card(ui, {0, 0, ui.page.w, 400}, scene, out); }
    void answer(const contract::Breakdown& all) {
        queries.send_wanted(net);
        REQUIRE(net.sent.size() == 1);
        net.answers.push_back({net.sent[0].id, 200, base::dump_json(contract::encode(all))});
        queries.absorb(net);
    }
};

contract::Breakdown two_countries_and_others() {
    contract::Breakdown all;
    all.rows.push_back({"DE", "", 700, 0.7, 0.12, 0.31, {20, 40, 30}});
    all.rows.push_back({"FR", "", 200, 0.2, -0.04, {}, {9, 7, 8}});
    all.rows.push_back({"", "", 100, 0.1, {}, {}, {}});
    return all;
}

}  // namespace

TEST_CASE("every table on the component sheet has heads, and a cell under each in every row") {
    Screen screen(components_width, components_height);
    screen.host.set_fonts(ui_fonts());
    screen.frames(4, [](Ui& ui) { components_sheet(ui); });
    const auto tables = tables_of(screen.host_nodes());
    CHECK_FALSE(tables.empty());
    for (const std::size_t table : tables) is_even(screen.host_nodes(), table);
}

TEST_CASE("a chart's table has the time and each line in a column of its own, gaps too") {
    Screen screen;
    const base::Instant starts[] = {{0}, {base::day_ms}, {2 * base::day_ms}};
    const std::optional<double> now[] = {1852, {}, 12}, before[] = {1700, 1600};
    const ChartLine lines[] = {{"This period", now, LineKind::main},
                               {"Before", before, LineKind::previous}};
    screen.frames(2, [&](Ui& ui) {
        line_chart(ui, {0, 0, 800, 300},
                   {.id = "c", .name = "Installs per day", .starts = starts, .lines = lines});
    });
    const Nodes& nodes = screen.host_nodes();
    const auto tables = tables_of(nodes);
    REQUIRE(tables.size() == 1);
    is_even(nodes, tables[0]);
    using Words = std::vector<std::string>;
    CHECK(names_in(nodes, SemRole::column_header, tables[0]) ==
          Words{"Time", "This period", "Before"});
    CHECK(names_in(nodes, SemRole::cell, tables[0]) ==
          Words{"Thu 1 January", "1,852", "1,700", "Fri 2 January", "no value", "1,600",
                "Sat 3 January", "12", "no value"});
}

TEST_CASE("the breakdown of Analytics is one table with its heads, at every width") {
    for (const auto& [width, heads] : {std::pair{600.F, 3U}, {1000.F, 5U}, {1700.F, 6U}}) {
        INFO(width);
        Screen screen(width, 700);
        Breakdowns page;
        const auto draw = [&](Ui& ui) { page.draw(ui); };
        screen.frame(draw);
        page.answer(two_countries_and_others());
        screen.frames(2, draw);
        const Nodes& nodes = screen.host_nodes();
        const auto tables = tables_of(nodes);
        REQUIRE(tables.size() == 1);
        CHECK(inside(nodes, SemRole::column_header, tables[0]).size() == heads);
        CHECK(inside(nodes, SemRole::row, tables[0]).size() == 4);
        is_even(nodes, tables[0]);
    }
}

TEST_CASE("the breakdown's heads stand while its rows are awaited") {
    Screen screen;
    Breakdowns page;
    screen.frames(2, [&](Ui& ui) { page.draw(ui); });
    const auto tables = tables_of(screen.host_nodes());
    REQUIRE(tables.size() == 1);
    CHECK(inside(screen.host_nodes(), SemRole::column_header, tables[0]).size() == 5);
}
