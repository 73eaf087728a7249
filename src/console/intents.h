// What views wish. A view changes nothing; it adds intents, and Console::apply() runs them at the
// start of the next frame. The kiosk's policy drops all but the harmless ones (is_harmless).
#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "console/place.h"
#include "shell/shell.h"

namespace vitrine::console {

enum class ThemeWish : std::uint8_t { system, dark, light, high_contrast };

struct GoTo {
    Place place;
    shell::Shell::History history = shell::Shell::History::push;
};
struct GoBack {};
struct TryAgain {};
struct SetTheme {
    ThemeWish wish;
};
struct WriteDraft {  // what is being typed, journalled as typed; "" forgets it
    std::string key, text;
};
struct SendReply {
    contract::ReviewId review;
    std::string text;
    std::int64_t revision = 0;
};
struct TakeReplyBack {
    contract::ReviewId review;
};
struct SendMessage {
    contract::SubmissionId submission;
    std::string text;
};
struct MakeMove {
    contract::SubmissionId submission;
    contract::Move move;
    std::int64_t revision = 0;
};
struct SteerRollout {
    contract::ReleaseId release;
    contract::RolloutAction action;
    double fraction = 0;
    std::int64_t revision = 0;
};
struct CopyText {
    std::string text;
};
struct OpenLayer {  // a popover, drawer or dialog by name; "" closes the top one
    std::string name;
};
struct DismissToast {};
struct SignOff {};

using Intent =
    std::variant<GoTo, GoBack, TryAgain, SetTheme, WriteDraft, SendReply, TakeReplyBack,
                 SendMessage, MakeMove, SteerRollout, CopyText, OpenLayer, DismissToast, SignOff>;

struct Intents {
    std::vector<Intent> list;
    void operator+=(Intent intent) { list.push_back(std::move(intent)); }
};

// Changes nothing at the store and leaves the allowed places alone.
bool is_harmless(const Intent& intent);

}  // namespace vitrine::console
