// What the walk of the OpenAPI document leaves out, with the reasons, and what it asks besides.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::tests {

enum class Kind { malformed, unauthorised, foreign, stale };
inline const char* name_of(Kind kind) {
    constexpr const char* names[] = {"malformed", "unauthorised", "foreign", "stale"};
    return names[static_cast<int>(kind)];
}

struct Without {
    Kind kind;
    std::string_view reason;
    std::vector<std::string_view> operations;
};
inline const std::vector<Without>& left_out() {
    static const std::vector<Without> all = {
        {Kind::malformed, "takes a team's name, and passes over what else browsers add",
         {"Stream"}},
        {Kind::foreign, "for who is not known yet: names things by a secret only",
         {"SignIn", "SignInWithCode", "AcceptInvitation", "ClaimKiosk"}},
        {Kind::foreign, "names a program that waits for anybody's word, by its code",
         {"GetDeviceSignIn", "ApproveDeviceSignIn", "DenyDeviceSignIn"}},
        {Kind::stale, "makes something new",
         {"IssueKey", "IssueServiceAccount", "CreateApp", "AddGraphic", "CreateBasket", "Invite",
          "PairKiosk", "CreateSubmission", "ReserveUpload", "CreateHook", "ReportReview", "SignIn",
          "SignInWithCode"}},
        {Kind::stale, "ends something for good, whatever it has become meanwhile",
         {"RevokeKey", "RevokeInvitation", "RevokeKiosk", "WithdrawReport", "SignOut",
          "EndOtherSessions", "EndSession", "CancelUpload", "RemoveHook"}},
        {Kind::stale, "adds to what is there and changes none of it",
         {"PostMessage", "PutPart", "ReplayDelivery", "PingHook"}},
        {Kind::stale, "is known by its batch's name and written once",
         {"IngestEvents", "IngestKitUsage", "IngestReviews"}},
        {Kind::stale, "works once, on what a secret or a hash names",
         {"AcceptInvitation", "ClaimKiosk", "CommitUpload", "ApproveDeviceSignIn",
          "DenyDeviceSignIn"}},
        {Kind::stale, "asks for the password or the code that held until now",
         {"ChangePassword", "EnrolSecondFactor", "ConfirmSecondFactor", "DisableSecondFactor",
          "RenewRecoveryCodes"}},
        {Kind::stale, "tells of each review whether it was answered, and overwrites no answer",
         {"BulkReply"}},
        {Kind::stale, "replaces a secret that nobody reads before",
         {"RenewHookSecret"}},
    };
    return all;
}
inline bool without(Kind kind, const std::string& operation) {
    return std::ranges::any_of(left_out(), [&](const Without& one) {
        return one.kind == kind && std::ranges::find(one.operations, operation) !=
                                       one.operations.end();
    });
}

// An operation that nobody needs to be known for, with a secret that is wrong.
struct WrongSecret {
    std::string operation, field, value;
    int status;
};
inline const std::vector<WrongSecret>& wrong_secrets() {
    static const std::vector<WrongSecret> all = {
        {"SignIn", "password", "not the password", 401},
        {"SignInWithCode", "code", "000000", 401},
        {"AcceptInvitation", "token", "inv_made_up_and_never_told", 404},
        {"ClaimKiosk", "code", "AAAA-AAAA-AAA", 422},
    };
    return all;
}
inline const WrongSecret* wrong_secret(const std::string& operation) {
    const auto found = std::ranges::find(wrong_secrets(), operation, &WrongSecret::operation);
    return found == wrong_secrets().end() ? nullptr : &*found;
}

// A thing of another team, named in query or body: "{foreign}". `target`: "" for the row's own.
struct Foreign {
    std::string operation, what, target, body;
    int status;
};
inline const std::vector<Foreign>& foreigners() {
    static const std::string week = "&from=2026-05-01&to=2026-05-08";
    static const std::vector<Foreign> all = {
        {"ListAnnotations", "app", "/v1/annotations?apps={foreign}" + week, "", 404},
        {"ReadMetrics", "app", "/v1/metrics?metrics=installs&apps={foreign}" + week, "", 404},
        {"ReadBreakdown", "app",
         "/v1/metrics/breakdown?metric=installs&by=country&apps={foreign}" + week, "", 404},
        {"ReadRetention", "app", "/v1/metrics/retention?apps={foreign}" + week, "", 404},
        {"ReadFunnel", "app", "/v1/metrics/funnel?apps={foreign}" + week, "", 404},
        {"ExportMetrics", "app",
         "/v1/exports/metrics?metrics=installs&apps={foreign}&format=csv" + week, "", 404},
        {"ExportReviews", "app", "/v1/exports/reviews?apps={foreign}", "", 404},
        {"ExportSubmissions", "app", "/v1/exports/submissions?app={foreign}", "", 404},
        {"ListReviews", "app", "/v1/reviews?apps={foreign}", "", 404},
        {"CountReviews", "app", "/v1/reviews/facets?apps={foreign}", "", 404},
        {"ListRollouts", "app", "/v1/releases?app={foreign}", "", 404},
        {"ListSubmissions", "app", "/v1/submissions?app={foreign}", "", 404},
        {"IssueKey", "app", "",
         R"({"name":"CI","scopes":["apps:read"],"apps":["{foreign}"]})", 422},
        {"ApproveDeviceSignIn", "app", "/v1/device-sign-ins/{user_code}/approve",
         R"({"apps":["{foreign}"]})", 422},
        {"IssueServiceAccount", "app", "",
         R"({"name":"CI","url":"https://store.example","apps":["{foreign}"]})", 422},
        {"Invite", "app", "",
         R"({"email":"new@fjord.example","role":"analyst",
             "apps":[{"app":"{foreign}","role":"analyst"}]})", 422},
        {"ChangeMember", "app", "",
         R"({"role":"analyst","apps":[{"app":"{foreign}","role":"analyst"}]})", 422},
        {"PairKiosk", "app", "", R"({"name":"Hall","apps":["{foreign}"]})", 422},
        {"CreateHook", "app", "",
         R"({"url":"http://127.0.0.1:9/x","kinds":["review.reply"],"apps":["{foreign}"]})", 422},
        {"ChangeHook", "app", "", R"({"apps":["{foreign}"]})", 422},
        {"CreateSubmission", "app", "",
         R"({"app":"{foreign}","version_name":"3","version_code":"30","track":"production"})", 404},
        {"ReserveUpload", "app", "",
         R"({"app":"{foreign}","name":"a.apk","size":3,"sha256":")" + std::string(64, 'a') + "\"}",
         404},
        {"CreateBasket", "package", "",
         R"({"packages":["{foreign}"],"track":"production"})", 422},
        {"EditBasket", "package", "", R"({"packages":["{foreign}"]})", 422},
        {"ArrangeGraphics", "graphic", "", R"({"graphics":["{foreign}"]})", 422},
        {"BulkReply", "review", "", R"({"text":"Thanks","reviews":[{"review":"{foreign}"}]})", 200},
        {"IngestEvents", "app", "",
         "{\"kind\":\"open\",\"app\":\"{foreign}\",\"device\":\"d\","
         "\"at\":\"2026-05-28T20:00:00Z\"}\n", 200},
        {"IngestReviews", "app", "",
         "{\"kind\":\"put\",\"app\":\"{foreign}\",\"id\":\"x1\",\"rating\":4,"
         "\"text\":\"Fine\"}\n", 200},
        {"IngestKitUsage", "app", "",
         R"({"items":[{"app":"{foreign}","kit":"push","day":"2026-05-28","used":3}]})", 422},
    };
    return all;
}
inline const Foreign* foreign_of(const std::string& operation) {
    const auto found = std::ranges::find(foreigners(), operation, &Foreign::operation);
    return found == foreigners().end() ? nullptr : &*found;
}

// Whatever is named above must be an operation.
inline std::vector<std::string> ids_in_tables() {
    std::vector<std::string> out;
    for (const Without& one : left_out())
        for (const auto id : one.operations) out.emplace_back(id);
    for (const WrongSecret& one : wrong_secrets()) out.push_back(one.operation);
    for (const Foreign& one : foreigners()) out.push_back(one.operation);
    return out;
}

}  // namespace vitrine::tests
