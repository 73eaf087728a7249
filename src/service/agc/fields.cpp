#include "service/agc/fields.h"

#include "base/text.h"

namespace vitrine::service::agc {

using contract::Json;

const Json* Fields::json(const char* name) {
    asked_.insert(name);
    if (!body_ || !body_->is_object()) return nullptr;
    const auto at = body_->find(name);
    return at == body_->end() || at->is_null() ? nullptr : &*at;
}

std::optional<std::string> Fields::raw(const char* name) {
    if (query_) {
        const std::string* value = base::find_value(*query_, name);
        return value ? std::optional(*value) : std::nullopt;
    }
    const Json* value = json(name);
    if (!value) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    if (value->is_number()) return base::dump_json(*value);
    add(name, "wrong_type", "a text or a number was expected");
    return std::nullopt;
}

void Fields::add(const char* name, const char* code, std::string detail) {
    problems_.push_back({name, code, std::move(detail)});
}

std::optional<std::string> Fields::words(const char* name, std::size_t length_max) {
    auto value = raw(name);
    if (!value || base::count_code_points(*value) <= length_max) return value;
    add(name, "too_long",
        "at most " + base::decimal(static_cast<std::int64_t>(length_max)) + " characters");
    return std::nullopt;
}

std::optional<std::string> Fields::text(const char* name, std::size_t length_max) {
    auto value = words(name, length_max);
    if (value && base::trimmed(*value).empty()) value.reset();
    return value;
}

std::string Fields::required(const char* name, std::size_t length_max) {
    const std::size_t before = problems_.size();
    auto value = text(name, length_max);
    if (!value && problems_.size() == before) add(name, "missing", "it is required");
    return value.value_or("");
}

std::optional<std::int64_t> Fields::number(const char* name, std::int64_t least,
                                           std::int64_t most) {
    const auto value = raw(name);
    if (!value || value->empty()) return std::nullopt;
    const auto number = base::parse_decimal(*value);
    if (number && *number >= least && *number <= most) return number;
    add(name, number ? "out_of_range" : "wrong_type",
        "a whole number from " + base::decimal(least) + " to " + base::decimal(most));
    return std::nullopt;
}

std::int64_t Fields::required_number(const char* name, std::int64_t least, std::int64_t most) {
    const std::size_t before = problems_.size();
    const auto value = number(name, least, most);
    if (!value && problems_.size() == before) add(name, "missing", "it is required");
    return value.value_or(least);
}

// The offset comes without its colon, and its plus as a space where nobody encoded it.
std::optional<base::Instant> Fields::instant(const char* name) {
    auto value = text(name, 40);
    if (!value) return std::nullopt;
    std::string& time = *value;
    if (time.size() == 24) {
        if (time[19] == ' ') time[19] = '+';
        time.insert(22, ":");
    }
    const auto when = base::parse_rfc3339(time);
    if (!when) add(name, "wrong_type", "a time as 2026-05-28T12:00:00+0800 was expected");
    return when;
}

std::vector<std::string> Fields::list(const char* name, std::size_t count_max) {
    const auto value = text(name, 4000);
    std::vector<std::string> out;
    if (!value) return out;
    for (const std::string_view one : base::split(*value, ','))
        if (const auto plain = base::trimmed(one); !plain.empty()) out.emplace_back(plain);
    if (out.size() > count_max)
        add(name, "too_long", "at most " + base::decimal(static_cast<std::int64_t>(count_max)));
    return out;
}

base::Result<void> Fields::done() {
    if (body_ && !body_->is_null() && !body_->is_object())
        add("", "wrong_type", "an object was expected");
    if (body_ && body_->is_object())
        for (const auto& [name, value] : body_->items())
            if (!asked_.contains(name)) add(name.c_str(), "unknown", "no such field here");
    if (problems_.empty()) return {};
    return base::refused(contract::invalid_fields(std::move(problems_)));
}

}  // namespace vitrine::service::agc
