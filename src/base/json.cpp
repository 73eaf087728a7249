#include "base/json.h"

namespace vitrine::base {
#ifdef VT_SMALL_JSON
Result<Json> parse_json(std::string_view text) {
    auto value = Json::parse(text, json_depth_max);
    if (!value)
        return refused(
            Problem::of(ProblemKind::malformed, "json_malformed", "The text is not valid JSON."));
    return std::move(*value);
}

std::string dump_json(const Json& value) { return value.dump(); }
#else
namespace {

// Depth is counted before parsing: nlohmann's DOM is destroyed recursively, so a document of
// 100,000 opening brackets must never become one.
bool too_deep(std::string_view text) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
            continue;
        }
        if (c == '"') in_string = true;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (depth > json_depth_max) return true;
    }
    return false;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    if (too_deep(text))
        return refused(
            Problem::of(ProblemKind::malformed, "json_too_deep", "The JSON is nested too deeply."));
    Json value = Json::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded())
        return refused(
            Problem::of(ProblemKind::malformed, "json_malformed", "The text is not valid JSON."));
    return value;
}

std::string dump_json(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}
#endif

}  // namespace vitrine::base
