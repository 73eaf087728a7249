// Events of devices on their way in (contract/ingest.h tells the whole).
//
// A batch is read as it comes: what is held is its events, never its bytes, and nothing of it is
// kept before its end. Which apps it may be about is asked line by line; another team's app and one
// out of reach are as unknown as one that does not exist.
#pragma once
#include <mutex>

#include "contract/ingest.h"
#include "service/desks/incoming_batch.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class EventDesk {
public:
    explicit EventDesk(World world, TurnLimits limits = {})
        : world_(world), turns_(limits, too_many_batches, too_many_batches_title) {}

    // Refuses (too_many) "too_many_batches".
    base::Result<std::unique_ptr<IncomingBatch>> begin(const Caller& who,
                                                       const contract::IngestEvents::Request& ask);
    // Points whose time has come are final; what was kept long enough is forgotten.
    base::Result<void> tend();

private:
    friend class BatchReader;
    base::Result<std::string> device_secret();

    World world_;
    Turns turns_;
    std::mutex guard_;  // for the member below
    std::string device_secret_;
};

}  // namespace vitrine::service::desks
