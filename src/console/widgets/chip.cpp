#include "console/widgets/chip.h"

#include <algorithm>
#include <cmath>

#include "console/format.h"
#include "console/text/type.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

constexpr TypeStyle chip_text = tokens::type.micro;

void draw_chip_box(Ui& ui, Rect box, const Hues& hues) {
    fill(ui, box, hues.tint, tokens::radius.sm);
    const Colour line = ui.high_contrast ? hues.text : hues.line;
    if (line >> 24) frame(ui, box, line, tokens::radius.sm);
}

float word_width(Ui& ui, std::string_view word) { return std::ceil(measure(ui, word, chip_text)); }

std::string_view word_of(contract::Stage stage, std::string_view label) {
    if (!label.empty()) return label;
    const auto names = contract::names(static_cast<const contract::Stage*>(nullptr));
    return say_of<"stage">(names[static_cast<std::size_t>(stage)]);
}

}  // namespace

Hues hues_of(const Theme& theme, Tone tone) {
    switch (tone) {
        case Tone::neutral: return {theme.text.secondary, theme.bg.active, 0};
        case Tone::outline: return {theme.text.secondary, 0, theme.border.default_};
        case Tone::good: return {theme.good.text, theme.good.tint, theme.good.line};
        case Tone::warn: return {theme.warn.text, theme.warn.tint, theme.warn.line};
        case Tone::bad: return {theme.bad.text, theme.bad.tint, theme.bad.line};
        case Tone::info: break;
    }
    return {theme.info.text, theme.info.tint, theme.info.line};
}

float chip_width(Ui& ui, const Chip& what) {
    return word_width(ui, what.label) + 14 + (what.icon ? 17.0F : 0.0F);
}

float chip(Ui& ui, Rect rect, const Chip& what) {
    const float width = std::min(rect.w, chip_width(ui, what));
    const Rect box = ui.snap(middle_left(rect, width, what.height));
    const Hues hues = hues_of(ui.theme, what.tone);
    draw_chip_box(ui, box, hues);
    Rect at = inset(box, 7, 0);
    if (what.icon) {
        at = {box.x + 6, box.y, box.w - 12, box.h};
        icon(ui, cut_left(at, 12, 5), *what.icon, hues.text, 12);
    }
    text(ui, at, what.label, chip_text, hues.text);
    say_node(ui, SemRole::text, box, what.label);
    return width;
}

float chip_left(Ui& ui, Rect& row, const Chip& what, float gap) {
    return chip(ui, cut_left(row, chip_width(ui, what), gap), what);
}

float stage_chip_width(Ui& ui, contract::Stage stage, std::string_view label) {
    return word_width(ui, word_of(stage, label)) + 30;
}

float stage_chip(Ui& ui, Rect rect, contract::Stage stage, std::string_view label, float share) {
    const std::string_view word = word_of(stage, label);
    const float width = std::min(rect.w, stage_chip_width(ui, stage, label));
    const Rect box = ui.snap(middle_left(rect, width, 20));
    const Hues hues = hues_of(ui.theme, stage);
    draw_chip_box(ui, box, hues);
    Rect at{box.x + 6, box.y, box.w - 12, box.h};
    stage_glyph(ui, cut_left(at, 12, 5), stage, hues.text, 12, share);
    text(ui, at, word, chip_text, hues.text);
    say_node(ui, SemRole::text, box, word);
    return width;
}

float stage_text(Ui& ui, Rect rect, contract::Stage stage, std::string_view label, float share) {
    const Colour colour = hues_of(ui.theme, stage).text;
    Rect at = rect;
    stage_glyph(ui, cut_left(at, 14, 6), stage, colour, 14, share);
    return 20 + console::label(ui, at, word_of(stage, label), tokens::type.small_strong, colour);
}

float filter_chip_width(Ui& ui, const FilterChip& what) {
    const float value =
        what.value.empty() ? 0 : measure(ui, what.value, tokens::type.small_strong) + 6;
    return std::ceil(measure(ui, what.name, tokens::type.small) + value) + 36;
}

Press filter_chip(Ui& ui, Rect rect, const FilterChip& what) {
    const Theme& t = ui.theme;
    const float width = std::min(rect.w, filter_chip_width(ui, what));
    const Rect box = ui.snap(middle_left(rect, width, ui.touch ? 36.0F : 28.0F));
    Pressable node;
    node.name = what.name;
    node.id = what.id;
    node.value = what.value;
    node.flags = flag_if(what.narrows, sem_selected);
    const Press press = pressable(ui, box, node);
    const Colour soft = what.narrows ? t.accent.text : t.text.secondary;
    fill(ui, box, what.narrows ? t.accent.tint : press.hovered ? t.bg.hover : 0, 6);
    frame(ui, box,
          what.narrows    ? t.accent.line
          : press.hovered ? t.border.strong
                          : t.border.default_,
          6);
    Rect at{box.x + 10, box.y, box.w - 18, box.h};
    icon(ui, cut_right(at, 12, 6), what.removable ? Icon::x : Icon::down,
         what.narrows ? t.accent.text : t.text.tertiary, 12);
    text_left(ui, at, what.name, tokens::type.small, soft, 6);
    text(ui, at, what.value, tokens::type.small_strong,
         what.narrows ? t.accent.text : t.text.primary);
    if (press.focused) focus_ring(ui, box, 6);
    return press;
}

Press filter_chip_left(Ui& ui, Rect& row, const FilterChip& what, float gap) {
    return filter_chip(ui, cut_left(row, filter_chip_width(ui, what), gap), what);
}

float badge_width(Ui& ui, std::int64_t count) {
    return std::max(18.0F, word_width(ui, compact(static_cast<double>(count))) + 10);
}

void badge(Ui& ui, Rect rect, std::int64_t count, bool hot) {
    const Theme& t = ui.theme;
    const Rect box = ui.snap(centred(rect, badge_width(ui, count), 16));
    fill(ui, box, hot ? t.accent.solid : t.bg.active, 8);
    text(ui, box, compact(static_cast<double>(count)), chip_text,
         hot ? t.accent.on_solid : t.text.tertiary, Align::center);
}

}  // namespace vitrine::console
