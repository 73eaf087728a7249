// The whole platform contract. Browser, desktop, kiosk and headless each keep it in one folder;
// exactly one is linked. Nothing else of the console touches a platform.
//
// One thread. The shell owns the event loop: it feeds Dear ImGui's io (mouse in logical pixels,
// keys, text, DisplaySize, DisplayFramebufferScale), calls Console::frame() only when
// Console::next_frame_at() is due, input came or an answer arrived, and hands ImGui's draw data to
// a renderer. A frame that is not wanted is not drawn.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "client/transport.h"

namespace vitrine::shell {

// Which face of assets/fonts; the numbers are the order in ui.fonts and in theme_tokens.h.
enum class Face : std::uint8_t { regular, medium, semibold, display, mono };

// A paragraph to lay out. `max_width` 0: one line of any width. `max_lines` 0: no limit; what does
// not fit ends in an ellipsis. Direction is that of the first strong character.
struct TextAsk {
    std::string_view text;  // UTF-8; line feeds start a new line
    Face face = Face::regular;
    float size = 13;        // logical pixels
    float max_width = 0;
    std::int32_t max_lines = 1;
    std::string_view lang;  // BCP 47 or ""; chooses glyph forms (zh-Hans, ja, ...)
};

struct TextLine {
    std::string text;  // what to draw, ellipsis included; empty for an empty line
    float width = 0;   // logical pixels
    bool rtl = false;  // starts from the right
};

struct TextBlock {
    std::vector<TextLine> lines;
    bool truncated = false;
};

// One line as pixels at `scale` device pixels per logical pixel.
struct TextBitmap {
    std::int32_t width = 0, height = 0;  // device pixels, tight or nearly so
    std::int32_t left = 0;               // from the line's origin to the bitmap's left edge
    std::int32_t top = 0;                // from the baseline up to the bitmap's top edge
    bool colored = false;                // has its own colours (emoji): tint by alpha only
    std::vector<std::uint32_t> rgba;     // straight alpha; white where not `colored`
};

// The platform's text: every script, bidi, emoji. Layout must be cheap enough for a frame.
struct TextDoor {
    virtual ~TextDoor() = default;
    virtual TextBlock layout(const TextAsk& ask) = 0;
    virtual TextBitmap raster(const TextLine& line, const TextAsk& style, float scale) = 0;
    // Grows when fonts arrived: everything laid out before is stale.
    virtual std::uint32_t epoch() const = 0;
};

enum class Storage : std::uint8_t { settings, answers, drafts };

struct Shell {
    virtual ~Shell() = default;
    virtual client::Transport& net() = 0;
    virtual TextDoor& text() = 0;
    virtual base::Clock& clock() = 0;
    virtual double seconds() = 0;  // monotonic, for animation
    // Small values that outlive the program; nullopt when there is none.
    virtual std::optional<std::string> remembered(Storage where, std::string_view key) = 0;
    virtual void remember(Storage where, std::string_view key, std::string_view value) = 0;
    // The console is at this place now. `push`: a new entry of the history, else replace.
    enum class History : std::uint8_t { push, replace };
    virtual void show_place(std::string_view path_and_query, std::string_view title,
                            History history) = 0;
    virtual void open_link(std::string_view url) = 0;       // the kiosk refuses
    virtual void copy_text(std::string_view text) = 0;
    virtual void leave_to_sign_in() = 0;                    // the session is over
    virtual std::int32_t utc_offset_minutes() = 0;          // of the reader, now
    // Native doors edit text with Dear ImGui's own field; the browser lays a real <input> over it.
    enum class Fields : std::uint8_t { overlay, own };
    virtual Fields fields() const = 0;
};

}  // namespace vitrine::shell
