// What users say, and the team's answers. Reviews of other teams' apps are not found.
#pragma once
#include "contract/bulk_reply.h"
#include "contract/review_tags.h"
#include "contract/review_topics.h"
#include "contract/reviews.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class ReviewDesk {
public:
    explicit ReviewDesk(World world) : world_(world) {}

    base::Result<contract::ReviewPage> list(const Caller& who,
                                            const contract::ListReviews::Request& ask);
    base::Result<contract::ReviewFacets> facets(const Caller& who,
                                                const contract::CountReviews::Request& ask);
    // One review, with a translation into English when it has none and a translator is at hand;
    // its trouble is no trouble of the reader's: the review then comes without.
    base::Result<contract::Review> find(const Caller& who, const contract::ReviewId& review);
    base::Result<contract::TopicReasons> why_topics(const Caller& who,
                                                    const contract::ReviewId& review);
    // Whether find() says what the store holds: no translator would have a word in it.
    bool is_settled(const contract::Review& found) const;
    base::Result<contract::Review> reply(const Caller& who,
                                         const contract::ReplyToReview::Request& ask);
    base::Result<contract::Review> remove_reply(const Caller& who,
                                                const contract::RemoveReply::Request& ask);

    // Each review by itself (contract/bulk_reply.h). Refuses as a whole only before the first one
    // is written.
    base::Result<contract::BulkReplied> bulk_reply(const Caller& who,
                                                   const contract::BulkReply::Request& ask);

    // Refuses (conflict) "too_many_tags": the team has as many different ones as it may.
    base::Result<contract::Review> set_tags(const Caller& who,
                                            const contract::TagReview::Request& ask);
    base::Result<contract::TagList> tags(const Caller& who);

private:
    using Targets = std::vector<contract::BulkTarget>;
    base::Result<Targets> targets_of(const Caller& who, const contract::BulkReply::Request& ask);
    base::Result<contract::BulkItem> answer_one(const Caller& who,
                                                const contract::ReplyTemplate& text,
                                                const contract::BulkTarget& target, bool dry_run);
    base::Result<contract::ReviewFilter> narrowed(const Caller& who,
                                                  contract::ReviewFilter filter);
    base::Result<contract::Review> owned(const Caller& who, const contract::ReviewId& review);
    base::Result<std::optional<std::int64_t>> refuse_writing(
        const Caller& who, const contract::ReviewId& review,
        const std::optional<std::string>& if_match);

    World world_;
};

}  // namespace vitrine::service::desks
