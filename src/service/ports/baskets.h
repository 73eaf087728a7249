// Baskets of submissions, version by version, and where their review stands.
//
// A version is named by the submission's revision that it came with: write it in one batch with
// Submissions::save, whose compare-and-set keeps two writers apart.
#pragma once
#include "base/result.h"
#include "contract/baskets.h"

namespace vitrine::service::ports {

struct AcceptedBasket {
    contract::SubmissionId submission;
    contract::Track track = contract::Track::production;
    std::string version_code;
    contract::Basket basket;
    bool operator==(const AcceptedBasket&) const = default;
};

struct Baskets {
    virtual ~Baskets() = default;

    // The basket from this revision on; a version of the same revision is replaced. Only the newest
    // basket_versions_kept (store_rules.h) stay. Refuses (not_found) an unknown submission.
    virtual base::Result<void> keep(const contract::SubmissionId& id, std::int64_t revision,
                                    const contract::Basket& basket) = 0;
    // As it stood at that revision; nullopt: it had none, or the version is no longer kept.
    virtual base::Result<std::optional<contract::Basket>> as_of(const contract::SubmissionId& id,
                                                                std::int64_t revision) = 0;
    // Of the app's submissions with packages that are accepted (store_rules.h), the one with the
    // highest version code; on this track, or without one on any.
    virtual base::Result<std::optional<AcceptedBasket>> accepted(
        const contract::AppId& app, const std::optional<contract::Track>& track) = 0;

    // Empty when nobody has noted anything. Refuses (not_found) an unknown submission.
    virtual base::Result<void> note(const contract::SubmissionId& id,
                                    const contract::ReviewState& state) = 0;
    virtual base::Result<contract::ReviewState> review_of(const contract::SubmissionId& id) = 0;
};

}  // namespace vitrine::service::ports
