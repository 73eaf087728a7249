// Shapes: fills, 1 px lines, rounded rectangles, polylines, gradients. All in logical pixels;
// straight edges are put on device pixels, so they are sharp at any scale.
#pragma once
#include <span>

#include "console/ui.h"
#include "icon_shapes.h"

namespace vitrine::console {

using icons::Icon;

struct Point {
    float x = 0, y = 0;
};

Colour faded(Colour colour, float alpha);             // alpha 0..1 times the colour's own
Colour mixed(Colour a, Colour b, float share_of_b);

void fill(Ui& ui, Rect rect, Colour colour, float radius = 0);
// A line just inside the edge of `rect`.
void frame(Ui& ui, Rect rect, Colour colour, float radius = 0, float width = 1);
void dashed_frame(Ui& ui, Rect rect, Colour colour, float radius);
void fill_top_down(Ui& ui, Rect rect, Colour top, Colour bottom, float radius = 0);
void rule(Ui& ui, float x, float y, float width, Colour colour);        // horizontal hairline
void rule_down(Ui& ui, float x, float y, float height, Colour colour);  // vertical hairline
void dotted_down(Ui& ui, float x, float y, float height, Colour colour, float on = 2,
                 float off = 3);
void disc(Ui& ui, float x, float y, float radius, Colour colour);
void circle(Ui& ui, float x, float y, float radius, Colour colour, float width = 1.5F);
void polyline(Ui& ui, std::span<const Point> points, Colour colour, float width);
void dashed_polyline(Ui& ui, std::span<const Point> points, Colour colour, float width, float on,
                     float off);
// The strip between `points` (left to right) and the line y = bottom, fading from `top` to none.
void area(Ui& ui, std::span<const Point> points, float bottom, Colour top);
void hatch(Ui& ui, Rect rect, Colour colour, float step = 6, float width = 1.5F);
// Four stacked translucent rectangles under a popover (step 3) or a dialog (step 6).
void shadow(Ui& ui, Rect rect, float radius, float step, float offset_y);

// Surface, hairline border, radius 8. Returns the inside (edge 1).
Rect card(Ui& ui, Rect rect);

// A 16 px grid icon, drawn `size` high in the middle of `at`, or with its top left at x, y.
void icon(Ui& ui, Rect at, Icon what, Colour colour, float size = 16);
void icon_at(Ui& ui, float x, float y, Icon what, Colour colour, float size = 16);

// Everything drawn while it lives is cut off at `rect` (and at what cut before).
class Clip {
public:
    Clip(Ui& ui, Rect rect);
    ~Clip();
    Clip(const Clip&) = delete;
    Clip& operator=(const Clip&) = delete;

private:
    Ui& ui_;
    Rect before_;
};

}  // namespace vitrine::console
