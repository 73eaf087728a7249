// Numbers and times as people read them. Pure functions; "–" stands for what is not known.
#pragma once
#include <optional>
#include <string>

#include "base/instant.h"
#include "contract/metrics.h"

namespace vitrine::console {

inline constexpr std::string_view unknown_text = "–";

std::string grouped(std::int64_t value);                    // 48,213
std::string number(double value, int decimals = 0);         // 1,234.5
std::string compact(double value);                          // 999, 1.2k, 148.9k, 2.41M
std::string percent(double share, int decimals = 1);        // 0.312 -> 31.2%
std::string points(double share_difference, int decimals = 2);  // 0.0008 -> 0.08 pt
std::string money(double minor_units, std::string_view currency);  // 1894200 EUR -> €18,942
std::string signed_number(double value, int decimals = 0);  // +2,610  −96
std::string bytes(std::int64_t count);                      // 84.3 MB
std::string ordinal(std::int64_t value);                    // 7th

// A metric's value by its unit: 48,213 · 99.71% · €18,942 · 4.62.
std::string metric_value(double value, contract::Unit unit, std::string_view currency);
std::string metric_compact(double value, contract::Unit unit, std::string_view currency);
// How it changed, without sign: "6.4%" of counts and money, "0.08 pt" of shares, "0.03" of stars.
std::string metric_change(double value, double before, contract::Unit unit);

// The reader's local time: when + offset.
std::string clock_time(base::Instant when, std::int32_t utc_offset_minutes);   // 10:41
std::string short_date(base::Instant when, std::int32_t utc_offset_minutes);   // 9 May
std::string short_day(base::Day day);                                          // 9 May
std::string long_day(base::Day day);                                           // Wed 22 April
std::string date_time(base::Instant when, std::int32_t utc_offset_minutes);    // 9 May, 16:02
// Today 16:02 as "16:02"; yesterday as "yesterday, 16:02"; older as "9 May, 16:02"; another year
// as "9 May 2025"; a time that nobody knows (contract::undated) as "no date".
std::string moment(base::Instant when, base::Instant now, std::int32_t utc_offset_minutes);
// Short age: "now", "3 min", "1 h", "5 h"; from a day on the date: "9 May", "9 May 2025".
std::string age(base::Instant when, base::Instant now, std::int32_t utc_offset_minutes);
// "just now", "2 s ago", "4 min ago", "1 h ago", else the date and time.
std::string ago(base::Instant when, base::Instant now, std::int32_t utc_offset_minutes);
std::string duration(std::int64_t ms);                      // 9 h · 1 d 2 h · 35 min
std::string span_of_days(base::Day first, base::Day last);  // 20 Mar to 14 May
std::string country_name(std::string_view code);            // "DE" -> "Germany", else the code
std::string language_name(std::string_view tag);            // "de-AT" -> "German", else the tag

}  // namespace vitrine::console
