#include "console/widgets/table.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/format.h"
#include "console/pictures.h"
#include "console/words.h"

namespace vitrine::console {

std::vector<Rect> column_rects(const Ui& ui, Rect row, std::span<const Column> columns) {
    constexpr float edge = 14, gap = 12;
    const int level = ui.breakpoint == Breakpoint::narrow ? 0 : ui.wide() ? 2 : 1;
    std::vector<float> weights;
    for (const Column& column : columns) {
        if (column.from <= level) weights.push_back(column.width);
    }
    std::vector<Rect> shown(weights.size());
    split_columns(inset(row, edge, 0), gap, weights.data(), weights.size(), shown.data());
    std::vector<Rect> out;
    std::size_t next = 0;
    for (const Column& column : columns) {
        out.push_back(column.from <= level ? shown[next++] : Rect{row.x, row.y, 0, row.h});
    }
    return out;
}

void table_head(Ui& ui, Rect rect, std::span<const Column> columns) {
    fill(ui, rect, ui.theme.bg.surface);
    rule(ui, rect.x, rect.bottom() - ui.hair(), rect.w, ui.theme.border.default_);
    const Group row{ui, rect, {.role = SemRole::row, .name = {}, .id = "head"}};
    const auto at = column_rects(ui, rect, columns);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (at[i].w <= 0) continue;
        text(ui, at[i], columns[i].title, tokens::type.micro, ui.theme.text.tertiary,
             columns[i].align);
        say_node(ui, SemRole::column_header, at[i], columns[i].title);
    }
}

namespace {

void draw_row(Ui& ui, Rect rect, const Row::Look& look, const Press& press) {
    const Theme& t = ui.theme;
    const Rect box = ui.snap(rect);
    if (look.selected)
        fill(ui, box, t.bg.selected);
    else if (look.changed)
        fill(ui, box, t.info.tint);
    else if (look.marked || (press.hovered && look.pressable))
        fill(ui, box, t.bg.hover);
    if (look.rule == Rule::below) {
        rule(ui, box.x, box.bottom() - ui.hair(), box.w, t.border.subtle);
    }
    if (look.selected)
        fill(ui, {box.x, box.y, ui.high_contrast ? 4.0F : 2.0F, box.h}, t.accent.mark);
    if (press.focused) focus_ring(ui, box, 4, -2);
}

}  // namespace

Row::Row(Ui& ui, Rect rect, const Look& look) : ui_(ui), scope_(ui, look.id) {
    Pressable node;
    node.role = look.role;
    node.name = look.name;
    node.id = "row";
    node.href = look.href;
    node.test_id = look.test_id;
    node.flags = flag_if(look.selected, sem_selected);
    node.row = look.index < 0 ? 0 : static_cast<std::int32_t>(look.index + 1);
    node.row_count = static_cast<std::int32_t>(look.count);
    node.under = true;
    node.children = true;
    if (look.pressable) {
        press_ = pressable(ui, rect, node);
    } else {
        SemNode plain;
        plain.key = key_of(ui, "row");
        plain.role = look.role;
        plain.flags = node.flags;
        plain.row = node.row;
        plain.row_count = node.row_count;
        plain.rect = rect;
        plain.clip = ui.clip;
        plain.name = look.name;
        plain.test_id = look.test_id;
        ui.sem.open(ui.sem.add(std::move(plain)));
    }
    if (look.take_focus) ui.sem.set_focus(key_of(ui, "row"));
    draw_row(ui, rect, look, press_);
}

Row::~Row() { ui_.sem.close(); }

float cell(Ui& ui, Rect rect, std::string_view what, Align align, bool strong) {
    if (rect.w <= 0) return 0;
    const Colour colour = strong ? ui.theme.text.primary : ui.theme.text.secondary;
    const float width = text(ui, rect, what, tokens::type.small, colour, align);
    say_node(ui, SemRole::cell, rect, what);
    return width;
}

namespace {
Press facet(Ui& ui, Rect rect, const FacetLook& look, Rect* picture) {
    const Theme& t = ui.theme;
    Pressable node;
    node.role = SemRole::checkbox;
    node.name = look.label;
    node.id = look.id;
    const std::string count = grouped(look.count);
    node.value = count;
    node.flags = flag_if(look.on, sem_checked);
    const Press press = pressable(ui, rect, node);
    if (look.on)
        fill(ui, rect, t.accent.tint, 4);
    else if (press.hovered)
        fill(ui, rect, t.bg.hover, 4);
    Rect at = inset(rect, 6, 0);
    if (picture) *picture = middle_left(cut_left(at, 16, 8), 16, 16);
    text_right(ui, at, count, tokens::type.small, look.on ? t.accent.text : t.text.tertiary);
    text(ui, at, look.label, tokens::type.small, look.on ? t.accent.text : t.text.primary);
    if (press.focused) focus_ring(ui, rect, 4, 0);
    return press;
}
}  // namespace

Press facet_row(Ui& ui, Rect rect, const FacetLook& look) { return facet(ui, rect, look, nullptr); }

Press facet_row(Ui& ui, Rect rect, const FacetLook& look, Rect& picture) {
    return facet(ui, rect, look, &picture);
}

Press rating_row(Ui& ui, Rect rect, int rating, std::int64_t count, std::int64_t most, bool on) {
    const Theme& t = ui.theme;
    const std::string stars = base::decimal(rating), number = grouped(count);
    const std::string name = say("common.rating_row", {stars, number});
    Pressable node;
    node.role = SemRole::checkbox;
    node.name = name;
    const std::string id = "stars" + stars;
    node.id = id;
    node.flags = flag_if(on, sem_checked);
    const Press press = pressable(ui, rect, node);
    if (on)
        fill(ui, rect, t.accent.tint, 4);
    else if (press.hovered)
        fill(ui, rect, t.bg.hover, 4);
    Rect at = inset(rect, 6, 0);
    text(ui, cut_left(at, 8, 8), stars, tokens::type.micro, on ? t.accent.text : t.text.secondary);
    const Rect mark = centred(cut_left(at, 10, 8), 10, 10);
    star(ui, mark.x, mark.y, 10, on ? t.accent.text : t.text.tertiary);
    const Rect right =
        cut_right(at, std::max(24.0F, std::ceil(measure(ui, number, tokens::type.micro))), 8);
    text(ui, right, number, tokens::type.micro, on ? t.accent.text : t.text.tertiary, Align::right);
    const Rect bar = ui.snap(centred(at, at.w, 6));
    fill(ui, bar, t.bg.active, 3);
    const float share = most > 0 ? static_cast<float>(count) / static_cast<float>(most) : 0;
    const float wide = count > 0 ? std::max(3.0F, bar.w * share) : 0;
    fill(ui, {bar.x, bar.y, wide, bar.h}, on ? t.accent.mark : t.chart.previous, 3);
    if (press.focused) focus_ring(ui, rect, 4, 0);
    return press;
}

}  // namespace vitrine::console
