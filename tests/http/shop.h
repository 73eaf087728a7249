// A small store for the tests of the HTTP sheet: two teams, one reviewer, one app each with a
// review, a submission and a rollout, and a clock that stands still until it is moved.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "contract/api.h"
#include "service/http/app.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/translate/translators.h"

namespace vitrine::tests {

using contract::Json;
using service::http::App;
using service::http::AppOptions;
using service::http::Request;
using service::http::Response;

inline constexpr std::string_view password = "correct horse";
inline constexpr std::string_view ines = "ines@fjord.example";      // owner of Fjord
inline constexpr std::string_view anna = "anna@fjord.example";      // analyst of Fjord: reads only
inline constexpr std::string_view otto = "otto@harbour.example";    // owner of Harbour
inline constexpr std::string_view rita = "rita@store.example";      // the store's reviewer

struct HandClock final : base::Clock {
    std::atomic<std::int64_t> ms{1'780'000'000'000};  // 2026-05-28
    base::Instant now() override { return {ms}; }
    void advance(std::int64_t by) { ms += by; }
};

struct Shop {
    explicit Shop(AppOptions options = {},
                  std::unique_ptr<service::ports::Store> store = nullptr,
                  service::http::Site site = {},
                  std::unique_ptr<service::ports::Blobs> blobs = nullptr);

    HandClock clock;
    service::ports::SeededRandom random{7};
    service::machine::Argon2Hasher hasher{service::machine::Cost::least};
    service::translate::NoTranslator translator;
    std::unique_ptr<service::ports::Store> store;
    std::unique_ptr<service::ports::Blobs> blobs;
    std::unique_ptr<App> app;
    contract::AppId notes{"app_notes"}, boats{"app_boats"};  // Fjord's and Harbour's
    contract::ReviewId our_review, their_review;
    contract::SubmissionId our_submission{"sub_ours"}, their_submission{"sub_theirs"};
    contract::ReleaseId our_release{"rel_sub_ours_out"}, their_release{"rel_sub_theirs_out"};

    void plant();  // the accounts and things above; once per store
    // "usr_" and the name before the @, with the password above.
    void add_person(std::string_view email, std::string_view team, contract::Role role);
    void add_app(const contract::AppId& id, const char* team, const char* package);
};

AppOptions generous();  // limits that a test never meets by accident

// Somebody with a browser: keeps the cookie, sends the CSRF token, needs no socket.
class Guest {
public:
    explicit Guest(App& app) : app_(app) {}
    Response sign_in(std::string_view email, std::string_view secret = password);
    Response get(const std::string& target) { return send("GET", target, ""); }
    Response send(const std::string& method, const std::string& target, const std::string& body);
    Response send(Request request);  // as it is, plus cookie and token

    std::string cookie, csrf_token;
    std::vector<service::http::Header> extra;  // sent with every request

private:
    App& app_;
};

Json body_of(const Response& response);       // null when it is no JSON
std::string code_of(const Response& response);  // of a problem, "" otherwise

}  // namespace vitrine::tests
