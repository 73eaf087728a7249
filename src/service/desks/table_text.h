// Values as the lines of a table: CSV (RFC 4180) or NDJSON, from the contract's lists of fields.
//
// In CSV a field of fields becomes columns of its own ("reply.text"), a list of words one cell
// ("crash, login"), nothing an empty cell; foreign text is made safe (base/csv_line.h).
#pragma once
#include <string>
#include <string_view>

#include "base/csv_line.h"
#include "contract/codec.h"

namespace vitrine::service::desks {

using base::CsvLine;

namespace csv {

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<base::Id<Tag>> = true;

template <class T>
void put_names(CsvLine& line, const std::string& name);
template <class T>
void put_cells(CsvLine& line, const T* value);  // null: there is nothing

template <contract::HasFields T>
void put_fields_names(CsvLine& line, const std::string& prefix) {
    contract::each_field<T>([&](const auto& one) {
        using Type = typename std::decay_t<decltype(one)>::Type;
        put_names<Type>(line, prefix + one.name);
    });
}

template <class T>
void put_names(CsvLine& line, const std::string& name) {
    if constexpr (contract::is_optional<T>) put_names<typename T::value_type>(line, name);
    else if constexpr (contract::HasFields<T>) put_fields_names<T>(line, name + ".");
    else line.plain(name);
}

template <class T>
void put_cells(CsvLine& line, const T* value) {
    if constexpr (contract::is_optional<T>) {
        put_cells<typename T::value_type>(line, value && *value ? &**value : nullptr);
    } else if constexpr (contract::HasFields<T>) {
        contract::each_field<T>([&](const auto& one) {
            using Type = typename std::decay_t<decltype(one)>::Type;
            put_cells<Type>(line, value ? &(value->*one.member) : nullptr);
        });
    } else if (!value) {
        line.empty();
    } else if constexpr (std::is_same_v<T, std::string>) {
        line.text(*value);
    } else if constexpr (is_id<T>) {
        line.text(value->text);
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        std::string all;
        for (const std::string& one : *value) all += (all.empty() ? "" : ", ") + one;
        line.text(all);
    } else {
        const contract::Json json = contract::encode(*value);
        line.plain(json.is_string() ? json.template get<std::string>() : base::dump_json(json));
    }
}

}  // namespace csv

template <contract::HasFields T>
std::string csv_header() {
    CsvLine line;
    csv::put_fields_names<T>(line, "");
    return line.take();
}
template <contract::HasFields T>
std::string csv_line(const T& value) {
    CsvLine line;
    csv::put_cells(line, &value);
    return line.take();
}
template <contract::HasFields T>
std::string json_line(const T& value) {
    return base::dump_json(contract::encode(value)) + "\n";
}

}  // namespace vitrine::service::desks
