// Fields as files write them, read into our types; and which column feeds which field.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace vitrine::service::import {

// "2022-02-15T01:36:46" (a zone is honoured, none means UTC), the same with a space, or a date
// alone (then 12:00 UTC, so that no zone moves it to another day). nullopt for anything else.
std::optional<base::Instant> lenient_instant(std::string_view text);

// "5", "4.0", "4,5": rounded half up on a scale of 1..`scale` and mapped to 1..5. nullopt: not a
// number, or off the scale. "" is not asked here: it means "without a rating".
std::optional<std::int32_t> rating_of(std::string_view text, std::int32_t scale);

// "1,000+", "10.000", "5 000" -> 1000, 10000, 5000; nullopt when there is no digit.
std::optional<std::int64_t> count_in(std::string_view text);

// "com.example.app" as we demand package names, or nullopt; what a store calls differently
// ("10180", "bank:BOA", "film:40173", a bare name) becomes "imported.bank_boa". Deterministic.
std::string package_name_for(std::string_view source_id);

// Text cut to `code_points` at a code point's edge.
std::string cut_to(std::string_view utf8, std::size_t code_points);

// "column=field,column=field": which column of the file feeds which of our fields. A column may
// also be given by number ("#3=text", from 1). Refuses (invalid): an unknown field, no '='.
using ColumnMap = std::vector<std::pair<std::string, std::string>>;  // column, field
base::Result<ColumnMap> parse_map(std::string_view text,
                                  const std::vector<std::string_view>& known_fields);

// For each known field the index of its column in `header`, or -1. Names compare without case and
// outer space. Refuses (invalid): a mapped column that the header does not have.
base::Result<std::vector<int>> columns_of(const std::vector<std::string>& header,
                                          const ColumnMap& map,
                                          const std::vector<std::string_view>& known_fields);

// Valid UTF-8; true when it had to be repaired.
bool repair_utf8(std::string& text);

}  // namespace vitrine::service::import
