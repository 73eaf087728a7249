#include "contract/codec.h"

#include <algorithm>
#include <cmath>

namespace vitrine::contract {
namespace {

// More problems than a person reads help nobody and cost memory on hostile input.
constexpr std::size_t problems_max = 50;
constexpr std::int64_t exact_integer_max = 1ll << 53;

}  // namespace

void put(Json& object, const char* name, Json value) {
    object[name] = std::move(value);
}

const Json* Reader::find(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at == object.end() ? nullptr : &*at;
}

std::size_t Reader::enter(std::string_view step) {
    const std::size_t mark = path_.size();
    if (mark != 0) path_ += '.';
    path_ += step.substr(0, 100);
    return mark;
}

void Reader::add(std::string_view code, std::string_view detail) {
    if (problems_.size() < problems_max)
        problems_.push_back({base::to_valid_utf8(path_), std::string(code), std::string(detail)});
}

void Reader::read(const Json& in, std::string& out, Bound bound) {
    if (!in.is_string()) return add("wrong_type", "a text was expected");
    out = in.get_ref<const std::string&>();
    const auto length = static_cast<std::int64_t>(base::count_code_points(out));
    if (length < bound.min)
        add("too_short", "at least " + base::decimal(bound.min) + " characters");
    if (bound.max != 0 && length > bound.max)
        add("too_long", "at most " + base::decimal(bound.max) + " characters");
    if (out.find('\0') != std::string::npos) add("not_allowed", "no NUL characters");
}

void Reader::read(const Json& in, bool& out, Bound) {
    if (in.is_boolean()) {
        out = in.get<bool>();
    } else if (scalars_ == Scalars::text && in == "true") {
        out = true;
    } else if (scalars_ == Scalars::text && in == "false") {
        out = false;
    } else {
        add("wrong_type", "true or false was expected");
    }
}

bool Reader::read_integer(const Json& in, std::int64_t& out) {
    if (in.is_string() && scalars_ == Scalars::text) {
        const auto value = base::parse_decimal(in.get_ref<const std::string&>());
        if (value) out = *value;
        return value.has_value();
    }
    if (!in.is_number_integer()) return false;
    if (in.is_number_unsigned() && in.get<std::uint64_t>() > exact_integer_max) return false;
    out = in.get<std::int64_t>();
    return out >= -exact_integer_max;
}

void Reader::read(const Json& in, std::int64_t& out, Bound bound) {
    if (!read_integer(in, out)) return add("wrong_type", "a whole number was expected");
    if ((bound.min != 0 || bound.max != 0) && (out < bound.min || out > bound.max))
        add("out_of_range",
            "between " + base::decimal(bound.min) + " and " + base::decimal(bound.max));
}

void Reader::read(const Json& in, std::int32_t& out, Bound bound) {
    std::int64_t wide = 0;
    const std::size_t before = problems_.size();
    read(in, wide, bound);
    if (problems_.size() != before) return;
    if (wide < INT32_MIN || wide > INT32_MAX) return add("out_of_range", "a 32-bit number");
    out = static_cast<std::int32_t>(wide);
}

void Reader::read(const Json& in, double& out, Bound bound) {
    if (in.is_number()) {
        out = in.get<double>();
    } else if (in.is_string() && scalars_ == Scalars::text) {
        const auto value = base::parse_number(in.get_ref<const std::string&>());
        if (!value) return add("wrong_type", "a number was expected");
        out = *value;
    } else {
        return add("wrong_type", "a number was expected");
    }
    if (!std::isfinite(out)) return add("out_of_range", "a finite number");
    if ((bound.min != 0 || bound.max != 0) && (out < bound.min || out > bound.max))
        add("out_of_range",
            "between " + base::decimal(bound.min) + " and " + base::decimal(bound.max));
}

void Reader::read(const Json& in, base::Instant& out, Bound) {
    if (!in.is_string()) return add("wrong_type", "a time was expected");
    const auto when = base::parse_rfc3339(in.get_ref<const std::string&>());
    if (!when) return add("wrong_type", "a time as RFC 3339 was expected");
    out = *when;
}

void Reader::read(const Json& in, base::Day& out, Bound) {
    if (!in.is_string()) return add("wrong_type", "a date was expected");
    const auto day = base::parse_iso_date(in.get_ref<const std::string&>());
    if (!day) return add("wrong_type", "a date as YYYY-MM-DD was expected");
    out = *day;
}

int Reader::read_name(const Json& in, const std::string_view* all, std::size_t count) {
    if (!in.is_string()) {
        add("wrong_type", "a text was expected");
        return -1;
    }
    const auto& text = in.get_ref<const std::string&>();
    std::string allowed = "one of";
    for (std::size_t i = 0; i < count; ++i) {
        if (all[i] == text) return static_cast<int>(i);
        allowed += i == 0 ? " " : ", ";
        allowed += all[i];
    }
    add("not_allowed", allowed);
    return -1;
}

void Reader::report_others(const Json& in, const std::string_view* known, std::size_t count) {
    for (const auto& [key, value] : in.items()) {
        if (std::find(known, known + count, std::string_view(key)) != known + count) continue;
        const auto mark = enter(key);
        add("unknown", "this field is not known here");
        leave(mark);
    }
}

// In a query string a list is written with commas: "ratings=1,2".
const Json* Reader::array_of(const Json& in, Bound bound, Json& parts) {
    const Json* array = &in;
    if (scalars_ == Scalars::text && in.is_string()) {
        parts = Json::array();
        for (const auto part : base::split(in.get_ref<const std::string&>(), ','))
            parts.push_back(std::string(part));
        array = &parts;
    }
    if (!array->is_array()) {
        add("wrong_type", "a list was expected");
        return nullptr;
    }
    const auto most = static_cast<std::size_t>(bound.max != 0 ? bound.max : 10000);
    if (unknown_ == Unknown::refuse && array->size() > most) {
        add("too_long", "at most " + base::decimal(static_cast<std::int64_t>(most)) + " entries");
        return nullptr;
    }
    return array;
}

base::Problem invalid_fields(std::vector<base::FieldProblem> fields) {
    auto problem = base::Problem::of(base::ProblemKind::invalid, "invalid_fields",
                                     "Some fields are not acceptable.");
    problem.fields = std::move(fields);
    return problem;
}

}  // namespace vitrine::contract
