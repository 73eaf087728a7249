// API keys: how programs come in. A key belongs to a team, may what its scopes say (rights.h), and
// is sent as `Authorization: Bearer vtk_...`; such a request needs no CSRF token.
#pragma once
#include "contract/team.h"

namespace vitrine::contract {

struct ApiKey {
    KeyId id;
    std::string name;
    std::vector<Scope> scopes;
    std::vector<AppId> apps;  // empty: all of the team's, also later ones
    std::string issued_by;    // a name
    base::Instant created_at, expires_at;
    std::optional<base::Instant> last_used_at;  // to the minute
    bool operator==(const ApiKey&) const = default;
};
constexpr auto fields(const ApiKey*) {
    using R = ApiKey;
    return field_list(field("id", &R::id), field("name", &R::name), field("scopes", &R::scopes),
                      field("apps", &R::apps), field("issued_by", &R::issued_by),
                      field("created_at", &R::created_at), field("expires_at", &R::expires_at),
                      field("last_used_at", &R::last_used_at));
}
struct KeyPage {
    std::vector<ApiKey> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const KeyPage&) const = default;
};
constexpr auto fields(const KeyPage*) {
    using R = KeyPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}
struct ListKeys {
    static constexpr Call call{Verb::get, "/v1/api-keys", Access::member,
                               "My team's API keys, newest first.", "bad_cursor",
                               Right::manage_team};
    using Request = OnePage;
    using Reply = KeyPage;
};

// The secret is shown once; the store keeps its hash. A repeated request under the same
// Idempotency-Key answers without it.
struct IssuedKey {
    ApiKey key;
    std::string secret;  // the whole of what follows "Bearer "
    bool operator==(const IssuedKey&) const = default;
};
constexpr auto fields(const IssuedKey*) {
    return field_list(field("key", &IssuedKey::key), field("secret", &IssuedKey::secret));
}
inline IssuedKey without_secret(IssuedKey issued) {
    issued.secret.clear();
    return issued;
}

struct IssueKey {
    static constexpr Call call{Verb::post, "/v1/api-keys", Access::member,
                               "Make an API key; its secret is shown in this answer only.",
                               "too_many_keys", Right::manage_team};
    struct Request {
        std::string name;
        std::vector<Scope> scopes;
        std::optional<std::vector<AppId>> apps;  // absent or empty: all
        std::optional<std::int32_t> valid_days;  // 365 when absent: no key is for ever
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = IssuedKey;
};
constexpr auto fields(const IssueKey::Request*) {
    using R = IssueKey::Request;
    return field_list(field("name", &R::name, length(1, 100)),
                      field("scopes", &R::scopes, length(1, 11)),
                      field("apps", &R::apps, max_length(200)),
                      field("valid_days", &R::valid_days, range(1, 730)),
                      field("reason", &R::reason, max_length(500)));
}

struct RevokeKey {
    static constexpr Call call{Verb::remove, "/v1/api-keys/{key}", Access::member,
                               "Make an API key void at once.", "", Right::manage_team};
    struct Request {
        KeyId key;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const RevokeKey::Request*) {
    using R = RevokeKey::Request;
    return field_list(field("key", &R::key), field("reason", &R::reason, max_length(500)));
}

}  // namespace vitrine::contract
