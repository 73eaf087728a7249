#include "contract/schema.h"

namespace vitrine::contract {
namespace {

Json number(const char* type, Bound bound) {
    Json out = {{"type", type}};
    if (bound.min == 0 && bound.max == 0) return out;
    out["minimum"] = bound.min;
    out["maximum"] = bound.max;
    return out;
}

}  // namespace

Json Schemas::scalar(const std::string*, Bound bound) {
    Json out = {{"type", "string"}};
    if (bound.min != 0) out["minLength"] = bound.min;
    if (bound.max != 0) out["maxLength"] = bound.max;
    return out;
}
Json Schemas::scalar(const bool*, Bound) {
    return {{"type", "boolean"}};
}
Json Schemas::scalar(const std::int32_t*, Bound bound) {
    return number("integer", bound);
}
Json Schemas::scalar(const std::int64_t*, Bound bound) {
    return number("integer", bound);
}
Json Schemas::scalar(const double*, Bound bound) {
    return number("number", bound);
}
Json Schemas::scalar(const base::Instant*, Bound) {
    return {{"type", "string"}, {"format", "date-time"}};
}
Json Schemas::scalar(const base::Day*, Bound) {
    return {{"type", "string"}, {"format", "date"}};
}

Json Schemas::nullable(Json schema) {
    if (schema.contains("type")) {
        schema["type"] = Json::array({schema["type"], "null"});
        return schema;
    }
    return {{"anyOf", Json::array({std::move(schema), Json{{"type", "null"}}})}};
}

Json Schemas::list(Json items, Bound bound) {
    Json out = {{"type", "array"}, {"items", std::move(items)}};
    if (bound.max != 0) out["maxItems"] = bound.max;
    return out;
}

}  // namespace vitrine::contract
