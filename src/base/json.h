// nlohmann/json, the project's only JSON library, and the one way to parse a text with it.
#pragma once
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/result.h"

namespace vitrine::base {

using Json = nlohmann::json;

inline constexpr int json_depth_max = 64;

// Refuses (malformed): text that is not JSON or not UTF-8, or nested deeper than json_depth_max.
Result<Json> parse_json(std::string_view text);
// Never fails: wrong UTF-8 in strings is replaced by U+FFFD.
std::string dump_json(const Json& value);

}  // namespace vitrine::base
