#include "console/views/frame_view.h"

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/analytics_view.h"
#include "console/views/board_views.h"
#include "console/views/overview_view.h"
#include "console/views/page.h"
#include "console/views/reviews_view.h"
#include "console/views/sidebar.h"
#include "console/views/submission_view.h"
#include "console/views/submissions_view.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

// G then a letter goes somewhere, within a second and a half.
constexpr double chord_s = 1.5;

void go_keys(Ui& ui, const Scene& scene, Intents& out) {
    double& since = ui.host.kept(key_of(ui, "chord"), -10);
    if (ui.seconds - since < chord_s) {
        constexpr std::pair<char, Page> chords[] = {{'o', Page::overview},
                                                    {'s', Page::submissions},
                                                    {'v', Page::reviews},
                                                    {'n', Page::analytics}};
        for (const auto& [key, page] : chords) {
            if (!char_pressed(ui, key)) continue;
            since = -10;
            out += go(page_of(scene, page));
        }
    }
    if (char_pressed(ui, 'g')) since = ui.seconds;
}

void banner_view(Ui& ui, Rect& body, const Scene& scene, Intents& out) {
    if (scene.offline_since.ms == 0) return;
    const Rect at = inset(cut_top(body, banner_height + 12), 24, 6);
    const std::string words =
        say("shell.offline", {clock_time(scene.offline_since, ui.utc_offset_minutes)});
    if (banner(ui, at,
               {.kind = BannerKind::bad,
                .icon = Icon::warn,
                .text = words,
                .action = say("common.try_again"),
                .id = "offline"}))
        out += TryAgain{};
}

std::string heading_of(const Scene& scene) {
    switch (scene.place.page) {
        case Page::overview: return std::string(say("shell.overview"));
        case Page::submissions:
        case Page::submission: return std::string(say("shell.submissions"));
        case Page::reviews: return std::string(say("shell.reviews"));
        case Page::analytics: return std::string(say("shell.analytics"));
        default: return std::string(say("shell.not_found"));
    }
}

Rect top_bar(Ui& ui, Rect bar, const Scene& scene) {
    fill(ui, bar, ui.theme.bg.canvas);
    rule(ui, bar.x, bar.bottom() - 1, bar.w, ui.theme.border.subtle);
    Rect in = inset(bar, ui.narrow() ? 16 : 24, 0);
    if (ui.narrow()) {
        product_mark(ui, in.x, in.y + (in.h - 22) / 2, 22);
        cut_left(in, 32);
    }
    const std::string title = heading_of(scene);
    const TypeStyle style = ui.narrow() ? tokens::type.section : tokens::type.heading;
    const Rect at = cut_left(in, measure(ui, title, style) + 1, 8);
    heading(ui, at, title, style, 1);
    return in;
}

void page_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    const Group main{ui, area.body, {.role = SemRole::main, .name = heading_of(scene)}};
    switch (scene.place.page) {
        case Page::overview: return overview_view(ui, scene, area, out);
        case Page::submissions: return submissions_view(ui, scene, area, out);
        case Page::submission: return submission_view(ui, scene, area, out);
        case Page::reviews: return reviews_view(ui, scene, area, out);
        case Page::analytics: return analytics_view(ui, scene, area, out);
        default: break;
    }
    if (empty_panel(ui, area.body,
                    {.icon = Icon::search,
                     .title = say("shell.not_found"),
                     .detail = say("shell.not_found_detail"),
                     .action = say("shell.to_overview"),
                     .id = "to_overview"}))
        out += go(page_of(scene, Page::overview));
}

}  // namespace

void frame_view(Ui& ui, const Scene& scene, Intents& out) {
    scene.queries.get<contract::GetMe>({});
#ifndef VT_NO_BOARDS
    if (scene.place.page == Page::board_today) return board_today_view(ui, scene);
    if (scene.place.page == Page::board_ratings) return board_ratings_view(ui, scene);
#endif
    Rect page = ui.page;
    fill(ui, page, ui.theme.bg.canvas);
    if (ui.wide())
        sidebar_view(ui, cut_left(page, tokens::layout.sidebar), scene, out);
    else if (!ui.narrow())
        rail_view(ui, cut_left(page, tokens::layout.rail), scene, out);
    else
        tab_bar_view(ui, cut_bottom(page, 56), scene, out);
    const Rect bar = cut_top(page, ui.narrow() ? 56 : tokens::layout.topbar);
    const Rect free_bar = top_bar(ui, bar, scene);
    banner_view(ui, page, scene, out);
    page_view(ui, scene, {free_bar, page}, out);
    go_keys(ui, scene, out);
}

}  // namespace vitrine::console
