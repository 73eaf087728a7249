// Points in time and civil days, and how they are written.
//
// An Instant is milliseconds since 1970-01-01T00:00:00Z; in JSON RFC 3339 UTC with milliseconds
// only when they are not zero ("2026-05-14T08:47:00Z"). A Day is a civil date in the store's time
// zone, counted in days since 1970-01-01; in JSON "2026-05-14". Both order and compare by value.
// Calendar arithmetic follows Howard Hinnant's "chrono-compatible low-level date algorithms".
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::base {

struct Instant {
    std::int64_t ms = 0;
    auto operator<=>(const Instant&) const = default;
};

struct Day {
    std::int32_t number = 0;
    auto operator<=>(const Day&) const = default;
};

struct Civil {
    std::int32_t year = 1970, month = 1, day = 1;  // month and day from 1
    std::int32_t hour = 0, minute = 0, second = 0, ms = 0;
    std::int32_t weekday = 4;  // 0 Sunday .. 6 Saturday
};

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

Civil civil_of(Instant when);
Instant instant_of(const Civil& civil);
Day day_of(Instant when);   // the UTC day that holds `when`
Instant start_of(Day day);  // its first millisecond, UTC

std::string rfc3339(Instant when);
std::string iso_date(Day day);
// Accept what RFC 3339 allows, with any offset; refuse everything else (nullopt).
std::optional<Instant> parse_rfc3339(std::string_view text);
std::optional<Day> parse_iso_date(std::string_view text);

}  // namespace vitrine::base
