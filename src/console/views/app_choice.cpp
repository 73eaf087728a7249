#include "console/views/app_choice.h"

#include "console/format.h"
#include "console/pictures.h"
#include "console/widgets/field.h"
#include "console/widgets/overlay.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::int32_t apps_max = 200;       // one page of the list
constexpr std::size_t menu_apps_max = 12;    // more are searched
constexpr std::string_view draft_key = "apps/search";

ListApps::Request apps_like(std::string q) {
    ListApps::Request ask{.q = {}, .limit = apps_max, .cursor = {}};
    if (!q.empty()) ask.q = std::move(q);
    return ask;
}

// The chosen app, wherever in the list it stands; null for all apps, or until it is known.
const App* chosen_app(const Scene& scene, const AppPage* first) {
    if (scene.place.app.text.empty()) return nullptr;
    if (first)
        for (const App& app : first->items)
            if (app.id == scene.place.app) return &app;
    if (!first || !first->next) return nullptr;
    const auto& one = scene.queries.get<GetApp>({scene.place.app});
    return one.value ? &*one.value : nullptr;
}

void choose(const Scene& scene, AppId app, Intents& out) {
    Place place = scene.place;
    place.app = std::move(app);
    if (place.page == Page::reviews) place.filter.apps = chosen_apps(place);
    place.review = {};
    out += go(std::move(place));
}

void short_menu(Ui& ui, Rect row, const Scene& scene, const AppPage& apps, Intents& out) {
    std::vector<MenuItem> items = {{.label = say("shell.all_apps"),
                                    .chosen = scene.place.app.text.empty(),
                                    .id = "all"}};
    for (const App& app : apps.items)
        items.push_back(
            {.label = app.name, .chosen = app.id == scene.place.app, .id = app.id.text});
    const int got = menu(ui, "app", row, items);
    if (got < 0) return;
    choose(scene, got == 0 ? AppId{} : apps.items[static_cast<std::size_t>(got - 1)].id, out);
}

// One row of the searched list: true when it was pressed.
bool app_row(Ui& ui, Rect rect, const App* app, bool chosen) {
    const std::string_view name = app ? std::string_view(app->name) : say("shell.all_apps");
    const std::string_view id = app ? std::string_view(app->id.text) : "all";
    const Row row{ui, rect, {.id = id, .name = name, .selected = chosen, .rule = Rule::none}};
    Rect in = inset(rect, 12, 0);
    if (app)
        app_icon(ui, in.x, in.y + (in.h - 18) / 2, 18, app->icon, app->name, app->id.text);
    else
        icon(ui, {in.x, in.y, 18, in.h}, Icon::apps, ui.theme.text.tertiary);
    cut_left(in, 26);
    text(ui, in, name, tokens::type.small, ui.theme.text.primary);
    return static_cast<bool>(row);
}

void long_list(Ui& ui, Rect row, const Scene& scene, bool opened, Intents& out) {
    Popover layer{ui, "app", row, {320, 420}, SemRole::dialog, say("shell.choose_app")};
    Rect in = inset(layer.rect(), 6);
    std::string q = scene.drafts.text(draft_key);
    const Typed typed = field(ui, cut_top(in, ui.touch ? 44 : 32, 6),
                              {.name = say("shell.find_app"),
                               .placeholder = say("shell.find_app"),
                               .id = "find_app",
                               .search = true,
                               .max_length = 200,
                               .style = tokens::type.small,
                               .take_focus = opened,
                               .test_id = "find_app"},
                              q);
    if (typed.changed) scene.drafts.write(draft_key, q);
    const auto& apps = scene.queries.get<ListApps>(apps_like(q));
    if (!apps.value) return skeleton_rows(ui, in, 32, apps.wanted_since);
    const std::vector<App>& items = apps.value->items;
    const Rect foot = cut_bottom(in, 20, 4);
    label(ui, inset(foot, 6, 0),
          items.empty() ? std::string(say("shell.no_app"))
                        : say("shell.apps_shown",
                              {grouped(std::ssize(items)),
                               grouped(apps.value->total.value_or(std::ssize(items)))}),
          tokens::type.micro, ui.theme.text.tertiary);
    const bool all = q.empty();  // "All apps" is no answer to a search
    RowWindow list{ui, in, {.name = say("shell.choose_app"),
                            .count = std::ssize(items) + (all ? 1 : 0),
                            .row_height = ui.touch ? 44.0F : 32.0F}};
    std::optional<AppId> got;
    for (std::int64_t i = list.first(); i < list.last(); ++i) {
        const std::int64_t at = all ? i - 1 : i;
        const App* app = at < 0 ? nullptr : &items[static_cast<std::size_t>(at)];
        const AppId id = app ? app->id : AppId{};
        if (app_row(ui, list.row(i), app, id == scene.place.app)) got = id;
    }
    if (!got && typed.submitted && !items.empty()) got = items.front().id;
    if (!got) return;
    scene.drafts.write(draft_key, "");
    close_popover(ui);
    choose(scene, *got, out);
}

}  // namespace

void app_choice(Ui& ui, Rect row, const Scene& scene, Intents& out) {
    const auto& apps = scene.queries.get<ListApps>(apps_like({}));
    const App* chosen = chosen_app(scene, apps.value ? &*apps.value : nullptr);
    const std::string_view name = chosen                         ? std::string_view(chosen->name)
                                  : scene.place.app.text.empty() ? say("shell.all_apps")
                                                                 : "…";
    fill(ui, row, ui.theme.bg.raised, 6);
    frame(ui, row, ui.theme.border.default_, 6);
    const Press press = pressable(
        ui, row,
        {.name = say("shell.choose_app"), .id = "app", .value = name, .test_id = "app_choice"});
    Rect in = inset(row, 8, 0);
    if (chosen)
        app_icon(ui, in.x, in.y + 6, 18, chosen->icon, chosen->name, chosen->id.text);
    else
        icon(ui, {in.x, in.y, 18, in.h}, Icon::apps, ui.theme.text.tertiary);
    cut_left(in, 26);
    icon(ui, cut_right(in, 16), Icon::updown, ui.theme.text.tertiary);
    text(ui, in, name, tokens::type.body_strong, ui.theme.text.primary);
    if (press) open_popover(ui, "app");
    if (!apps.value || !popover_open(ui, "app")) return;
    if (!apps.value->next && apps.value->items.size() <= menu_apps_max)
        short_menu(ui, row, scene, *apps.value, out);
    else
        long_list(ui, row, scene, press.pressed, out);
}

}  // namespace vitrine::console
