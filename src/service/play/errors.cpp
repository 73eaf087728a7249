#include "service/play/errors.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "contract/http_status.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::ProblemKind;
using contract::Json;

constexpr int no_content = 204, bad_request_code = 400, not_here = 501;

struct Wording {
    std::string_view code, reason;  // ours, Play's
};
// The reasons that tools know, for codes of ours.
constexpr Wording reasons[] = {
    {"application_not_found", "applicationNotFound"},
    {"edit_not_found", "editNotFound"},
    {"edit_committed", "editAlreadyCommitted"},
    {"edit_expired", "editExpired"},
    {"edit_conflict", "editConflict"},
    {"listing_not_found", "listingNotFound"},
    {"track_not_found", "notFound"},
    {"not_served", "notImplemented"},
    {"version_not_growing", "apkUpgradeVersionConflict"},
    {"too_many_requests", "rateLimitExceeded"},
    {"too_many_attempts", "rateLimitExceeded"},
    {"too_many_replies", "quotaExceeded"},
    {"too_many_edits", "quotaExceeded"},
    {"too_many_uploads", "quotaExceeded"},
    {"scope_missing", "insufficientPermissions"},
};

std::string reason_of(const Problem& problem) {
    for (const Wording& one : reasons)
        if (one.code == problem.code) return std::string(one.reason);
    switch (problem.kind) {
        case ProblemKind::unauthenticated: return "authError";
        case ProblemKind::forbidden: return "forbidden";
        case ProblemKind::not_found: return "notFound";
        case ProblemKind::too_many: return "rateLimitExceeded";
        case ProblemKind::unavailable: return "backendError";
        case ProblemKind::internal: return "internalError";
        case ProblemKind::malformed:
        case ProblemKind::invalid: return "badRequest";
        default: return problem.code;
    }
}

// What is of Google's common vocabulary, and what of the publishing API's own.
std::string_view domain_of(const std::string& reason) {
    constexpr std::array<std::string_view, 9> common = {
        "authError",  "forbidden",     "notFound",      "rateLimitExceeded", "quotaExceeded",
        "badRequest", "backendError",  "internalError", "insufficientPermissions"};
    return std::ranges::find(common, reason) != common.end() ? "global" : "androidpublisher";
}

std::string_view status_word(int code, ProblemKind kind) {
    if (code == not_here) return "UNIMPLEMENTED";
    switch (kind) {
        case ProblemKind::unauthenticated: return "UNAUTHENTICATED";
        case ProblemKind::forbidden: return "PERMISSION_DENIED";
        case ProblemKind::not_found: return "NOT_FOUND";
        case ProblemKind::conflict:
        case ProblemKind::stale: return "FAILED_PRECONDITION";
        case ProblemKind::too_many: return "RESOURCE_EXHAUSTED";
        case ProblemKind::unavailable: return "UNAVAILABLE";
        case ProblemKind::internal: return "INTERNAL";
        default: return "INVALID_ARGUMENT";
    }
}

// Play says 400 where we say that a field or a rule is at fault; 409 is a real clash of two edits.
int code_of(const Problem& problem) {
    if (problem.code == "not_served") return not_here;
    // Who asks again a moment later is answered: tools try 503 again by themselves.
    if (problem.code == "upload_busy") return contract::status_of(ProblemKind::unavailable);
    if (problem.code == "edit_conflict") return contract::status_of(ProblemKind::conflict);
    if (problem.kind == ProblemKind::invalid || problem.kind == ProblemKind::conflict ||
        problem.kind == ProblemKind::malformed)
        return bad_request_code;
    if (problem.kind == ProblemKind::stale) return contract::status_of(ProblemKind::conflict);
    return contract::status_of(problem.kind);
}

std::string message_of(const Problem& problem) {
    std::string out = problem.title;
    if (!problem.detail.empty()) out += " " + problem.detail;
    for (const base::FieldProblem& one : problem.fields)
        out += " " + one.path + ": " + one.detail + ".";
    return out;
}

Json details_of(const Problem& problem, const std::string& reason) {
    const bool scope = problem.code == "scope_missing";
    Json out = Json::array();
    out.push_back({{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                   {"reason", scope ? "ACCESS_TOKEN_SCOPE_INSUFFICIENT" : reason},
                   {"domain", "androidpublisher"}});
    if (problem.fields.empty()) return out;
    Json fields = Json::array();
    for (const base::FieldProblem& one : problem.fields)
        fields.push_back({{"field", one.path}, {"description", one.detail}});
    out.push_back({{"@type", "type.googleapis.com/google.rpc.BadRequest"},
                   {"fieldViolations", std::move(fields)}});
    return out;
}

}  // namespace

http::Response json_reply(const Json& value) {
    http::Response out;
    out.set("Content-Type", "application/json; charset=UTF-8");
    out.set("Cache-Control", "no-store");
    out.body = base::dump_json(value);
    return out;
}

http::Response empty_reply() {
    http::Response out;
    out.status = no_content;
    out.set("Cache-Control", "no-store");
    return out;
}

http::Response error_reply(const Problem& problem) {
    const int code = code_of(problem);
    const std::string reason = reason_of(problem), message = message_of(problem);
    Json one = {{"message", message}, {"domain", domain_of(reason)}, {"reason", reason}};
    Json error = {{"code", code},
                  {"message", message},
                  {"errors", Json::array({std::move(one)})},
                  {"status", status_word(code, problem.kind)},
                  {"details", details_of(problem, reason)}};
    http::Response out = json_reply({{"error", std::move(error)}});
    out.status = code;
    if (problem.retry_after_s > 0) out.set("Retry-After", base::decimal(problem.retry_after_s));
    if (problem.kind == ProblemKind::unauthenticated)
        out.set("WWW-Authenticate", "Bearer realm=\"androidpublisher\"");
    return out;
}

Problem application_not_found() {
    return Problem::of(ProblemKind::not_found, "application_not_found",
                       "No application was found for the given package name.");
}
Problem edit_not_found() {
    return Problem::of(ProblemKind::not_found, "edit_not_found",
                       "No edit was found for the given id.");
}
Problem edit_over() {
    return Problem::conflict("edit_committed", "This edit has already been successfully committed. "
                                               "Please create a new edit.");
}
Problem edit_expired() {
    return Problem::conflict("edit_expired",
                             "This edit has expired. Please create a new edit.");
}
Problem not_served(std::string_view what) {
    return Problem::of(ProblemKind::conflict, "not_served",
                       "This store does not serve " + std::string(what) + ".");
}
Problem bad_request(std::string_view field, std::string_view detail) {
    return contract::invalid_fields({{std::string(field), "not_allowed", std::string(detail)}});
}
Problem no_such(std::string_view code, std::string_view title) {
    return Problem::of(ProblemKind::not_found, code, title);
}

}  // namespace vitrine::service::play
