// The part of App that speaks AppGallery Connect's API: who asks and the limits as for /v1, the
// rest is service/agc.
#include "base/text.h"
#include "service/agc/gallery.h"
#include "service/http/routed.h"
#include "service/http/security.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;

Response file_of(agc::Reply reply) {
    Response out;
    out.set("Content-Type", "text/csv; charset=utf-8");
    out.set("Content-Disposition", "attachment; filename=\"" + reply.file_name + "\"");
    out.set("Cache-Control", "no-store");
    out.body = std::move(reply.file);
    return out;
}

}  // namespace

Response App::gallery_refusal(const Routed& at, const Problem& problem) {
    const agc::Ret ret = agc::ret_of(problem, *at.gallery);
    Response out = json_reply(agc::with_ret({}, ret));
    if (problem.retry_after_s > 0) out.set("Retry-After", base::decimal(problem.retry_after_s));
    return out;
}

Response App::serve_gallery(Routed& at, const std::string& path) {
    auto found = agc::find_route(at.verb(), path);
    if (!found) return refusal(at, Problem::not_found("address"));
    if (!found->route) return refusal(at, wrong_method(found->methods, at.allow));
    const agc::Route& route = *found->route;
    at.route = route.path;
    at.gallery = route.family;
    agc::Ask ask{at.request, found->values, at.query,
                 origin_of(at.request, options_.behind_tls)};
    if (route.door == agc::Door::token)
        if (auto refused = admit_to_gallery(at, route, ask)) return std::move(*refused);
    if (!route.serve) return begin_gallery_body(at, route, ask);
    if (!at.request.body.empty() && route.takes == agc::Takes::json) {
        auto body = base::parse_json(at.request.body);
        if (!body) return refusal(at, body.error());
        ask.body = std::move(*body);
    }
    auto answer = ((*gallery_).*route.serve)(ask);
    if (!answer) {
        const bool wrong = answer.error().kind == ProblemKind::unauthenticated;
        const int wait = wrong ? wait_s(wrong_keys_by_address_, at.address) : 0;
        return refusal(at, wait > 0 ? too_many_attempts(wait) : answer.error());
    }
    if (!answer->file_name.empty()) return file_of(std::move(*answer));
    if (route.door == agc::Door::anyone) return json_reply(answer->body);  // a token, and no more
    return json_reply(agc::with_ret(std::move(answer->body), agc::Ret{}));
}

// Wrong tokens are counted by address, calls of a known client by its key; then its rights.
std::optional<Response> App::admit_to_gallery(Routed& at, const agc::Route& route,
                                              agc::Ask& ask) {
    const std::string* client = at.request.find("client_id");
    auto known = gallery_->caller_of(bearer_of(at.request), client ? *client : "");
    if (!known) {
        const bool wrong = known.error().kind == ProblemKind::unauthenticated;
        const int wait = wrong ? wait_s(wrong_keys_by_address_, at.address) : 0;
        return refusal(at, wait > 0 ? too_many_attempts(wait) : known.error());
    }
    if (const int wait = wait_s(requests_by_account_, known->key.text); wait > 0)
        return refusal(at, too_many(wait));
    ask.who = std::move(known->who);
    ask.key = std::move(known->key);
    if (!ask.who.may_somewhere(route.right)) return refusal(at, Problem::forbidden());
    return std::nullopt;
}

// With the whole body at hand the answer; piecewise `at.intake`, or the answer that refuses it.
Response App::begin_gallery_body(Routed& at, const agc::Route& route, const agc::Ask& ask) {
    if (at.piecewise && !at.part_bytes)
        return refusal(at, Problem::of(ProblemKind::malformed, "length_required",
                                       "The body needs a Content-Length."));
    const std::string_view body = at.request.body;
    const auto bytes = at.part_bytes.value_or(static_cast<std::int64_t>(body.size()));
    auto intake = gallery_->begin(route, ask, bytes);
    if (!intake) {
        const bool wrong = intake.error().kind == ProblemKind::unauthenticated;
        const int wait = wrong ? wait_s(wrong_keys_by_address_, at.address) : 0;
        return refusal(at, wait > 0 ? too_many_attempts(wait) : intake.error());
    }
    if (at.piecewise && bytes > 0) {
        at.intake = std::move(*intake);
        return {};
    }
    if (auto done = (*intake)->write(body); !done) return refusal(at, done.error());
    return finish_intake(at, **intake);
}

App::Work App::gallery_work(std::string_view method, std::string_view path) {
    const auto found = agc::find_route(method, path);
    if (!found || !found->route) return Work::quick;
    if (!found->route->serve) return Work::part;
    return found->route->slow ? Work::slow : Work::quick;
}

}  // namespace vitrine::service::http
