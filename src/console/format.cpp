#include "console/format.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/words.h"
#include "contract/reviews.h"

namespace vitrine::console {
namespace {

constexpr std::string_view minus = "−";

// Thousands separated by commas in the whole part of a number written with '-' and '.'.
std::string with_groups(std::string_view plain) {
    std::string out;
    if (!plain.empty() && plain.front() == '-') {
        out = minus;
        plain.remove_prefix(1);
    }
    const std::size_t whole = std::min(plain.find('.'), plain.size());
    for (std::size_t i = 0; i < whole; ++i) {
        if (i > 0 && (whole - i) % 3 == 0) out += ',';
        out += plain[i];
    }
    out += plain.substr(whole);
    return out;
}

bool is_zero(std::string_view text) { return text.find_first_of("123456789") == text.npos; }

std::string two(std::int32_t value) {
    std::string out = base::decimal(value);
    return value < 10 ? "0" + out : out;
}

base::Instant local(base::Instant when, std::int32_t offset) {
    return {when.ms + offset * base::minute_ms};
}

std::string_view month_name(std::int32_t month) {
    return say_of<"time.month">(base::decimal(month));
}

std::string day_month(const base::Civil& civil) {
    return base::decimal(civil.day) + " " + std::string(month_name(civil.month));
}

std::string day_month_year(const base::Civil& civil) {
    return day_month(civil) + " " + base::decimal(civil.year);
}

std::string clock_of(const base::Civil& civil) { return two(civil.hour) + ":" + two(civil.minute); }

std::string short_form(double value, double unit, std::string_view letter, int decimals) {
    return with_groups(base::fixed(value / unit, decimals)) + std::string(letter);
}

std::string with_currency(const std::string& amount, std::string_view currency) {
    if (currency == "EUR" || currency.empty()) return "€" + amount;
    if (currency == "USD") return "$" + amount;
    if (currency == "GBP") return "£" + amount;
    return amount + " " + std::string(currency);
}

}  // namespace

std::string grouped(std::int64_t value) { return with_groups(base::decimal(value)); }

std::string number(double value, int decimals) {
    if (!std::isfinite(value)) return std::string(unknown_text);
    std::string plain = base::fixed(value, decimals);
    if (is_zero(plain) && plain.front() == '-') plain.erase(0, 1);
    return with_groups(plain);
}

std::string compact(double value) {
    const double size = std::fabs(value);
    if (!std::isfinite(value)) return std::string(unknown_text);
    if (size < 999.5) return number(value, size == std::floor(size) || size >= 100 ? 0 : 1);
    if (size < 999'950) return short_form(value, 1e3, "k", 1);
    if (size < 999'950'000) return short_form(value, 1e6, "M", 2);
    return short_form(value, 1e9, "G", 2);
}

std::string percent(double share, int decimals) {
    if (!std::isfinite(share)) return std::string(unknown_text);
    return number(share * 100, decimals) + "%";
}

std::string points(double share_difference, int decimals) {
    return number(share_difference * 100, decimals) + " " + std::string(say("common.pt"));
}

std::string money(double minor_units, std::string_view currency) {
    const double major = minor_units / 100;
    const int decimals = std::fabs(major) < 100 && minor_units != 0 ? 2 : 0;
    return with_currency(number(major, decimals), currency);
}

std::string signed_number(double value, int decimals) {
    const std::string plain = number(value, decimals);
    return value > 0 && !is_zero(plain) ? "+" + plain : plain;
}

std::string bytes(std::int64_t count) {
    const auto size = static_cast<double>(count);
    if (count < 1000) return grouped(count) + " B";
    if (size < 999'500) return number(size / 1e3, size < 99'950 ? 1 : 0) + " kB";
    if (size < 999'500'000) return number(size / 1e6, 1) + " MB";
    return number(size / 1e9, 2) + " GB";
}

std::string ordinal(std::int64_t value) {
    const std::int64_t tens = value % 100, ones = value % 10;
    const bool teen = tens >= 11 && tens <= 13;
    const std::int64_t form = teen || ones > 3 ? 0 : ones;
    return grouped(value) + std::string(say_of<"time.ordinal">(base::decimal(form)));
}

std::string metric_value(double value, contract::Unit unit, std::string_view currency) {
    if (unit == contract::Unit::ratio) return percent(value, std::fabs(value) > 0.9 ? 2 : 1);
    if (unit == contract::Unit::money) return money(value, currency);
    return unit == contract::Unit::stars ? number(value, 2) : number(value);
}

std::string metric_compact(double value, contract::Unit unit, std::string_view currency) {
    if (unit == contract::Unit::count && std::fabs(value) >= 100'000) return compact(value);
    if (unit == contract::Unit::money && std::fabs(value) >= 10'000'000) {
        return with_currency(compact(value / 100), currency);
    }
    return metric_value(value, unit, currency);
}

std::string metric_change(double value, double before, contract::Unit unit) {
    const double moved = std::fabs(value - before);
    if (unit == contract::Unit::ratio) return points(moved, moved < 0.002 ? 2 : 1);
    if (unit == contract::Unit::stars) return number(moved, 2);
    if (before == 0) return std::string(unknown_text);
    return percent(moved / std::fabs(before), 1);
}

std::string clock_time(base::Instant when, std::int32_t offset) {
    return clock_of(base::civil_of(local(when, offset)));
}

std::string short_date(base::Instant when, std::int32_t offset) {
    return day_month(base::civil_of(local(when, offset)));
}

std::string short_day(base::Day day) { return day_month(base::civil_of(base::start_of(day))); }

std::string long_day(base::Day day) {
    const base::Civil civil = base::civil_of(base::start_of(day));
    return std::string(say_of<"time.weekday">(base::decimal(civil.weekday))) + " " +
           base::decimal(civil.day) + " " +
           std::string(say_of<"time.long_month">(base::decimal(civil.month)));
}

std::string date_time(base::Instant when, std::int32_t offset) {
    const base::Civil civil = base::civil_of(local(when, offset));
    return day_month(civil) + ", " + clock_of(civil);
}

std::string moment(base::Instant when, base::Instant now, std::int32_t offset) {
    if (when == contract::undated) return std::string(say("time.undated"));
    const base::Civil then = base::civil_of(local(when, offset));
    const base::Civil today = base::civil_of(local(now, offset));
    const std::int32_t days =
        base::day_of(local(now, offset)).number - base::day_of(local(when, offset)).number;
    if (days == 0) return clock_of(then);
    if (days == 1) return say("time.yesterday_at", {clock_of(then)});
    if (then.year != today.year) return day_month_year(then);
    return day_month(then) + ", " + clock_of(then);
}

std::string age(base::Instant when, base::Instant now, std::int32_t offset) {
    if (when == contract::undated) return std::string(say("time.undated"));
    const std::int64_t ms = now.ms - when.ms;
    if (ms < base::minute_ms) return std::string(say("time.now"));
    if (ms < base::hour_ms) return say("time.minutes", {base::decimal(ms / base::minute_ms)});
    if (ms < base::day_ms) return say("time.hours", {base::decimal(ms / base::hour_ms)});
    const base::Civil then = base::civil_of(local(when, offset));
    const bool this_year = then.year == base::civil_of(local(now, offset)).year;
    return this_year ? day_month(then) : day_month_year(then);
}

std::string ago(base::Instant when, base::Instant now, std::int32_t offset) {
    const std::int64_t ms = std::max<std::int64_t>(0, now.ms - when.ms);
    if (ms >= base::day_ms) return moment(when, now, offset);
    if (ms >= base::hour_ms) return say("time.hours_ago", {base::decimal(ms / base::hour_ms)});
    if (ms >= base::minute_ms)
        return say("time.minutes_ago", {base::decimal(ms / base::minute_ms)});
    if (ms < 2 * base::second_ms) return std::string(say("time.just_now"));
    return say("time.seconds_ago", {base::decimal(ms / base::second_ms)});
}

std::string duration(std::int64_t ms) {
    const std::int64_t minutes = std::max<std::int64_t>(0, ms) / base::minute_ms;
    const std::int64_t hours = minutes / 60, days = hours / 24;
    if (days > 0) {
        const std::string whole = say("time.days", {base::decimal(days)});
        return hours % 24 == 0 ? whole
                               : whole + " " + say("time.hours", {base::decimal(hours % 24)});
    }
    if (hours > 0) return say("time.hours", {base::decimal(hours)});
    return say("time.minutes", {base::decimal(minutes)});
}

std::string span_of_days(base::Day first, base::Day last) {
    return say("time.span", {short_day(first), short_day(last)});
}

std::string country_name(std::string_view code) { return std::string(say_of<"country">(code)); }

std::string language_name(std::string_view tag) {
    if (const auto known = word_of<"language">(tag)) return std::string(*known);
    return std::string(say_of<"language">(tag.substr(0, std::min(tag.find('-'), tag.size()))));
}

}  // namespace vitrine::console
