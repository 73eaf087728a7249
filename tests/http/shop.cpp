#include "shop.h"

#include <doctest/doctest.h>

#include "service/topics_of.h"

namespace vitrine::tests {
namespace {

using namespace service;
using contract::Stage;

contract::ReviewId add_review(Shop& shop, const contract::AppId& app) {
    ports::IncomingReview incoming;
    incoming.source = "test";
    incoming.source_id = app.text;
    incoming.review.app = app;
    incoming.review.id = {"rev_" + app.text};
    incoming.review.rating = 2;
    incoming.review.text = "Synchronisiert nicht mehr";
    incoming.review.language = "de";
    incoming.review.created_at = shop.clock.now();
    find_topics(incoming);
    REQUIRE(shop.store->reviews().upsert(std::span(&incoming, 1)));
    return incoming.review.id;
}

void add_submission(Shop& shop, const contract::SubmissionId& id, const contract::AppId& app) {
    contract::SubmissionDetail detail;
    detail.submission.id = id;
    detail.submission.app = app;
    detail.submission.version_name = "2.0";
    detail.submission.version_code = "20";
    detail.submission.created_at = detail.submission.updated_at = shop.clock.now();
    detail.timeline.push_back({Stage::draft, shop.clock.now(), "ines", ""});
    ports::AuditEntry audit;
    audit.at = shop.clock.now();
    audit.actor = "test";
    audit.action = "submission.create";
    audit.thing = id.text;
    REQUIRE(shop.store->submissions().insert(detail, audit));
}

// On a track of its own, where nothing was live before.
void add_rollout(Shop& shop, const contract::ReleaseId& id, const contract::AppId& app) {
    contract::SubmissionDetail detail;
    contract::Submission& submission = detail.submission;
    submission.id = contract::submission_of(id);
    submission.app = app;
    submission.version_name = "1.9";
    submission.version_code = "19";
    submission.track = contract::Track::open;
    submission.stage = Stage::rolling_out;
    submission.fraction = 0.05;
    submission.created_at = submission.updated_at = {shop.clock.ms - base::hour_ms};
    detail.timeline.push_back({Stage::rolling_out, submission.updated_at, "ines", ""});
    ports::AuditEntry audit;
    audit.at = submission.updated_at;
    audit.actor = "test";
    audit.action = "submission.create";
    audit.thing = submission.id.text;
    REQUIRE(shop.store->submissions().insert(detail, audit));
}

}  // namespace

AppOptions generous() {
    AppOptions options;
    options.per_address = options.per_account = {1e6, 1e6};
    options.sign_ins_per_address = options.sign_ins_per_account = {1e6, 1e6};
    options.guesses_per_address = options.guesses_per_account = {1e6, 1e6};
    return options;
}

Shop::Shop(AppOptions options, std::unique_ptr<ports::Store> given, http::Site site,
           std::unique_ptr<ports::Blobs> given_blobs)
    : store(std::move(given)), blobs(std::move(given_blobs)) {
    REQUIRE(machine::start_crypto());
    const bool fresh = !store;
    if (fresh) store = memory::make_store();
    if (!blobs) blobs = memory::make_blobs();
    our_review = {"rev_" + notes.text};
    their_review = {"rev_" + boats.text};
    if (fresh || store->accounts().count().value_or(1) == 0) plant();
    app = std::make_unique<App>(desks::World{*store, clock, random, hasher, translator, *blobs},
                                std::move(site), options);
    app->tick();  // the store is served from now on
}

void Shop::plant() {
    REQUIRE(store->accounts().put_team({{"team_fjord"}, "Fjord"}));
    REQUIRE(store->accounts().put_team({{"team_harbour"}, "Harbour"}));
    add_person(ines, "team_fjord", contract::Role::owner);
    add_person(anna, "team_fjord", contract::Role::analyst);
    add_person(otto, "team_harbour", contract::Role::owner);
    add_person(rita, "", contract::Role::none);
    add_app(notes, "team_fjord", "org.example.notes");
    add_app(boats, "team_harbour", "org.example.boats");
    our_review = add_review(*this, notes);
    their_review = add_review(*this, boats);
    add_rollout(*this, our_release, notes);
    add_rollout(*this, their_release, boats);
    add_submission(*this, our_submission, notes);
    add_submission(*this, their_submission, boats);
}

void Shop::add_person(std::string_view email, std::string_view team, contract::Role role) {
    ports::Account account;
    account.user = {{"usr_" + std::string(email.substr(0, email.find('@')))},
                    std::string(email.substr(0, email.find('@'))), std::string(email)};
    account.password_hash = *hasher.hash(password);
    account.created_at = clock.now();
    if (team.empty()) account.store_role = contract::StoreRole::reviewer;
    REQUIRE(store->accounts().create(account));
    if (!team.empty())
        REQUIRE(store->accounts().put_member(
            {{std::string(team)}, account.user.id, role, {}, clock.now()}));
}

void Shop::add_app(const contract::AppId& id, const char* team, const char* package) {
    ports::StoredApp stored;
    stored.team = {team};
    stored.app.id = id;
    stored.app.package_name = package;
    stored.app.name = package;
    stored.app.default_locale = "en";
    REQUIRE(store->apps().create(stored));
}

Response Guest::sign_in(std::string_view email, std::string_view secret) {
    const Json ask = {{"email", email}, {"password", secret}};
    Response answer = send("POST", "/v1/session", ask.dump());
    const std::string* set = answer.find("Set-Cookie");
    if (set) cookie = set->substr(0, set->find(';'));
    if (answer.status == 200) csrf_token = body_of(answer)["csrf_token"].get<std::string>();
    return answer;
}

Response Guest::send(const std::string& method, const std::string& target,
                     const std::string& body) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    if (!body.empty()) request.headers.push_back({"content-type", "application/json"});
    return send(std::move(request));
}

Response Guest::send(Request request) {
    if (!cookie.empty()) request.headers.push_back({"cookie", cookie});
    if (!csrf_token.empty() && request.method != "GET")
        request.headers.push_back({"x-csrf-token", csrf_token});
    for (const auto& header : extra) request.headers.push_back(header);
    return app_.handle(request);
}

Json body_of(const Response& response) {
    return Json::parse(response.content(), nullptr, false);
}

std::string code_of(const Response& response) {
    const Json json = body_of(response);
    return json.is_object() && json.contains("code") && json.contains("title")
               ? json["code"].get<std::string>()
               : "";
}

}  // namespace vitrine::tests
