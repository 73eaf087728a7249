// Reviews of another store on their way in (contract/review_ingest.h tells the whole).
//
// A batch is read as it comes: what is held is its reviews, and nothing of it is kept before its
// end. Then the reviews, their counts, the news and the batch's name are one transaction.
#pragma once
#include "contract/review_ingest.h"
#include "service/desks/incoming_batch.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class ReviewIntakeDesk {
public:
    explicit ReviewIntakeDesk(World world, TurnLimits limits = {4, 2})
        : world_(world), turns_(limits, too_many_batches, too_many_batches_title) {}

    // Refuses (too_many) "too_many_batches".
    base::Result<std::unique_ptr<IncomingBatch>> begin(const Caller& who,
                                                       const contract::IngestReviews::Request& ask);
    // Brings the topics of reviews that are there up to the tables of today: looks at the next
    // `limit` rows, in one batch with the note of how far it came. True: there is more to do.
    base::Result<bool> renew_topics(std::int32_t limit);
    // Names of batches that were kept long enough are forgotten.
    base::Result<void> tend();

private:
    friend class ReviewBatchReader;

    World world_;
    Turns turns_;
};

}  // namespace vitrine::service::desks
