#include "contract/openapi.h"

#include "contract/api.h"
#include "contract/http_status.h"
#include "contract/schema.h"
#include "contract/stream.h"

namespace vitrine::contract {
namespace {

using base::ProblemKind;

constexpr const char* problem_ref = "#/components/schemas/Problem";

struct Refused {
    ProblemKind kind;
    const char* description;
};

// What the sheet itself may answer, whatever the endpoint.
constexpr Refused common[] = {
    {ProblemKind::malformed, "The request is not what the protocol asks for."},
    {ProblemKind::invalid, "A field is missing, unknown, of the wrong type or out of bounds."},
    {ProblemKind::too_many, "Too many requests; Retry-After says when."},
    {ProblemKind::unavailable, "The store cannot answer now; Retry-After says when."},
};
constexpr Refused of_sessions[] = {
    {ProblemKind::unauthenticated, "Nobody is signed in, or the session is over."},
    {ProblemKind::forbidden, "This role may not, or the CSRF token does not match."},
    {ProblemKind::not_found, "Unknown, or not yours to see."},
};
constexpr Refused of_bodies[] = {
    {ProblemKind::conflict, "A rule of the store says no; `code` is its reason."},
    {ProblemKind::too_large, "The body is too large."},
    {ProblemKind::unsupported_media, "The body is not application/json."},
};
constexpr Refused of_revisions[] = {
    {ProblemKind::stale, "Somebody was faster; `current` holds the state as it is now."},
};

std::string lower_verb(Verb verb) {
    return base::lower_ascii(name_of(verb));
}

bool is_write(Verb verb) {
    return verb != Verb::get;
}

Json problem_schema() {
    const Json text = {{"type", "string"}};
    Json field = {{"type", "object"},
                  {"properties", {{"path", text}, {"code", text}, {"detail", text}}},
                  {"required", {"path", "code", "detail"}}};
    return {{"type", "object"},
            {"description", "RFC 9457"},
            {"properties",
             {{"type", text},
              {"status", {{"type", "integer"}}},
              {"code", text},
              {"title", text},
              {"detail", text},
              {"request_id", text},
              {"fields", {{"type", "array"}, {"items", field}}},
              {"current", {{"description", "with a stale write: the state as it is now"}}},
              {"yours", {{"description", "with a stale edit: what it would have left"}}},
              {"merged", {{"description", "`current` with what only your edit changed"}}},
              {"conflicts",
               {{"type", "array"},
                {"items", text},
                {"description", "the parts that both changed; `merged` has them as they stand"}}}}},
            {"required", {"type", "status", "code", "title"}}};
}

Json problem_response(const char* description) {
    return {{"description", description},
            {"content", {{"application/problem+json", {{"schema", {{"$ref", problem_ref}}}}}}}};
}

std::string response_name(ProblemKind kind) {
    return "Problem" + base::decimal(status_of(kind));
}

template <std::size_t Count>
void add_refused(Json& responses, const Refused (&all)[Count]) {
    for (const Refused& one : all)
        responses[base::decimal(status_of(one.kind))] = {
            {"$ref", "#/components/responses/" + response_name(one.kind)}};
}

// What add_refused refers to: half of the document, were it said at every operation.
Json refused_responses() {
    Json out = Json::object();
    const auto add = [&](const auto& all) {
        for (const Refused& one : all)
            out[response_name(one.kind)] = problem_response(one.description);
    };
    add(common);
    add(of_sessions);
    add(of_bodies);
    add(of_revisions);
    return out;
}

const char* place_of(const Call& call, std::string_view name) {
    if (name == "if_match") return "header";
    const std::string brace = "{" + std::string(name) + "}";
    return call.path.find(brace) == std::string_view::npos ? "query" : "path";
}

Json header(const char* name, const char* description, bool required) {
    return {{"name", name},
            {"in", "header"},
            {"required", required},
            {"description", description},
            {"schema", {{"type", "string"}, {"maxLength", 200}}}};
}

Json team_query() {
    return {{"name", team_parameter},
            {"in", "query"},
            {"required", false},
            {"description", "which of my teams this is about; else the one I joined first"},
            {"schema", {{"type", "string"}, {"maxLength", 200}}}};
}

// The parameters of most operations, said once; parameters_of refers to them by name.
Json shared_parameters() {
    return {{"Team", team_query()},
            {"CsrfToken", header("X-CSRF-Token",
                                 "Me.csrf_token; required with a session cookie, not with a key",
                                 false)},
            {"IdempotencyKey",
             header("Idempotency-Key", "the same key gives the same answer for 24 h", false)}};
}

Json shared_parameter(std::string_view name) {
    return {{"$ref", "#/components/parameters/" + std::string(name)}};
}

// A session, or a key with one of the scopes that give the right; none: people only.
Json security_of(const Call& call) {
    if (call.access == Access::anyone) return Json::array();
    Json out = Json::array({Json{{"session", Json::array()}}});
    const ScopeSet scopes = row_of(call.right).scopes;
    Json names_of_scopes = Json::array();
    constexpr auto all = names(static_cast<const Scope*>(nullptr));
    for (std::size_t i = 0; i < all.size(); ++i)
        if ((scopes & bit(static_cast<Scope>(i))) != 0) names_of_scopes.push_back(all[i]);
    // One of several scopes is enough where everybody known may ask: then none is named.
    if (names_of_scopes.size() > 1) names_of_scopes = Json::array();
    if (scopes != 0) out.push_back(Json{{"key", names_of_scopes}});
    return out;
}

template <class Request>
Json parameters_of(const Call& call, Schemas& schemas) {
    Json out = Json::array();
    each_field<Request>([&](const auto& one) {
        using Type = typename std::decay_t<decltype(one)>::Type;
        if (!travels_as_text(call, one.name)) return;
        const std::string_view name = one.name;
        Json parameter = {{"name", name == "if_match" ? "If-Match" : one.name},
                          {"in", place_of(call, name)},
                          {"required", !is_optional<Type> && !is_list<Type>},
                          {"schema", schemas.of<Type>(one.bound)}};
        if (is_list<Type>) parameter["explode"] = false;  // "ratings=1,2"
        out.push_back(std::move(parameter));
    });
    if (call.access != Access::anyone) out.push_back(shared_parameter("Team"));
    if (!is_write(call.verb)) return out;
    if (call.access != Access::anyone) out.push_back(shared_parameter("CsrfToken"));
    constexpr bool guarded = requires(Request ask) { ask.password; } ||
                             requires(Request ask) { ask.code; } ||
                             requires(Request ask) { ask.token; };
    if (call.verb != Verb::remove && !guarded)
        out.push_back(shared_parameter("IdempotencyKey"));
    return out;
}

template <class Request>
Json body_of(const Call& call, Schemas& schemas) {
    Json schema = schemas.object_of<Request>(
        [&](std::string_view name) { return !travels_as_text(call, name); });
    return {{"required", schema.contains("required")},
            {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

// A body that is not held is not remembered either: its own name or place makes it repeatable.
void drop_idempotency_key(Json& operation) {
    Json kept = Json::array();
    for (const Json& one : operation["parameters"])
        if (one != shared_parameter("IdempotencyKey")) kept.push_back(one);
    operation["parameters"] = std::move(kept);
}

// A body of bytes, said at an operation that was described as one of JSON.
void take_bytes(Json& operation) {
    drop_idempotency_key(operation);
    operation["requestBody"] = {
        {"required", true}, {"content", {{"application/octet-stream", Json::object()}}}};
    operation["responses"][base::decimal(status_of(ProblemKind::unsupported_media))] =
        problem_response("The body is not application/octet-stream.");
}

// An answer that is a file, said at an operation that was described as one of JSON.
void give_file(Json& operation) {
    operation["responses"]["200"] = {
        {"description", "The file, in chunks; without its last chunk it is not whole."},
        {"content", {{"text/csv", Json::object()}, {"application/x-ndjson", Json::object()}}}};
}

// The same for an image, in and out.
void take_image(Json& operation) {
    operation["requestBody"]["content"] = {{"image/png", Json::object()},
                                           {"image/jpeg", Json::object()},
                                           {"application/octet-stream", Json::object()}};
    operation["responses"][base::decimal(status_of(ProblemKind::unsupported_media))] =
        problem_response("The body is no image, or encoded.");
}
void give_image(Json& operation) {
    operation["responses"]["200"] = {
        {"description", "The image as it was sent."},
        {"content", {{"image/png", Json::object()}, {"image/jpeg", Json::object()}}}};
}

// A body of one JSON value a line.
template <class Line>
void take_lines(Json& operation, Schemas& schemas) {
    drop_idempotency_key(operation);
    operation["requestBody"] = {
        {"required", true},
        {"content", {{"application/x-ndjson", {{"schema", schemas.of<Line>({})}}}}}};
    operation["parameters"].push_back(
        header("Content-Encoding", "gzip, or absent for a body as it is", false));
    operation["responses"][base::decimal(status_of(ProblemKind::unsupported_media))]
             ["description"] = "The body is not application/x-ndjson, or packed otherwise.";
}

template <class Request>
bool has_field(std::string_view wanted) {
    bool found = false;
    each_field<Request>([&](const auto& one) { found = found || wanted == one.name; });
    return found;
}

template <class Endpoint>
Json responses_of(Schemas& schemas) {
    constexpr const Call& call = Endpoint::call;
    const Json schema = schemas.of<typename Endpoint::Reply>({});
    Json out = {{"200",
                 {{"description", "Done."},
                  {"content", {{"application/json", {{"schema", schema}}}}}}}};
    add_refused(out, common);
    if (call.access != Access::anyone || !call.codes.empty())
        add_refused(out, of_sessions);
    if (is_write(call.verb)) add_refused(out, of_bodies);
    if (has_field<typename Endpoint::Request>("if_match"))
        add_refused(out, of_revisions);
    return out;
}

template <class Endpoint>
Json operation_of(Schemas& schemas) {
    constexpr const Call& call = Endpoint::call;
    using Request = typename Endpoint::Request;
    Json out = {{"operationId", type_name<Endpoint>()}, {"summary", call.summary}};
    out["parameters"] = parameters_of<Request>(call, schemas);
    if (is_write(call.verb) && call.verb != Verb::remove)
        out["requestBody"] = body_of<Request>(call, schemas);
    out["responses"] = responses_of<Endpoint>(schemas);
    out["security"] = security_of(call);
    if (call.access != Access::anyone) out["x-right"] = name_of(call.right);
    if constexpr (requires { typename Endpoint::Line; })
        take_lines<typename Endpoint::Line>(out, schemas);
    else if constexpr (requires { Endpoint::takes_bytes; }) take_bytes(out);
    if constexpr (requires { Endpoint::takes_image; }) take_image(out);
    if constexpr (requires { Endpoint::gives_file; }) give_file(out);
    if constexpr (requires { Endpoint::gives_image; }) give_image(out);
    if (call.codes.empty()) return out;
    Json& codes = out["x-problem-codes"] = Json::array();
    for (const auto code : base::split(call.codes, ',')) codes.push_back(code);
    return out;
}

Json stream_operation(Schemas& schemas) {
    Json out = {{"operationId", "Stream"},
                {"summary", "Changes as server-sent events; resumable by Last-Event-ID."}};
    out["parameters"] = Json::array(
        {header("Last-Event-ID", "the number of the last event seen", false),
         shared_parameter("Team")});
    out["security"] = Json::array({Json{{"session", Json::array()}}, Json{{"key", Json::array()}}});
    out["responses"]["200"] = {
        {"description", "`data:` of each event is a Change."},
        {"content", {{"text/event-stream", {{"schema", schemas.of<Change>({})}}}}}};
    add_refused(out["responses"], common);
    add_refused(out["responses"], of_sessions);
    return out;
}

// What the store sends to a webhook.
Json hook_operation(Schemas& schemas) {
    Json out = {{"operationId", "Event"},
                {"summary", "A delivery to a webhook; any 2xx takes it, else it is tried again."}};
    out["parameters"] = Json::array(
        {header("Vitrine-Event", "the kind, as in the body", true),
         header("Vitrine-Delivery", "the delivery's id; a replay has another one", true),
         header("Vitrine-Signature",
                "t=SECONDS,v1=HEX: HMAC-SHA256 of SECONDS + '.' + body under the secret", true)});
    out["security"] = Json::array();
    out["requestBody"] = {
        {"required", true},
        {"content", {{"application/json", {{"schema", schemas.of<HookBody>({})}}}}}};
    out["responses"]["200"] = {{"description", "Taken."}};
    return out;
}

}  // namespace

Json openapi() {
    Schemas schemas;
    Json out = {{"openapi", "3.1.0"},
                {"info",
                 {{"title", "Vitrine store"},
                  {"version", "1"},
                  {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                {"security", Json::array({Json{{"session", Json::array()}}})}};
    Json& paths = out["paths"] = Json::object();
    StoreApi::each([&]<class Endpoint>() {
        paths[std::string(Endpoint::call.path)][lower_verb(Endpoint::call.verb)] =
            operation_of<Endpoint>(schemas);
    });
    paths[std::string(stream_path)]["get"] = stream_operation(schemas);
    out["webhooks"]["event"]["post"] = hook_operation(schemas);
    Json& components = out["components"] = Json::object();
    components["schemas"] = schemas.components();
    components["schemas"]["Problem"] = problem_schema();
    components["responses"] = refused_responses();
    components["parameters"] = shared_parameters();
    components["securitySchemes"]["session"] = {
        {"type", "apiKey"}, {"in", "cookie"}, {"name", "vt_session"}};
    components["securitySchemes"]["key"] = {
        {"type", "http"}, {"scheme", "bearer"}, {"description", "an API key: vtk_..."}};
    return out;
}

}  // namespace vitrine::contract
