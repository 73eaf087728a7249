// Somebody with a publishing tool: a service account, a token, and calls over real sockets.
#pragma once
#include "basket_room.h"
#include "uploader.h"

namespace vitrine::tests {

inline const std::string publisher = "https://www.googleapis.com/auth/androidpublisher";
inline const std::string play_notes = "/androidpublisher/v3/applications/org.example.notes";

// A JWT as a tool makes it from the credentials file; `change` alters its claims.
std::string assertion_of(const Json& credentials, const base::Instant& now,
                         const Json& change = Json::object());
std::string form_of(const base::Query& fields);

// One tool: a token, and one connection that is made anew where it was closed.
class Tool {
public:
    Tool(std::uint16_t at, std::string key) : port(at), token(std::move(key)) {}

    Told ask(const std::string& method, const std::string& target, const Json& body = nullptr);
    Told send(const std::string& method, const std::string& target, const std::string& headers,
              const std::string& bytes);
    // The head of a request, for tests that send what follows as they like.
    std::string head(const std::string& method, const std::string& target,
                     const std::string& headers) const;
    void drop() { wire_.reset(); }

    std::uint16_t port;
    std::string token;

private:
    std::unique_ptr<Wire> wire_;
};

// "X-Goog-Upload-URL" and the like, from the head of an answer; "" when it is not there.
std::string header_in(const std::string& head, const std::string& name);
std::string reason_of(const Told& told);  // of a Play error, "" otherwise

struct PlayRoom : BasketRoom {
    PlayRoom();

    Json account;  // IssuedServiceAccount
    Json credentials;
    Running running{*shop.app};
    Tool tool{running.port(), ""};

    // A service account of another's team, or with other scopes: its answer.
    Json issue(Guest& who, const Json& more = Json::object());
    Told trade(const Json& credentials, const Json& change = Json::object());
    std::string token_of(const Json& account);
    std::string edit();  // a new one: its address
    // Everything that review asks of a listing, in the app's default language.
    void listing(const std::string& edit);
    std::string submission_of(const std::string& code);  // not withdrawn, with this version code
};

}  // namespace vitrine::tests
