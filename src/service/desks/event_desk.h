// Events of devices on their way in (contract/ingest.h tells the whole).
//
// A batch is read as it comes: what is held is its events, never its bytes, and nothing of it is
// kept before its end. Which apps it may be about is asked line by line; another team's app and one
// out of reach are as unknown as one that does not exist.
#pragma once
#include <map>
#include <mutex>

#include "contract/ingest.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

struct BatchLimits {
    int at_once_max = 8;  // batches on their way in, of all teams: up to 16 MiB of memory each
    int at_once_of_team_max = 4;
};

// One thread at a time. When it goes without finish(), nothing of it is kept.
class IncomingBatch {
public:
    virtual ~IncomingBatch() = default;
    // The next bytes, unpacked. Refuses (too_large) "batch_too_large"; then nothing more may come.
    virtual base::Result<void> write(std::string_view bytes) = 0;
    // All lines came. Refuses (conflict) "batch_reused".
    virtual base::Result<contract::BatchCounts> finish() = 0;
};

class EventDesk {
public:
    explicit EventDesk(World world, BatchLimits limits = {}) : world_(world), limits_(limits) {}

    // Refuses (too_many) "too_many_batches".
    base::Result<std::unique_ptr<IncomingBatch>> begin(const Caller& who,
                                                       const contract::IngestEvents::Request& ask);
    // Points whose time has come are final; what was kept long enough is forgotten.
    base::Result<void> tend();

private:
    friend class BatchReader;
    base::Result<std::string> device_secret();
    void end_turn(const contract::TeamId& team);

    World world_;
    BatchLimits limits_;
    std::mutex guard_;  // for the members below
    std::string device_secret_;
    std::map<std::string, int> batches_by_team_;
    int batches_ = 0;
};

}  // namespace vitrine::service::desks
