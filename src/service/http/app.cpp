#include "service/http/app.h"

#include <fmt/format.h>

#include <chrono>

#include "base/text.h"
#include "contract/openapi.h"
#include "contract/stream.h"
#include "service/agc/gallery.h"
#include "service/http/negotiate.h"
#include "service/http/routed.h"
#include "service/http/routes.h"
#include "service/http/security.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr std::size_t gzip_bytes_min = 1024;
constexpr int status_uri_too_long = 414;
constexpr std::int64_t sweep_every_ms = 10 * base::minute_ms;
constexpr std::int64_t changes_kept = 100000;
constexpr std::size_t blobs_a_sweep = 2000;
constexpr std::int32_t reviews_a_tick = 1000;  // whose topics are renewed: some 50 ms of writing

// The path of a request's target in origin or absolute form; nullopt when it is neither.
std::optional<std::string> origin_form(std::string_view target) {
    for (const char c : target)
        if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f)
            return std::nullopt;
    if (base::starts_with_ignoring_case(target, "http://")) {
        const std::size_t slash = target.find('/', 7);
        return slash == std::string_view::npos ? "/" : std::string(target.substr(slash));
    }
    if (!target.starts_with('/')) return std::nullopt;
    return std::string(target);
}

// The last entry of X-Forwarded-For is what the proxy in front saw; those before it, anybody may
// have written.
std::string client_behind_proxy(const Request& request) {
    const std::string* chain = request.find("x-forwarded-for");
    if (!chain) return request.address;
    const std::size_t comma = chain->rfind(',');
    const auto last = std::string_view(*chain).substr(comma == std::string::npos ? 0 : comma + 1);
    return std::string(base::trimmed(last)).substr(0, 64);
}

std::string known_method(const std::string& method) {
    for (const auto one : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (method == one) return method;
    return "other";
}

Problem malformed_target() {
    return Problem::of(ProblemKind::malformed, "target_malformed",
                       "The address of the request is not well-formed.");
}

// What says that it is due later than now, because it was written while the clock was ahead.
base::Instant a_wrong_clocks_future(base::Instant now) {
    return {now.ms + 36500 * base::day_ms};
}

bool may_compress(const Response& answer) {
    const std::string* type = answer.find("Content-Type");
    return type && !answer.shared && !answer.find("Content-Encoding") &&
           answer.body.size() >= gzip_bytes_min &&
           (type->starts_with("application/") || type->starts_with("text/")) &&
           !type->starts_with("text/event-stream");
}

// Made once, however many Apps there are.
const std::string& openapi_text() {
    static const std::string text = base::dump_json(contract::openapi());
    return text;
}

}  // namespace

App::App(desks::World world, Site site, AppOptions options)
    : world_(world), desks_(world, options.hook_reach),
      gallery_(std::make_unique<agc::Gallery>(world, desks_)), simulated_reviewer_(world),
      play_(world, desks_),
      site_(std::move(site)), options_(options), openapi_(openapi_text()),
      kept_keys_(world.random), kept_answers_(options.kept_bytes_max),
      kept_callers_(options.kept_bytes_max / 8), requests_(options.per_address),
      requests_by_account_(options.per_account),
      sign_ins_by_address_(options.sign_ins_per_address),
      sign_ins_by_account_(options.sign_ins_per_account),
      guesses_by_account_(options.guesses_per_account),
      guesses_by_address_(options.guesses_per_address),
      wrong_keys_by_address_(options.wrong_keys_per_address), play_calls_(options.play_calls),
      play_replies_(options.play_replies),
      device_starts_by_address_(options.device_starts_per_address),
      device_starts_(options.device_starts), device_polls_(options.device_polls) {}

App::~App() = default;

Response App::handle(const Request& request) {
    if (auto kept = handle_kept(request)) return std::move(*kept);
    const auto started = std::chrono::steady_clock::now();
    Routed at{request};
    begin(at);
    if (request.method == "GET") at.stamp = world_.store.stamp();
    Response answer = route(at);
    finish(at, answer);
    keep(at, answer);
    leave_out_known(at.request, answer);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    account_for(at, answer, took.count());
    return answer;
}

void App::begin(Routed& at) {
    at.request_id = new_request_id();
    at.address = network_of(options_.behind_tls ? client_behind_proxy(at.request)
                                                : at.request.address);
}

// Drawing a hundred at once spares a hundred calls into the kernel.
std::string App::new_request_id() {
    constexpr std::size_t bytes = 6, digits = 2 * bytes, at_once = 100;
    const std::lock_guard lock(guard_);
    if (request_ids_.empty()) request_ids_ = ports::random_hex(world_.random, bytes * at_once);
    std::string id = request_ids_.substr(request_ids_.size() - digits);
    request_ids_.resize(request_ids_.size() - digits);
    return id;
}

std::optional<Response> App::handle_file(const Request& request) {
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (path.ends_with(".html") || !site_.has(path)) return std::nullopt;
    return handle(request);
}

void App::find_token(Routed& at) {
    at.token = bearer_of(at.request);
    at.by_key = !at.token.empty();
    if (!at.by_key) at.token = cookie_of(at.request, session_cookie);
}

Response App::route(Routed& at) {
    const Request& request = at.request;
    if (request.target.size() > options_.target_bytes_max) {
        auto problem = Problem::of(ProblemKind::too_large, "target_too_long",
                                   "The address of the request is too long.");
        problem.request_id = at.request_id;
        return to_http(problem, status_uri_too_long);
    }
    if (request.body.size() > options_.body_bytes_max)
        return refusal(at, Problem::of(ProblemKind::too_large, "body_too_large",
                                       "The body of the request is too large."));
    const auto target = origin_form(request.target);
    if (!target) return refusal(at, malformed_target());
    const std::size_t mark = target->find('?');
    const std::string path = target->substr(0, mark);
    auto query = base::parse_query(mark == std::string::npos ? "" : target->substr(mark + 1));
    if (!query) return refusal(at, malformed_target());
    for (const auto& [name, value] : *query)
        if (!base::is_utf8(name) || !base::is_utf8(value)) return refusal(at, malformed_target());
    at.query = std::move(*query);
    find_token(at);
    if (site_.has(path) && !path.ends_with(".html")) return serve_page(at, path);
    if (path != "/healthz") {
        if (const int wait = wait_s(requests_, at.address); wait > 0)
            return refusal(at, too_many(wait));
    }
    if (path == "/v1" || path.starts_with("/v1/")) return serve_api(at, path);
    if (agc::is_ours(path)) return serve_gallery(at, path);
    if (is_device_call(request, path)) return serve_device(at, path);
    if (play::Front::takes(path)) return serve_play(at, path);
    if (path == "/healthz" || path == "/readyz" || path == "/metrics" || path == "/openapi.json")
        return serve_system(at, path);
    return serve_page(at, path);
}

int App::wait_s(Limiter& limiter, const std::string& key) {
    const std::lock_guard lock(guard_);
    return limiter.take(key, world_.clock.now());
}

Response App::refusal(const Routed& at, Problem problem) {
    problem.request_id = at.request_id;
    const std::string_view target = at.request.target;
    if (play::Front::takes(target.substr(0, target.find('?'))))
        return play::Front::refusal(problem);
    return at.gallery ? gallery_refusal(at, problem) : to_http(problem);
}

Response App::serve_system(Routed& at, const std::string& path) {
    at.route = path;
    if (at.verb() != "GET") return refusal(at, wrong_method("GET, HEAD", at.allow));
    Response out;
    out.set("Cache-Control", "no-store");
    if (path == "/readyz") return ready();
    if (path == "/openapi.json") {
        out.set("Content-Type", "application/json");
        out.body = openapi_;
        return out;
    }
    if (path == "/healthz") {
        contract::Json health = {{"status", "ok"}};
        if (!options_.demo_hint.empty()) health["demo"] = options_.demo_hint;
        out.set("Content-Type", "application/json");
        out.body = base::dump_json(health);
        return out;
    }
    out.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    out.body = traffic_.prometheus(world_.store.load());
    return out;
}

Response App::ready() {
    if (const auto sound = world_.store.sound(); !sound) return to_http(sound.error());
    const auto newest = world_.store.changes().newest();
    if (!newest) return to_http(newest.error());
    Response out;
    out.set("Cache-Control", "no-store");
    out.set("Content-Type", "text/plain; charset=utf-8");
    out.body = "ready\n";
    return out;
}

void App::finish(const Routed& at, Response& answer) {
    add_security_headers(answer, site_.style_hashes(), options_.behind_tls);
    answer.set("X-Request-Id", at.request_id);
    if (!at.allow.empty()) answer.set("Allow", at.allow);
    const std::string* accepts = at.request.find("accept-encoding");
    if (may_compress(answer)) {
        answer.set("Vary", "Accept-Encoding");
        if (accepts && quality_of(*accepts, "gzip") > 0) {
            std::string small = gzip(answer.body);
            if (!small.empty() && small.size() < answer.body.size()) {
                answer.body = std::move(small);
                answer.set("Content-Encoding", "gzip");
            }
        }
    }
    if (!answer.stream && !answer.download && answer.status != 304)
        answer.set("Content-Length",
                   base::decimal(static_cast<std::int64_t>(answer.content().size())));
    if (at.request.method != "HEAD") return;
    answer.body.clear();
    answer.shared.reset();
    answer.download.reset();
}

// The route's pattern, never the path itself: ids and search words are nobody's business here.
void App::account_for(const Routed& at, const Response& answer, double seconds) {
    const std::string method = known_method(at.request.method);
    traffic_.count_request(at.route, method, answer.status, seconds);
    if (!options_.log) return;
    const std::string line = fmt::format(
        "time={} event=request id={} method={} route={} status={} ms={:.1f} bytes={}\n",
        base::rfc3339(world_.clock.now()), at.request_id, method, at.route, answer.status,
        seconds * 1000, answer.content().size());
    const std::lock_guard lock(log_guard_);
    *options_.log << line << std::flush;
}

void App::tick() {
    const base::Instant now = world_.clock.now();
    if (!first_served_at_ || now < *first_served_at_)
        if (const auto at = desks::first_served_at(world_)) first_served_at_ = *at;
    if (!first_served_at_) return;  // trouble with the store: the next second tries again
    (void)desks_.submissions.advance(*first_served_at_);
    gallery_->tick();
    if (options_.reviewer == Reviewer::simulated)
        (void)simulated_reviewer_.look(desks_.submissions, *first_served_at_);
    play_.tend();
    if (topics_to_renew_)
        topics_to_renew_ = desks_.review_intake.renew_topics(reviews_a_tick).value_or(true);
    const ClockWatch::Seen seen = watch_clock(now);
    if (seen.jumped_ms < 0) watched_at_ms_ = minute_at_ms_ = swept_at_ms_ = 0;
    if (now.ms - watched_at_ms_ >= base::minute_ms) {
        watched_at_ms_ = now.ms;
        (void)desks_.releases.watch();
    }
    if (options_.every_minute && now.ms - minute_at_ms_ >= base::minute_ms) {
        minute_at_ms_ = now.ms;
        options_.every_minute(now);
    }
    if (now.ms - swept_at_ms_ < sweep_every_ms) return;
    swept_at_ms_ = now.ms;
    (void)desks_.submissions.advance(*first_served_at_, a_wrong_clocks_future(now));
    if (seen.may_forget) sweep(now);
}

ClockWatch::Seen App::watch_clock(base::Instant now) {
    const ClockWatch::Seen seen =
        clock_watch_.look(now, options_.steady_ms ? options_.steady_ms() : now.ms);
    if (seen.jumped_ms == 0 || !options_.log) return seen;
    const std::string line =
        fmt::format("time={} event=clock_set by_s={} note=\"{}\"\n", base::rfc3339(now),
                    seen.jumped_ms / base::second_ms,
                    seen.may_forget ? "nothing old is swept by it" : "nothing is swept for a day");
    const std::lock_guard lock(log_guard_);
    *options_.log << line << std::flush;
    return seen;
}

void App::sweep(base::Instant now) {
    (void)desks_.sessions.sweep();
    play_.sweep();
    (void)desks_.uploads.sweep();
    (void)desks_.graphics.sweep();
    (void)desks_.uploads.sweep_blobs(blobs_a_sweep);
    (void)desks_.hooks.sweep();
    (void)desks_.events.tend();
    (void)desks_.kits.sweep();
    (void)desks_.kiosks.sweep();
    (void)desks_.devices.sweep();
    (void)desks_.review_intake.tend();
    (void)world_.store.answers().forget_before({now.ms - base::day_ms});
    (void)world_.store.changes().trim(changes_kept);
}

}  // namespace vitrine::service::http
