#include "console/draw.h"

#include <algorithm>
#include <cmath>

#include "imgui.h"

namespace vitrine::console {
namespace {

ImVec2 vec(float x, float y) { return {x, y}; }

Colour with_alpha(Colour colour, float alpha) {
    return (colour & 0x00FFFFFFu) | (static_cast<Colour>(std::lround(alpha)) << 24);
}

float alpha_of(Colour colour) { return static_cast<float>(colour >> 24); }

}  // namespace

Colour faded(Colour colour, float alpha) {
    return with_alpha(colour, std::clamp(alpha, 0.0F, 1.0F) * alpha_of(colour));
}

Colour mixed(Colour a, Colour b, float share_of_b) {
    Colour out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const auto from = static_cast<float>((a >> shift) & 255);
        const auto to = static_cast<float>((b >> shift) & 255);
        out |= static_cast<Colour>(std::lround(from + (to - from) * share_of_b)) << shift;
    }
    return out;
}

void fill(Ui& ui, Rect rect, Colour colour, float radius) {
    if (!ui.visible(rect) || (colour >> 24) == 0) return;
    const Rect r = ui.snap(rect);
    const float round = std::min({radius, r.w / 2, r.h / 2});
    ui.draw->AddRectFilled(vec(r.x, r.y), vec(r.right(), r.bottom()), colour, round);
}

void frame(Ui& ui, Rect rect, Colour colour, float radius, float width) {
    if (!ui.visible(rect)) return;
    const Rect r = ui.snap(rect);
    const float line = std::max(1.0F, std::round(width * ui.scale)) / ui.scale;
    const float half = line / 2;
    const float round =
        std::clamp(radius - half, 0.0F, std::max(0.0F, (std::min(r.w, r.h) - line) / 2));
    ui.draw->PathRect(vec(r.x + half, r.y + half), vec(r.right() - half, r.bottom() - half), round);
    ui.draw->PathStroke(colour, ImDrawFlags_Closed, line);
}

void dashed_frame(Ui& ui, Rect rect, Colour colour, float radius) {
    if (!ui.visible(rect)) return;
    const Rect r = ui.snap(rect);
    const float half = ui.hair() / 2;
    ui.draw->PathRect(vec(r.x + half, r.y + half), vec(r.right() - half, r.bottom() - half),
                      radius);
    std::vector<Point> path;
    for (const ImVec2& p : ui.draw->_Path) path.push_back({p.x, p.y});
    ui.draw->PathClear();
    if (!path.empty()) path.push_back(path.front());
    dashed_polyline(ui, path, colour, ui.hair(), 3, 3);
}

void fill_top_down(Ui& ui, Rect rect, Colour top, Colour bottom, float radius) {
    if (!ui.visible(rect)) return;
    const Rect r = ui.snap(rect);
    if (radius <= 0) {
        ui.draw->AddRectFilledMultiColor(vec(r.x, r.y), vec(r.right(), r.bottom()), top, top,
                                         bottom, bottom);
        return;
    }
    // A rounded shape in white, then its vertices coloured by height.
    const int first = ui.draw->VtxBuffer.Size;
    ui.draw->AddRectFilled(vec(r.x, r.y), vec(r.right(), r.bottom()), 0xFFFFFFFFu, radius);
    for (int i = first; i < ui.draw->VtxBuffer.Size; ++i) {
        ImDrawVert& v = ui.draw->VtxBuffer[i];
        const float share = std::clamp((v.pos.y - r.y) / std::max(1.0F, r.h), 0.0F, 1.0F);
        const Colour colour = mixed(top, bottom, share);
        v.col = with_alpha(colour, alpha_of(colour) * alpha_of(v.col) / 255);
    }
}

void rule(Ui& ui, float x, float y, float width, Colour colour) {
    fill(ui, {x, ui.snap(y), width, ui.hair()}, colour);
}

void rule_down(Ui& ui, float x, float y, float height, Colour colour) {
    fill(ui, {ui.snap(x), y, ui.hair(), height}, colour);
}

void dotted_down(Ui& ui, float x, float y, float height, Colour colour, float on, float off) {
    for (float at = 0; at < height; at += on + off) {
        fill(ui, {ui.snap(x), y + at, ui.hair(), std::min(on, height - at)}, colour);
    }
}

void disc(Ui& ui, float x, float y, float radius, Colour colour) {
    if (ui.visible({x - radius, y - radius, 2 * radius, 2 * radius})) {
        ui.draw->AddCircleFilled(vec(x, y), radius, colour);
    }
}

void circle(Ui& ui, float x, float y, float radius, Colour colour, float width) {
    if (ui.visible({x - radius, y - radius, 2 * radius, 2 * radius})) {
        ui.draw->AddCircle(vec(x, y), radius, colour, 0, width);
    }
}

void polyline(Ui& ui, std::span<const Point> points, Colour colour, float width) {
    if (points.size() < 2) return;
    static_assert(sizeof(Point) == sizeof(ImVec2));
    ui.draw->AddPolyline(reinterpret_cast<const ImVec2*>(points.data()),
                         static_cast<int>(points.size()), colour, ImDrawFlags_None, width);
}

void dashed_polyline(Ui& ui, std::span<const Point> points, Colour colour, float width, float on,
                     float off) {
    float phase = 0;
    std::vector<Point> dash;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Point a = points[i - 1], b = points[i];
        const float length = std::hypot(b.x - a.x, b.y - a.y);
        float at = 0;
        while (at < length) {
            const bool drawn = phase < on;
            const float step = std::min(length - at, (drawn ? on : on + off) - phase);
            const auto point = [&](float d) {
                return Point{a.x + (b.x - a.x) * d / length, a.y + (b.y - a.y) * d / length};
            };
            if (drawn) {
                if (dash.empty()) dash.push_back(point(at));
                dash.push_back(point(at + step));
            }
            at += std::max(step, 0.01F);
            phase += std::max(step, 0.01F);
            if (phase >= on && !dash.empty()) {
                polyline(ui, dash, colour, width);
                dash.clear();
            }
            if (phase >= on + off - 1e-4F) phase = 0;
        }
    }
    polyline(ui, dash, colour, width);
}

void area(Ui& ui, std::span<const Point> points, float bottom, Colour top) {
    if (points.size() < 2 || (top >> 24) == 0) return;
    float high = bottom;
    for (const Point& p : points) high = std::min(high, p.y);
    const float depth = std::max(1.0F, bottom - high);
    ImDrawList& list = *ui.draw;
    const ImVec2 uv = ImGui::GetFontTexUvWhitePixel();
    const auto count = static_cast<int>(points.size());
    list.PrimReserve((count - 1) * 6, count * 2);
    for (int i = 0; i < count; ++i) {
        const Point p = points[static_cast<std::size_t>(i)];
        list.PrimWriteVtx(vec(p.x, p.y), uv, faded(top, (bottom - p.y) / depth));
        list.PrimWriteVtx(vec(p.x, bottom), uv, faded(top, 0));
    }
    const auto base = list._VtxCurrentIdx - static_cast<unsigned>(count) * 2;
    for (unsigned i = 0; i + 1 < static_cast<unsigned>(count); ++i) {
        const unsigned a = base + 2 * i;
        for (const unsigned index : {a, a + 1, a + 2, a + 1, a + 3, a + 2})
            list.PrimWriteIdx(index);
    }
}

void hatch(Ui& ui, Rect rect, Colour colour, float step, float width) {
    if (!ui.visible(rect)) return;
    const Clip clip{ui, rect};
    const float diagonal = step * 1.41421F;
    for (float x = rect.x - rect.h; x < rect.right(); x += diagonal) {
        const Point line[] = {{x, rect.bottom()}, {x + rect.h, rect.y}};
        polyline(ui, line, colour, width);
    }
}

void shadow(Ui& ui, Rect rect, float radius, float step, float offset_y) {
    for (int i = 3; i >= 0; --i) {
        const float out = step * static_cast<float>(i + 1) - step / 2;
        const float down = offset_y * static_cast<float>(i + 1) / 2;
        fill(ui, moved(outset(rect, out), 0, down), ui.theme.shadow[static_cast<std::size_t>(i)],
             radius + out);
    }
}

Rect card(Ui& ui, Rect rect) {
    fill(ui, rect, ui.theme.bg.surface, tokens::radius.lg);
    frame(ui, rect, ui.theme.border.default_, tokens::radius.lg);
    return inset(ui.snap(rect), ui.hair());
}

namespace {
void icon_line(Ui& ui, const icons::Polyline& line, float x, float y, float scale, float width,
               Colour colour) {
    ImVec2 points[64];
    const int count = std::min<int>(line.count, 64);
    for (int i = 0; i < count; ++i) {
        const icons::Point p = icons::points[static_cast<std::size_t>(line.first + i)];
        points[i] = vec(x + static_cast<float>(p.x) * scale, y + static_cast<float>(p.y) * scale);
    }
    if (line.line == icons::Line::filled) {
        ui.draw->AddConcavePolyFilled(points, count, colour);
    } else if (count == 1) {
        ui.draw->AddCircleFilled(points[0], width / 2 + 0.1F, colour);
    } else {
        const bool closed = line.line == icons::Line::closed;
        ui.draw->AddPolyline(points, count, colour, closed ? ImDrawFlags_Closed : ImDrawFlags_None,
                             width);
        if (closed) return;  // Round ends.
        ui.draw->AddCircleFilled(points[0], width / 2, colour, 8);
        ui.draw->AddCircleFilled(points[count - 1], width / 2, colour, 8);
    }
}
}  // namespace

void icon_at(Ui& ui, float x, float y, Icon what, Colour colour, float size) {
    if (!ui.visible({x, y, size, size})) return;
    const icons::Shape shape = icons::shape_of(what);
    const float scale = size / 256;
    const float width = size >= 20 ? size * 1.4F / 16 : std::max(1.25F, size * 1.5F / 16);
    const float left = ui.snap(x), top = ui.snap(y);
    for (int i = 0; i < shape.count; ++i) {
        icon_line(ui, icons::lines[static_cast<std::size_t>(shape.first + i)], left, top, scale,
                  width, colour);
    }
}

void icon(Ui& ui, Rect at, Icon what, Colour colour, float size) {
    const Rect box = centred(at, size, size);
    icon_at(ui, box.x, box.y, what, colour, size);
}

Clip::Clip(Ui& ui, Rect rect) : ui_(ui), before_(ui.clip) {
    ui.clip = overlap(ui.clip, ui.snap(rect));
    ui.draw->PushClipRect(vec(ui.clip.x, ui.clip.y), vec(ui.clip.right(), ui.clip.bottom()), false);
}

Clip::~Clip() {
    ui_.draw->PopClipRect();
    ui_.clip = before_;
}

}  // namespace vitrine::console
