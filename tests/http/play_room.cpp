#include "play_room.h"

#include "base/text.h"
#include "base/url.h"
#include "service/machine/rsa.h"
#include "service/play/tokens.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {

namespace play = service::play;

std::string form_of(const base::Query& fields) {
    return base::write_query(fields);
}

std::string assertion_of(const Json& credentials, const base::Instant& now, const Json& change) {
    Json claims = {{"iss", credentials["client_email"]},
                   {"scope", publisher},
                   {"aud", credentials["token_uri"]},
                   {"iat", now.ms / 1000},
                   {"exp", now.ms / 1000 + 3600}};
    claims.update(change);
    const Json header = {{"alg", "RS256"}, {"typ", "JWT"},
                         {"kid", credentials["private_key_id"]}};
    const std::string said =
        play::to_base64url(header.dump()) + "." + play::to_base64url(claims.dump());
    return said + "." +
           play::to_base64url(service::machine::sign_rs256(
               credentials["private_key"].get<std::string>(), said));
}

std::string Tool::head(const std::string& method, const std::string& target,
                       const std::string& headers) const {
    return method + " " + target + " HTTP/1.1\r\nHost: store.test\r\n" +
           (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + headers;
}

Told Tool::send(const std::string& method, const std::string& target, const std::string& headers,
                const std::string& bytes) {
    if (!wire_) wire_ = std::make_unique<Wire>(port);
    const Told out = told_in(wire_->ask(head(method, target, headers) + "Content-Length: " +
                                        std::to_string(bytes.size()) + "\r\n\r\n" + bytes));
    if (out.head.find("Connection: close") != std::string::npos) wire_.reset();
    return out;
}

Told Tool::ask(const std::string& method, const std::string& target, const Json& body) {
    return send(method, target, "Content-Type: application/json\r\n",
                body.is_null() ? "" : body.dump());
}

std::string header_in(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
}

std::string reason_of(const Told& told) {
    if (!told.body.is_object() || !told.body.contains("error")) return "";
    const Json& error = told.body["error"];
    return error.is_object() ? error["errors"][0]["reason"].get<std::string>() : "";
}

PlayRoom::PlayRoom() {
    account = issue(dev);
    credentials = Json::parse(account["credentials"].get<std::string>());
    tool.token = token_of(account);
}

Json PlayRoom::issue(Guest& who, const Json& more) {
    Json ask = {{"name", "CI"}, {"url", "http://store.test"}};
    ask.update(more);
    const Response made = who.send("POST", "/v1/service-accounts", ask.dump());
    REQUIRE(made.status == 200);
    return body_of(made);
}

Told PlayRoom::trade(const Json& from, const Json& change) {
    Tool nobody(running.port(), "");
    return nobody.send("POST", "/oauth2/token",
                       "Content-Type: application/x-www-form-urlencoded\r\n",
                       form_of({{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                                {"assertion", assertion_of(from, shop.clock.now(), change)}}));
}

std::string PlayRoom::token_of(const Json& issued) {
    const Told told = trade(Json::parse(issued["credentials"].get<std::string>()));
    REQUIRE(told.status == 200);
    return told.body["access_token"];
}

std::string PlayRoom::edit() {
    const Told made = tool.ask("POST", play_notes + "/edits");
    REQUIRE(made.status == 200);
    return play_notes + "/edits/" + made.body["id"].get<std::string>();
}

void PlayRoom::listing(const std::string& edit) {
    const Json text = {{"title", "Notes"}, {"shortDescription", "Write things down"},
                       {"fullDescription", "A place for what you must not forget."}};
    REQUIRE(tool.ask("PUT", edit + "/listings/en", text).status == 200);
    const auto add = [&](const std::string& type, std::uint32_t width, std::uint32_t height,
                         const std::string& mark, int colours = 2) {
        const Told told = tool.send("POST", "/upload" + edit + "/listings/en/" + type +
                                                "?uploadType=media",
                                    "Content-Type: image/png\r\n",
                                    a_png(width, height, colours, mark));
        REQUIRE(told.status == 200);
    };
    add("icon", 512, 512, "icon", 6);
    add("featureGraphic", 1024, 500, "feature");
    for (const char* mark : {"a", "b", "c", "d"}) add("phoneScreenshots", 1080, 1920, mark);
}

std::string PlayRoom::submission_of(const std::string& code) {
    const Json page = body_of(dev.get("/v1/submissions?app=app_notes&limit=200"));
    for (const Json& one : page["items"])
        if (one["version_code"] == code && one["stage"] != "withdrawn") return one["id"];
    return "";
}

}  // namespace vitrine::tests
