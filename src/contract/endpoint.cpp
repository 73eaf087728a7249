#include "contract/endpoint.h"

namespace vitrine::contract {
namespace {

bool in_braces(std::string_view path, std::string_view name) {
    for (std::size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1))
        if (path.substr(at + 1, name.size() + 1) == std::string(name) + "}") return true;
    return false;
}

bool has_body(Verb verb) {
    return verb == Verb::post || verb == Verb::put || verb == Verb::patch;
}

// A scalar as it stands in a path or query; a list joined by commas.
std::string as_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return base::dump_json(value);
    std::string out;
    for (const Json& one : value) {
        if (!out.empty()) out += ',';
        out += as_text(one);
    }
    return out;
}

void fill_brace(std::string& path, const std::string& name, const Json& value) {
    const std::string brace = "{" + name + "}";
    path.replace(path.find(brace), brace.size(), base::percent_encode(as_text(value)));
}

base::Problem twice(const std::string& name) {
    return invalid_fields({{name, "not_allowed", "given more than once"}});
}

}  // namespace

bool travels_as_text(const Call& call, std::string_view name) {
    return name == "if_match" || name == "dry_run" || name == "batch" || !has_body(call.verb) ||
           in_braces(call.path, name);
}

Outgoing outgoing(const Call& call, const Json& all) {
    Outgoing out{call.verb, std::string(call.path), {}, {}};
    base::Query query;
    Json body = Json::object();
    for (const auto& [name, value] : all.items()) {
        if (value.is_null() || (value.is_array() && value.size() == 0 && !has_body(call.verb)))
            continue;
        if (name == "if_match") out.if_match = as_text(value);
        else if (in_braces(call.path, name)) fill_brace(out.path, name, value);
        else if (travels_as_text(call, name)) query.emplace_back(name, as_text(value));
        else body[name] = value;
    }
    if (!query.empty()) out.path += "?" + base::write_query(query);
    if (has_body(call.verb)) out.body = base::dump_json(body);
    return out;
}

base::Result<Parts> gather(const Call& call, const Incoming& in) {
    Parts parts{Json::object(), Json::object()};
    if (has_body(call.verb) && !in.body.empty()) {
        auto body = base::parse_json(in.body);
        if (!body) return base::refused(std::move(body.error()));
        if (!body->is_object())
            return base::refused(base::Problem::of(base::ProblemKind::malformed, "json_not_object",
                                                   "The body must be a JSON object."));
        parts.body = std::move(*body);
    }
    for (const base::Query* source : {&in.path, &in.query}) {
        for (const auto& [name, value] : *source) {
            if (parts.text.find(name) != parts.text.end()) return base::refused(twice(name));
            parts.text[name] = value;
        }
    }
    if (!in.if_match.empty()) parts.text["if_match"] = in.if_match;
    return parts;
}

}  // namespace vitrine::contract
