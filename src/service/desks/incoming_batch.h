// A body of lines on its way in.
#pragma once
#include <memory>

#include "contract/codec.h"
#include "contract/ids.h"
#include "contract/ingest.h"
#include "service/desks/turns.h"

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

// Batches of all teams take up to 16 MiB of memory each while they come.
inline constexpr const char* too_many_batches = "too_many_batches";
inline constexpr const char* too_many_batches_title = "Too many batches are on their way at once.";

base::Problem batch_too_large(const char* why);
// The first thing that is wrong tells enough of a line.
contract::LineProblem told(std::int32_t line, const base::Problem& problem);

}  // namespace vitrine::service::desks
