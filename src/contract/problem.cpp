#include "contract/problem.h"

namespace vitrine::contract {
namespace {

std::string text_of(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

Json problem_to_json(const base::Problem& problem, std::int32_t status) {
    Json out = Json::object();
    out["type"] = "urn:vitrine:problem:" + problem.code;
    out["status"] = status;
    out["code"] = problem.code;
    out["title"] = problem.title;
    if (!problem.detail.empty()) out["detail"] = problem.detail;
    if (!problem.request_id.empty()) out["request_id"] = problem.request_id;
    if (problem.fields.empty()) return out;
    Json& fields = out["fields"] = Json::array();
    for (const auto& field : problem.fields) {
        Json one = Json::object();
        one["path"] = field.path;
        one["code"] = field.code;
        one["detail"] = field.detail;
        fields.push_back(std::move(one));
    }
    return out;
}

base::Problem problem_from_json(base::ProblemKind kind, std::string_view body) {
    const auto json = base::parse_json(body);
    if (!json || !json->is_object() || text_of(*json, "code").empty())
        return base::Problem::of(kind, "bad_answer",
                                 "The store gave an answer nobody understands.");
    auto problem = base::Problem::of(kind, text_of(*json, "code"), text_of(*json, "title"),
                                     text_of(*json, "detail"));
    problem.request_id = text_of(*json, "request_id");
    const auto fields = json->find("fields");
    if (fields == json->end() || !fields->is_array()) return problem;
    for (const Json& field : *fields)
        if (field.is_object())
            problem.fields.push_back(
                {text_of(field, "path"), text_of(field, "code"), text_of(field, "detail")});
    return problem;
}

}  // namespace vitrine::contract
