// Reviews: exactly once in, windows and counts out, replies with their history.
//
// Order is total: what a sort leaves open is decided by created_at (newest first; with `oldest`,
// oldest first) and then by arrival in the same sense. Unrated reviews come last when sorted by
// rating. A text query means what search_terms.h says, over the text and its translation.
#pragma once
#include <array>
#include <span>

#include "base/result.h"
#include "contract/reviews.h"

namespace vitrine::service::ports {

// `review.id` may be empty: the store then gives one. app_name, icon and revision are ignored.
struct IncomingReview {
    std::string source, source_id;  // the natural key: where it came from and its name there
    contract::Review review;
};

struct UpsertCount {
    std::int64_t added = 0, changed = 0, unchanged = 0;
    bool operator==(const UpsertCount&) const = default;
};

struct StoredReview {
    contract::TeamId team;
    contract::Review review;
    bool operator==(const StoredReview&) const = default;
};

struct ReviewQuery {
    contract::TeamId team;  // only reviews of this team's apps, whatever the filter says
    contract::ReviewFilter filter;
    contract::ReviewSort sort = contract::ReviewSort::newest;
    std::int64_t offset = 0;
    std::int32_t limit = 50;
    std::optional<std::string> cursor;  // ReviewPage::next; wins over offset
};

struct Reviews {
    virtual ~Reviews() = default;

    // All or none of them. A known (source, source_id) is updated where its content differs (its
    // id, and a reply given here, stay) and counted `unchanged` where not, so an import can be
    // run again. One change feed row per app touched. Refuses (not_found): unknown app.
    virtual base::Result<UpsertCount> upsert(std::span<const IncomingReview> reviews) = 0;

    // The window [offset, offset + limit), or what follows the cursor; `offset` in the answer says
    // where it stands now. Pages by cursor neither repeat nor skip a row that was there when the
    // walk began, while others arrive. Refuses (invalid): "bad_cursor".
    virtual base::Result<contract::ReviewPage> list(const ReviewQuery& query) = 0;
    virtual base::Result<contract::ReviewFacets> facets(const contract::TeamId& team,
                                                        const contract::ReviewFilter& filter) = 0;
    virtual base::Result<std::optional<StoredReview>> find(const contract::ReviewId& id) = 0;

    // How many reviews of one version of an app, written in [from, to), give 1, 2, 3, 4, 5 stars.
    virtual base::Result<std::array<std::int64_t, 5>> stars(const contract::AppId& app,
                                                            std::string_view version,
                                                            base::Instant from,
                                                            base::Instant to) = 0;

    // Compare-and-set on the review's revision; none: whatever it is. `reply.version` is set here:
    // 1, or one more than the last ever given. Every version stays in the history.
    // Refuses (stale) "stale_revision", (not_found).
    virtual base::Result<contract::Review> set_reply(const contract::ReviewId& id,
                                                     std::optional<std::int64_t> revision,
                                                     const contract::ReviewReply& reply) = 0;
    // Refuses also (conflict) "no_reply".
    virtual base::Result<contract::Review> remove_reply(const contract::ReviewId& id,
                                                        std::optional<std::int64_t> revision) = 0;
    virtual base::Result<std::vector<contract::ReviewReply>> reply_history(
        const contract::ReviewId& id) = 0;  // oldest first
};

}  // namespace vitrine::service::ports
