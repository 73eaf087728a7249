// Reviews: exactly once in, windows and counts out, replies with their history.
//
// Order is total: what a sort leaves open is decided by created_at (newest first; with `oldest`,
// oldest first) and then by arrival in the same sense. Unrated reviews come last when sorted by
// rating. A text query means what search_terms.h says, over the text and its translation.
//
// A review is gone while its source has withdrawn it or the store has removed it: then it is in no
// list, count, facet or rating, is not found and cannot be written to.
#pragma once
#include <array>
#include <span>

#include "base/result.h"
#include "contract/reviews.h"
#include "service/ports/events.h"

namespace vitrine::service::ports {

// `review.id` may be empty: the store then gives one. app_name, icon and revision are ignored.
struct IncomingReview {
    std::string source, source_id;  // the natural key: where it came from and its name there
    contract::Review review;
    bool topics_found = false;  // read off its words (topics_of.h); else its source gave them
};

struct ReviewName {
    std::string source, source_id;
};

// A batch of reviews that came in under a name; what is kept is ports::KeptBatch.
struct ReviewBatch {
    contract::TeamId team;
    std::string id;
    KeptBatch kept;
    base::Instant received_at;
};

// A review whose topics no source gave, as far as they follow from it.
struct ReviewWords {
    std::int64_t row = 0;  // 1, 2, 3... by arrival
    std::int64_t revision = 0;
    std::string text, language;
    std::vector<std::string> topics;  // that it has now
    bool operator==(const ReviewWords&) const = default;
};
struct ReviewWordsPage {
    std::vector<ReviewWords> items;
    std::int64_t read_to = 0;  // the last row that was looked at; none: there are no more
};
struct FoundTopics {
    std::int64_t row = 0, revision = 0;
    std::vector<std::string> topics;
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
    // Also one that the store has removed; never one that its source has withdrawn.
    virtual base::Result<std::optional<StoredReview>> find_even_removed(
        const contract::ReviewId& id) = 0;
    virtual base::Result<std::optional<StoredReview>> find_named(const ReviewName& name) = 0;

    // Forgets the words of those that are there, and their tags; how many. What the store has
    // removed stays removed should it come back.
    virtual base::Result<std::int64_t> withdraw(std::span<const ReviewName> names) = 0;
    // The store's own verdict, and its end, also on what its source has withdrawn. Nothing happens
    // when it is so already. Refuses (not_found).
    virtual base::Result<void> set_removed(const contract::ReviewId& id, bool removed) = 0;
    // Compare-and-set as set_reply is; `tags` as contract/review_tags.h normalises them.
    virtual base::Result<contract::Review> set_tags(const contract::ReviewId& id,
                                                    std::optional<std::int64_t> revision,
                                                    const std::vector<std::string>& tags) = 0;

    // Of the `limit` rows after this one, those that are not withdrawn and whose topics no source
    // gave, in their order.
    virtual base::Result<ReviewWordsPage> words_after(std::int64_t row, std::int32_t limit) = 0;
    // Gives those that are still at their revision these topics, which are found and no source's;
    // each at the next revision, one change feed row per app touched. How many.
    virtual base::Result<std::int64_t> set_topics(std::span<const FoundTopics> found) = 0;

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

    virtual base::Result<std::optional<KeptBatch>> find_batch(const contract::TeamId& team,
                                                              std::string_view id) = 0;
    // Keeps the first under (team, id). Refuses (conflict) "batch_reused" when there is one.
    virtual base::Result<void> keep_batch(const ReviewBatch& batch) = 0;
    virtual base::Result<std::int64_t> forget_batches_before(base::Instant when) = 0;
};

}  // namespace vitrine::service::ports
