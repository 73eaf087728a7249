// Webhooks and their outbox.
//
// What happened is noted in the transaction of the change itself, by the port that changes it, and
// only for teams with a hook that is enabled; so a written change and its news stand or fall
// together. The hook desk later turns the news into deliveries, one for each hook that wants it,
// which is one transaction again.
//
// The secret must be read again, because signatures are made from it: on disk it is sealed.
#pragma once
#include <span>

#include "base/result.h"
#include "contract/webhooks.h"

namespace vitrine::service::ports {

struct StoredHook {
    contract::TeamId team;
    std::string secret;
    contract::Hook hook;
    bool operator==(const StoredHook&) const = default;
};

// The part of contract::HookBody that is known when something changes: id and queued_at are empty.
struct HookNews {
    std::int64_t row = 0;  // grows by arrival
    contract::HookBody body;
    bool operator==(const HookNews&) const = default;
};

// `delivery.next_try_at` is there exactly while it is waiting.
struct StoredDelivery {
    std::int64_t row = 0;  // grows by arrival; given by the store
    contract::HookId hook;
    contract::Delivery delivery;
    std::string body;
    bool operator==(const StoredDelivery&) const = default;
};

struct DeliveryQuery {
    contract::HookId hook;
    std::optional<contract::DeliveryState> state;
    std::int32_t limit = 50;
    std::optional<std::string> cursor;
};

// No back-off is as long as this: a try that is due later was put down while the clock was ahead.
inline constexpr std::int64_t hook_wait_max_ms = 8 * base::hour_ms;

struct Hooks {
    virtual ~Hooks() = default;

    // Refuses: unknown team (not_found), "id_taken".
    virtual base::Result<void> create(const StoredHook& hook) = 0;
    virtual base::Result<std::optional<StoredHook>> find(const contract::HookId& id) = 0;
    virtual base::Result<std::vector<StoredHook>> of_team(
        const contract::TeamId& team) = 0;  // newest first
    // Compare-and-set on the revision; returns it with the next one. Refuses (stale)
    // "stale_revision", (not_found).
    virtual base::Result<contract::Hook> save(const StoredHook& hook) = 0;
    virtual base::Result<void> remove(const contract::HookId& id) = 0;  // and its deliveries

    // The oldest news, which are then gone.
    virtual base::Result<std::vector<HookNews>> take_news(std::int32_t limit) = 0;

    // Refuses: unknown hook (not_found), "id_taken".
    virtual base::Result<void> add_delivery(const StoredDelivery& delivery) = 0;
    virtual base::Result<std::optional<StoredDelivery>> find_delivery(
        const contract::DeliveryId& id) = 0;
    // Replaces the facts of a known one. Refuses (not_found): it went with its hook.
    virtual base::Result<void> save_delivery(const contract::Delivery& delivery) = 0;
    // Newest first. Refuses (invalid): "bad_cursor".
    virtual base::Result<contract::DeliveryPage> deliveries(const DeliveryQuery& query) = 0;
    // Of each hook, those in `busy` left out, the one that waits longest (next_try_at, row), if
    // its time has come or is more than hook_wait_max_ms away; the longest waiting hook first.
    virtual base::Result<std::vector<StoredDelivery>> due(
        base::Instant now, std::span<const contract::HookId> busy, std::int32_t limit) = 0;
    virtual base::Result<std::int64_t> waiting(const contract::HookId& hook) = 0;
    // What waits and was queued before `before` is given up with this outcome; how many.
    virtual base::Result<std::int64_t> give_up(const std::optional<contract::HookId>& hook,
                                               base::Instant before,
                                               contract::TryOutcome outcome) = 0;
    // Those that wait for nothing any more and were queued before; how many.
    virtual base::Result<std::int64_t> forget_before(base::Instant when) = 0;
};

}  // namespace vitrine::service::ports
