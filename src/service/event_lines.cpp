#include "service/event_lines.h"

#include <bit>
#include <cstring>

#include "contract/codec.h"

namespace vitrine::service {
namespace {

using base::Problem;
using base::ProblemKind;
using base::Result;
using contract::Event;
using contract::EventKind;

// Where the first byte at or after `at` lies that is no plain text: a quote, a backslash, or
// anything but printable ASCII.
std::size_t plain_end(std::string_view text, std::size_t at) {
    constexpr std::uint64_t ones = 0x0101010101010101ull, tops = ones << 7;
    if constexpr (std::endian::native == std::endian::little) {
        // A sum or difference may carry into a later byte, and mark it falsely, only after an
        // earlier one that is rightly marked.
        for (; at + 8 <= text.size(); at += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, text.data() + at, 8);
            const std::uint64_t quotes = eight ^ (ones * '"'), slashes = eight ^ (ones * '\\');
            const std::uint64_t ends = ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes);
            const std::uint64_t odd = (eight - ones * ' ') | (eight + ones) | eight;
            if (const std::uint64_t found = (ends | odd) & tops; found != 0)
                return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
    }
    for (; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c < ' ' || c > '~' || c == '"' || c == '\\') break;
    }
    return at;
}

// Two digits below `end`; -1 when they are something else.
std::int32_t two_digits(const char* at, std::int32_t end) {
    const int tens = at[0] - '0', ones = at[1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || tens * 10 + ones >= end) return -1;
    return tens * 10 + ones;
}

// "2026-05-28T17:02:11Z" or "2026-05-28T17:02:11.250Z", as nearly every sender writes it; other
// ways to write an instant are base's to read.
std::optional<base::Instant> instant_of(std::string_view text, DayMemo& days) {
    const bool exact = text.size() == 24 && text[19] == '.';
    const bool usual = (exact || text.size() == 20) && text[10] == 'T' && text[13] == ':' &&
                       text[16] == ':' && text.back() == 'Z';
    if (!usual) return base::parse_rfc3339(text);
    const std::int32_t hundredths = exact ? two_digits(&text[20], 100) : 0;
    const int rest = exact ? text[22] - '0' : 0;
    if (hundredths < 0 || rest < 0 || rest > 9) return std::nullopt;
    const std::int32_t hour = two_digits(&text[11], 24), minute = two_digits(&text[14], 60),
                       second = two_digits(&text[17], 61);
    const auto day = days.start_of(text.substr(0, 10));
    if (!day || hour < 0 || minute < 0 || second < 0) return std::nullopt;
    return base::Instant{*day + hour * base::hour_ms + minute * base::minute_ms +
                         second * base::second_ms + hundredths * 10 + rest};
}

// Reads what senders write nearly always: one flat object of plain ASCII strings and whole numbers.
// At anything else it gives up, and the codec decides what that is.
class PlainLine {
public:
    PlainLine(std::string_view text, DayMemo& days) : text_(text), days_(days) {}

    bool read(EventLine& event) {
        if (!next('{')) return false;
        do {
            std::string_view name;
            if (!quoted(name) || !next(':') || !member(name, event)) return false;
        } while (next(','));
        skip_space();
        if (!next('}')) return false;
        skip_space();
        return at_ == text_.size() && (seen_ & 0xf) == 0xf;  // kind, app, device, at
    }

private:
    bool member(std::string_view name, EventLine& event) {
        switch (name.size()) {
            case 2: return name == "at" && once(3) && instant(event.at);
            case 3: return name == "app" && once(1) && text(event.app, 200);
            case 4: return name == "kind" && once(0) && kind(event.kind);
            case 6:
                if (name == "amount") return once(8) && whole(event.amount.emplace());
                return name == "device" && once(2) && text(event.device, 200);
            case 7:
                if (name == "country") return once(4) && text(event.country, 2, 2);
                if (name == "version") return once(5) && text(event.version, 60);
                return name == "channel" && once(7) && text(event.channel, 40);
            case 8: return name == "currency" && once(9) && text(event.currency, 3, 3);
            case 12: return name == "device_class" && once(6) && text(event.device_class, 40);
            default: return false;
        }
    }

    bool once(unsigned field) {
        const unsigned bit = 1u << field;
        const bool first = (seen_ & bit) == 0;
        seen_ |= bit;
        return first;
    }

    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    bool next(char wanted) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    bool quoted(std::string_view& out) {
        if (!next('"')) return false;
        const std::size_t from = at_, end = plain_end(text_, from);
        if (end >= text_.size() || text_[end] != '"') return false;
        out = text_.substr(from, end - from);
        at_ = end + 1;
        return true;
    }

    bool text(std::string_view& out, std::size_t most, std::size_t least = 1) {
        return quoted(out) && out.size() >= least && out.size() <= most;
    }

    bool kind(EventKind& out) {
        std::string_view value;
        if (!quoted(value)) return false;
        const auto known = contract::value_of<EventKind>(value);
        if (known) out = *known;
        return known.has_value();
    }

    bool instant(base::Instant& out) {
        std::string_view value;
        if (!quoted(value)) return false;
        const auto known = instant_of(value, days_);
        if (known) out = *known;
        return known.has_value();
    }

    bool whole(std::int64_t& out) {
        constexpr std::size_t digits_max = 15;  // exact in every client
        skip_space();
        const std::size_t from = at_;
        if (at_ < text_.size() && text_[at_] == '-') ++at_;
        const std::size_t first = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        const std::size_t digits = at_ - first;
        if (digits == 0 || digits > digits_max || (text_[first] == '0' && at_ - from > 1))
            return false;
        const auto value = base::parse_decimal(text_.substr(from, at_ - from));
        if (value) out = *value;
        return value.has_value();
    }

    std::string_view text_;
    DayMemo& days_;
    std::size_t at_ = 0;
    unsigned seen_ = 0;
};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// Whether a plain line without money breaks none of contract::refuse_event's rules: it holds no
// control character, and its country is two capital letters.
bool surely_allowed(const EventLine& line) {
    return line.kind != EventKind::revenue && !line.amount && line.currency.empty() &&
           (line.country.empty() || (is_capital(line.country[0]) && is_capital(line.country[1])));
}

Problem not_allowed(base::FieldProblem why) { return contract::invalid_fields({std::move(why)}); }

// The problem, when a plain line may not be kept.
std::optional<Problem> refuse_line(const EventLine& line) {
    if (surely_allowed(line)) return std::nullopt;
    auto why = contract::refuse_event(event_of(line));
    if (!why) return std::nullopt;
    return not_allowed(std::move(*why));
}

std::optional<std::string> said(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}
std::string_view text_in(const std::optional<std::string>& text) {
    return text ? std::string_view(*text) : std::string_view();
}

}  // namespace

std::optional<std::int64_t> DayMemo::start_of(std::string_view date) {
    const auto place = static_cast<unsigned>(date[8] * 10 + date[9]) % known_.size();
    Known& known = known_[place];
    if (std::memcmp(known.date.data(), date.data(), known.date.size()) == 0)
        return known.start_ms;
    const auto day = base::parse_iso_date(date);
    if (!day) return std::nullopt;
    std::memcpy(known.date.data(), date.data(), known.date.size());
    known.start_ms = base::start_of(*day).ms;
    return known.start_ms;
}

EventLine line_of(const Event& event) {
    EventLine line;
    line.kind = event.kind;
    line.app = event.app.text;
    line.device = event.device;
    line.at = event.at;
    line.country = text_in(event.country);
    line.version = text_in(event.version);
    line.device_class = text_in(event.device_class);
    line.channel = text_in(event.channel);
    line.currency = text_in(event.currency);
    line.amount = event.amount;
    return line;
}

Event event_of(const EventLine& line) {
    Event event;
    event.kind = line.kind;
    event.app = {std::string(line.app)};
    event.device = line.device;
    event.at = line.at;
    event.country = said(line.country);
    event.version = said(line.version);
    event.device_class = said(line.device_class);
    event.channel = said(line.channel);
    event.currency = said(line.currency);
    event.amount = line.amount;
    return event;
}

Result<Event> read_event_by_codec(std::string_view line) {
    const auto json = base::parse_json(line);
    if (!json) return base::refused(json.error());
    auto event = contract::decode<Event>(*json, contract::Unknown::refuse);
    if (!event) return event;
    if (auto why = contract::refuse_event(*event))
        return base::refused(not_allowed(std::move(*why)));
    return event;
}

Result<Event> read_event(std::string_view line) {
    EventLine plain;
    DayMemo days;
    if (!PlainLine(line, days).read(plain)) return read_event_by_codec(line);
    if (auto problem = refuse_line(plain)) return base::refused(std::move(*problem));
    return event_of(plain);
}

void EventLines::take_line(std::int32_t number, const std::string_view* line) {
    if (!line) return to_.refuse(number, line_too_long());
    EventLine plain;
    if (PlainLine(*line, days_).read(plain)) {
        if (const auto problem = refuse_line(plain)) return to_.refuse(number, *problem);
        return to_.take(number, plain);
    }
    const auto event = read_event_by_codec(*line);
    if (event) to_.take(number, line_of(*event));
    else to_.refuse(number, event.error());
}

Problem line_too_long() {
    return Problem::of(ProblemKind::invalid, "too_long", "The line is too long.");
}

}  // namespace vitrine::service
