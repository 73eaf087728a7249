// nlohmann/json, and the one way to parse a text with it. The browser's build has VT_SMALL_JSON:
// there Json is our own value with the same names, a tenth of the code (small_json.h).
#pragma once
#ifdef VT_SMALL_JSON
#include "base/small_json.h"
#else
#include <nlohmann/json.hpp>
#endif
#include <string_view>

#include "base/result.h"

namespace vitrine::base {

#ifdef VT_SMALL_JSON
using Json = SmallJson;
#else
using Json = nlohmann::json;
#endif

inline constexpr int json_depth_max = 64;

// Refuses (malformed): text that is not JSON or not UTF-8, or nested deeper than json_depth_max.
Result<Json> parse_json(std::string_view text);
// Never fails: wrong UTF-8 in strings is replaced by U+FFFD.
std::string dump_json(const Json& value);

}  // namespace vitrine::base
