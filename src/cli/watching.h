// A submission's life as it is shown, and waited for.
#pragma once
#include "cli/session.h"

namespace vitrine::cli {

enum class Until : std::uint8_t { checks, decision, live };

// Stage, place in the queue, when a decision is likely, findings.
void say_submission(const Out& out, const contract::SubmissionDetail& detail);

// Asks again and again, says each change of stage, and gives back where it came to rest. Ctrl-C and
// --timeout end the waiting, not the submission.
base::Result<contract::SubmissionDetail> wait_until(Session& at, const contract::SubmissionId& id,
                                                    Until until);
// What a submission at rest means for a script: refused when the checks or a reviewer said no.
Exit exit_of(const contract::SubmissionDetail& detail);

}  // namespace vitrine::cli
