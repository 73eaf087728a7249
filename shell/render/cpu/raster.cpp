#include "shell/render/cpu/raster.h"

#include "shell/render/cpu/spans.h"
#include "shell/render/cpu/triangle.h"

namespace vitrine::render {
namespace {

// Derives planes from the whole shape's corners, so that no clip box changes a value.
class PlaneMaker {
public:
    PlaneMaker(Point a, Point b, Point c)
        : inverse_(256.0f / static_cast<float>(area_of(a, b, c))),
          x10_(static_cast<float>(b.x - a.x)),
          y10_(static_cast<float>(b.y - a.y)),
          x20_(static_cast<float>(c.x - a.x)),
          y20_(static_cast<float>(c.y - a.y)),
          origin_x_(a.x >> 8),
          origin_y_(a.y >> 8),
          dx_(static_cast<float>(128 - (a.x & 255)) / 256),
          dy_(static_cast<float>(128 - (a.y & 255)) / 256) {}

    Plane plane(float at_a, float at_b, float at_c, float bias) const {
        const float b = at_b - at_a, c = at_c - at_a;
        Plane out;
        out.step_x = (b * y20_ - c * y10_) * inverse_;
        out.step_y = (c * x10_ - b * x20_) * inverse_;
        out.start = at_a + out.step_x * dx_ + out.step_y * dy_ + bias;
        return out;
    }

    Plane channel(const std::uint32_t* colours, int shift) const {
        const auto level = [&](int i) { return static_cast<float>((colours[i] >> shift) & 255); };
        return plane(level(0), level(1), level(2), 0.5f);
    }

    Ramp alpha_ramp(const std::uint32_t* colours) const {
        Ramp out;
        out.origin_x = origin_x_;
        out.origin_y = origin_y_;
        out.alpha = channel(colours, 24);
        return out;
    }

    Ramp ramp(const std::uint32_t* colours) const {
        Ramp out = alpha_ramp(colours);
        out.red = channel(colours, 0);
        out.green = channel(colours, 8);
        out.blue = channel(colours, 16);
        return out;
    }

private:
    float inverse_, x10_, y10_, x20_, y20_;
    int origin_x_, origin_y_;
    float dx_, dy_;  // from corner a to the centre of the origin pixel
};

// The paints: what a row or a column of a shape is filled with.
struct FlatPaint {
    Canvas canvas;
    std::uint32_t colour;
    void row(int y, int x0, int x1) const {
        if (alpha_of(colour) == 255)
            fill_span(canvas.at(x0, y), x1 - x0, colour);
        else
            tint_span(canvas.at(x0, y), x1 - x0, colour);
    }
    void column(int x, int y0, int y1) const {
        std::uint32_t* to = canvas.at(x, y0);
        for (int y = y0; y < y1; ++y, to += canvas.width)
            *to = blended(*to, colour, alpha_of(colour));
    }
};

// Everything that changes from pixel to pixel. One type, so that the walk exists only twice.
struct GradientPaint {
    Canvas canvas;
    Kind kind;
    std::uint32_t colour;  // fade
    Ramp ramp;             // of a fade: alpha only
    const Texels* texels;
    Plane u, v;  // in texels

    bool fades() const { return kind == Kind::tri_fade; }
    void pixel(int x, int y) const {
        const auto dx = static_cast<float>(x - ramp.origin_x);
        std::uint32_t over = ramp_colour(ramp, x, y);
        if (texels)
            over = modulated(texels->sampled(u.in_row(y - ramp.origin_y) + u.step_x * dx,
                                             v.in_row(y - ramp.origin_y) + v.step_x * dx),
                             over);
        std::uint32_t* to = canvas.at(x, y);
        *to = blended(*to, over, alpha_of(over));
    }
    void row(int y, int x0, int x1) const {
        if (fades()) return fade_span(canvas.at(x0, y), x1 - x0, ramp, x0, y, colour);
        if (!texels) return ramp_span(canvas.at(x0, y), x1 - x0, ramp, x0, y);
        for (int x = x0; x < x1; ++x) pixel(x, y);
    }
    void column(int x, int y0, int y1) const {
        if (fades())
            return fade_column(canvas.at(x, y0), canvas.width, y1 - y0, ramp, x, y0, colour);
        for (int y = y0; y < y1; ++y) pixel(x, y);
    }
};

class Painter {
public:
    Painter(const Picture& picture, const Textures& textures, Canvas canvas)
        : picture_(picture), textures_(textures), canvas_(canvas) {}

    void paint(const Op& op, const Box& box) const {
        switch (op.kind) {
            case Kind::fill:
            case Kind::tint:
                return fill_box(box, FlatPaint{canvas_, op.colour});
            case Kind::glyph:
            case Kind::image:
                return copy_texels(op, box);
            case Kind::tri_flat:
                return fill_triangle(op, box, FlatPaint{canvas_, op.colour});
            default:
                return paint_gradient(op, box);
        }
    }

private:
    template <class Paint>
    void fill_box(const Box& box, const Paint& paint) const {
        for (int y = box.y0; y < box.y1; ++y) paint.row(y, box.x0, box.x1);
    }

    template <class Paint>
    void fill_triangle(const Op& op, const Box& box, const Paint& paint) const {
        walk_triangle(picture_.point(op, 0), picture_.point(op, 1), picture_.point(op, 2), box,
                      paint);
    }

    void copy_texels(const Op& op, const Box& box) const {
        const Texels& texels = textures_.texels(op.texture);
        for (int y = box.y0; y < box.y1; ++y) {
            const std::uint8_t* from = texels.at(box.x0 + op.shift[0], y + op.shift[1]);
            std::uint32_t* to = canvas_.at(box.x0, y);
            if (op.kind == Kind::glyph)
                glyph_span(to, box.x1 - box.x0, from, op.colour);
            else
                image_span(to, box.x1 - box.x0, from, op.colour);
        }
    }

    void paint_gradient(const Op& op, const Box& box) const {
        const PlaneMaker planes(picture_.point(op, 0), picture_.point(op, 1),
                                picture_.point(op, 2));
        const std::uint32_t colours[] = {picture_.vertex(op, 0).col, picture_.vertex(op, 1).col,
                                         picture_.vertex(op, 2).col};
        GradientPaint paint{canvas_, op.kind, op.colour, planes.alpha_ramp(colours),
                            nullptr, {},      {}};
        if (!paint.fades()) paint.ramp = planes.ramp(colours);
        if (op.kind == Kind::scaled || op.kind == Kind::tri_textured) {
            const Texels& texels = textures_.texels(op.texture);
            const ImVec2 a = picture_.vertex(op, 0).uv, b = picture_.vertex(op, 1).uv,
                         c = picture_.vertex(op, 2).uv;
            const auto wide = static_cast<float>(texels.width);
            const auto tall = static_cast<float>(texels.height);
            paint.texels = &texels;
            paint.u = planes.plane(a.x * wide, b.x * wide, c.x * wide, -0.5f);
            paint.v = planes.plane(a.y * tall, b.y * tall, c.y * tall, -0.5f);
        }
        if (op.kind == Kind::ramp || op.kind == Kind::scaled)
            fill_box(box, paint);
        else
            fill_triangle(op, box, paint);
    }

    const Picture& picture_;
    const Textures& textures_;
    Canvas canvas_;
};

}  // namespace

void paint(const Picture& picture, const Textures& textures, Canvas canvas, Box part,
           std::uint32_t background) {
    const auto& ops = picture.ops;
    std::size_t first = ops.size();
    while (first > 0 && !(ops[first - 1].kind == Kind::fill && ops[first - 1].box.covers(part)))
        --first;
    const std::uint32_t ground = first > 0 ? ops[first - 1].colour : background;
    for (int y = part.y0; y < part.y1; ++y)
        fill_span(canvas.at(part.x0, y), part.x1 - part.x0, ground);
    const Painter painter(picture, textures, canvas);
    for (std::size_t i = first; i < ops.size(); ++i) {
        const Box box = common(ops[i].box, part);
        if (!box.is_empty()) painter.paint(ops[i], box);
    }
}

}  // namespace vitrine::render
