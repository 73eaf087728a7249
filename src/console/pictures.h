// Small pictures with a meaning: stages, apps, people, stars, the mark.
#pragma once
#include <optional>

#include "console/draw.h"
#include "contract/stages.h"

namespace vitrine::console {

// Text, tint and line colour of a stage.
struct Hues {
    Colour text, tint, line;
};
Hues hues_of(const Theme& theme, contract::Stage stage);

// The glyph alone tells the stage: dashed ring draft, quarter validating, ring queued, half in
// review, ! changes requested, x rejected, tick approved, clock scheduled, pie with the share
// rolling out, disc live, pause halted, ring with bar withdrawn. No node: say the stage in words.
void stage_glyph(Ui& ui, Rect at, contract::Stage stage, Colour colour, float size = 14,
                 float share = 0.2F);
void pie_glyph(Ui& ui, Rect at, Colour colour, float size, float share);

// An app's picture by the key in App::icon ("trailmark"); any other app gets the first letter of
// its name on a colour made from its id.
void app_icon(Ui& ui, float x, float y, float size, std::string_view icon, std::string_view name,
              std::string_view id);
void avatar(Ui& ui, float x, float y, float size, std::string_view name);  // initials on a disc
std::string initials(std::string_view name);
// Five stars, `rating` of them bright. Adds an image node "4 of 5 stars". Returns the width.
float stars(Ui& ui, float x, float y, int rating, float size = 12);
void star(Ui& ui, float x, float y, float size, Colour colour);
void product_mark(Ui& ui, float x, float y, float size = 20);

}  // namespace vitrine::console
