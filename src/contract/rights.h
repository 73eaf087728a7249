// Who may do what: one table from roles and scopes to rights, asked by both sides.
//
// A person has a role in each team and maybe further roles on single apps; an API key has scopes;
// the store's own people have a store role. An endpoint names the right it needs (endpoint.h).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace vitrine::contract {

// `none` stands in a Caller for the side that a person does not work on.
enum class Role : std::uint8_t { none, owner, admin, release_manager, developer, support, analyst };
constexpr auto names(const Role*) {
    return std::array<std::string_view, 7>{"none", "owner", "admin", "release_manager",
                                           "developer", "support", "analyst"};
}
enum class StoreRole : std::uint8_t { none, reviewer, store_admin };
constexpr auto names(const StoreRole*) {
    return std::array<std::string_view, 3>{"none", "reviewer", "store_admin"};
}

// What an API key may be given. There is none for people and keys themselves: a key that leaked
// must not be able to make itself friends.
enum class Scope : std::uint8_t {
    apps_read, apps_write, releases_read, releases_write, releases_publish, reviews_read,
    reviews_reply, metrics_read, ingest_write, team_read, audit_read,
};
constexpr auto names(const Scope*) {
    return std::array<std::string_view, 11>{
        "apps:read",    "apps:write",    "releases:read", "releases:write",
        "releases:publish", "reviews:read", "reviews:reply", "metrics:read",
        "ingest:write", "team:read",     "audit:read"};
}

enum class Right : std::uint8_t {
    own_account,    // my sessions, password, second factor: people, never keys
    be_known,       // what everybody may ask who is known at all
    read_apps, edit_app,
    read_releases,  // releases, rollouts, submissions
    submit, publish,
    message,        // the conversation between a team and the store's reviewers
    read_reviews, reply,
    read_metrics, ingest,
    see_team, manage_team, manage_owners, read_audit,
    review, run_store,
};
constexpr auto names(const Right*) {
    return std::array<std::string_view, 18>{
        "own_account", "be_known",     "read_apps", "edit_app",     "read_releases", "submit",
        "publish",     "message",      "read_reviews", "reply",     "read_metrics",  "ingest",
        "see_team",    "manage_team",  "manage_owners", "read_audit", "review",      "run_store"};
}

// Sets as bits: bit i is the enum's value i.
using RoleSet = std::uint8_t;
using ScopeSet = std::uint16_t;
template <class E>
constexpr ScopeSet bit(E one) { return static_cast<ScopeSet>(1u << static_cast<unsigned>(one)); }

struct RightRow {
    RoleSet roles;
    RoleSet store_roles;
    ScopeSet scopes;
};
// The whole table, one row a right.
const RightRow& row_of(Right right);

bool may(Role role, StoreRole store_role, Right right);
bool may(ScopeSet scopes, Right right);
// What a paired display reads; reviews, which are what people wrote, only where it is allowed to.
ScopeSet kiosk_scopes(bool reads_reviews);

}  // namespace vitrine::contract
