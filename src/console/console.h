// The console: one value for where it is, one cache of what the store said, views that look and
// wish. The whole program is frame(); see ARCHITECTURE.md, "The frame".
//
// A shell constructs it with its door, feeds ImGui's io, calls frame() when next_frame_at() is due
// and draws ImGui::GetDrawData() afterwards. One thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/queries.h"
#include "console/drafts.h"
#include "console/intents.h"
#include "console/probe.h"
#include "console/scene.h"
#include "console/ui_host.h"
#include "console/widgets/field.h"
#include "console/words.h"
#include "shell/shell.h"

namespace vitrine::console {

enum class Policy : std::uint8_t { interactive, read_only };

class Console {
public:
    struct Options {
        Policy policy = Policy::interactive;
        std::string place = "/";
        ThemeWish theme = ThemeWish::system;
        bool dark_system = true;  // what the system prefers, when theme is system
        bool reduced_motion = false;
        FieldEditor* editor = nullptr;  // for shells whose fields are their own; not owned
    };

    // Makes the ImGui context: the shell feeds ImGui::GetIO() from then on.
    Console(shell::Shell& shell, Options options);
    ~Console();

    void frame();            // NewFrame .. Render
    double next_frame_at();  // Shell::seconds; FrameScheduler::never when idle
    void input_happened() { host_.frames().kick(3); }
    void answers_arrived();                  // draws only if something on screen changed
    void set_fonts(std::string container) {  // the bytes of ui.fonts
        host_.set_fonts(std::move(container));
        host_.frames().kick(2);
    }
    void set_system(bool dark, bool reduced_motion);
    void open(std::string_view path_and_query);  // the browser went back, a link, --place
    void plant(std::string path_and_query, client::Answer answer);
    void jump(std::int64_t row);  // the main list scrolls so that `row` is first

    SemTree& sem() { return host_.sem(); }
    FrameScheduler& frames() { return host_.frames(); }
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
    void draw_notices(Ui& ui);
    void schedule();
    FrameLook look() const;

    struct Pending {  // what to say when a write comes back
        std::uint64_t id;
        WordKey done;
        std::optional<Intent> undo;
        std::string draft;  // forgotten when it worked
    };

    shell::Shell& shell_;
    Options options_;
    UiHost host_;
    client::Queries queries_;
    Drafts drafts_;
    Intents inbox_;
    Place place_, settled_;
    std::vector<Place> back_;
    Probe probe_;
    std::string layer_;
    std::vector<Notice> notices_;
    std::vector<Pending> pending_;
    std::vector<std::uint64_t> sending_;
    std::optional<std::int64_t> jump_to_;
    std::optional<contract::Me> me_;
    bool left_ = false;
};

}  // namespace vitrine::console
