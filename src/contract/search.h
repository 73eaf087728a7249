// The search of the command palette: the few best things of each kind that a caller may see.
#pragma once
#include "contract/endpoint.h"
#include "contract/ids.h"

namespace vitrine::contract {

enum class FoundKind : std::uint8_t { app, submission, review, member };
constexpr auto names(const FoundKind*) {
    return std::array<std::string_view, 4>{"app", "submission", "review", "member"};
}

struct Found {
    std::string id;             // of the thing: an app's, a submission's, a review's, a user's
    std::string title, detail;  // a name and what tells it from others of the name
    std::optional<AppId> app;
    bool operator==(const Found&) const = default;
};
constexpr auto fields(const Found*) {
    using R = Found;
    return field_list(field("id", &R::id), field("title", &R::title),
                      field("detail", &R::detail), field("app", &R::app));
}
struct FoundGroup {
    FoundKind kind = FoundKind::app;
    std::vector<Found> items;  // best first
    bool operator==(const FoundGroup&) const = default;
};
constexpr auto fields(const FoundGroup*) {
    return field_list(field("kind", &FoundGroup::kind), field("items", &FoundGroup::items));
}
struct FoundThings {
    std::vector<FoundGroup> groups;  // the one with the best hit first; none is empty
    bool operator==(const FoundThings&) const = default;
};
constexpr auto fields(const FoundThings*) {
    return field_list(field("groups", &FoundThings::groups));
}

// Words are found by their beginnings, a submission also by its number ("#1042"), a review by its
// id and text. At most 20 things.
struct Search {
    static constexpr Call call{Verb::get, "/v1/search", Access::signed_in,
                               "Apps, submissions, reviews and members by a few letters.", "",
                               Right::be_known};
    struct Request {
        std::string q;
        bool operator==(const Request&) const = default;
    };
    using Reply = FoundThings;
};
constexpr auto fields(const Search::Request*) {
    return field_list(field("q", &Search::Request::q, length(1, 200)));
}

}  // namespace vitrine::contract
