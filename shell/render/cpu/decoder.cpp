#include "shell/render/cpu/decoder.h"

#include "shell/render/cpu/spans.h"
#include "shell/render/cpu/triangle.h"
#include "shell/render/scissor.h"

#include <cmath>
#include <cstring>

namespace vitrine::render {
namespace {

constexpr std::uint32_t white = 0xFFFFFFFFu;
constexpr float one_to_one_slack = 1.0f / 64;  // in texels: what float positions may be off

bool same(ImVec2 a, ImVec2 b) { return a.x == b.x && a.y == b.y; }

std::uint64_t bits_of(const Point& point) {
    return static_cast<std::uint32_t>(point.x) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(point.y)) << 32;
}

template <class Eight>
std::uint64_t bits_of_eight(const Eight& value) {
    static_assert(sizeof value == 8);
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

// To 1/256 pixel, within +-2^28. False for what is no number.
bool to_fixed(float pixels, std::int32_t& out) {
    constexpr float limit = 268435456.0f;
    const float fixed = std::floor(pixels * 256.0f + 0.5f);
    if (!(fixed > -limit)) {
        out = -(1 << 28);
        return fixed <= -limit;
    }
    out = fixed < limit ? static_cast<std::int32_t>(fixed) : 1 << 28;
    return true;
}

bool samples_texels(Kind kind) { return kind == Kind::scaled || kind == Kind::tri_textured; }

}  // namespace

void Decoder::read(const ImDrawData& data, int width_px, int height_px) {
    width_px_ = width_px;
    height_px_ = height_px;
    refused_ = 0;
    picture_.ops.clear();
    picture_.points.clear();
    picture_.lists.clear();
    for (const ImDrawList* list : data.CmdLists) {
        if (picture_.lists.size() > UINT16_MAX) break;
        read_list(data, *list);
    }
}

void Decoder::read_list(const ImDrawData& data, const ImDrawList& list) {
    list_ = static_cast<std::uint16_t>(picture_.lists.size());
    first_point_ = static_cast<std::uint32_t>(picture_.points.size());
    vertices_ = list.VtxBuffer.Data;
    vertex_count_ = static_cast<std::uint32_t>(list.VtxBuffer.Size);
    picture_.lists.push_back({vertices_, first_point_});
    place_points(data, list);
    for (const ImDrawCmd& command : list.CmdBuffer) {
        const PixelRect cut = scissor_of(command, data, width_px_, height_px_);
        if (cut.width == 0 || cut.height == 0 || command.ElemCount == 0) continue;
        clip_ = {static_cast<std::int16_t>(cut.x), static_cast<std::int16_t>(cut.y),
                 static_cast<std::int16_t>(cut.x + cut.width),
                 static_cast<std::int16_t>(cut.y + cut.height)};
        read_command(list, command);
    }
}

void Decoder::place_points(const ImDrawData& data, const ImDrawList& list) {
    const ImVec2 origin = data.DisplayPos, scale = data.FramebufferScale;
    picture_.points.resize(first_point_ + vertex_count_);
    Point* out = picture_.points.data() + first_point_;
    for (const ImDrawVert& vertex : list.VtxBuffer) {
        const bool good_x = to_fixed((vertex.pos.x - origin.x) * scale.x, out->x);
        const bool good_y = to_fixed((vertex.pos.y - origin.y) * scale.y, out->y);
        if (!good_x || !good_y) out->x = Point::lost;
        ++out;
    }
}

void Decoder::read_command(const ImDrawList& list, const ImDrawCmd& command) {
    const int slot =
        command.UserCallback ? TextureWatch::nowhere : textures_.bind(command.TexRef._TexData);
    const auto indices = static_cast<std::uint32_t>(list.IdxBuffer.Size);
    if (slot == TextureWatch::nowhere || command.IdxOffset > indices ||
        command.ElemCount > indices - command.IdxOffset || command.VtxOffset > vertex_count_) {
        ++refused_;
        return;
    }
    slot_ = static_cast<std::uint8_t>(slot);
    plain_uv_ = {-1, -1};
    const ImDrawIdx* index = list.IdxBuffer.Data + command.IdxOffset;
    read_triangles(index, index + command.ElemCount / 3 * 3, command.VtxOffset);
}

void Decoder::read_triangles(const ImDrawIdx* index, const ImDrawIdx* end, std::uint32_t offset) {
    const std::uint32_t count = vertex_count_ - offset, base = first_point_ + offset;
    while (index < end) {
        const std::uint32_t a = index[0], b = index[1], c = index[2];
        if (a >= count || b >= count || c >= count) {
            ++refused_;
        } else if (end - index >= 6 && b == a + 1 && c == a + 2 && index[3] == a && index[4] == c &&
                   index[5] == a + 3 && a + 3 < count && take_rectangle(base + a)) {
            index += 3;
        } else {
            take_triangle(base + a, base + b, base + c);
        }
        index += 3;
    }
}

// False: not a rectangle, or one of a kind that only triangles can draw.
bool Decoder::take_rectangle(std::uint32_t first) {
    const Point* p = &picture_.points[first];
    if (p[0].y != p[1].y || p[1].x != p[2].x || p[2].y != p[3].y || p[3].x != p[0].x ||
        p[0].x > p[2].x || p[0].y > p[2].y || p[0].x == Point::lost)
        return false;
    const ImDrawVert* corners = vertices_ + (first - first_point_);
    Op op;
    op.box =
        clipped(first_column(p[0].x), first_row(p[0].y), first_column(p[2].x), first_row(p[2].y));
    if (op.box.is_empty()) return true;
    op.list = list_;
    op.texture = slot_;
    op.colour = corners[0].col;
    const bool plain = same(corners[0].uv, corners[1].uv) && same(corners[0].uv, corners[2].uv) &&
                       same(corners[0].uv, corners[3].uv);
    return plain ? take_plain_rectangle(corners, first, op)
                 : take_texel_rectangle(corners, first, op);
}

bool Decoder::take_plain_rectangle(const ImDrawVert* corners, std::uint32_t first, Op& op) {
    const std::uint32_t a = corners[0].col, b = corners[1].col, c = corners[2].col,
                        d = corners[3].col;
    const std::uint32_t texel = texel_under(corners[0].uv);
    if (a == b && a == c && a == d) {
        op.colour = modulated(texel, a);
        op.kind = alpha_of(op.colour) == 255 ? Kind::fill : Kind::tint;
        if (alpha_of(op.colour) != 0) keep(op);
        return true;
    }
    if (texel != white || !((a == b && c == d) || (a == d && b == c))) return false;
    op.kind = Kind::ramp;
    op.corner[0] = first;
    op.corner[1] = first + 1;
    op.corner[2] = first + 3;
    keep(op);
    return true;
}

bool Decoder::take_texel_rectangle(const ImDrawVert* corners, std::uint32_t first, Op& op) {
    const ImDrawVert &a = corners[0], &b = corners[1], &c = corners[2], &d = corners[3];
    if (a.col != b.col || a.col != c.col || a.col != d.col || a.uv.x != d.uv.x ||
        b.uv.x != c.uv.x || a.uv.y != b.uv.y || c.uv.y != d.uv.y)
        return false;
    if (alpha_of(a.col) == 0) return true;
    if (!finds_one_to_one(corners, first, op)) {
        op.kind = Kind::scaled;
        op.corner[0] = first;
        op.corner[1] = first + 1;
        op.corner[2] = first + 3;
    }
    keep(op);
    return true;
}

// Texels and pixels in step, their centres together, and none outside the texture.
bool Decoder::finds_one_to_one(const ImDrawVert* corners, std::uint32_t first, Op& op) const {
    const Texels& texels = textures_.texels(slot_);
    const Point from = picture_.points[first], to = picture_.points[first + 2];
    const ImVec2 uv0 = corners[0].uv, uv1 = corners[2].uv;
    const auto in_step = [](float t0, float t1, int size, int p0, int p1, std::int32_t& shift) {
        const float texel0 = t0 * static_cast<float>(size), texel1 = t1 * static_cast<float>(size);
        const float pixel0 = static_cast<float>(p0) / 256, pixel1 = static_cast<float>(p1) / 256;
        const float offset = texel0 - pixel0, whole = std::floor(offset + 0.5f);
        if (!(std::fabs(offset - whole) < one_to_one_slack) || !(std::fabs(whole) < 1e6f))
            return false;
        shift = static_cast<std::int32_t>(whole);
        return std::fabs((texel1 - texel0) - (pixel1 - pixel0)) < one_to_one_slack;
    };
    std::int32_t right = 0, down = 0;
    if (!in_step(uv0.x, uv1.x, texels.width, from.x, to.x, right) ||
        !in_step(uv0.y, uv1.y, texels.height, from.y, to.y, down))
        return false;
    if (op.box.x0 + right < 0 || op.box.y0 + down < 0 || op.box.x1 + right > texels.width ||
        op.box.y1 + down > texels.height)
        return false;
    op.kind = texels.bytes == 1 ? Kind::glyph : Kind::image;
    op.shift[0] = right;
    op.shift[1] = down;
    return true;
}

void Decoder::take_triangle(std::uint32_t ia, std::uint32_t ib, std::uint32_t ic) {
    const Point a = picture_.points[ia], b = picture_.points[ib], c = picture_.points[ic];
    const int x0 = std::min({a.x, b.x, c.x}), y0 = std::min({a.y, b.y, c.y});
    if (x0 == Point::lost) {
        ++refused_;
        return;
    }
    Op op;
    op.box = clipped(first_column(x0), first_row(y0), first_column(std::max({a.x, b.x, c.x})),
                     first_row(std::max({a.y, b.y, c.y})));
    if (op.box.is_empty() || area_of(a, b, c) == 0) return;
    const ImDrawVert &va = vertices_[ia - first_point_], &vb = vertices_[ib - first_point_],
                     &vc = vertices_[ic - first_point_];
    if (alpha_of(va.col | vb.col | vc.col) == 0) return;
    op.list = list_;
    op.texture = slot_;
    op.colour = va.col;
    op.corner[0] = ia;
    op.corner[1] = ib;
    op.corner[2] = ic;
    const std::uint32_t difference = (va.col ^ vb.col) | (va.col ^ vc.col);
    const bool plain = same(va.uv, vb.uv) && same(va.uv, vc.uv);
    const std::uint32_t texel = plain ? texel_under(va.uv) : 0;
    if (plain && difference == 0) {
        op.kind = Kind::tri_flat;
        op.colour = modulated(texel, va.col);
    } else if (texel == white) {
        op.kind = (difference & 0x00FFFFFFu) == 0 ? Kind::tri_fade : Kind::tri_ramp;
    } else {
        op.kind = Kind::tri_textured;
    }
    keep(op);
}

std::uint32_t Decoder::texel_under(ImVec2 uv) {
    if (same(uv, plain_uv_)) return plain_texel_;
    const Texels& texels = textures_.texels(slot_);
    plain_uv_ = uv;
    plain_texel_ = texels.sampled(uv.x * static_cast<float>(texels.width) - 0.5f,
                                  uv.y * static_cast<float>(texels.height) - 0.5f);
    return plain_texel_;
}

Box Decoder::clipped(int x0, int y0, int x1, int y1) const {
    return {static_cast<std::int16_t>(std::clamp<int>(x0, clip_.x0, clip_.x1)),
            static_cast<std::int16_t>(std::clamp<int>(y0, clip_.y0, clip_.y1)),
            static_cast<std::int16_t>(std::clamp<int>(x1, clip_.x0, clip_.x1)),
            static_cast<std::int16_t>(std::clamp<int>(y1, clip_.y0, clip_.y1))};
}

void Decoder::keep(const Op& op) {
    picture_.ops.push_back(op);
    tiles_.fold(op.box, hash_of(op));
}

// Everything that decides what the operation draws inside its box.
std::uint64_t Decoder::hash_of(const Op& op) const {
    std::uint64_t hash = mixed_in(static_cast<std::uint64_t>(op.kind) + 1,
                                  op.colour | static_cast<std::uint64_t>(op.texture) << 32);
    hash = mixed_in(hash, bits_of_eight(op.box));
    if (op.kind == Kind::fill || op.kind == Kind::tint) return hash;
    if (op.kind == Kind::glyph || op.kind == Kind::image) {
        const std::int32_t right = op.shift[0], down = op.shift[1];
        hash = mixed_in(hash, bits_of_eight(op.shift));
        return mixed_in(hash,
                        textures_.newest_stamp(op.texture, static_cast<float>(op.box.x0 + right),
                                               static_cast<float>(op.box.y0 + down),
                                               static_cast<float>(op.box.x1 + right - 1),
                                               static_cast<float>(op.box.y1 + down - 1)));
    }
    const bool sampled = samples_texels(op.kind);
    ImVec2 low{1e9f, 1e9f}, high{-1e9f, -1e9f};
    for (int corner = 0; corner < 3; ++corner) {
        hash = mixed_in(hash, bits_of(picture_.point(op, corner)));
        if (op.kind == Kind::tri_flat) continue;
        const ImDrawVert& vertex = picture_.vertex(op, corner);
        hash = mixed_in(hash, vertex.col);
        if (!sampled) continue;
        hash = mixed_in(hash, bits_of_eight(vertex.uv));
        low = {std::min(low.x, vertex.uv.x), std::min(low.y, vertex.uv.y)};
        high = {std::max(high.x, vertex.uv.x), std::max(high.y, vertex.uv.y)};
    }
    if (!sampled) return hash;
    const Texels& texels = textures_.texels(op.texture);
    const auto wide = static_cast<float>(texels.width), tall = static_cast<float>(texels.height);
    return mixed_in(hash, textures_.newest_stamp(op.texture, low.x * wide - 1, low.y * tall - 1,
                                                 high.x * wide + 1, high.y * tall + 1));
}

}  // namespace vitrine::render
