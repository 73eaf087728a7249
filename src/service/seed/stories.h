// The submissions of the demonstration, one in every stage of the machine, with the rollouts,
// incidents and annotations that go with them.
//
// Their ids begin with "example_": what moves submissions by itself (checks, the simulated
// reviewer) leaves those alone, so that a newcomer finds each stage as it was planted.
#pragma once
#include "service/ports.h"

namespace vitrine::service::seed {

base::Result<void> plant_apps(ports::Store& store);
// Texts and data safety forms, live and drafted; no graphics.
base::Result<void> plant_listings(ports::Store& store, base::Instant now);
base::Result<void> plant_submissions(ports::Store& store, base::Instant now);
base::Result<void> plant_rollouts(ports::Store& store, base::Instant now);
base::Result<void> plant_marks(ports::Store& store, base::Instant now);  // annotations, incidents

// Sixty days of other teams' submissions, decided after 5 to 9 hours: what the queue's outlook is
// reckoned from. And those of them that wait right now.
base::Result<void> plant_queue_history(ports::Store& store, base::Instant now);

}  // namespace vitrine::service::seed
