// Which reviews the demonstration begins with: 50,000 over three years, of which the last 28 days
// are planned star by star (952 of them, 41 unanswered, the crash of 4.2.0 among them), and the
// newest twelve are written by hand.
#pragma once
#include <functional>
#include <span>

#include "service/ports/reviews.h"

namespace vitrine::service::seed {

inline constexpr std::int64_t review_total = 50'000;
inline constexpr std::int64_t recent_total = 952;     // of the last 28 days
inline constexpr std::int64_t unanswered_total = 41;

using Take = std::function<base::Result<void>(std::span<const ports::IncomingReview>)>;

// Oldest first, in batches. Stops at the first refusal of `take`.
base::Result<void> each_seeded_review(base::Instant now, const Take& take);

// What arrives later: the reviews of [from, to), where `planted` is the moment of planting. Those
// older than `answers_after_ms` at `to` come answered.
inline constexpr std::int64_t answers_after_ms = 6 * base::hour_ms;
std::vector<ports::IncomingReview> reviews_between(base::Instant planted, base::Instant from,
                                                   base::Instant to);

}  // namespace vitrine::service::seed
