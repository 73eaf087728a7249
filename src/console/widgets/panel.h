// Cards, their headers, their ages, and the states every panel has: loading, empty, problem, old.
#pragma once
#include <optional>

#include "base/result.h"
#include "console/text/type.h"
#include "console/widgets/button.h"

namespace vitrine::console {

enum class Freshness : std::uint8_t { live, aging, stale, offline };
// By tokens.freshness: under 10 s live, under 300 s aging, older stale.
Freshness freshness_of(base::Instant when, base::Instant now);

// The age of what is shown: dot or clock, then words. `clock` draws "10:41" instead of "2 s ago".
enum class AgeStyle : std::uint8_t { relative, clock };
struct Age {
    std::optional<base::Instant> of = {};
    bool offline = false;
    AgeStyle style = AgeStyle::relative;
    std::string_view instead = {};         // words instead of the time ("Live, 1 s behind")
};
float age_width(Ui& ui, const Age& age);
float age_label(Ui& ui, Rect rect, const Age& age, Align align = Align::left);

// A card with a header of 40: title, context in grey, age and actions at the right.
//   CardFrame box{ui, rect, {.title = say("overview.needs_you"), .context = "4"}};
//   button_link_right(ui, box.header, {...}, href);     // actions: cut from the header
//   Rect body = box.body;                               // no inner edge; inset(body, 14) for text
struct CardLook {
    std::string_view title;
    std::string_view context = {};
    std::optional<Age> age = {};
    float header = 40;
    std::string_view id = {};
    std::string_view test_id = {};
};
class CardFrame {
public:
    CardFrame(Ui& ui, Rect rect, const CardLook& look);
    Rect header;  // what is left of the header, between title and right edge
    Rect body;

private:
    Group group_;
};

// A grey bar where something will be. Appears only when it waited 300 ms: `since` is when it was
// first wanted (Remote::asked_first_at); before that nothing is drawn and a frame is asked for.
bool skeleton_due(Ui& ui, base::Instant since);
void skeleton_bar(Ui& ui, Rect rect, float radius = 4);
void skeleton_rows(Ui& ui, Rect rect, float row_height, base::Instant since);

struct EmptyLook {
    Icon icon = Icon::filter;
    std::string_view title, detail;
    std::string_view action = {};          // label of the way out, or none
    std::string_view id = {};
};
// In a low rect the picture is left out, then the detail.
Press empty_panel(Ui& ui, Rect rect, const EmptyLook& look);
// What failed, its code and request, and "Try again"; calmly and without a button where it is the
// role that does not allow it.
Press problem_panel(Ui& ui, Rect rect, std::string_view title, const base::Problem& problem);

enum class BannerKind : std::uint8_t { info, good, warn, bad };
struct Banner {
    BannerKind kind = BannerKind::warn;
    Icon icon = Icon::warn;
    std::string_view text;
    std::string_view action = {};
    std::string_view id = {};
};
inline constexpr float banner_height = 38;
Press banner(Ui& ui, Rect rect, const Banner& what);

}  // namespace vitrine::console
