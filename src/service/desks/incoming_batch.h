// A body of lines on its way in, and how many of them at once.
#pragma once
#include <map>
#include <memory>
#include <mutex>

#include "contract/codec.h"
#include "contract/ids.h"
#include "contract/ingest.h"

namespace vitrine::service::desks {

// One thread at a time. When it goes without finish(), nothing of it is kept.
class IncomingBatch {
public:
    virtual ~IncomingBatch() = default;
    // The next bytes, unpacked. Refuses (too_large) "batch_too_large"; then nothing more may come.
    virtual base::Result<void> write(std::string_view bytes) = 0;
    // All lines came; the answer. Refuses (conflict) "batch_reused".
    virtual base::Result<contract::Json> finish() = 0;
};

struct BatchLimits {
    int at_once_max = 8;  // batches on their way in, of all teams: up to 16 MiB of memory each
    int at_once_of_team_max = 4;
};

// Who may send now. Outlives the turns it gives.
class BatchTurns {
public:
    explicit BatchTurns(BatchLimits limits) : limits_(limits) {}

    class Turn {
    public:
        Turn(BatchTurns& of, contract::TeamId team) : of_(of), team_(std::move(team)) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() { of_.end(team_); }

    private:
        BatchTurns& of_;
        contract::TeamId team_;
    };
    // Refuses (too_many) "too_many_batches".
    base::Result<std::unique_ptr<Turn>> take(const contract::TeamId& team);

private:
    void end(const contract::TeamId& team);

    BatchLimits limits_;
    std::mutex guard_;  // for the members below
    std::map<std::string, int> by_team_;
    int all_ = 0;
};

base::Problem batch_too_large(const char* why);
// The first thing that is wrong tells enough of a line.
contract::LineProblem told(std::int32_t line, const base::Problem& problem);

}  // namespace vitrine::service::desks
