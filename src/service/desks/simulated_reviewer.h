// A reviewer for demonstrations: what a newcomer sends moves by itself within a minute.
//
// It touches only what changed after it was first switched on (kept in the settings, so a restart
// does not change its mind); a seeded queue stays as it is. It claims after a few seconds and
// decides a little later: the same submission always gets the same decision.
#pragma once
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {

class SimulatedReviewer {
public:
    explicit SimulatedReviewer(World world) : world_(world) {}
    // One look at the queue; how many submissions it moved.
    base::Result<int> look(SubmissionDesk& desk);

private:
    base::Result<base::Instant> on_since();

    World world_;
    std::optional<base::Instant> on_since_;
};

}  // namespace vitrine::service::desks
