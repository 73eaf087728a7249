#include "console/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "console/text/type.h"
#include "console/words.h"
#include "imgui.h"

namespace vitrine::console {
namespace {

using contract::Stage;
constexpr float pi = 3.14159265F;

enum class Glyph : std::uint8_t {
    dashed,
    pie,
    ring,
    half,
    alert,
    cross,
    tick,
    clock,
    disc,
    pause,
    bar,
    quarter,
};

Glyph glyph_of(Stage stage) {
    switch (stage) {
        case Stage::draft: return Glyph::dashed;
        case Stage::validating: return Glyph::quarter;
        case Stage::ready:
        case Stage::queued: return Glyph::ring;
        case Stage::in_review:
        case Stage::appealed: return Glyph::half;
        case Stage::changes_requested:
        case Stage::removal_requested: return Glyph::alert;
        case Stage::invalid:
        case Stage::rejected:
        case Stage::removed_by_store: return Glyph::cross;
        case Stage::approved: return Glyph::tick;
        case Stage::scheduled: return Glyph::clock;
        case Stage::rolling_out: return Glyph::pie;
        case Stage::live: return Glyph::disc;
        case Stage::halted: return Glyph::pause;
        case Stage::superseded:
        case Stage::rolled_back:
        case Stage::withdrawn:
        case Stage::removed_by_developer: return Glyph::bar;
    }
    return Glyph::ring;
}

// Coordinates of a glyph are those of a 14 px square.
struct Pen {
    Ui& ui;
    float x, y, unit;
    Colour colour;
    void line(std::initializer_list<Point> points, Colour ink) const {
        ImVec2 at[4];
        int count = 0;
        for (const Point& p : points) at[count++] = ImVec2(x + p.x * unit, y + p.y * unit);
        ui.draw->AddPolyline(at, count, ink, ImDrawFlags_None, 1.5F * unit);
        for (const int end : {0, count - 1})
            ui.draw->AddCircleFilled(at[end], 0.75F * unit, ink, 8);
    }
    void ring() const { circle(ui, x + 7 * unit, y + 7 * unit, 5.25F * unit, colour, 1.5F * unit); }
    void disc(float radius) const {
        console::disc(ui, x + 7 * unit, y + 7 * unit, radius * unit, colour);
    }
    void pie(float share) const {
        if (share >= 0.999F) return disc(3.1F);
        if (share <= 0) return;
        const ImVec2 middle(x + 7 * unit, y + 7 * unit);
        ui.draw->PathLineTo(middle);
        ui.draw->PathArcTo(middle, 3.1F * unit, -pi / 2, -pi / 2 + 2 * pi * share);
        ui.draw->PathFillConcave(colour);
    }
    void dashes() const {
        const ImVec2 middle(x + 7 * unit, y + 7 * unit);
        for (int i = 0; i < 8; ++i) {
            const float from = static_cast<float>(i) * pi / 4;
            ui.draw->PathArcTo(middle, 5.25F * unit, from, from + pi / 8);
            ui.draw->PathStroke(colour, ImDrawFlags_None, 1.5F * unit);
        }
    }
};

void draw_glyph(const Pen& pen, Glyph glyph, float share) {
    const Colour hole = pen.ui.theme.text.inverse;
    switch (glyph) {
        case Glyph::dashed: return pen.dashes();
        case Glyph::quarter: pen.ring(); return pen.pie(0.25F);
        case Glyph::ring: return pen.ring();
        case Glyph::half: pen.ring(); return pen.pie(0.5F);
        case Glyph::pie: pen.ring(); return pen.pie(share);
        case Glyph::disc: return pen.disc(6);
        case Glyph::alert:
            pen.disc(6);
            pen.line({{7, 3.9F}, {7, 7.5F}}, hole);
            return pen.line({{7, 10}, {7, 10.01F}}, hole);
        case Glyph::cross:
            pen.disc(6);
            pen.line({{4.9F, 4.9F}, {9.1F, 9.1F}}, hole);
            return pen.line({{9.1F, 4.9F}, {4.9F, 9.1F}}, hole);
        case Glyph::tick:
            pen.disc(6);
            return pen.line({{4.4F, 7.2F}, {6.3F, 9.1F}, {9.6F, 5.1F}}, hole);
        case Glyph::clock:
            pen.ring();
            return pen.line({{7, 4.4F}, {7, 7}, {8.7F, 8.2F}}, pen.colour);
        case Glyph::pause:
            pen.disc(6);
            pen.line({{5.6F, 4.9F}, {5.6F, 9.1F}}, hole);
            return pen.line({{8.4F, 4.9F}, {8.4F, 9.1F}}, hole);
        case Glyph::bar: pen.ring(); return pen.line({{4.8F, 7}, {9.2F, 7}}, pen.colour);
    }
}

template <class Part> Hues hues(const Part& part) { return {part.text, part.tint, part.line}; }

}  // namespace

Hues hues_of(const Theme& theme, Stage stage) {
    const auto& s = theme.stage;
    switch (stage) {
        case Stage::draft: return hues(s.draft);
        case Stage::validating: return hues(s.validating);
        case Stage::ready:
        case Stage::queued: return hues(s.queued);
        case Stage::in_review:
        case Stage::appealed: return hues(s.in_review);
        case Stage::changes_requested:
        case Stage::removal_requested: return hues(s.changes_requested);
        case Stage::invalid:
        case Stage::rejected:
        case Stage::removed_by_store: return hues(s.rejected);
        case Stage::approved: return hues(s.approved);
        case Stage::scheduled: return hues(s.scheduled);
        case Stage::rolling_out: return hues(s.rolling_out);
        case Stage::live: return hues(s.live);
        case Stage::halted: return hues(s.halted);
        default: return hues(s.withdrawn);
    }
}

void stage_glyph(Ui& ui, Rect at, Stage stage, Colour colour, float size, float share) {
    const Rect box = centred(at, size, size);
    if (!ui.visible(box)) return;
    draw_glyph({ui, ui.snap(box.x), ui.snap(box.y), size / 14, colour}, glyph_of(stage), share);
}

void pie_glyph(Ui& ui, Rect at, Colour colour, float size, float share) {
    const Rect box = centred(at, size, size);
    draw_glyph({ui, box.x, box.y, size / 14, colour}, Glyph::pie, share);
}

void star(Ui& ui, float x, float y, float size, Colour colour) {
    icon_at(ui, x, y, Icon::star, colour, size);
}

float stars(Ui& ui, float x, float y, int rating, float size) {
    const Colour off = ui.high_contrast ? ui.theme.border.strong : ui.theme.bg.active;
    for (int i = 0; i < 5; ++i) {
        const float left = x + static_cast<float>(i) * (size + 1);
        if (i < rating) {
            star(ui, left, y, size, ui.theme.star);
        } else {
            star(ui, left, y, size, ui.theme.border.strong);
            star(ui, left + 0.8F, y + 0.8F, size - 1.6F,
                 ui.high_contrast ? ui.theme.bg.canvas : off);
        }
    }
    const float width = 5 * size + 4;
    const std::string name = rating > 0 ? say("common.stars", {base::decimal(rating)})
                                        : std::string(say("common.no_stars"));
    say_node(ui, SemRole::image, {x, y, width, size}, name);
    return width;
}

std::string initials(std::string_view name) {
    std::string out;
    bool start = true;
    int taken = 0;
    for (std::size_t at = 0; at < name.size() && taken < 2;) {
        char32_t c = base::next_code_point(name, at);
        if (start && c > ' ') {
            if (c >= 'a' && c <= 'z') c -= 32;
            base::append_utf8(out, c);
            ++taken;
        }
        start = c == ' ' || c == '-' || c == '.';
    }
    return out;
}

void avatar(Ui& ui, float x, float y, float size, std::string_view name) {
    const auto& hue = ui.theme.chart.categorical;
    const Colour base = hue[base::fnv1a(name) % 6 == 5 ? 7 : base::fnv1a(name) % 5];
    disc(ui, x + size / 2, y + size / 2, size / 2, mixed(base, 0xFFFFFFFFu, 0.42F));
    const float high = std::round(size * 0.43F);
    text(ui, {x, y, size, size}, initials(name), {high, high, tokens::Face::semibold},
         tokens::dark.bg.canvas, Align::center);
}

void product_mark(Ui& ui, float x, float y, float size) {
    const float u = size / 20;
    const Colour accent = ui.theme.accent.mark;
    frame(ui, {x, y, size, size}, accent, 5.5F * u, 1.5F * u);
    const auto quad = [&](Point a, Point b, Point c, Point d, Colour colour) {
        const auto at = [&](Point p) { return ImVec2(x + p.x * u, y + p.y * u); };
        ui.draw->AddQuadFilled(at(a), at(b), at(c), at(d), colour);
    };
    quad({4.6F, 5.2F}, {8.3F, 5.2F}, {10, 10.4F}, {8.3F, 15.2F}, accent);
    quad({15.4F, 5.2F}, {11.7F, 5.2F}, {8.3F, 15.2F}, {11.5F, 15.2F}, ui.theme.text.primary);
}

}  // namespace vitrine::console
