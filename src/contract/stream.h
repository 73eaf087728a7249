// Server-sent events: GET /v1/stream, resumable by Last-Event-ID (WHATWG HTML, section 9.2).
// An event says which thing changed, not its new value: the console forgets the keys it touches
// and asks again. `event:` is the topic's name, `data:` this object, `id:` a growing number.
#pragma once
#include "contract/codec.h"

namespace vitrine::contract {

enum class Topic : std::uint8_t {
    submission, review, release, metrics, incident, listing, kit,
};
constexpr auto names(const Topic*) {
    return std::array<std::string_view, 7>{"submission", "review", "release", "metrics",
                                           "incident", "listing", "kit"};
}

struct Change {
    Topic topic = Topic::submission;
    std::string id;   // of the thing that changed, "" for many
    std::string app;  // its app's id, or ""
    bool operator==(const Change&) const = default;
};
constexpr auto fields(const Change*) {
    return field_list(field("topic", &Change::topic), field("id", &Change::id),
                      field("app", &Change::app));
}

inline constexpr std::string_view stream_path = "/v1/stream";

}  // namespace vitrine::contract
