#include "console/layout.h"

#include <algorithm>

namespace vitrine::console {

Rect cut_left(Rect& from, float width, float gap) {
    const float got = std::clamp(width, 0.0F, from.w);
    const Rect part{from.x, from.y, got, from.h};
    const float gone = std::min(got + gap, from.w);
    from.x += gone;
    from.w -= gone;
    return part;
}

Rect cut_right(Rect& from, float width, float gap) {
    const float got = std::clamp(width, 0.0F, from.w);
    const Rect part{from.right() - got, from.y, got, from.h};
    from.w = std::max(0.0F, from.w - got - gap);
    return part;
}

Rect cut_top(Rect& from, float height, float gap) {
    const float got = std::clamp(height, 0.0F, from.h);
    const Rect part{from.x, from.y, from.w, got};
    const float gone = std::min(got + gap, from.h);
    from.y += gone;
    from.h -= gone;
    return part;
}

Rect cut_bottom(Rect& from, float height, float gap) {
    const float got = std::clamp(height, 0.0F, from.h);
    const Rect part{from.x, from.bottom() - got, from.w, got};
    from.h = std::max(0.0F, from.h - got - gap);
    return part;
}

Rect inset(Rect rect, float x, float y) {
    const float dx = std::min(x, rect.w / 2), dy = std::min(y, rect.h / 2);
    return {rect.x + dx, rect.y + dy, rect.w - 2 * dx, rect.h - 2 * dy};
}

Rect outset(Rect rect, float all) {
    return {rect.x - all, rect.y - all, rect.w + 2 * all, rect.h + 2 * all};
}

Rect moved(Rect rect, float dx, float dy) {
    return {rect.x + dx, rect.y + dy, rect.w, rect.h};
}

Rect overlap(Rect a, Rect b) {
    const float x = std::max(a.x, b.x), y = std::max(a.y, b.y);
    return {x, y, std::max(0.0F, std::min(a.right(), b.right()) - x),
            std::max(0.0F, std::min(a.bottom(), b.bottom()) - y)};
}

bool contains(Rect rect, float x, float y) {
    return x >= rect.x && y >= rect.y && x < rect.right() && y < rect.bottom();
}

bool overlaps(Rect a, Rect b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

Rect centred(Rect in, float width, float height) {
    return {in.x + (in.w - width) / 2, in.y + (in.h - height) / 2, width, height};
}

Rect middle_left(Rect in, float width, float height) {
    return {in.x, in.y + (in.h - height) / 2, width, height};
}

Rect middle_right(Rect in, float width, float height) {
    return {in.right() - width, in.y + (in.h - height) / 2, width, height};
}

namespace {
// Lengths of the parts: fixed ones first, the rest shared by weight.
void share_out(float whole, float gap, const float* weights, std::size_t count, float* lengths) {
    float left = whole - (count > 1 ? gap * static_cast<float>(count - 1) : 0);
    float weight = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (weights[i] < 0) left += weights[i];
        else weight += weights[i];
    }
    left = std::max(0.0F, left);
    for (std::size_t i = 0; i < count; ++i) {
        lengths[i] = weights[i] < 0 ? -weights[i] : weight > 0 ? left * weights[i] / weight : 0;
    }
}
}  // namespace

void split_columns(Rect row, float gap, const float* weights, std::size_t count, Rect* out) {
    float lengths[32];
    count = std::min<std::size_t>(count, 32);
    share_out(row.w, gap, weights, count, lengths);
    float x = row.x;
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = {x, row.y, lengths[i], row.h};
        x += lengths[i] + gap;
    }
}

void split_rows(Rect column, float gap, const float* weights, std::size_t count, Rect* out) {
    float lengths[32];
    count = std::min<std::size_t>(count, 32);
    share_out(column.h, gap, weights, count, lengths);
    float y = column.y;
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = {column.x, y, column.w, lengths[i]};
        y += lengths[i] + gap;
    }
}

}  // namespace vitrine::console
