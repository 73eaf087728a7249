// A store with a client of AppGallery Connect's API: real sockets, one API key of the team's.
#pragma once
#include "basket_room.h"
#include "uploader.h"

namespace vitrine::tests {

inline constexpr std::string_view every_scope[] = {
    "apps:read",    "apps:write",   "releases:read", "releases:write", "releases:publish",
    "reviews:read", "reviews:reply", "metrics:read"};

class AgcClient {
public:
    AgcClient(std::uint16_t port, std::string client_id, std::string client_secret)
        : id(std::move(client_id)), secret(std::move(client_secret)), port_(port) {}

    Told sign_in();  // fetches the access token
    Told get(const std::string& target) { return ask("GET", target); }
    Told put(const std::string& target, const Json& body) { return ask("PUT", target, body); }
    Told post(const std::string& target, const Json& body = Json::object()) {
        return ask("POST", target, body);
    }
    Told ask(const std::string& method, const std::string& target, const Json& body = nullptr);
    // Bytes as they are, with these headers and nothing of the client's.
    Told send(const std::string& method, const std::string& target,
              const std::vector<std::pair<std::string, std::string>>& headers,
              std::string_view body);
    // A PUT as `urlInfo` of an answer says.
    Told put_bytes(const Json& url_info, std::string_view bytes);
    // The old form; `fields` stand before the file.
    Told post_form(const std::string& url, const Json& fields, std::string_view file);
    // Uploads in one PUT; the object's id.
    std::string upload(const std::string& app, std::string_view bytes, bool with_digest = true);

    std::string id, secret, token;

private:
    std::uint16_t port_;
    std::unique_ptr<Wire> wire_;
};

std::int64_t ret_of(const Told& told);  // -1 without an envelope
std::string path_in(const std::string& url);  // what follows its host

struct AgcRoom {
    Shop shop;
    Guest dev{*shop.app}, reviewer{*shop.app};
    Running running{*shop.app};
    AgcClient client, foreign;   // of Fjord; of Harbour
    std::string notes, boats;    // the numbers of their apps
    std::string volume_id;       // of the app of the package

    explicit AgcRoom(std::unique_ptr<service::ports::Store> store = nullptr,
                     std::unique_ptr<service::ports::Blobs> blobs = nullptr,
                     AppOptions options = generous());
    AgcClient client_of(std::string_view email, const Json& more = Json::object());
    std::string number_of(AgcClient& who, const std::string& package);
    void tick();  // the service does what is to be done now
    Json info(const std::string& app) {
        return client.get("/api/publish/v2/app-info?appId=" + app).body;
    }
    int state(const std::string& app) { return info(app)["appInfo"]["releaseState"]; }
    // A real package of the shared data, and an app of its name; "" where there is none.
    std::string package_bytes();
    std::string add_app_of_package();  // its number; what the console writes of it is there, too
    std::string newest_submission(const std::string& id);  // of the app with this id
    Response decide(const std::string& submission, const char* move,
                    Json more = Json::object());
};

}  // namespace vitrine::tests
