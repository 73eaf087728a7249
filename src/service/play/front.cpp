#include "service/play/front.h"

#include "base/text.h"
#include "service/http/unpack.h"
#include "service/play/commit.h"
#include "service/play/edit.h"
#include "service/play/methods.h"
#include "service/play/tokens.h"
#include "service/play/uploads.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using http::Request;
using http::Response;

constexpr std::string_view calls = "/androidpublisher/v3/", assertions = "/oauth2/token",
                           exchange = "/sts/token";
constexpr std::size_t unpacked_bytes_max = 1 << 20;

struct Whole final : http::TakesBytes {
    std::string bytes;
    Result<void> take(std::string_view more) override {
        if (bytes.size() + more.size() > unpacked_bytes_max)
            return refused(Problem::of(ProblemKind::too_large, "body_too_large",
                                       "The body of the request is too large."));
        bytes += more;
        return {};
    }
};

// Java's client packs what it says.
Result<std::string> body_of(const Request& request) {
    const std::string* coding = request.find("content-encoding");
    if (!coding || request.body.empty()) return request.body;
    if (base::lower_ascii(base::trimmed(*coding)) != "gzip")
        return refused(Problem::of(ProblemKind::unsupported_media, "not_json",
                                   "The body must be JSON, as it is or gzip."));
    Whole whole;
    http::Unpacker unpacker;
    auto done = unpacker.give(request.body, whole);
    if (done) done = unpacker.finish();
    if (!done) return refused(done.error());
    return std::move(whole.bytes);
}

Result<Json> json_in(const Request& request) {
    const auto body = body_of(request);
    if (!body) return refused(body.error());
    if (base::trimmed(*body).empty()) return Json::object();
    auto json = base::parse_json(*body);
    if (!json || !json->is_object())
        return refused(Problem::of(ProblemKind::malformed, "body_malformed",
                                   "Invalid JSON payload received: an object was expected."));
    return json;
}

// The part of the path that names a call; "" when it is none of ours.
std::string_view call_in(std::string_view path) {
    const std::string_view upload = upload_call_in(path);
    if (!upload.empty()) return upload;
    return path.starts_with(calls) ? path.substr(calls.size()) : std::string_view();
}

std::string_view verb_of(const Ask& ask) {
    const bool upload = !upload_call_in(ask.path).empty();
    if (upload && (ask.request.method == "PUT" || ask.request.method == "DELETE") &&
        base::find_value(ask.query, "upload_id"))
        return "POST";  // on the way to what was begun by a POST
    return ask.request.method == "HEAD" ? std::string_view("GET") : ask.request.method;
}

FoundMethod found_for(const Ask& ask) {
    const std::string_view call = call_in(ask.path);
    return call.empty() ? FoundMethod() : find_method(verb_of(ask), call);
}

std::optional<Problem> refuse(const FoundMethod& found, const Ask& ask) {
    if (!found.method && found.other_verb)
        return Problem::of(ProblemKind::method_not_allowed, "method_not_allowed",
                           "This address does not take that method.");
    if (!found.method)
        return Problem::of(ProblemKind::not_found, "address_not_found",
                           "There is no such method.");
    if (!found.method->served()) return not_served(found.method->id);
    const contract::Right right = found.method->right;
    if (ask.who->may_somewhere(right)) return std::nullopt;
    if (!ask.who->scopes) return Problem::forbidden();
    return Problem::of(ProblemKind::forbidden, "scope_missing",
                       "Request had insufficient authentication scopes.",
                       "The service account lacks the right " +
                           std::string(contract::name_of(right)) + ".");
}

}  // namespace

bool Front::takes(std::string_view path) {
    return is_token(path) || path.starts_with(calls) || !upload_call_in(path).empty();
}

bool Front::is_token(std::string_view path) {
    return path == assertions || path == exchange;
}

Work Front::work_of(const Request& head) {
    const std::string_view path = std::string_view(head.target).substr(0, head.target.find('?'));
    if (!upload_call_in(path).empty()) return upload_work(head);
    const bool whole = path.ends_with(":commit") || path.ends_with(":validate");
    return whole ? Work::slow : Work::quick;
}

std::string Front::name_of(const Ask& ask) {
    if (is_token(ask.path)) return ask.path;
    const auto found = found_for(ask);
    return found.method ? std::string(found.method->id) : "androidpublisher";
}

Result<desks::Caller> Front::caller_of(std::string_view token) {
    if (token.starts_with(desks::key_prefix)) return desks_.keys.caller_of(token);
    return caller_of_token(world_, desks_, token);
}

Response Front::refusal(const Problem& problem) {
    return error_reply(problem);
}

Response Front::token(const Ask& ask) {
    if (ask.request.method != "POST")
        return error_reply(Problem::of(ProblemKind::method_not_allowed, "method_not_allowed",
                                       "A POST was expected."));
    const auto form = base::parse_query(ask.request.body);
    if (!form)
        return error_reply(Problem::of(ProblemKind::malformed, "form_malformed",
                                       "The body is no form."));
    if (ask.path == exchange) return trade_subject(world_, desks_, *form);
    return trade_assertion(world_, desks_, *form, ask.store + std::string(assertions));
}

Response Front::answer(const Ask& ask) {
    auto found = found_for(ask);
    if (auto problem = refuse(found, ask)) return error_reply(*problem);
    Bench bench{world_, desks_};
    Visit visit{*ask.who, std::move(found.values), ask.query, ask.store, Json::object()};
    if (!upload_call_in(ask.path).empty() && found.method->upload != Upload::none)
        return upload_answer(bench, *found.method, visit, ask);
    if (!found.method->serve) return error_reply(not_served("an upload at this address"));
    auto body = json_in(ask.request);
    if (!body) return error_reply(body.error());
    visit.body = std::move(*body);
    const auto said = found.method->serve(bench, visit);
    if (!said) return error_reply(said.error());
    return said->is_null() ? empty_reply() : json_reply(*said);
}

Begun Front::begin(const Ask& ask) {
    auto found = found_for(ask);
    if (auto problem = refuse(found, ask)) return {error_reply(*problem), nullptr};
    if (found.method->upload == Upload::none)
        return {error_reply(not_served("an upload at this address")), nullptr};
    return upload_begin({world_, desks_}, *found.method,
                        Visit{*ask.who, std::move(found.values), ask.query, ask.store,
                              Json::object()},
                        ask);
}

void Front::tend() {
    Bench bench{world_, desks_};
    start_approved(bench);
}

void Front::sweep() {
    (void)sweep_edits(world_);
}

}  // namespace vitrine::service::play
