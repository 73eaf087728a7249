// The pictures of the demo store's apps, drawn on a 32 px square, and the letter of any other app.
#include <cmath>

#include "base/text.h"
#include "console/pictures.h"
#include "console/text/type.h"
#include "imgui.h"

namespace vitrine::console {
namespace {

constexpr Colour white = 0xFFFFFFFFu;

struct Canvas {
    Ui& ui;
    float x, y, unit;
    ImVec2 at(float px, float py) const { return {x + px * unit, y + py * unit}; }
    void bar(float px, float py, float w, float h, Colour colour) const {
        ui.draw->AddRectFilled(at(px, py), at(px + w, py + h), colour, unit);
    }
    void stroke(float px, float top, float bottom) const {
        ui.draw->AddRectFilled(at(px - 1.3F, top - 1.3F), at(px + 1.3F, bottom + 1.3F), white,
                               1.3F * unit);
    }
};

void trailmark(const Canvas& c) {
    const ImVec2 hill[] = {c.at(4, 23), c.at(12, 11), c.at(16.5F, 17.5F), c.at(19, 14),
                           c.at(28, 23)};
    c.ui.draw->AddConcavePolyFilled(hill, 5, faded(white, 0.95F));
    c.ui.draw->AddCircleFilled(c.at(22.5F, 9), 2.5F * c.unit, faded(white, 0.9F));
}

void ledgerly(const Canvas& c) {
    c.bar(8, 16, 4, 8, faded(white, 0.75F));
    c.bar(14, 11, 4, 13, white);
    c.bar(20, 7, 4, 17, faded(white, 0.75F));
}

void tidepool(const Canvas& c) {
    for (int line = 0; line < 2; ++line) {
        ImVec2 wave[28];
        for (int i = 0; i < 28; ++i) {
            const float px = 6 + 20 * static_cast<float>(i) / 27;
            wave[i] = c.at(px, 13 + 6 * static_cast<float>(line) -
                                   1.9F * std::sin((px - 6) / 6.65F * 3.14159F));
        }
        c.ui.draw->AddPolyline(wave, 28, faded(white, line ? 0.7F : 1), 0, 2.4F * c.unit);
    }
}

void choir(const Canvas& c) {
    c.stroke(8, 14, 18);
    c.stroke(12, 10, 22);
    c.stroke(16, 7, 25);
    c.stroke(20, 11, 21);
    c.stroke(24, 14, 18);
}

void kanji(const Canvas& c) {
    const float size = 18 * c.unit;
    text(c.ui, {c.x, c.y, 32 * c.unit, 32 * c.unit}, "庭", {size, size, tokens::Face::semibold},
         white, Align::center);
}

void bricklane(const Canvas& c) {
    const Colour brick = faded(0xFF062E5Au, 0.88F);
    constexpr float rows[][4] = {{7, 8, 8, 4.6F},   {17, 8, 8, 4.6F},     {7, 14, 4, 4.6F},
                                 {13, 14, 8, 4.6F}, {23, 14, 2.6F, 4.6F}, {7, 20, 8, 4.6F},
                                 {17, 20, 8, 4.6F}};
    for (const auto& r : rows) c.bar(r[0], r[1], r[2], r[3], brick);
}

struct Picture {
    std::string_view key;
    Colour top, bottom;
    void (*draw)(const Canvas&);
};
// ABGR, as everywhere; artwork, not theme.
constexpr Picture pictures[] = {
    {"trailmark", 0xFF5AA6F7u, 0xFF2B57D9u, trailmark},
    {"ledgerly", 0xFF8CBF3Bu, 0xFF5C7A0Eu, ledgerly},
    {"tidepool", 0xFFE8C658u, 0xFFB86F1Fu, tidepool},
    {"choir", 0xFFF08BD9u, 0xFFC43F7Bu, choir},
    {"kanji", 0xFFA08FFFu, 0xFF4F31C8u, kanji},
    {"bricklane", 0xFF65D4FFu, 0xFF1E8AE0u, bricklane},
};

void letter(Ui& ui, Rect box, std::string_view name, std::string_view id) {
    const auto& hue = ui.theme.chart.categorical;
    const Colour ground = mixed(hue[base::fnv1a(id) % hue.size()], 0xFF000000u, 0.35F);
    fill_top_down(ui, box, mixed(ground, white, 0.18F), ground, box.w * 0.23F);
    const float size = std::round(box.w * 0.5F);
    const std::string first = initials(name.substr(0, name.find(' ')));
    text(ui, box, first, {size, size, tokens::Face::semibold}, white, Align::center);
}

}  // namespace

void app_icon(Ui& ui, float x, float y, float size, std::string_view icon, std::string_view name,
              std::string_view id) {
    const Rect box = ui.snap(Rect{x, y, size, size});
    if (!ui.visible(box)) return;
    for (const Picture& picture : pictures) {
        if (picture.key != icon) continue;
        fill_top_down(ui, box, picture.top, picture.bottom, size * 7.5F / 32);
        return picture.draw({ui, box.x, box.y, size / 32});
    }
    letter(ui, box, name, id);
}

}  // namespace vitrine::console
