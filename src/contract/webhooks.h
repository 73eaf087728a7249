// Webhooks: addresses of a team that are told what happened, each delivery signed and kept in a
// log.
//
// A delivery is a POST of a HookBody as JSON with these headers:
//   Vitrine-Event      the kind, as in the body
//   Vitrine-Delivery   the delivery's id; a replay has another one, the body's `id` stays
//   Vitrine-Signature  t=1780000000,v1=6f2a...: the seconds since 1970 at which it was sent, and
//                      HMAC-SHA256 in lower-case hex of "1780000000." + the body's bytes under the
//                      secret's characters. A receiver compares v1 and refuses an old t.
// Any 2xx is a delivery. Anything else is tried again, tries_max times in all: after 10 s, then
// after four times as long each time, 6 h at most, one fifth more or less by chance. Every delivery
// may come twice (the store may be killed between sending and noting it: compare the body's `id`),
// and the order is kept as well as it can be: what had to be tried again comes late.
#pragma once
#include "contract/kits.h"
#include "contract/reviews.h"
#include "contract/submissions.h"
#include "contract/team.h"

namespace vitrine::contract {

inline constexpr std::int32_t hooks_per_team_max = 20;
inline constexpr std::int32_t delivery_tries_max = 8;

enum class HookKind : std::uint8_t { submission_stage, release, review, reply, kit_quota, ping };
constexpr auto names(const HookKind*) {
    return std::array<std::string_view, 6>{"submission.stage", "release.change", "review.arrived",
                                           "review.reply", "kit.quota", "ping"};
}

// Why the store tells an endpoint nothing any more.
enum class HookTrouble : std::uint8_t { none, by_person, long_failure, gone };
constexpr auto names(const HookTrouble*) {
    return std::array<std::string_view, 4>{"none", "by_person", "long_failure", "gone"};
}

struct Hook {
    HookId id;
    std::string url;
    std::vector<HookKind> kinds;
    std::vector<AppId> apps;  // empty: all of the team's, also later ones
    std::string created_by;   // a name
    base::Instant created_at;
    HookTrouble disabled_for = HookTrouble::none;  // none: it is told what happens
    std::optional<base::Instant> disabled_at;
    std::optional<base::Instant> failing_since;  // no delivery has arrived since
    std::int64_t revision = 1;
    bool operator==(const Hook&) const = default;
};
constexpr auto fields(const Hook*) {
    using R = Hook;
    return field_list(field("id", &R::id), field("url", &R::url), field("kinds", &R::kinds),
                      field("apps", &R::apps), field("created_by", &R::created_by),
                      field("created_at", &R::created_at),
                      field("disabled_for", &R::disabled_for),
                      field("disabled_at", &R::disabled_at),
                      field("failing_since", &R::failing_since), field("revision", &R::revision));
}
struct HookPage {
    std::vector<Hook> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const HookPage&) const = default;
};
constexpr auto fields(const HookPage*) {
    using R = HookPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}

// ---- what is told --------------------------------------------------------------------------

struct SubmissionNews {
    SubmissionId submission;
    std::int64_t number = 0;
    std::string version_name, version_code;
    Track track = Track::production;
    std::optional<Stage> previous_stage;  // none: it is new
    Stage stage = Stage::draft;
    base::Instant at;
    std::string reason;
    bool operator==(const SubmissionNews&) const = default;
};
constexpr auto fields(const SubmissionNews*) {
    using R = SubmissionNews;
    return field_list(field("submission", &R::submission), field("number", &R::number),
                      field("version_name", &R::version_name),
                      field("version_code", &R::version_code), field("track", &R::track),
                      field("previous_stage", &R::previous_stage), field("stage", &R::stage),
                      field("at", &R::at), field("reason", &R::reason));
}
struct ReleaseNews {
    ReleaseId release;
    std::string version_name;
    Track track = Track::production;
    Stage stage = Stage::rolling_out;
    double fraction = 0;
    std::string halt_reason;
    bool operator==(const ReleaseNews&) const = default;
};
constexpr auto fields(const ReleaseNews*) {
    using R = ReleaseNews;
    return field_list(field("release", &R::release), field("version_name", &R::version_name),
                      field("track", &R::track), field("stage", &R::stage),
                      field("fraction", &R::fraction), field("halt_reason", &R::halt_reason));
}
// Reviews of one app that came in together.
struct ReviewNews {
    std::int64_t added = 0;
    std::vector<ReviewId> reviews;  // the first 50 of them
    bool operator==(const ReviewNews&) const = default;
};
constexpr auto fields(const ReviewNews*) {
    return field_list(field("added", &ReviewNews::added), field("reviews", &ReviewNews::reviews));
}
struct ReplyNews {
    ReviewId review;
    std::optional<ReviewReply> reply;  // none: it was taken back
    bool operator==(const ReplyNews&) const = default;
};
constexpr auto fields(const ReplyNews*) {
    return field_list(field("review", &ReplyNews::review), field("reply", &ReplyNews::reply));
}

// A month's usage has reached 80 % of the quota, or all of it.
struct KitNews {
    Kit kit = Kit::account;
    std::string month;  // "2026-05"
    KitLevel level = KitLevel::near;
    std::int64_t used = 0, quota = 0;
    bool operator==(const KitNews&) const = default;
};
constexpr auto fields(const KitNews*) {
    using R = KitNews;
    return field_list(field("kit", &R::kit), field("month", &R::month), field("level", &R::level),
                      field("used", &R::used), field("quota", &R::quota));
}

// The body of a delivery: what `kind` says is there, the others are null.
struct HookBody {
    EventId id;
    HookKind kind = HookKind::ping;
    TeamId team;
    std::optional<AppId> app;
    base::Instant queued_at;
    std::optional<SubmissionNews> submission;
    std::optional<ReleaseNews> release;
    std::optional<ReviewNews> reviews;
    std::optional<ReplyNews> reply;
    std::optional<KitNews> kit;
    bool operator==(const HookBody&) const = default;
};
constexpr auto fields(const HookBody*) {
    using R = HookBody;
    return field_list(field("id", &R::id), field("kind", &R::kind), field("team", &R::team),
                      field("app", &R::app), field("queued_at", &R::queued_at),
                      field("submission", &R::submission), field("release", &R::release),
                      field("reviews", &R::reviews), field("reply", &R::reply),
                      field("kit", &R::kit));
}

// ---- the log -------------------------------------------------------------------------------

enum class DeliveryState : std::uint8_t { waiting, delivered, given_up };
constexpr auto names(const DeliveryState*) {
    return std::array<std::string_view, 3>{"waiting", "delivered", "given_up"};
}
// What became of the last try. `refused_address`: the name leads into a network that webhooks may
// not reach. The receiver's own words are not kept: they would show what stands behind an address.
enum class TryOutcome : std::uint8_t {
    none, delivered, wrong_status, timeout, unreachable, unknown_host, refused_address, tls,
    hook_disabled, too_old,
};
constexpr auto names(const TryOutcome*) {
    return std::array<std::string_view, 10>{
        "none",         "delivered",       "wrong_status", "timeout",       "unreachable",
        "unknown_host", "refused_address", "tls",          "hook_disabled", "too_old"};
}

struct Delivery {
    DeliveryId id;
    EventId event;
    HookKind kind = HookKind::ping;
    std::optional<AppId> app;
    DeliveryState state = DeliveryState::waiting;
    base::Instant queued_at;
    std::int32_t tries = 0;
    std::optional<base::Instant> last_try_at, next_try_at;
    TryOutcome outcome = TryOutcome::none;
    std::optional<std::int32_t> status;   // HTTP, of the last answer
    std::optional<std::int32_t> took_ms;  // of the last try
    std::optional<DeliveryId> replay_of;
    bool operator==(const Delivery&) const = default;
};
constexpr auto fields(const Delivery*) {
    using R = Delivery;
    return field_list(field("id", &R::id), field("event", &R::event), field("kind", &R::kind),
                      field("app", &R::app), field("state", &R::state),
                      field("queued_at", &R::queued_at), field("tries", &R::tries),
                      field("last_try_at", &R::last_try_at),
                      field("next_try_at", &R::next_try_at), field("outcome", &R::outcome),
                      field("status", &R::status), field("took_ms", &R::took_ms),
                      field("replay_of", &R::replay_of));
}
struct DeliveryPage {
    std::vector<Delivery> items;
    std::optional<std::int64_t> total;  // not counted
    std::optional<std::string> next;
    bool operator==(const DeliveryPage&) const = default;
};
constexpr auto fields(const DeliveryPage*) {
    using R = DeliveryPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}
struct DeliveryDetail {
    Delivery delivery;
    std::string body;  // the bytes that are sent, without the signature
    bool operator==(const DeliveryDetail&) const = default;
};
constexpr auto fields(const DeliveryDetail*) {
    return field_list(field("delivery", &DeliveryDetail::delivery),
                      field("body", &DeliveryDetail::body));
}

// ---- endpoints -----------------------------------------------------------------------------

struct ListHooks {
    static constexpr Call call{Verb::get, "/v1/webhooks", Access::member,
                               "My team's webhooks, newest first.", "bad_cursor",
                               Right::manage_team};
    using Request = OnePage;
    using Reply = HookPage;
};

// The secret is shown once. A repeated request under the same Idempotency-Key answers without it.
struct MadeHook {
    Hook hook;
    std::string secret;
    bool operator==(const MadeHook&) const = default;
};
constexpr auto fields(const MadeHook*) {
    return field_list(field("hook", &MadeHook::hook), field("secret", &MadeHook::secret));
}
inline MadeHook without_secret(MadeHook made) {
    made.secret.clear();
    return made;
}

struct CreateHook {
    static constexpr Call call{
        Verb::post, "/v1/webhooks", Access::member,
        "Tell an address what happens; the secret of its signatures is in this answer only.",
        "too_many_hooks", Right::manage_team};
    struct Request {
        std::string url;  // https to a public address, unless the store was set up otherwise
        std::vector<HookKind> kinds;
        std::optional<std::vector<AppId>> apps;  // absent or empty: all
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = MadeHook;
};
constexpr auto fields(const CreateHook::Request*) {
    using R = CreateHook::Request;
    return field_list(field("url", &R::url, length(1, 1000)),
                      field("kinds", &R::kinds, length(1, 5)),
                      field("apps", &R::apps, max_length(200)),
                      field("reason", &R::reason, max_length(500)));
}

struct OneHook {
    HookId hook;
    bool operator==(const OneHook&) const = default;
};
constexpr auto fields(const OneHook*) {
    return field_list(field("hook", &OneHook::hook));
}
struct GetHook {
    static constexpr Call call{Verb::get, "/v1/webhooks/{hook}", Access::member, "One webhook.",
                               "", Right::manage_team};
    using Request = OneHook;
    using Reply = Hook;
};

// What is absent stays. Disabling gives up what is waiting; enabling forgets the trouble.
struct ChangeHook {
    static constexpr Call call{Verb::patch, "/v1/webhooks/{hook}", Access::member,
                               "Change a webhook's address, kinds or apps, switch it on or off.",
                               "", Right::manage_team};
    struct Request {
        HookId hook;
        std::optional<std::string> url;
        std::optional<std::vector<HookKind>> kinds;
        std::optional<std::vector<AppId>> apps;
        std::optional<bool> enabled;
        std::optional<std::string> reason, if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Hook;
};
constexpr auto fields(const ChangeHook::Request*) {
    using R = ChangeHook::Request;
    return field_list(field("hook", &R::hook), field("url", &R::url, length(1, 1000)),
                      field("kinds", &R::kinds, length(1, 5)),
                      field("apps", &R::apps, max_length(200)), field("enabled", &R::enabled),
                      field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match));
}

struct RemoveHook {
    static constexpr Call call{Verb::remove, "/v1/webhooks/{hook}", Access::member,
                               "Remove a webhook and its log.", "", Right::manage_team};
    struct Request {
        HookId hook;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const RemoveHook::Request*) {
    using R = RemoveHook::Request;
    return field_list(field("hook", &R::hook), field("reason", &R::reason, max_length(500)));
}

struct RenewHookSecret {
    static constexpr Call call{Verb::post, "/v1/webhooks/{hook}/secret", Access::member,
                               "A new secret, shown in this answer only; the old one is void.", "",
                               Right::manage_team};
    using Request = OneHook;
    using Reply = MadeHook;
};

struct PingHook {
    static constexpr Call call{Verb::post, "/v1/webhooks/{hook}/ping", Access::member,
                               "Send a delivery of kind ping, to see whether it arrives.",
                               "hook_disabled,too_many_waiting", Right::manage_team};
    using Request = OneHook;
    using Reply = Delivery;
};

struct ListDeliveries {
    static constexpr Call call{Verb::get, "/v1/webhooks/{hook}/deliveries", Access::member,
                               "A webhook's deliveries of the last 30 days, newest first.",
                               "bad_cursor", Right::manage_team};
    struct Request {
        HookId hook;
        std::optional<DeliveryState> state;
        std::optional<std::int32_t> limit;  // 50 when absent
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = DeliveryPage;
};
constexpr auto fields(const ListDeliveries::Request*) {
    using R = ListDeliveries::Request;
    return field_list(field("hook", &R::hook), field("state", &R::state),
                      field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(500)));
}

struct OneDelivery {
    HookId hook;
    DeliveryId delivery;
    bool operator==(const OneDelivery&) const = default;
};
constexpr auto fields(const OneDelivery*) {
    return field_list(field("hook", &OneDelivery::hook),
                      field("delivery", &OneDelivery::delivery));
}
struct GetDelivery {
    static constexpr Call call{Verb::get, "/v1/webhooks/{hook}/deliveries/{delivery}",
                               Access::member, "One delivery and what it says.", "",
                               Right::manage_team};
    using Request = OneDelivery;
    using Reply = DeliveryDetail;
};
struct ReplayDelivery {
    static constexpr Call call{Verb::post, "/v1/webhooks/{hook}/deliveries/{delivery}/replay",
                               Access::member,
                               "Send the same body again, as a new delivery with tries of its own.",
                               "hook_disabled,too_many_waiting", Right::manage_team};
    using Request = OneDelivery;
    using Reply = Delivery;
};

}  // namespace vitrine::contract
