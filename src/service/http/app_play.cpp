// The part of App that serves Google Play's publishing API: who asks, how often, and how.
#include "base/text.h"
#include "service/http/routed.h"
#include "service/http/security.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr int status_first_refusal = 400, status_forbidden = 403;

std::string store_address(const Request& request, bool behind_tls) {
    const std::string* host = request.find("host");
    return std::string(behind_tls ? "https://" : "http://") + (host ? *host : "localhost");
}

bool is_wrong_guess(int status) {
    return status >= status_first_refusal && status <= status_forbidden;
}

}  // namespace

// A person with a session, at the addresses about people, which no key may change.
base::Result<desks::Caller> App::play_person(Routed& at, const play::Ask& ask) {
    at.team = play::Front::team_in(ask.path);
    auto who = find_caller(at);
    if (!who) return who;
    at.who = *who;
    if (at.verb() != "GET")
        if (auto problem = refuse_write(at)) return base::refused(std::move(*problem));
    return who;
}

std::optional<Problem> App::refuse_play_budget(const Routed& at, const play::Ask& ask) {
    const std::string_view budget = play::Front::budget_of(ask);
    Limiter& limiter = budget == "replies" ? play_replies_ : play_calls_;
    const int wait = wait_s(limiter, at.who->user.id.text + "/" + std::string(budget));
    return wait > 0 ? std::optional(play::Front::over_budget(budget, wait)) : std::nullopt;
}

// A token that does not hold counts as a wrong key of its address does.
base::Result<desks::Caller> App::play_caller(Routed& at, const play::Ask& ask) {
    if (!at.by_key && !at.token.empty() && play::Front::is_about_people(ask.path))
        return play_person(at, ask);
    auto who = play_.caller_of(at.by_key ? at.token : "", ask.store);
    if (!who) {
        const bool wrong = at.by_key && who.error().kind == ProblemKind::unauthenticated;
        const int wait = wrong ? wait_s(wrong_keys_by_address_, at.address) : 0;
        return wait > 0 ? base::refused(too_many_attempts(wait)) : who;
    }
    if (const int wait = wait_s(requests_by_account_, who->user.id.text); wait > 0)
        return base::refused(too_many(wait));
    return who;
}

Response App::serve_play_token(Routed& at, const play::Ask& ask) {
    int wait = 0;
    {
        const std::lock_guard lock(guard_);
        wait = wrong_keys_by_address_.wait_s(at.address, world_.clock.now());
    }
    if (wait > 0) return play::Front::refusal(too_many_attempts(wait));
    Response answer = play_.token(ask);
    if (is_wrong_guess(answer.status)) (void)wait_s(wrong_keys_by_address_, at.address);
    return answer;
}

Response App::serve_play(Routed& at, const std::string& path) {
    play::Ask ask{at.request, path, at.query, store_address(at.request, options_.behind_tls)};
    at.route = play::Front::name_of(ask);
    if (play::Front::is_token(path)) return serve_play_token(at, ask);
    auto who = play_caller(at, ask);
    if (!who) return play::Front::refusal(who.error());
    at.who = std::move(*who);
    ask.who = &*at.who;
    if (auto over = refuse_play_budget(at, ask)) return play::Front::refusal(*over);
    if (play::Front::work_of(at.request) != play::Work::stream) {
        Response answer = play_.answer(ask);
        return answer.download ? open_download(at, std::move(answer)) : answer;
    }
    auto begun = play_.begin(ask);
    if (begun.answer) return std::move(*begun.answer);
    if (at.piecewise) {
        at.stream = std::move(begun.body);
        return {};
    }
    if (auto early = begun.body->write(at.request.body)) return std::move(*early);
    return begun.body->finish();
}

}  // namespace vitrine::service::http
