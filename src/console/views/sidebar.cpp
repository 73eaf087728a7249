#include "console/views/sidebar.h"

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/app_choice.h"
#include "console/views/page.h"
#include "console/widgets/choice.h"
#include "console/widgets/overlay.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

struct Entry {
    Page page;
    Icon icon;
    WordKey word, narrow_word;
    std::string_view test_id;
};
constexpr Entry entries[] = {
    {Page::overview, Icon::overview, "shell.overview", "shell.overview", "nav.overview"},
    {Page::submissions, Icon::submit, "shell.submissions", "shell.submissions_narrow",
     "nav.submissions"},
    {Page::reviews, Icon::reviews, "shell.reviews", "shell.reviews", "nav.reviews"},
    {Page::analytics, Icon::chart, "shell.analytics", "shell.analytics", "nav.analytics"},
};

bool is_current(const Scene& scene, Page page) {
    return scene.place.page == page ||
           (page == Page::submissions && scene.place.page == Page::submission);
}

std::int64_t count_of(const Scene& scene, Page page) {
    if (page == Page::submissions) {
        const auto& need = scene.queries.get<ListSubmissions>({.scope = SubmissionScope::attention,
                                                               .stages = {},
                                                               .app = {},
                                                               .q = {},
                                                               .limit = 50,
                                                               .cursor = {}});
        if (need.value) return need.value->total.value_or(std::ssize(need.value->items));
    }
    return 0;
}

void entry_view(Ui& ui, Rect rect, const Entry& entry, const Scene& scene, Intents& out,
                bool below) {
    const Place target = page_of(scene, entry.page);
    const std::string href = write_place(target);
    NavItem item;
    item.icon = entry.icon;
    item.label = say(below ? entry.narrow_word : entry.word);
    item.href = href;
    item.current = is_current(scene, entry.page);
    item.count = count_of(scene, entry.page);
    item.hot = entry.page == Page::submissions;
    item.below = below;
    item.test_id = entry.test_id;
    if (nav_item(ui, rect, item)) out += go(target);
}

void team_row(Ui& ui, Rect row, const Scene& scene) {
    product_mark(ui, row.x + 8, row.y + 7, 20);
    cut_left(row, 36);
    const bool has_team = scene.me && scene.me->team;
    label(ui, row, has_team ? std::string_view(scene.me->team->name) : say("shell.store"),
          tokens::type.body_strong, ui.theme.text.primary);
}

void live_row(Ui& ui, Rect row, const Scene& scene) {
    const bool live = scene.stream == client::StreamState::live && scene.offline_since.ms == 0;
    const Colour colour = live ? ui.theme.good.text : ui.theme.warn.text;
    disc(ui, row.x + 11, row.y + row.h / 2, 3, colour);
    cut_left(row, 20);
    label(ui, row, live ? say("shell.live") : say("shell.not_live"), tokens::type.micro,
          ui.theme.text.tertiary);
}

void person_row(Ui& ui, Rect row, const Scene& scene, Intents& out) {
    rule(ui, row.x - 10, row.y, row.w + 20, ui.theme.border.subtle);
    if (!scene.me) return;
    const Press press = pressable(ui, row,
                                  {.name = say("shell.person"),
                                   .id = "person",
                                   .value = scene.me->user.name,
                                   .test_id = "person"});
    Rect in = inset(row, 8, 0);
    if (press.hovered) fill(ui, inset(row, 0, 6), ui.theme.bg.hover, 6);
    avatar(ui, in.x, in.y + (in.h - 28) / 2, 28, scene.me->user.name);
    cut_left(in, 36);
    icon(ui, cut_right(in, 20), Icon::more, ui.theme.text.tertiary);
    Rect lines = middle_left(in, in.w, 34);
    text(ui, cut_top(lines, 18), scene.me->user.name, tokens::type.body_strong,
         ui.theme.text.primary);
    text(ui, lines, say_of<"role">(name_of(scene.me->role)), tokens::type.micro,
         ui.theme.text.tertiary);
    if (press) open_popover(ui, "person_menu");
    person_menu(ui, row, scene, out);
}

}  // namespace

void person_menu(Ui& ui, Rect anchor, const Scene& scene, Intents& out) {
    if (!popover_open(ui, "person_menu")) return;
    const auto theme_item = [&](WordKey word, std::string_view id, ThemeWish wish) {
        return MenuItem{.label = say(word), .chosen = scene.theme == wish, .id = id};
    };
    const MenuItem items[] = {
        theme_item("shell.theme_system", "theme_system", ThemeWish::system),
        theme_item("shell.theme_dark", "theme_dark", ThemeWish::dark),
        theme_item("shell.theme_light", "theme_light", ThemeWish::light),
        theme_item("shell.theme_contrast", "theme_contrast", ThemeWish::high_contrast),
        {.label = say("shell.sign_out"), .rule_before = true, .id = "sign_out"}};
    const int got = menu(ui, "person_menu", anchor, items);
    if (got >= 0 && got < 4) out += SetTheme{static_cast<ThemeWish>(got)};
    if (got == 4) out += SignOff{};
}

void sidebar_view(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    fill(ui, rect, ui.theme.bg.sidebar);
    rule_down(ui, rect.right() - 1, rect.y, rect.h, ui.theme.border.subtle);
    const Group nav{ui, rect, {.role = SemRole::navigation, .name = say("shell.navigation")}};
    Rect in = inset(rect, 10, 10);
    team_row(ui, cut_top(in, 34, 12), scene);
    for (const Entry& entry : entries) entry_view(ui, cut_top(in, 30, 1), entry, scene, out, false);
    Rect head = cut_top(in, 34);
    cut_left(head, 8);
    label(ui, {head.x, head.y + 14, head.w, 14}, say("shell.app"), tokens::type.micro,
          ui.theme.text.tertiary);
    app_choice(ui, cut_top(in, 32, 8), scene, out);
    person_row(ui, cut_bottom(in, 50), scene, out);
    live_row(ui, cut_bottom(in, 28), scene);
}

void rail_view(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    fill(ui, rect, ui.theme.bg.sidebar);
    rule_down(ui, rect.right() - 1, rect.y, rect.h, ui.theme.border.subtle);
    const Group nav{ui, rect, {.role = SemRole::navigation, .name = say("shell.navigation")}};
    Rect in = inset(rect, 8, 10);
    const Rect mark = cut_top(in, 34, 12);
    product_mark(ui, mark.x + (mark.w - 20) / 2, mark.y + 7, 20);
    for (const Entry& entry : entries) entry_view(ui, cut_top(in, 40, 4), entry, scene, out, false);
    if (!scene.me) return;
    const Rect foot = cut_bottom(in, 40);
    const Press press = pressable(ui, foot,
                                  {.name = say("shell.person"),
                                   .id = "person",
                                   .value = scene.me->user.name,
                                   .test_id = "person"});
    avatar(ui, foot.x + (foot.w - 28) / 2, foot.y + 6, 28, scene.me->user.name);
    if (press) open_popover(ui, "person_menu");
    person_menu(ui, foot, scene, out);
}

void tab_bar_view(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    fill(ui, rect, ui.theme.bg.header);
    rule(ui, rect.x, rect.y, rect.w, ui.theme.border.default_);
    const Group nav{ui, rect, {.role = SemRole::navigation, .name = say("shell.navigation")}};
    const auto cells = columns(rect, 0, 1, 1, 1, 1, 1);
    for (std::size_t i = 0; i < std::size(entries); ++i)
        entry_view(ui, cells[i], entries[i], scene, out, true);
    NavItem more;
    more.icon = Icon::more;
    more.label = say("shell.more");
    more.below = true;
    more.test_id = "person";
    if (nav_item(ui, cells[4], more)) open_popover(ui, "person_menu");
    person_menu(ui, cells[4], scene, out);
}

}  // namespace vitrine::console
