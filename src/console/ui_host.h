// UiHost: everything of the console's drawing that outlives a frame. Owns the Dear ImGui context,
// the glyphs, the text engine, the SemTree and what is remembered by key.
//
// Use, once a frame, by Console::frame():
//   Ui ui = host.begin_frame(look);   // calls ImGui::NewFrame, opens the one root window
//   ... views draw ...
//   host.end_frame(ui);               // overlays, focus order, ImGui::Render
// The shell sets io (DisplaySize in logical pixels, DisplayFramebufferScale, DeltaTime, events)
// before begin_frame and takes ImGui::GetDrawData() after end_frame.
#pragma once
#include <memory>
#include <optional>
#include <utility>

#include "console/frame_scheduler.h"
#include "console/ui.h"

namespace vitrine::console {

struct FrameLook {
    base::Instant now;
    double seconds = 0;
    std::int32_t utc_offset_minutes = 0;
    const Theme* theme = &tokens::dark;  // or light, high_contrast; may change at any frame
    bool reduced_motion = false;
};

// What is remembered of one scroll area between frames.
struct Scrolled {
    std::uint64_t key = 0;
    double offset = 0;        // logical pixels from the top of the content
    double content = 0;       // height of the content
    double view = 0;
    double velocity = 0;      // logical pixels a second, while gliding
    std::int64_t drawn_in = 0;
    bool dragged = false;     // by a finger, now
};

class UiHost {
public:
    UiHost(shell::TextDoor& text, shell::Shell::Fields fields);
    ~UiHost();
    UiHost(const UiHost&) = delete;
    UiHost& operator=(const UiHost&) = delete;

    // The bytes of ui.fonts; copied. Until then all text comes from the TextEngine. False:
    // the bytes are no font container (nothing changes).
    bool set_fonts(std::string_view bytes);
    // For Fields::own: who edits text. Not owned; may be null (fields are then read-only).
    void set_editor(FieldEditor* editor) { editor_ = editor; }

    Ui begin_frame(const FrameLook& look);
    void end_frame(Ui& ui);

    SemTree& sem() { return sem_; }
    FrameScheduler& frames() { return frames_; }

    // --- for widgets ---
    Scrolled& scrolled(std::uint64_t key);
    // A small number kept while its widget is drawn (cursor of a chart, open section).
    double& kept(std::uint64_t key, double first);
    // The one open popover, and where it is anchored; 0: none.
    std::uint64_t popover() const { return popover_; }
    void open_popover(std::uint64_t key);
    void close_popover();
    // Tells that the open popover is drawn; true in the first frame in which it is.
    bool popover_drawn() {
        popover_drawn_ = frame();
        return std::exchange(popover_fresh_, false);
    }
    // Asks for the tooltip of what is hovered or focused; drawn last, after its delay.
    void want_tooltip(Ui& ui, Rect anchor, std::string_view text);
    struct Pointer {
        float x = 0, y = 0;
    };
    Pointer pointer() const;  // in logical pixels; far away when there is none
    // A relative time label is on screen: draw again in a minute.
    void ages_shown() { ages_shown_ = true; }
    // Focus came by the keyboard (or from outside): rings show.
    bool ring_visible() const { return ring_visible_; }
    struct Ring {
        Rect rect, clip;
        float radius = 0, offset = 0;
    };
    void want_ring(Ring ring) { ring_ = ring; }
    void focus_by(std::uint64_t key, bool keyboard);
    std::uint64_t focus_before() const { return focus_before_; }  // of the last frame
    void field_focused() { typing_ = true; }
    bool typing() const { return typing_before_; }
    std::int64_t frame() const { return frames_.frames(); }

private:
    struct Inside;
    struct Kept {
        std::uint64_t key = 0;
        double value = 0;
        std::int64_t drawn_in = 0;
    };
    struct Tip {
        Rect anchor;
        std::string text;
        double since = 0;
        bool wanted = false;  // in this frame
    };
    void take_input(const FrameLook& look);
    void move_focus(Ui& ui);
    void draw_ring(Ui& ui);
    void draw_tip(Ui& ui);
    void forget_unseen();

    std::unique_ptr<Inside> inside_;  // ImGui context, glyphs, text engine
    SemTree sem_;
    FrameScheduler frames_;
    FieldEditor* editor_ = nullptr;
    shell::Shell::Fields fields_;
    std::vector<Scrolled> scrolls_;
    std::vector<Kept> kept_;
    std::uint64_t popover_ = 0;
    std::int64_t popover_drawn_ = 0;
    std::uint64_t focus_before_popover_ = 0;
    std::uint64_t focus_before_ = 0;
    std::optional<Ring> ring_;
    Tip tip_;
    bool popover_fresh_ = false;
    bool ring_visible_ = false, ages_shown_ = false, typing_ = false, typing_before_ = false;
    bool touch_ = false;
    float scale_ = 0;
};

}  // namespace vitrine::console
