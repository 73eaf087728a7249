#include "console/text/type.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/text/glyphs.h"
#include "console/text/text_engine.h"

namespace vitrine::console {
namespace {

constexpr std::string_view ellipsis = "…";

shell::TextAsk ask_for(std::string_view what, TypeStyle style, float width, std::int32_t lines,
                       std::string_view lang) {
    shell::TextAsk ask;
    ask.text = what;
    ask.face = static_cast<shell::Face>(style.face);
    ask.size = style.size;
    ask.max_width = width;
    ask.max_lines = lines;
    ask.lang = lang;
    return ask;
}

float start_of(Rect rect, float width, Align align) {
    if (align == Align::right) return rect.right() - width;
    return align == Align::center ? rect.x + (rect.w - width) / 2 : rect.x;
}

float chrome_line(Ui& ui, Rect rect, float top, std::string_view what, TypeStyle style,
                  Colour colour, Align align) {
    const float whole = ui.glyphs.measure(what, style, ui.scale);
    if (whole <= rect.w + 0.5F) {
        const float x = start_of(rect, whole, align);
        return ui.glyphs.draw(*ui.draw, x, top, what, style, colour, ui.scale);
    }
    const float dots = ui.glyphs.measure(ellipsis, style, ui.scale);
    const std::size_t end = ui.glyphs.fitting(what, style, ui.scale, rect.w - dots);
    if (end == 0 && dots > rect.w) return 0;
    const float x = ui.glyphs.draw(*ui.draw, rect.x, top, what.substr(0, end), style, colour,
                                   ui.scale);
    return x + ui.glyphs.draw(*ui.draw, rect.x + x, top, ellipsis, style, colour, ui.scale);
}

bool is_chrome(Ui& ui, std::string_view what, TypeStyle style) {
    return ui.glyphs.covers(what, style.face);
}

float one_line(Ui& ui, Rect rect, std::string_view what, TypeStyle style, Colour colour,
               Align align) {
    if (what.empty() || rect.w <= 0) return 0;
    const float top = rect.y + (rect.h - style.line) / 2;
    const Rect line{rect.x, top, rect.w, style.line};
    if (is_chrome(ui, what, style)) {
        if (!ui.visible(line)) return std::min(rect.w, measure(ui, what, style));
        return chrome_line(ui, rect, top, what, style, colour, align);
    }
    const shell::TextAsk ask = ask_for(what, style, std::ceil(rect.w), 1, {});
    const auto& block = ui.engine.layout(ask);
    if (block.lines.empty()) return 0;
    const shell::TextLine only = block.lines.front();
    ui.engine.draw(ui, only, ask, start_of(rect, only.width, align),
                   top + ui.glyphs.baseline(style), colour);
    return std::min(only.width, rect.w);
}

}  // namespace

float text(Ui& ui, Rect rect, std::string_view what, TypeStyle style, Colour colour, Align align) {
    return one_line(ui, rect, what, style, colour, align);
}

float label(Ui& ui, Rect rect, std::string_view what, TypeStyle style, Colour colour,
            Align align) {
    const float width = one_line(ui, rect, what, style, colour, align);
    const float high = std::min(style.line, rect.h > 0 ? rect.h : style.line);
    const Rect tight{start_of(rect, width, align), rect.y + (rect.h - high) / 2, width, high};
    if (!what.empty()) say_node(ui, SemRole::text, tight, what);
    return width;
}

float heading(Ui& ui, Rect rect, std::string_view what, TypeStyle style, int level) {
    const float width = one_line(ui, rect, what, style, ui.theme.text.primary, Align::left);
    SemNode node;
    node.key = base::fnv1a("heading", key_of(ui, what));
    node.role = SemRole::heading;
    node.level = level;
    node.rect = {rect.x, rect.y, width, rect.h};
    node.clip = ui.clip;
    node.name = what;
    if (!what.empty()) ui.sem.add(std::move(node));
    return width;
}

float measure(Ui& ui, std::string_view what, TypeStyle style) {
    if (what.empty()) return 0;
    if (is_chrome(ui, what, style)) return ui.glyphs.measure(what, style, ui.scale);
    const auto& block = ui.engine.layout(ask_for(what, style, 0, 1, {}));
    return block.lines.empty() ? 0 : block.lines.front().width;
}

namespace {
Rect cut_text(Ui& ui, Rect& row, std::string_view what, TypeStyle style, float gap, Align side) {
    const float width = std::ceil(measure(ui, what, style));
    return side == Align::left ? cut_left(row, width, gap) : cut_right(row, width, gap);
}
}  // namespace

float label_left(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                 float gap) {
    return label(ui, cut_text(ui, row, what, style, gap, Align::left), what, style, colour);
}

float label_right(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                  float gap) {
    return label(ui, cut_text(ui, row, what, style, gap, Align::right), what, style, colour);
}

float text_left(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                float gap) {
    return text(ui, cut_text(ui, row, what, style, gap, Align::left), what, style, colour);
}

float text_right(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                 float gap) {
    return text(ui, cut_text(ui, row, what, style, gap, Align::right), what, style, colour);
}

float paragraph(Ui& ui, Rect rect, std::string_view what, const Paragraph& look) {
    const TypeStyle style = look.style;
    const shell::TextAsk ask = ask_for(what, style, std::floor(rect.w), look.max_lines, look.lang);
    const Colour colour = look.colour != 0 ? look.colour : ui.theme.text.primary;
    const shell::TextBlock block = ui.engine.layout(ask);
    float top = rect.y;
    for (const shell::TextLine& line : block.lines) {
        const float x = line.rtl ? rect.right() - line.width : rect.x;
        ui.engine.draw(ui, line, ask, x, top + ui.glyphs.baseline(style), colour);
        if (look.select == Select::yes && !line.text.empty()) {
            say_node(ui, SemRole::text, {x, top, line.width, style.line}, line.text, {}, look.lang,
                     sem_selectable_text);
        }
        top += style.line;
    }
    return top - rect.y;
}

float paragraph_height(Ui& ui, float width, std::string_view what, const Paragraph& look) {
    const auto& block = ui.engine.layout(
        ask_for(what, look.style, std::floor(width), look.max_lines, look.lang));
    return static_cast<float>(block.lines.size()) * look.style.line;
}

}  // namespace vitrine::console
