// Google Play's publishing API (androidpublisher v3), served from this store's desks.
//
//     /oauth2/token, /sts/token          access tokens for service accounts   (tokens.h)
//     /androidpublisher/v3/...           the calls, one row each              (methods.h)
//     /upload/androidpublisher/v3/...    the same with bytes, three protocols (uploads.h)
//
// Everything here is translation: what may be done, and what becomes of it, the desks decide, for
// tools as for people. docs/play.md says of every method whether it is served.
#pragma once
#include <memory>

#include "service/desks/desks.h"
#include "service/http/message.h"

namespace vitrine::service::play {

inline constexpr std::string_view token_prefix = "vtp_";  // of access tokens

// One request on its way in.
struct Ask {
    const http::Request& request;
    std::string path;          // as it came, without the query
    const base::Query& query;
    std::string store;         // where the asker reaches this store: "https://store.example"
    const desks::Caller* who = nullptr;
};

// The bytes of an upload, as they come. One thread at a time; when it goes without finish(), the
// body was cut: what a protocol can go on with is kept.
class Incoming {
public:
    virtual ~Incoming() = default;
    // The answer, when there is one before the end; nothing more may come then.
    virtual std::optional<http::Response> write(std::string_view bytes) = 0;
    virtual http::Response finish() = 0;
};

// An answer, or where the body goes.
struct Begun {
    std::optional<http::Response> answer{};
    std::unique_ptr<Incoming> body{};
};

enum class Work : std::uint8_t {
    quick,
    slow,    // reads whole files
    stream,  // its body goes to Front::begin(), piece by piece
};

class Front {
public:
    Front(desks::World world, desks::Desks& desks) : world_(world), desks_(desks) {}

    static bool takes(std::string_view path);     // whether the address is one of these
    static bool is_token(std::string_view path);  // needs no caller; a wrong guess is a 4xx
    static Work work_of(const http::Request& head);
    // The method's id in Google's document, for metrics and log; "play" when there is none.
    static std::string name_of(const Ask& ask);

    // Who is behind an access token, a service account's own assertion that came in its place, or
    // an API key. `store` is where the asker reaches this store.
    base::Result<desks::Caller> caller_of(std::string_view token, std::string_view store);
    // Whether the call is about people: those a person with a session may make, too.
    static bool is_about_people(std::string_view path);
    static std::string_view team_in(std::string_view path);  // that such a call names
    // The group of methods whose allowance the call uses: "publishing", "uploads", "reviews",
    // "replies", "people".
    static std::string_view budget_of(const Ask& ask);
    static base::Problem over_budget(std::string_view budget, int wait_s);
    http::Response token(const Ask& ask);
    http::Response answer(const Ask& ask);
    Begun begin(const Ask& ask);

    // The service's own work: starts what was to start once it is approved. About once a second.
    void tend();
    // Forgets what is over. Every few minutes.
    void sweep();

    static http::Response refusal(const base::Problem& problem);

private:
    desks::World world_;
    desks::Desks& desks_;
};

}  // namespace vitrine::service::play
