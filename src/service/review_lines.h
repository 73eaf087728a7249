// Lines of bytes as reviews: what POST /v1/ingest/reviews is given (contract/review_ingest.h).
#pragma once
#include "contract/review_ingest.h"
#include "service/ports/reviews.h"

namespace vitrine::service {

// One line. Refuses (malformed, invalid) with what is wrong.
base::Result<contract::ReviewLine> read_review_line(std::string_view line, base::Instant now);

// The name of a line's review among all: another app's review of the same id is another one.
ports::ReviewName name_of_line(const contract::ReviewLine& line);

// What a `put` makes of a review that is `known`, if it is: a change of text or stars is an edit.
ports::IncomingReview incoming_of(const contract::ReviewLine& line,
                                  const std::optional<ports::StoredReview>& known);

}  // namespace vitrine::service
