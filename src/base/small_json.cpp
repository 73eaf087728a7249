#include "base/small_json.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::base {
namespace {

constexpr std::string_view escapes = "\"\\/bfnrt", escaped = "\"\\/\b\f\n\r\t";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// mantissa * 10^exponent. Exact for up to 15 digits and small exponents, else within the last bit.
double scaled(std::uint64_t mantissa, int exponent) {
    auto value = static_cast<double>(mantissa);
    double power = 1;
    int left = std::min(std::abs(exponent), 700);
    for (; left > 300; left -= 100) value = exponent < 0 ? value / 1e100 : value * 1e100;
    for (; left > 0; --left) power *= 10;
    return exponent < 0 ? value / power : value * power;
}

void append_quoted(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : to_valid_utf8(text)) {
        const std::size_t at = c == '/' ? std::string_view::npos : escaped.find(c);
        if (at != std::string_view::npos) {
            out += '\\';
            out += escapes[at];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += hex[(c >> 4) & 15];
            out += hex[c & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string real_text(double value) {
    std::string text = fixed(value, 6);
    if (text == "–") return "null";  // not finite, as nlohmann/json writes it
    while (text.ends_with('0') && !text.ends_with(".0")) text.pop_back();
    return text;
}

}  // namespace

// One pass over the text by recursive descent; every step says whether it could go on.
class SmallJsonReader {
public:
    SmallJsonReader(std::string_view text, int depth_max) : text_(text), depth_left_(depth_max) {}

    bool whole(SmallJson& out) {
        if (!is_utf8(text_) || !value(out)) return false;
        space();
        return at_ == text_.size();
    }

private:
    using Kind = SmallJson::Kind;

    char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void space() {
        while (now() == ' ' || now() == '\n' || now() == '\r' || now() == '\t') ++at_;
    }
    bool take(char c) {
        space();
        if (now() != c) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) {
        if (text_.substr(at_, expected.size()) != expected) return false;
        at_ += expected.size();
        return true;
    }

    bool value(SmallJson& out) {
        space();
        switch (now()) {
            case '{': return deeper(out, Kind::object, '}');
            case '[': return deeper(out, Kind::array, ']');
            case '"': out.kind_ = Kind::text; return quoted(out.text_);
            case 't': out = SmallJson(true); return word("true");
            case 'f': out = SmallJson(false); return word("false");
            case 'n': return word("null");
            default: return number(out);
        }
    }

    bool deeper(SmallJson& out, Kind kind, char close) {
        ++at_;
        if (--depth_left_ < 0) return false;
        out.kind_ = kind;
        if (!take(close)) {
            do {
                if (!(kind == Kind::array ? element(out) : member(out))) return false;
            } while (take(','));
            if (!take(close)) return false;
        }
        ++depth_left_;
        return true;
    }
    bool element(SmallJson& out) { return value(out.elements_.emplace_back()); }
    bool member(SmallJson& out) {
        std::string name;
        space();
        if (now() != '"' || !quoted(name) || !take(':')) return false;
        SmallJson& slot = out[name];
        slot = SmallJson();
        return value(slot);
    }

    bool quoted(std::string& out) {
        for (++at_; now() != '"';) {
            const std::size_t run = at_;
            while (static_cast<unsigned char>(now()) >= 0x20 && now() != '"' && now() != '\\')
                ++at_;
            out += text_.substr(run, at_ - run);
            if (now() == '"') break;
            if (now() != '\\' || !escape(out)) return false;  // also at the end of the text
        }
        ++at_;
        return true;
    }
    bool escape(std::string& out) {
        ++at_;
        const char c = now();
        ++at_;
        if (c == 'u') return unicode(out);
        const std::size_t at = c == '\0' ? std::string_view::npos : escapes.find(c);
        if (at == std::string_view::npos) return false;
        out += escaped[at];
        return true;
    }
    // \uXXXX, or two of them for a code point above U+FFFF; a surrogate alone is refused.
    bool unicode(std::string& out) {
        char32_t high = 0, low = 0;
        if (!four_digits(high) || (high >= 0xdc00 && high < 0xe000)) return false;
        if (high >= 0xd800 && high < 0xdc00) {
            if (!word("\\u") || !four_digits(low) || low < 0xdc00 || low >= 0xe000) return false;
            high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        }
        append_utf8(out, high);
        return true;
    }
    bool four_digits(char32_t& out) {
        for (int i = 0; i < 4; ++i, ++at_) {
            const char c = now();
            const char lower = static_cast<char>(c | 0x20);
            if (!is_digit(c) && (lower < 'a' || lower > 'f')) return false;
            out = out * 16 + static_cast<char32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
        }
        return true;
    }

    // Digits beyond the 19th only move the decimal point.
    std::size_t digits(std::uint64_t& mantissa, int& dropped) {
        const std::size_t first = at_;
        for (; is_digit(now()); ++at_) {
            if (mantissa < 1'000'000'000'000'000'000ull)
                mantissa = mantissa * 10 + static_cast<std::uint64_t>(now() - '0');
            else
                ++dropped;
        }
        return at_ - first;
    }
    bool number(SmallJson& out) {
        const bool negative = now() == '-';
        if (negative) ++at_;
        const bool zero_first = now() == '0';
        std::uint64_t mantissa = 0;
        int exponent = 0, dropped = 0;
        const std::size_t count = digits(mantissa, exponent);
        if (count == 0 || (zero_first && count > 1)) return false;
        bool real = exponent != 0 || mantissa > INT64_MAX;
        if (now() == '.') {
            ++at_;
            const std::size_t places = digits(mantissa, dropped);
            if (places == 0) return false;
            exponent -= static_cast<int>(places) - dropped;
            real = true;
        }
        if (now() == 'e' || now() == 'E') {
            if (!power(exponent)) return false;
            real = true;
        }
        if (!real && !(negative && mantissa == 0)) {
            const auto value = static_cast<std::int64_t>(mantissa);
            out = SmallJson(negative ? -value : value);
            return true;
        }
        const double value = scaled(mantissa, exponent);
        if (value > 1.7976931348623157e308) return false;
        out = real ? SmallJson(negative ? -value : value) : SmallJson(std::int64_t{0});
        return true;
    }
    bool power(int& exponent) {
        ++at_;
        const bool negative = now() == '-';
        if (negative || now() == '+') ++at_;
        std::uint64_t value = 0;
        int dropped = 0;
        if (digits(value, dropped) == 0) return false;
        const int step = dropped > 0 || value > 1000 ? 1000 : static_cast<int>(value);
        exponent += negative ? -step : step;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_left_;
};

std::optional<SmallJson> SmallJson::parse(std::string_view text, int depth_max) {
    SmallJson out;
    if (!SmallJsonReader(text, depth_max).whole(out)) return std::nullopt;
    return out;
}

SmallJson& SmallJson::operator[](std::string_view name) {
    if (kind_ == Kind::null) kind_ = Kind::object;
    const auto at =
        std::lower_bound(members_.begin(), members_.end(), name,
                         [](const Member& one, std::string_view n) { return one.name < n; });
    if (at != members_.end() && at->name == name) return at->value;
    return members_.insert(at, Member{std::string(name), {}})->value;
}

const SmallJson* SmallJson::find(std::string_view name) const {
    for (const Member& one : members_)
        if (one.name == name) return &one.value;
    return end();
}

void SmallJson::append_to(std::string& out) const {
    switch (kind_) {
        case Kind::null: out += "null"; return;
        case Kind::boolean: out += whole_ != 0 ? "true" : "false"; return;
        case Kind::whole: out += decimal(whole_); return;
        case Kind::real: out += real_text(real_); return;
        case Kind::text: append_quoted(out, text_); return;
        case Kind::array:
        case Kind::object: break;
    }
    out += is_array() ? '[' : '{';
    bool first = true;
    const auto comma = [&] {
        if (!first) out += ',';
        first = false;
    };
    for (const SmallJson& one : elements_) {
        comma();
        one.append_to(out);
    }
    for (const Member& one : members_) {
        comma();
        append_quoted(out, one.name);
        out += ':';
        one.value.append_to(out);
    }
    out += is_array() ? ']' : '}';
}

std::string SmallJson::dump() const {
    std::string out;
    append_to(out);
    return out;
}

}  // namespace vitrine::base
