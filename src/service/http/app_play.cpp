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

// A token that does not hold counts as a wrong key of its address does.
base::Result<desks::Caller> App::play_caller(Routed& at) {
    auto who = play_.caller_of(at.by_key ? at.token : "");
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
    auto who = play_caller(at);
    if (!who) return play::Front::refusal(who.error());
    at.who = std::move(*who);
    ask.who = &*at.who;
    if (play::Front::work_of(at.request) != play::Work::stream) return play_.answer(ask);
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
