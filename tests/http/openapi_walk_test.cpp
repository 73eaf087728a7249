// Every operation of the document that a store serves, asked of that store over a socket: rightly,
// malformed, by nobody, by a stranger, and with an old revision. Each answer must be one that the
// document lists, and its body as the document says. An operation without a row below fails, and so
// does one that leaves out a kind of request without a reason in walk_tables.h.
#include <doctest/doctest.h>

#include "base/text.h"
#include "tests/package/picture_maker.h"
#include "uploader.h"
#include "walk.h"

namespace vitrine::tests {
namespace {

constexpr std::string_view carl = "carl@store.example";  // the store's admin
const std::string week = "from=2026-05-01&to=2026-05-08";
const Json with_password = {{"password", password}};

const std::string any_revision = "If-Match: *\r\n";

Json push_kit() {
    const std::string account = R"({"type":"service_account","project_id":"notes-1"})";
    return {{"provider", "fcm"},
            {"settings", Json::array({{{"key", "project_id"}, {"value", "notes-1"}}})},
            {"credentials", Json::array({{{"key", "service_account"}, {"value", account}}})}};
}

const std::map<std::string, Row> rows = {
    {"SignIn", {"", {{"email", ines}, {"password", password}}, 200, "nobody"}},
    {"SignInWithCode", {"", {{"code", "123456"}}, 401, "nobody"}},
    {"SignOut", {""}},
    {"EndOtherSessions", {""}},
    {"EndSession", {""}},
    {"ChangePassword", {"", {{"password", password}, {"next", "another long secret"}}}},
    {"EnrolSecondFactor", {"", with_password}},
    {"ConfirmSecondFactor", {"", {{"code", "123456"}}, 409}},
    {"RenewRecoveryCodes", {"", with_password, 409}},
    {"DisableSecondFactor", {"", with_password, 409}},
    {"ChangeMember", {"", {{"role", "developer"}, {"apps", Json::array()}}}},
    {"RemoveMember", {""}},
    {"Invite", {"", {{"email", "new@fjord.example"}, {"role", "analyst"},
                     {"apps", Json::array()}}}},
    {"RevokeInvitation", {""}},
    {"AcceptInvitation", {"", {{"token", "{token}"}, {"name", "Nils"},
                               {"password", "a long enough secret"}}, 200, "nobody"}},
    {"IssueKey", {"", {{"name", "CI"}, {"scopes", {"apps:read"}}}}},
    {"RevokeKey", {""}},
    {"IssueServiceAccount", {"", {{"name", "CI"}, {"url", "https://store.example"}}}},
    {"GetDeviceSignIn", {"/v1/device-sign-ins/{user_code}"}},
    {"ApproveDeviceSignIn", {"/v1/device-sign-ins/{user_code}/approve", Json::object()}},
    {"DenyDeviceSignIn", {"/v1/device-sign-ins/{user_code}/deny"}},
    {"CreateApp", {"", {{"package_name", "org.example.third"}, {"name", "Third"},
                        {"default_locale", "en"}}}},
    {"ChangeRollout", {"", {{"action", "halt"}, {"reason", "It crashes"}}}},
    {"CreateSubmission", {"", {{"app", "app_notes"}, {"version_name", "3"},
                               {"version_code", "30"}, {"track", "production"}}}},
    {"MoveSubmission", {"", {{"move", "submit"}}}},
    {"PostMessage", {"", {{"text", "Hello"}}}},
    {"DecideSubmission", {"", {{"move", "claim"}}, 409, "reviewer"}},
    {"GetReviewState", {"", nullptr, 200, "reviewer"}},
    {"CreateBasket", {"", {{"packages", {"{package}"}}, {"track", "production"}}}},
    {"EditBasket", {"/v1/submissions/{draft}", {{"fraction", 0.5}}, 200, "owner",
                    "If-Match: *\r\n"}},
    {"GetBasket", {"/v1/submissions/{draft}/basket"}},
    {"ChangeReviewRules", {"", {{"decide_within_hours", 48}, {"second_reviewer", "never"},
                                {"target_sdk_floor", 30}}, 200, "chief"}},
    {"GetReviewRules", {"", nullptr, 200, "reviewer"}},
    {"ReserveUpload", {"", {{"app", "app_notes"}, {"name", "a.apk"}, {"size", 3},
                            {"sha256", std::string(64, 'a')}}}},
    {"PutPart", {"/v1/uploads/{upload}/parts/0", nullptr, 200, "owner", "", "abc"}},
    {"CommitUpload", {"", nullptr, 409}},
    {"CancelUpload", {""}},
    {"ReplyToReview", {"", {{"text", "Thanks"}}}},
    {"RemoveReply", {""}},
    {"ReadMetrics", {"/v1/metrics?metrics=installs&" + week}},
    {"ReadBreakdown", {"/v1/metrics/breakdown?metric=installs&by=country&" + week}},
    {"ReadRetention", {"/v1/metrics/retention?" + week}},
    {"ReadFunnel", {"/v1/metrics/funnel?" + week}},
    {"ListAnnotations", {"/v1/annotations?" + week}},
    {"IngestEvents", {"/v1/ingest/events?batch=b1", nullptr, 200, "key", "",
                      "{\"kind\":\"open\",\"app\":\"app_notes\",\"device\":\"d\","
                      "\"at\":\"2026-05-28T20:00:00Z\"}\n"}},
    {"PutRolloutRule", {"", {{"crash_rate_by", 0.01}}}},
    {"PutPrice", {"", {{"amount", 249}, {"currency", "EUR"}}}},
    {"PutListing", {"", {{"title", "Notizen"}, {"summary", "Kurz"}, {"description", "Alles"}}, 200,
                    "owner", any_revision}},
    {"EditListing", {"", {{"title", "Notizen"}}, 200, "owner", any_revision}},
    {"RemoveListing", {"", nullptr, 200, "owner", any_revision}},
    {"RestoreListings", {"", Json::object(), 200, "owner", any_revision}},
    {"AddGraphic", {"/v1/apps/{app}/graphics/en/icon", nullptr, 200, "owner", "",
                    a_png(512, 512, 6, "another")}},
    {"ArrangeGraphics", {"", {{"graphics", {"{graphic}"}}}, 200, "owner", any_revision}},
    {"PutDataSafety", {"", {{"uses", Json::array()}, {"encrypted", true}, {"deletable", true}}, 200,
                       "owner", any_revision}},
    {"PutAppKit", {"", push_kit()}},
    {"RemoveAppKit", {""}},
    {"ReadKitUsage", {"/v1/apps/{app}/kits/{kit}/usage?" + week}},
    {"IngestKitUsage", {"/v1/ingest/kits?batch=b1",
                        {{"items", Json::array({{{"app", "app_notes"}, {"kit", "push"},
                                                 {"day", "2026-05-28"}, {"used", 3}}})}}}},
    {"PairKiosk", {"", {{"name", "Lobby"}}}},
    {"ClaimKiosk", {"", {{"code", "{code}"}}, 200, "nobody"}},
    {"RevokeKiosk", {""}},
    {"IngestReviews", {"/v1/ingest/reviews?batch=b1", nullptr, 200, "key", "",
                       "{\"kind\":\"put\",\"app\":\"app_notes\",\"id\":\"x1\",\"rating\":4,"
                       "\"text\":\"Fine\"}\n"}},
    {"TagReview", {"", {{"tags", {"bug"}}}}},
    {"ExplainTopics", {"/v1/reviews/rev_second/topics"}},
    {"BulkReply", {"", {{"text", "Thanks"},
                        {"reviews", Json::array({{{"review", "rev_second"}}})}}}},
    {"ReportReview", {"/v1/reviews/rev_second/report", {{"reason", "spam"}}}},
    {"WithdrawReport", {""}},
    {"ListReports", {"", nullptr, 200, "reviewer"}},
    {"ResolveReport", {"", {{"verdict", "keep"}, {"note", "It stays."}}, 200, "reviewer"}},
    {"CreateHook", {"", {{"url", "http://127.0.0.1:9/x"}, {"kinds", {"review.reply"}}}}},
    {"ChangeHook", {"", {{"enabled", false}}}},
    {"RemoveHook", {""}},
    {"RenewHookSecret", {"", Json::object()}},
    {"PingHook", {""}},
    {"ReplayDelivery", {""}},
    {"ExportReviews", {"/v1/exports/reviews?format=csv"}},
    {"ExportMetrics", {"/v1/exports/metrics?metrics=installs&" + week + "&format=ndjson"}},
    {"ExportSubmissions", {"/v1/exports/submissions?format=ndjson"}},
    {"Search", {"/v1/search?q=notes"}},
    {"Stream", {"/v1/stream"}},
};

// A store with one of everything, served.
class Room {
public:
    Room() {
        const auto make = [&](const char* target, const Json& body) {
            const Answer answer = ask("POST", target, "owner", "", body.dump());
            CAPTURE(target);
            CAPTURE(answer.body.dump());
            REQUIRE(answer.status == 200);
            return answer.body;
        };
        ids = {{"app", "app_notes"}, {"submission", "sub_ours"}, {"review", "rev_app_notes"},
               {"release", shop.our_release.text}, {"user", "usr_anna"}};
        contract::PackageDetail package;
        package.package.id = {"pkg_1"};
        package.package.app = shop.notes;
        package.package.sha256 = std::string(64, 'b');
        package.package.version_code = package.facts.version_code = "40";
        package.facts.package_name = "org.example.notes";
        REQUIRE(shop.store->packages().keep({{}, package}));
        ids["package"] = "pkg_1";
        const Json basket = {{"packages", {"pkg_1"}}, {"track", "production"}};
        ids["draft"] = make("/v1/apps/app_notes/submissions", basket)["submission"]["id"];
        const Json upload = {{"app", "app_notes"}, {"name", "a.apk"}, {"size", 3},
                             {"sha256", std::string(64, 'a')}};
        ids["upload"] = make("/v1/uploads", upload)["id"];
        const Json hook = {{"url", "http://127.0.0.1:9/x"}, {"kinds", {"review.reply"}}};
        ids["hook"] = make("/v1/webhooks", hook)["hook"]["id"];
        const std::string hook_path = "/v1/webhooks/" + ids["hook"].get<std::string>();
        ids["delivery"] = make((hook_path + "/ping").c_str(), Json::object())["id"];
        const Json key = {{"name", "CI"}, {"scopes", {"ingest:write"}}};
        const Json issued = make("/v1/api-keys", key);
        ids["key"] = issued["key"]["id"];
        secret_ = issued["secret"];
        const Json invited = make("/v1/invitations", {{"email", "nils@fjord.example"},
                                                      {"role", "analyst"},
                                                      {"apps", Json::array()}});
        ids["invitation"] = invited["invitation"]["id"];
        ids["token"] = invited["token"];
        ids["session"] = make_second_session();
        plant_listing();
        plant_second_review();
        const Json display = make("/v1/kiosks", {{"name", "Hall"}});
        ids["code"] = display["code"];
        ids["kiosk"] = display["kiosk"]["id"];
        ids["user_code"] = ask("POST", "/oauth2/device", "nobody", "", "client_id=vitrine",
                               "application/x-www-form-urlencoded").body["user_code"];
        ids["kit"] = "push";
        REQUIRE(ask("PUT", "/v1/apps/app_notes/kits/push", "owner", "", push_kit().dump())
                    .status == 200);
        make("/v1/reviews/rev_app_notes/report", {{"reason", "spam"}});
        REQUIRE(ask("PUT", "/v1/reviews/rev_app_notes/reply", "owner", "", R"({"text":"Hi"})")
                    .status == 200);
    }

    // Another team's thing of that kind.
    std::string theirs(const std::string& what) {
        if (what == "review") return shop.their_review.text;
        if (what == "package") {
            contract::PackageDetail package;
            package.package.id = {"pkg_theirs"};
            package.package.app = shop.boats;
            package.package.sha256 = std::string(64, 'c');
            REQUIRE(shop.store->packages().keep({{}, package}));
            return "pkg_theirs";
        }
        if (what != "graphic") return shop.boats.text;
        return ask("POST", "/v1/apps/app_boats/graphics/de/icon", "stranger", "",
                   a_png(512, 512, 6), "image/png").body["draft"][0]["id"];
    }

    // "{app}" and the like, filled in.
    std::string filled(std::string text) const {
        for (const auto& [name, id] : ids.items()) {
            const std::string brace = "{" + name + "}";
            for (std::size_t at; (at = text.find(brace)) != std::string::npos;)
                text.replace(at, brace.size(), id.get<std::string>());
        }
        return text;
    }

    Answer ask(const std::string& method, const std::string& target, const std::string& who,
               const std::string& more, const std::string& body,
               const std::string& type = "application/json") {
        std::string head = method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + more;
        if (who == "key") head += "Authorization: Bearer " + secret_ + "\r\n";
        else if (who != "nobody") {
            const Uploader& one = who == "owner"      ? owner_
                                  : who == "stranger" ? stranger_
                                  : who == "chief"    ? chief_
                                                      : reviewer_;
            head += "Cookie: " + one.cookie + "\r\nX-CSRF-Token: " + one.token + "\r\n";
        }
        if (!body.empty()) head += "Content-Type: " + type + "\r\n";
        const bool streams = target.starts_with("/v1/stream");
        if (!streams) head += "Connection: close\r\n";
        Wire wire(running.port());
        wire.send(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        if (!streams) return read_from(wire.read_all());
        const std::string begin = wire.read_until("\r\n\r\n");
        // Events never end; a refusal does.
        const std::size_t at = begin.find("Content-Length: ");
        return read_from(at == std::string::npos ? begin : begin + wire.read_until("}"));
    }

    struct WithChief : Shop {
        WithChief() : Shop(near_by()) {
            service::ports::Account account;
            account.user = {{"usr_carl"}, "carl", std::string(carl)};
            account.password_hash = *hasher.hash(password);
            account.store_role = contract::StoreRole::store_admin;
            REQUIRE(store->accounts().create(account));
        }
    };
    WithChief shop;
    Running running{*shop.app};
    Json ids;

private:
    static AppOptions near_by() {
        AppOptions options = generous();
        options.hook_reach = service::hooks::Reach::loopback;
        return options;
    }
    void plant_listing() {
        ids["locale"] = "de";
        ids["type"] = "icon";
        const Json text = {{"title", "Notizen"}, {"summary", "Kurz"}, {"description", "Alles"}};
        REQUIRE(ask("PUT", "/v1/apps/app_notes/listings/de", "owner", any_revision, text.dump())
                    .status == 200);
        const Answer set = ask("POST", "/v1/apps/app_notes/graphics/de/icon", "owner", "",
                               a_png(512, 512, 6), "image/png");
        REQUIRE(set.status == 200);
        ids["graphic"] = set.body["draft"][0]["id"];
    }
    void plant_second_review() {
        service::ports::IncomingReview incoming;
        incoming.source = "test";
        incoming.source_id = "second";
        incoming.review.app = shop.notes;
        incoming.review.id = {"rev_second"};
        incoming.review.text = "Good";
        incoming.review.rating = 5;
        incoming.review.created_at = shop.clock.now();
        REQUIRE(shop.store->reviews().upsert(std::span(&incoming, 1)));
    }
    static Answer read_from(const std::string& all) {
        Answer out;
        out.status = status_of(all);
        const std::size_t end = all.find("\r\n\r\n");
        out.head = all.substr(0, end);
        const std::size_t at = out.head.find("Content-Type: ");
        if (at != std::string::npos)
            out.type = out.head.substr(at + 14, out.head.find_first_of(";\r", at + 14) - at - 14);
        if (end != std::string::npos) out.body = Json::parse(all.substr(end + 4), nullptr, false);
        return out;
    }
    std::string make_second_session() {
        const Uploader again(running.port(), ines);
        const Json page = ask("GET", "/v1/session", "owner", "", "").body;
        for (const Json& one : page["items"])
            if (!one["current"].get<bool>()) return one["id"];
        FAIL("there is no second session");
        return "";
    }

    Uploader owner_{running.port(), ines}, stranger_{running.port(), otto},
        reviewer_{running.port(), rita}, chief_{running.port(), carl};
    std::string secret_;
};

}  // namespace

TEST_CASE("every operation of the document answers as the document says") {
    Json document;
    {
        Room room;
        document = room.ask("GET", "/openapi.json", "nobody", "", "").body;
    }
    REQUIRE(document.is_object());
    const std::vector<Operation> operations = operations_of(document);
    CHECK(operations.size() > 70);
    for (const Operation& operation : operations) {
        CAPTURE(operation.id);
        Walk<Room> walk(document, operation, rows);
        CHECK_MESSAGE(walk.has_row(), "no request is written down for it");
        if (!walk.has_row()) continue;
        walk.ask_rightly();
        const auto asked_or_said = [&](Kind kind, bool asked) {
            CAPTURE(name_of(kind));
            CHECK_MESSAGE(asked != without(kind, operation.id),
                          "either it is asked, or walk_tables.h says why not");
        };
        asked_or_said(Kind::malformed, walk.ask_malformed());
        asked_or_said(Kind::unauthorised, walk.ask_as_nobody());
        asked_or_said(Kind::foreign, walk.ask_as_stranger());
        CHECK_MESSAGE(walk.ask_with_foreign_ids(), "no foreign id is written down for it");
        const bool stale = walk.ask_with_an_old_revision();
        if (stale || operation.method != "GET") asked_or_said(Kind::stale, stale);
    }
    for (const std::string& id : ids_in_tables()) {
        CAPTURE(id);
        CHECK(std::ranges::any_of(operations, [&](const Operation& o) { return o.id == id; }));
    }
    for (const auto& [id, row] : rows) {
        CAPTURE(id);
        CHECK(std::ranges::any_of(operations, [&](const Operation& o) { return o.id == id; }));
    }
}

}  // namespace vitrine::tests
