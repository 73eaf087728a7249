// A reviewer for demonstrations: what a newcomer sends moves by itself within a minute.
//
// It touches only what changed since the store was first served (world.h), so a seeded queue stays
// as it is. It claims after a few seconds and decides a little later: the same submission always
// gets the same decision.
#pragma once
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {

class SimulatedReviewer {
public:
    explicit SimulatedReviewer(World world) : world_(world) {}
    // One look at what waits and changed since `since`; how many submissions it moved.
    base::Result<int> look(SubmissionDesk& desk, base::Instant since);

private:
    World world_;
};

}  // namespace vitrine::service::desks
