// The console: one value for where it is, one cache of what the store said, views that look and
// wish. The whole program is frame(); see ARCHITECTURE.md, "The frame".
//
// A shell constructs it with its door, feeds ImGui's io, calls frame() when next_frame_at() is due
// and draws ImGui::GetDrawData() afterwards. One thread.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/queries.h"
#include "console/drafts.h"
#include "console/intents.h"
#include "console/probe.h"
#include "console/ui.h"
#include "shell/shell.h"

namespace vitrine::console {

// What a view may look at. It changes none of it.
struct Scene {
    const Place& place;
    client::Queries& queries;  // get() only marks keys as wanted
    Drafts& drafts;
    const contract::Me* me;    // null until known
    Probe& probe;
    std::string_view layer;    // the open popover, drawer or dialog, "" none
    const std::vector<std::uint64_t>& sending;  // writes in flight
    base::Instant offline_since;  // ms 0: online
    bool read_only = false;       // the kiosk
    std::optional<std::int64_t> jump_to;  // row the main list must show first
};

// A small message at the foot with a way back, for 8 s.
struct Toast {
    std::string text;
    std::optional<Intent> undo;
    bool bad = false;
    double until = 0;  // Shell::seconds
};

enum class Policy : std::uint8_t { interactive, read_only };

class Console {
public:
    struct Options {
        Policy policy = Policy::interactive;
        std::string place = "/";
        ThemeChoice theme = ThemeChoice::system;
        bool dark_system = true;      // what the system prefers, when theme is system
        bool reduced_motion = false;
        FieldEditor* editor = nullptr;  // for shells whose fields are their own
        float text_scale = 1;           // 0.8 .. 2
    };

    // Needs a current ImGui context whose io has RendererHasTextures set.
    Console(shell::Shell& shell, Options options);
    ~Console();

    void frame();                          // NewFrame .. Render
    double next_frame_at() const;          // Shell::seconds; FrameScheduler::never when idle
    void input_happened() { scheduler_.kick(3); }
    void answers_arrived();                // draws only if something on screen changed
    void set_fonts(std::span<const std::uint8_t> container);
    void set_system(bool dark, bool reduced_motion);
    void open(std::string_view path_and_query);  // the browser went back, a link, --place
    void plant(std::string path_and_query, client::Answer answer);
    void jump(std::int64_t row);           // the main list scrolls so that `row` is first

    SemTree& sem() { return sem_; }
    const Probe& probe() const { return probe_; }
    const Place& place() const { return place_; }
    const client::Queries& queries() const { return queries_; }

private:
    void take_answers();
    void apply(const Intent& intent);
    void apply_write(const Intent& intent);
    void go_to(const GoTo& wish);
    void report(const client::Outcome& outcome);
    void draw();
    void schedule();
    Ui make_ui();

    struct Pending {  // what to say when a write comes back
        std::uint64_t id;
        std::string done;  // key of words
        std::optional<Intent> undo;
        std::string draft; // forgotten when it worked
    };

    shell::Shell& shell_;
    Options options_;
    FrameScheduler scheduler_;
    SemTree sem_;
    client::Queries queries_;
    Drafts drafts_;
    Intents inbox_;
    Place place_;
    std::vector<Place> back_;
    Probe probe_;
    std::string layer_;
    std::vector<Toast> toasts_;
    std::vector<Pending> pending_;
    std::vector<std::uint64_t> sending_;
    std::optional<std::int64_t> jump_to_;
    std::optional<contract::Me> me_;
    bool left_ = false;
    std::unique_ptr<UiParts> parts_;  // fonts, text engine, atlas: what lives between frames
};

}  // namespace vitrine::console
