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

bool reads(const Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

// Google has no call to read symbols again: here it is the address that they were sent to.
bool reads_symbols(const Ask& ask) {
    const std::string* alt = base::find_value(ask.query, "alt");
    return reads(ask.request) && alt && *alt == "media" &&
           ask.path.find("/deobfuscationFiles/") != std::string::npos;
}

std::string_view verb_of(const Ask& ask) {
    if (reads_symbols(ask)) return "POST";
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

Result<desks::Caller> Front::caller_of(std::string_view token, std::string_view store) {
    if (token.starts_with(desks::key_prefix)) return desks_.keys.caller_of(token);
    if (is_assertion(token)) return caller_of_assertion(world_, desks_, token, store);
    return caller_of_token(world_, desks_, token);
}

bool Front::is_about_people(std::string_view path) {
    return call_in(path).starts_with("developers/");
}

std::string_view Front::team_in(std::string_view path) {
    if (!is_about_people(path)) return {};
    const std::string_view rest = call_in(path).substr(std::string_view("developers/").size());
    return rest.substr(0, rest.find('/'));
}

std::string_view Front::budget_of(const Ask& ask) {
    if (!upload_call_in(ask.path).empty()) return "uploads";
    if (is_about_people(ask.path)) return "people";
    const auto found = found_for(ask);
    const std::string_view id = found.method ? found.method->id : std::string_view();
    if (id == "androidpublisher.reviews.reply") return "replies";
    return id.starts_with("androidpublisher.reviews.") ? "reviews" : "publishing";
}

// In the words that tools look for.
Problem Front::over_budget(std::string_view budget, int wait_s) {
    const bool daily = budget == "replies";
    auto problem = Problem::of(
        ProblemKind::too_many, daily ? "too_many_replies" : "too_many_requests",
        "Quota exceeded for quota metric '" + std::string(budget) + "' and limit '" +
            (daily ? "Queries per day" : "Queries per minute") +
            "' of service 'androidpublisher'.");
    problem.retry_after_s = wait_s;
    return problem;
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
    const bool wants_bytes = !found.method->serve || visit.asked("alt") == "media";
    if (found.method->send && wants_bytes && reads(ask.request))
        return found.method->send(bench, visit);
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
