// Joining points into series, without ports or clock.
#pragma once
#include <span>

#include "contract/metrics.h"
#include "service/ports/metrics.h"

namespace vitrine::service::desks {

// The first moments of the hours, days, weeks (Monday) or months that touch [from, to).
std::vector<base::Instant> starts_of(contract::Grain grain, base::Day from, base::Day to);

// Values at `starts`, the end of the last being `end`; `points` sorted by start, within the span.
// Between apps a mean metric is averaged, others are summed; in time as joining_of() says.
struct Columns {
    std::vector<std::optional<double>> values;
    std::string states;  // one letter each: f, p, c, or '-' for a gap
    std::vector<std::int32_t> revisions;  // the largest of what was joined; 0 for a gap
    std::optional<double> total;
    std::optional<base::Instant> computed_at;  // of the newest point
};
Columns columns_of(contract::Metric metric, std::span<const base::Instant> starts,
                   base::Instant end, std::span<const ports::JoinedPoint> points);

// Rows by falling value; what does not fit in `limit` rows is joined in a last row with key "".
// `before` are the slices of the span before, for the change. With `views` each row also says how
// many installs came of one listing view. `days` is the length of each row's small line.
struct BreakdownSpan {
    base::Day from, to;
    std::int32_t limit = 10;
};
std::vector<contract::BreakdownRow> breakdown_rows(const BreakdownSpan& span,
                                                   std::span<const ports::Slice> slices,
                                                   std::span<const ports::Slice> before,
                                                   std::span<const ports::Slice> views);

}  // namespace vitrine::service::desks
