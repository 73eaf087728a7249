// The part of App that gives answers again (kept.h).
#include "base/text.h"
#include "service/http/negotiate.h"
#include "service/http/routed.h"
#include "service/http/security.h"

namespace vitrine::service::http {
namespace {

bool takes_gzip(const Request& request) {
    const std::string* accepts = request.find("accept-encoding");
    return accepts && quality_of(*accepts, "gzip") > 0;
}

// What such an answer says, its request's line, token and codings have asked.
bool may_be_kept(const Request& request) {
    return request.method == "GET" && request.body.empty();
}

}  // namespace

KeptKey App::kept_key(const Routed& at) const {
    return kept_keys_.of_answer(at.by_key, at.token, takes_gzip(at.request), at.request.target);
}

// For a read, who is behind a token need not be found out again while nothing was written.
base::Result<desks::Caller> App::kept_caller(const Routed& at) {
    if (options_.kept_bytes_max == 0 || !at.stamp || at.token.empty())
        return caller_of(at.token, at.team);
    const auto key = kept_keys_.of_caller(at.by_key, at.token, at.team);
    const auto stamp = world_.store.stamp();
    if (stamp)
        if (const auto kept = kept_callers_.find(key, *stamp, world_.clock.now())) return *kept;
    auto who = caller_of(at.token, at.team);
    if (!stamp || !who || who->holds_until <= world_.clock.now()) return who;
    const std::size_t places = who->teams.size() + who->app_roles.size() + who->key_apps.size();
    constexpr std::size_t bytes_a_place = 128;
    kept_callers_.keep(key, *stamp, who->holds_until, *who, places * bytes_a_place);
    return who;
}

// Whatever could refuse the request now and is not in the store is asked again: the clock and the
// limits. That its address is well-formed, where it leads and what its team is cannot change.
std::optional<Response> App::handle_kept(const Request& request) {
    if (options_.kept_bytes_max == 0 || !may_be_kept(request)) return std::nullopt;
    const auto started = std::chrono::steady_clock::now();
    const auto stamp = world_.store.stamp();
    if (!stamp) return std::nullopt;
    Routed at{request};
    find_token(at);
    if (at.token.empty()) return std::nullopt;
    const base::Instant now = world_.clock.now();
    const auto kept = kept_answers_.find(kept_key(at), *stamp, now);
    if (!kept) return std::nullopt;
    begin(at);
    Response answer = give_again(at, kept, now);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    account_for(at, answer, took.count());
    return answer;
}

Response App::give_again(Routed& at, const std::shared_ptr<const KeptAnswer>& kept,
                         base::Instant now) {
    int wait = 0;
    {
        const std::lock_guard lock(guard_);
        wait = requests_.take(at.address, now);
        if (wait == 0) {
            at.route = kept->route;
            wait = requests_by_account_.take(kept->account, now);
        }
    }
    Response answer;
    if (wait > 0) {
        answer = refusal(at, too_many(wait));
        finish(at, answer);
        return answer;
    }
    answer.headers.reserve(kept->answer.headers.size() + 1);
    answer.headers = kept->answer.headers;
    answer.headers.push_back({"X-Request-Id", at.request_id});
    answer.shared = {kept, &kept->answer.body};
    answer.steady = true;
    traffic_.answer_given_again();
    leave_out_known(at.request, answer);
    return answer;
}

void App::keep(const Routed& at, const Response& answer) {
    if (options_.kept_bytes_max == 0 || !answer.steady || !may_be_kept(at.request)) return;
    if (!at.stamp || !at.who || at.who->holds_until <= world_.clock.now()) return;
    if (world_.store.stamp() != at.stamp) return;  // it could not be given again
    KeptAnswer kept{at.who->user.id.text, at.route, answer};
    kept.answer.erase("X-Request-Id");
    const std::size_t bytes = kept.bytes();
    kept_answers_.keep(kept_key(at), *at.stamp, at.who->holds_until, std::move(kept), bytes);
}

void leave_out_known(const Request& request, Response& answer) {
    constexpr int status_not_modified = 304;
    const std::string* seen = request.find("if-none-match");
    const std::string *etag = answer.find("ETag"), *cache = answer.find("Cache-Control");
    if (!seen || !etag || !matches_etag(*seen, *etag)) return;
    const bool never_changes = cache && cache->find("immutable") != std::string::npos;
    if (!answer.steady && !never_changes) return;
    answer.status = status_not_modified;
    answer.body.clear();
    answer.shared.reset();
    answer.erase("Content-Length");
    answer.erase("Content-Encoding");
}

}  // namespace vitrine::service::http
