// From C++ values to JSON and back, driven by one list of fields per type.
//
// A type joins by a free function beside it, found by argument-dependent lookup:
//
//     constexpr auto fields(const Reply*) {
//         return field_list(field("text", &Reply::text, max_length(350)), field("at", &Reply::at));
//     }
//
// and an enum by `constexpr auto names(const Stage*)` giving an array of its names in order.
// The same list feeds the OpenAPI document (openapi.h) and the routing of requests (endpoint.h).
//
// Mapping: std::optional <-> null or absent; std::vector <-> array; Instant <-> RFC 3339 string;
// Day <-> "YYYY-MM-DD"; Id <-> string; int64 that can pass 2^53 is never sent as a number.
// decode() names every wrong field by its path, not only the first.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/result.h"
#include "base/text.h"

// A field is one call of one shared function: inlined, the codec alone was 100 KB of the wasm.
#define VT_NOINLINE [[gnu::noinline]]

namespace vitrine::contract {

using base::Json;

// What a field's value must keep besides its type. Lengths count code points.
struct Bound {
    std::int32_t min = 0, max = 0;  // 0, 0: no bound
};

constexpr Bound max_length(std::int32_t most) { return {0, most}; }
constexpr Bound length(std::int32_t least, std::int32_t most) { return {least, most}; }
constexpr Bound range(std::int32_t least, std::int32_t most) { return {least, most}; }

template <class Owner, class T>
struct Field {
    using Type = T;
    const char* name;
    T Owner::*member;
    Bound bound;
};

template <class Owner, class T>
constexpr Field<Owner, T> field(const char* name, T Owner::*member, Bound bound = {}) {
    return {name, member, bound};
}

// A type's fields in their order: passes them all to what it is called with. A closure and no
// std::tuple, with which every source that knows the contract took two seconds longer.
template <class... Fields>
constexpr auto field_list(Fields... all) {
    return [all...](auto&& take) { return take(all...); };
}

template <class T>
concept HasFields = requires { fields(static_cast<const T*>(nullptr)); };
template <class T>
concept HasNames = std::is_enum_v<T> && requires { names(static_cast<const T*>(nullptr)); };

template <class T, class Visit>
constexpr void each_field(Visit visit) {
    constexpr auto all = fields(static_cast<const T*>(nullptr));
    all([&](const auto&... one) { (visit(one), ...); });
}

template <HasNames E>
constexpr std::string_view name_of(E value) {
    return names(static_cast<const E*>(nullptr))[static_cast<std::size_t>(value)];
}

template <HasNames E>
std::optional<E> value_of(std::string_view name) {
    constexpr auto all = names(static_cast<const E*>(nullptr));
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] == name) return static_cast<E>(i);
    return std::nullopt;
}

// ---- encode -------------------------------------------------------------------------------

VT_NOINLINE inline Json encode(const std::string& value) { return value; }
VT_NOINLINE inline Json encode(bool value) { return value; }
VT_NOINLINE inline Json encode(std::int32_t value) { return value; }
VT_NOINLINE inline Json encode(std::int64_t value) { return value; }
VT_NOINLINE inline Json encode(double value) { return value; }
VT_NOINLINE inline Json encode(base::Instant value) { return base::rfc3339(value); }
VT_NOINLINE inline Json encode(base::Day value) { return base::iso_date(value); }
template <class Tag>
Json encode(const base::Id<Tag>& id) { return id.text; }
template <HasNames E>
Json encode(E value) { return std::string(name_of(value)); }
template <class T>
Json encode(const std::optional<T>& value);
template <class T>
Json encode(const std::vector<T>& values);

VT_NOINLINE void put(Json& object, const char* name, Json value);

template <HasFields T>
VT_NOINLINE Json encode(const T& value) {
    Json out = Json::object();
    each_field<T>([&](const auto& one) { put(out, one.name, encode(value.*one.member)); });
    return out;
}
template <class T>
VT_NOINLINE Json encode(const std::optional<T>& value) {
    return value ? encode(*value) : Json(nullptr);
}
template <class T>
VT_NOINLINE Json encode(const std::vector<T>& values) {
    Json out = Json::array();
    for (const T& value : values) out.push_back(encode(value));
    return out;
}

// ---- decode -------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

enum class Unknown : std::uint8_t { refuse, ignore };  // fields that the type does not have
enum class Scalars : std::uint8_t { json, text };      // text: from a path or query string

// Walks one JSON value and collects every problem with its path. Not thread-safe, one use.
class Reader {
public:
    Reader(Unknown unknown, Scalars scalars) : unknown_(unknown), scalars_(scalars) {}

    std::vector<base::FieldProblem> take_problems() { return std::move(problems_); }

    VT_NOINLINE void read(const Json& in, std::string& out, Bound bound);
    VT_NOINLINE void read(const Json& in, bool& out, Bound bound);
    VT_NOINLINE void read(const Json& in, std::int32_t& out, Bound bound);
    VT_NOINLINE void read(const Json& in, std::int64_t& out, Bound bound);
    VT_NOINLINE void read(const Json& in, double& out, Bound bound);
    VT_NOINLINE void read(const Json& in, base::Instant& out, Bound bound);
    VT_NOINLINE void read(const Json& in, base::Day& out, Bound bound);

    template <class Tag>
    void read(const Json& in, base::Id<Tag>& out, Bound) { read(in, out.text, length(1, 200)); }

    template <HasNames E>
    VT_NOINLINE void read(const Json& in, E& out, Bound) {
        constexpr auto all = names(static_cast<const E*>(nullptr));
        const int at = read_name(in, all.data(), all.size());
        if (at >= 0) out = static_cast<E>(at);
    }
    template <class T>
    VT_NOINLINE void read(const Json& in, std::optional<T>& out, Bound bound) {
        if (in.is_null()) return out.reset();
        read(in, out.emplace(), bound);
    }
    template <class T>
    VT_NOINLINE void read(const Json& in, std::vector<T>& out, Bound bound) {
        Json parts;
        const Json* array = array_of(in, bound, parts);
        if (!array) return;
        out.resize(array->size());
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto mark = enter(base::decimal(static_cast<std::int64_t>(i)));
            if constexpr (std::is_same_v<T, bool>) {  // std::vector<bool> has no references to give
                bool one = false;
                read((*array)[i], one, {});
                out[i] = one;
            } else {
                read((*array)[i], out[i], {});
            }
            leave(mark);
        }
    }
    template <HasFields T>
    VT_NOINLINE void read(const Json& in, T& out, Bound) {
        if (!in.is_object()) return add("wrong_type", "an object was expected");
        each_field<T>([&](const auto& one) {
            member(in, one.name, out.*one.member, one.bound);
        });
        if (unknown_ == Unknown::refuse) report_unknown<T>(in);
    }

    // Reads `object`'s field `name`; only an optional one, or a list in a query, may be absent.
    template <class T>
    VT_NOINLINE void member(const Json& object, const char* name, T& out, Bound bound) {
        const Json* value = find(object, name);
        const auto mark = enter(name);
        if (value) read(*value, out, bound);
        else if (!may_be_absent<T>()) add("missing", "this field is required");
        leave(mark);
    }
    // Reports every field of `in` that T does not have.
    template <class T>
    void report_unknown(const Json& in) {
        static constexpr auto known =
            fields(static_cast<const T*>(nullptr))([](const auto&... one) {
                return std::array<std::string_view, sizeof...(one)>{one.name...};
            });
        report_others(in, known.data(), known.size());
    }

private:
    template <class T>
    bool may_be_absent() const {
        return is_optional<T> || (is_list<T> && scalars_ == Scalars::text);
    }

    VT_NOINLINE static const Json* find(const Json& object, const char* name);
    VT_NOINLINE std::size_t enter(std::string_view step);
    void leave(std::size_t mark) { path_.resize(mark); }
    VT_NOINLINE void add(std::string_view code, std::string_view detail);
    void report_others(const Json& in, const std::string_view* known, std::size_t count);
    VT_NOINLINE int read_name(const Json& in, const std::string_view* all, std::size_t count);
    VT_NOINLINE const Json* array_of(const Json& in, Bound bound, Json& parts);
    bool read_integer(const Json& in, std::int64_t& out);

    Unknown unknown_;
    Scalars scalars_;
    std::string path_;
    std::vector<base::FieldProblem> problems_;
};

// Refuses (invalid, code "invalid_fields") with every wrong field named.
base::Problem invalid_fields(std::vector<base::FieldProblem> fields);

template <class T>
base::Result<T> decode(const Json& in, Unknown unknown, Scalars scalars = Scalars::json) {
    Reader reader(unknown, scalars);
    T out{};
    reader.read(in, out, {});
    auto problems = reader.take_problems();
    if (!problems.empty()) return base::refused(invalid_fields(std::move(problems)));
    return out;
}

}  // namespace vitrine::contract
