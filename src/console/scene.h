// What a view may look at. It changes none of it: it adds intents.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "client/queries.h"
#include "console/drafts.h"
#include "console/intents.h"
#include "console/probe.h"
#include "contract/api.h"

namespace vitrine::console {

struct Scene {
    const Place& place;
    const Place& settled;      // the newest place whose data was all there
    client::Queries& queries;  // get() only marks keys as wanted
    Drafts& drafts;
    const contract::Me* me;  // null until known
    Probe& probe;
    std::string_view layer;       // the open drawer or dialog, "" none
    bool sending = false;         // a write is in flight
    base::Instant offline_since;  // ms 0: online
    client::StreamState stream = client::StreamState::off;
    ThemeWish theme = ThemeWish::system;
    bool read_only = false;               // the kiosk
    std::optional<std::int64_t> jump_to;  // row the main list must show first
};

// A small message at the foot with a way back, for 8 s.
struct Notice {
    std::uint64_t id = 0;
    std::string text;
    std::optional<Intent> undo;
    bool bad = false;
    double shown_at = 0;  // Shell::seconds
};

}  // namespace vitrine::console
