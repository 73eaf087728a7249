// Kits that apps have switched on, what was used of them, and the warnings about it.
//
// Credentials are what must be sent on to a provider, so they must be read again: on disk they are
// sealed.
#pragma once
#include "base/result.h"
#include "contract/webhooks.h"

namespace vitrine::service::ports {

struct StoredKit {
    contract::TeamId team;  // the app's own
    contract::AppKit kit;   // `missing`, `used` and `level` are not kept: others say them
    std::vector<contract::NewCredential> credentials;
    std::string warned_month;  // "2026-05": the month that `warned` is about; "" before the first
    contract::KitLevel warned = contract::KitLevel::within;
    bool operator==(const StoredKit&) const = default;
};

struct KitBatch {
    contract::TeamId team;
    std::string id, hash, answer;
    base::Instant received_at;
    bool operator==(const KitBatch&) const = default;
};

struct Kits {
    virtual ~Kits() = default;

    virtual base::Result<std::vector<StoredKit>> of_app(const contract::AppId& app) = 0;  // by kit
    virtual base::Result<std::optional<StoredKit>> find(const contract::AppId& app,
                                                        contract::Kit kit) = 0;
    // Compare-and-set on the revision (0: the kit is off), in one transaction with the change feed;
    // returns the next one. Refuses: unknown app (not_found), (stale) "stale_revision".
    virtual base::Result<std::int64_t> save(const StoredKit& kit) = 0;
    // With its credentials; its usage stays. Tells the change feed. Unknown is fine.
    virtual base::Result<void> remove(const contract::AppId& app, contract::Kit kit) = 0;

    // Adds to a day, up to kit_day_max. Refuses: unknown app (not_found).
    virtual base::Result<void> add_usage(const contract::AppId& app, contract::Kit kit,
                                         base::Day day, std::int64_t used) = 0;
    // Days with usage, oldest first; both ends included.
    virtual base::Result<std::vector<contract::KitDay>> usage(const contract::AppId& app,
                                                              contract::Kit kit, base::Day from,
                                                              base::Day to) = 0;
    // Notes what was warned of; the revision stays. Tells the change feed and webhooks. Refuses:
    // the kit is off (not_found).
    virtual base::Result<void> warn(const contract::AppId& app, const contract::KitNews& news) = 0;

    virtual base::Result<std::optional<KitBatch>> find_batch(const contract::TeamId& team,
                                                             std::string_view id) = 0;
    // Refuses "id_taken".
    virtual base::Result<void> keep_batch(const KitBatch& batch) = 0;
    virtual base::Result<std::int64_t> forget_batches(base::Instant before) = 0;
};

}  // namespace vitrine::service::ports
