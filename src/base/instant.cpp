#include "base/instant.h"

#include "base/text.h"

namespace vitrine::base {
namespace {

struct Date {
    std::int64_t year;
    std::int32_t month, day;
};

std::int64_t days_from_civil(std::int64_t y, std::int32_t m, std::int32_t d) {
    y -= m <= 2;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yoe = y - era * 400;
    const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

Date civil_from_days(std::int64_t z) {
    z += 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const std::int64_t doe = z - era * 146097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const auto day = static_cast<std::int32_t>(doy - (153 * mp + 2) / 5 + 1);
    const auto month = static_cast<std::int32_t>(mp < 10 ? mp + 3 : mp - 9);
    return {yoe + era * 400 + (month <= 2), month, day};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

bool valid_date(std::int64_t y, std::int32_t m, std::int32_t d) {
    if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31) return false;
    const Date back = civil_from_days(days_from_civil(y, m, d));
    return back.month == m && back.day == d;
}

// Reads exactly `digits` digits at `at`; -1 when they are not there.
std::int32_t digits_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    std::int32_t value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// Reads ".123" with 1..9 digits at `at`, moves `at` behind it; the value in milliseconds.
std::int32_t fraction_ms_at(std::string_view text, std::size_t& at) {
    std::int32_t ms = 0, scale = 100;
    ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        ms += (text[at] - '0') * scale;
        scale /= 10;
        ++at;
    }
    return ms;
}

std::optional<std::int64_t> offset_ms_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return std::nullopt;
    if ((text[at] == 'Z' || text[at] == 'z') && at + 1 == text.size()) return 0;
    if ((text[at] != '+' && text[at] != '-') || at + 6 != text.size()) return std::nullopt;
    const std::int32_t hours = digits_at(text, at + 1, 2);
    const std::int32_t minutes = digits_at(text, at + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || text[at + 3] != ':')
        return std::nullopt;
    const std::int64_t offset = hours * hour_ms + minutes * minute_ms;
    return text[at] == '-' ? -offset : offset;
}

void append_padded(std::string& out, std::int64_t value, int width) {
    const std::string text = decimal(value);
    for (int i = static_cast<int>(text.size()); i < width; ++i) out += '0';
    out += text;
}

}  // namespace

Civil civil_of(Instant when) {
    const std::int64_t days = floor_div(when.ms, day_ms);
    std::int64_t rest = when.ms - days * day_ms;
    const Date date = civil_from_days(days);
    Civil civil;
    civil.year = static_cast<std::int32_t>(date.year);
    civil.month = date.month;
    civil.day = date.day;
    civil.hour = static_cast<std::int32_t>(rest / hour_ms);
    rest %= hour_ms;
    civil.minute = static_cast<std::int32_t>(rest / minute_ms);
    rest %= minute_ms;
    civil.second = static_cast<std::int32_t>(rest / second_ms);
    civil.ms = static_cast<std::int32_t>(rest % second_ms);
    civil.weekday = static_cast<std::int32_t>(((days + 4) % 7 + 7) % 7);
    return civil;
}

Instant instant_of(const Civil& c) {
    return {days_from_civil(c.year, c.month, c.day) * day_ms + c.hour * hour_ms +
            c.minute * minute_ms + c.second * second_ms + c.ms};
}

Day day_of(Instant when) { return {static_cast<std::int32_t>(floor_div(when.ms, day_ms))}; }

Instant start_of(Day day) { return {day.number * day_ms}; }

std::string iso_date(Day day) {
    const Civil civil = civil_of(start_of(day));
    std::string out;
    append_padded(out, civil.year, 4);
    out += '-';
    append_padded(out, civil.month, 2);
    out += '-';
    append_padded(out, civil.day, 2);
    return out;
}

std::string rfc3339(Instant when) {
    const Civil civil = civil_of(when);
    std::string out = iso_date(day_of(when));
    out += 'T';
    append_padded(out, civil.hour, 2);
    out += ':';
    append_padded(out, civil.minute, 2);
    out += ':';
    append_padded(out, civil.second, 2);
    if (civil.ms != 0) {
        out += '.';
        append_padded(out, civil.ms, 3);
    }
    out += 'Z';
    return out;
}

std::optional<Day> parse_iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::int32_t y = digits_at(text, 0, 4), m = digits_at(text, 5, 2);
    const std::int32_t d = digits_at(text, 8, 2);
    if (y < 0 || m < 0 || d < 0 || !valid_date(y, m, d)) return std::nullopt;
    return Day{static_cast<std::int32_t>(days_from_civil(y, m, d))};
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
        return std::nullopt;
    const auto day = parse_iso_date(text.substr(0, 10));
    const std::int32_t h = digits_at(text, 11, 2), m = digits_at(text, 14, 2);
    const std::int32_t s = digits_at(text, 17, 2);
    if (!day || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return std::nullopt;
    if (text[13] != ':' || text[16] != ':') return std::nullopt;
    std::size_t at = 19;
    const std::int32_t ms = text[at] == '.' ? fraction_ms_at(text, at) : 0;
    const auto offset = offset_ms_at(text, at);
    if (!offset) return std::nullopt;
    return Instant{start_of(*day).ms + h * hour_ms + m * minute_ms + s * second_ms + ms - *offset};
}

}  // namespace vitrine::base
