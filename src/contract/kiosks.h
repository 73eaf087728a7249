// Kiosks: unattended displays that are paired with a team.
//
//     POST   /v1/kiosks            {name}      an administrator makes a code (in this answer only)
//     POST   /v1/kiosks:claim      {code}      the display hands it in and gets its token, once
//     GET    /v1/kiosks                        who is paired, and when it was last seen
//     DELETE /v1/kiosks/{kiosk}                void at once
//
// A code is ten letters and digits (50 bits, written in two groups of five), holds for
// `kiosk_code_ms` and for one display. The token is sent as `Authorization: Bearer vtd_...`; with
// it a display reads what `kiosk_scopes` say and writes nothing. A display that was not seen for
// `kiosk_unseen_ms` must be paired anew.
#pragma once
#include "contract/team.h"

namespace vitrine::contract {

inline constexpr std::int64_t kiosk_code_ms = 10 * base::minute_ms;
inline constexpr std::int64_t kiosk_unseen_ms = 90 * base::day_ms;
inline constexpr std::int32_t kiosks_per_team_max = 50;

struct Kiosk {
    KioskId id;
    std::string name;
    std::vector<AppId> apps;  // that it shows; empty: all of the team's, also later ones
    bool reads_reviews = false;  // also what people wrote
    std::string paired_by;       // a name
    base::Instant created_at, code_expires_at;
    std::optional<base::Instant> paired_at;     // none: its code waits
    std::optional<base::Instant> last_seen_at;  // to the minute
    bool operator==(const Kiosk&) const = default;
};
constexpr auto fields(const Kiosk*) {
    using R = Kiosk;
    return field_list(field("id", &R::id), field("name", &R::name), field("apps", &R::apps),
                      field("reads_reviews", &R::reads_reviews), field("paired_by", &R::paired_by),
                      field("created_at", &R::created_at),
                      field("code_expires_at", &R::code_expires_at),
                      field("paired_at", &R::paired_at), field("last_seen_at", &R::last_seen_at));
}
struct KioskPage {
    std::vector<Kiosk> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const KioskPage&) const = default;
};
constexpr auto fields(const KioskPage*) {
    using R = KioskPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}
struct ListKiosks {
    static constexpr Call call{Verb::get, "/v1/kiosks", Access::member,
                               "My team's kiosks, newest first.", "bad_cursor",
                               Right::manage_team};
    using Request = OnePage;
    using Reply = KioskPage;
};

// The code is shown once; the store keeps its hash. A repeated request under the same
// Idempotency-Key answers without it.
struct KioskCode {
    Kiosk kiosk;
    std::string code;  // "k7f2m-9xq4d"
    bool operator==(const KioskCode&) const = default;
};
constexpr auto fields(const KioskCode*) {
    return field_list(field("kiosk", &KioskCode::kiosk), field("code", &KioskCode::code));
}
inline KioskCode without_secret(KioskCode made) {
    made.code.clear();
    return made;
}
struct PairKiosk {
    static constexpr Call call{Verb::post, "/v1/kiosks", Access::member,
                               "Make a code that pairs one display, within ten minutes.",
                               "too_many_kiosks", Right::manage_team};
    struct Request {
        std::string name;
        std::optional<std::vector<AppId>> apps;  // absent or empty: all
        std::optional<bool> reads_reviews;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = KioskCode;
};
constexpr auto fields(const PairKiosk::Request*) {
    using R = PairKiosk::Request;
    return field_list(field("name", &R::name, length(1, 100)),
                      field("apps", &R::apps, max_length(200)),
                      field("reads_reviews", &R::reads_reviews),
                      field("reason", &R::reason, max_length(500)));
}

struct PairedKiosk {
    Kiosk kiosk;
    std::string token;  // the whole of what follows "Bearer "
    bool operator==(const PairedKiosk&) const = default;
};
constexpr auto fields(const PairedKiosk*) {
    return field_list(field("kiosk", &PairedKiosk::kiosk), field("token", &PairedKiosk::token));
}
// A code that is wrong, over or used is "wrong_code", whichever it is; guesses are limited by
// address.
struct ClaimKiosk {
    static constexpr Call call{Verb::post, "/v1/kiosks:claim", Access::anyone,
                               "Pair this display with the code that an administrator made.",
                               "wrong_code,too_many_attempts"};
    struct Request {
        std::string code;  // capitals, blanks and dashes do not matter
        bool operator==(const Request&) const = default;
    };
    using Reply = PairedKiosk;
};
constexpr auto fields(const ClaimKiosk::Request*) {
    return field_list(field("code", &ClaimKiosk::Request::code, length(1, 40)));
}

struct RevokeKiosk {
    static constexpr Call call{Verb::remove, "/v1/kiosks/{kiosk}", Access::member,
                               "Make a kiosk's token, or the code that waits for it, void at once.",
                               "", Right::manage_team};
    struct Request {
        KioskId kiosk;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const RevokeKiosk::Request*) {
    using R = RevokeKiosk::Request;
    return field_list(field("kiosk", &R::kiosk), field("reason", &R::reason, max_length(500)));
}

}  // namespace vitrine::contract
