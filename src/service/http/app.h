// The whole store behind one function: a request value in, an answer value out, no sockets.
//
// Routing, sign-in, rights, limits, codec, idempotency, caching headers and logging all happen
// here; the Beast server (server.h) is a thin sheet over it, and the headless journeys and the
// fuzz target call it as it is:
//
//     auto store = memory::make_store();
//     auto blobs = memory::make_blobs();
//     machine::SystemRandom random; machine::Argon2Hasher hasher(machine::Cost::least);
//     translate::NoTranslator translator; base::FixedClock clock(start);
//     http::App app({*store, clock, random, hasher, translator, *blobs}, http::Site(), {});
//     http::Request request; request.target = "/v1/me";
//     http::Response answer = app.handle(request);       // 401 problem+json
//
// A client keeps the cookie `vt_session` from Set-Cookie after POST /v1/session, sends it as
// header `cookie`, and sends Me.csrf_token as `x-csrf-token` with every write.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <ostream>
#include <set>

#include "service/desks/desks.h"
#include "service/http/clock_watch.h"
#include "service/http/kept.h"
#include "service/http/limiter.h"
#include "service/http/message.h"
#include "service/http/site.h"
#include "service/http/traffic.h"
#include "service/play/front.h"

namespace vitrine::service::agc {
class Gallery;
struct Ask;
struct Route;
}  // namespace vitrine::service::agc

namespace vitrine::service::http {

class Intake;

enum class Reviewer : std::uint8_t { nobody, simulated };

struct AppOptions {
    // A proxy in front speaks TLS and adds X-Forwarded-For: Secure cookies, HSTS, its word on
    // addresses.
    bool behind_tls = false;
    std::size_t body_bytes_max = 1 << 20;
    std::size_t target_bytes_max = 8000;
    int streams_max = 400;            // event streams at once, and of one session
    int streams_per_session_max = 8;
    Allowance per_address{600, 200};  // requests; also of one account or API key
    Allowance per_account{600, 200};
    // Only failures count below. A wrong password uses up the account's allowance for strangers;
    // an address where the account has a session has an allowance of its own. So guessing from
    // elsewhere does not lock the owner out where they are signed in, but it does make them wait
    // at an address that is new to the account: telling the two apart would need more than a
    // password.
    Allowance sign_ins_per_address{10, 0.1};
    Allowance sign_ins_per_account{10, 0.05};
    // Codes, and passwords asked for again: only who knows the password or has a session comes
    // here, so nobody else can use these up. A code is right with 3 in 10^6: at one a minute a
    // guesser needs about eight months for an even chance.
    Allowance guesses_per_account{5, 1.0 / 60};
    Allowance guesses_per_address{20, 0.2};
    // Google Play's calls of one key: of each group of methods a minute's worth at once, and
    // replies by the day.
    Allowance play_calls{3000, 50};
    Allowance play_replies{2000, 2000.0 / 86400};
    // Right keys pass whatever their address has done before: 256 bits are not guessed.
    Allowance wrong_keys_per_address{20, 0.2};
    // Programs that ask for a code to sign in with, by address and all together, and how often one
    // may ask whether it was approved: somewhat more often than it is told to.
    Allowance device_starts_per_address{10, 0.1};
    Allowance device_starts{300, 5};
    Allowance device_polls{1, 0.25};
    // Of answers that may be given again; an eighth more for who asked. 0: nothing is kept.
    std::size_t kept_bytes_max = 16 << 20;
    int exports_max = 16;                // files on their way at once, and of one caller
    int exports_per_caller_max = 2;
    hooks::Reach hook_reach = hooks::Reach::open_net;
    Reviewer reviewer = Reviewer::nobody;
    std::string demo_hint{};          // how to sign in to a demonstration; told by /healthz
    std::ostream* log = nullptr;      // structured lines; null: silent
    std::function<void(base::Instant)> every_minute{};  // from tick(), on its thread
    std::function<std::int64_t()> steady_ms{};  // a clock that nobody sets; null: none is watched
};

class App {
public:
    App(desks::World world, Site site, AppOptions options);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    // Any thread, several at once. Never fails: every trouble is an answer.
    Response handle(const Request& request);
    // Only files that need no session and no store, so that a busy store never delays them.
    std::optional<Response> handle_file(const Request& request);
    // Only answers that were given before and still hold (kept.h), which takes a few microseconds;
    // handle() begins with it too.
    std::optional<Response> handle_kept(const Request& request);

    // What a request asks of the server, as its head alone tells.
    enum class Work : std::uint8_t {
        quick,  // handle()
        slow,   // handle(), which will read whole files
        part,   // its body is bytes or lines: begin_part()
        stream,  // the same, and end_pieces() says its end
    };
    Work work_of(const Request& head) const;

    // A part of an upload or a batch of events, whose body is given piece by piece and never held.
    // It is over as soon as it has an answer (routed.h). One thread at a time.
    struct Part;
    enum class Cut : std::uint8_t { gone, slow };
    // `bytes`: the Content-Length, none without one.
    std::shared_ptr<Part> begin_part(Request head, std::optional<std::int64_t> bytes);
    void take_piece(Part& part, std::string_view bytes);  // at most what is left of it
    void end_pieces(Part& part);  // of a stream
    void cut_part(Part& part, Cut why);  // no more comes; what came is kept. gone: no answer

    // For an answer with `stream`: what happened since the ticket's number, as text/event-stream;
    // moves the number. "" when nothing did; nullopt when the session is over: close.
    std::optional<std::string> next_events(StreamTicket& ticket);
    void close_stream(const StreamTicket& ticket);  // once per answer with `stream`

    // For an answer with `download`: the next bytes of its body.
    struct Piece {
        std::string bytes{};
        enum class Then : std::uint8_t { more, end, broken } then = Then::broken;
    };
    Piece next_piece(Download& download);
    Piece next_bytes(Download& download);

    // Grows when something changed; streams then ask for their next events.
    std::int64_t newest_change();

    // The service's own work: finishes checks, moves the queue, sweeps what is over. Called about
    // once a second.
    void tick();

    Traffic& traffic() { return traffic_; }
    desks::HookDesk& hooks() { return desks_.hooks; }  // for a hooks::Sender
    agc::Gallery& gallery() { return *gallery_; }      // for an agc::Fetcher

private:
    struct Routed;  // one request on its way through the sheet
    void begin(Routed& at);
    static void find_token(Routed& at);
    Response route(Routed& at);
    Response serve_api(Routed& at, const std::string& path);
    Response serve_route(Routed& at, const struct Route& route, const base::Query& values);
    Response serve_part(Routed& at, const struct Route& route, const base::Query& values);
    void end_part(Part& part, Response answer);
    Response serve_gallery(Routed& at, const std::string& path);
    std::optional<Response> admit_to_gallery(Routed& at, const agc::Route& route, agc::Ask& ask);
    Response begin_gallery_body(Routed& at, const agc::Route& route, const agc::Ask& ask);
    static Response gallery_refusal(const Routed& at, const base::Problem& problem);
    static Work gallery_work(std::string_view method, std::string_view path);
    Response finish_intake(const Routed& at, Intake& intake);
    Response serve_play(Routed& at, const std::string& path);
    base::Result<desks::Caller> play_caller(Routed& at, const play::Ask& ask);
    base::Result<desks::Caller> play_person(Routed& at, const play::Ask& ask);
    std::optional<base::Problem> refuse_play_budget(const Routed& at, const play::Ask& ask);
    Response serve_play_token(Routed& at, const play::Ask& ask);
    static bool is_device_call(const Request& request, std::string_view path);
    Response serve_device(Routed& at, const std::string& path);
    Response begin_device(Routed& at, const base::Query& form);
    Response redeem_device(Routed& at, const base::Query& form);
    Response serve_device_page(Routed& at);
    Response answer_device(Routed& at, const desks::Caller& who, const base::Query& form);
    base::Result<contract::DeviceSignIn> look_at_device(Routed& at, const desks::Caller& who,
                                                        const std::string& code);
    Response serve_system(Routed& at, const std::string& path);
    Response ready();
    Response serve_page(Routed& at, const std::string& path);
    Response open_stream(Routed& at);
    static void name_format(Routed& at);
    Response open_download(Routed& at, Response answer);
    base::Result<desks::Caller> caller_of(const std::string& token, const std::string& team);
    base::Result<desks::Caller> find_caller(Routed& at);
    base::Result<desks::Caller> kept_caller(const Routed& at);
    std::optional<Response> admit(Routed& at, const struct Route& route);
    std::optional<base::Problem> refuse_guess(const Routed& at, const std::string& account);
    void forgive_guess(const Routed& at, const std::string& account);
    Response sign_in(Routed& at);
    Response sign_in_with_code(Routed& at);
    Response sign_in_by_form(Routed& at);
    base::Result<desks::SignedIn> try_sign_in(Routed& at, const contract::SignIn::Request& ask);
    base::Result<desks::SignedIn> try_code(Routed& at, const std::string& code);
    void set_cookies(Response& answer, const desks::SignedIn& signed_in) const;
    std::optional<base::Problem> refuse_write(const Routed& at);
    base::Result<std::optional<Response>> given_before(Routed& at);
    base::Result<std::unique_ptr<Batch>> begin_write(const Routed& at, const struct Route& route);
    base::Result<void> end_write(const Routed& at, Batch* whole, const Response* answer);
    void forget_in_flight(const Routed& at);
    ClockWatch::Seen watch_clock(base::Instant now);
    void sweep(base::Instant now);
    int wait_s(Limiter& limiter, const std::string& key);
    Response refusal(const Routed& at, base::Problem problem);
    void finish(const Routed& at, Response& answer);
    KeptKey kept_key(const Routed& at) const;
    void keep(const Routed& at, const Response& answer);
    Response give_again(Routed& at, const std::shared_ptr<const KeptAnswer>& kept,
                        base::Instant now);
    std::string new_request_id();
    void account_for(const Routed& at, const Response& answer, double seconds);

    desks::World world_;
    desks::Desks desks_;
    std::unique_ptr<agc::Gallery> gallery_;
    desks::SimulatedReviewer simulated_reviewer_;
    play::Front play_;
    Site site_;
    AppOptions options_;
    Traffic traffic_;
    std::string openapi_;
    KeptKeys kept_keys_;
    Kept<KeptAnswer> kept_answers_;
    Kept<desks::Caller> kept_callers_;
    std::mutex guard_;  // for the members below
    std::string request_ids_;  // drawn and not yet given, one after the other
    Limiter requests_, requests_by_account_, sign_ins_by_address_, sign_ins_by_account_;
    Limiter guesses_by_account_, guesses_by_address_, wrong_keys_by_address_;
    Limiter play_calls_, play_replies_;  // by key and group of methods
    Limiter device_starts_by_address_, device_starts_, device_polls_;
    std::map<std::string, int> streams_by_session_, exports_by_caller_;
    int exports_ = 0;
    std::set<std::string> writes_in_flight_;  // idempotency keys
    std::mutex log_guard_;
    std::optional<base::Instant> first_served_at_;       // tick() only, as the next ones
    std::int64_t swept_at_ms_ = 0, minute_at_ms_ = 0, watched_at_ms_ = 0;
    bool topics_to_renew_ = true;
    ClockWatch clock_watch_;
};

}  // namespace vitrine::service::http
