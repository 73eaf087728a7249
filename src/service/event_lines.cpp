#include "service/event_lines.h"

#include "contract/codec.h"

namespace vitrine::service {
namespace {

using base::Problem;
using base::ProblemKind;
using base::Result;
using contract::Event;

// Reads what senders write nearly always: one flat object of plain ASCII strings and whole numbers.
// At anything else it gives up, and the codec decides what that is.
class PlainLine {
public:
    explicit PlainLine(std::string_view text) : text_(text) {}

    bool read(Event& event) {
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
    bool member(std::string_view name, Event& event) {
        if (name == "kind") return once(0) && kind(event.kind);
        if (name == "app") return once(1) && text(event.app.text, 200);
        if (name == "device") return once(2) && text(event.device, 200);
        if (name == "at") return once(3) && instant(event.at);
        if (name == "country") return once(4) && text(event.country.emplace(), 2, 2);
        if (name == "version") return once(5) && text(event.version.emplace(), 60);
        if (name == "device_class") return once(6) && text(event.device_class.emplace(), 40);
        if (name == "channel") return once(7) && text(event.channel.emplace(), 40);
        if (name == "amount") return once(8) && whole(event.amount.emplace());
        if (name == "currency") return once(9) && text(event.currency.emplace(), 3, 3);
        return false;
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
        const std::size_t from = at_;
        for (; at_ < text_.size(); ++at_) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '"') {
                out = text_.substr(from, at_++ - from);
                return true;
            }
            if (c < ' ' || c > '~' || c == '\\') return false;
        }
        return false;
    }

    bool text(std::string& out, std::size_t most, std::size_t least = 1) {
        std::string_view value;
        if (!quoted(value) || value.size() < least || value.size() > most) return false;
        out = value;
        return true;
    }

    bool kind(contract::EventKind& out) {
        std::string_view value;
        if (!quoted(value)) return false;
        const auto known = contract::value_of<contract::EventKind>(value);
        if (known) out = *known;
        return known.has_value();
    }

    bool instant(base::Instant& out) {
        std::string_view value;
        if (!quoted(value)) return false;
        const auto known = base::parse_rfc3339(value);
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
    std::size_t at_ = 0;
    unsigned seen_ = 0;
};

Result<Event> allowed(Event event) {
    if (auto problem = contract::refuse_event(event))
        return base::refused(contract::invalid_fields({std::move(*problem)}));
    return event;
}

}  // namespace

Result<Event> read_event_by_codec(std::string_view line) {
    const auto json = base::parse_json(line);
    if (!json) return base::refused(json.error());
    auto event = contract::decode<Event>(*json, contract::Unknown::refuse);
    if (!event) return event;
    return allowed(std::move(*event));
}

Result<Event> read_event(std::string_view line) {
    Event event;
    if (PlainLine(line).read(event)) return allowed(std::move(event));
    return read_event_by_codec(line);
}

void EventLines::take_line(std::int32_t number, const std::string_view* line) {
    to_.take(number, line ? read_event(*line) : base::refused(line_too_long()));
}

Problem line_too_long() {
    return Problem::of(ProblemKind::invalid, "too_long", "The line is too long.");
}

}  // namespace vitrine::service
