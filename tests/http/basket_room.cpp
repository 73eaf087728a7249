#include "basket_room.h"

namespace vitrine::tests {

BasketRoom::BasketRoom() {
    service::ports::Account account;
    account.user = {{"usr_carl"}, "carl", "carl@store.example"};
    account.password_hash = *shop.hasher.hash(password);
    account.created_at = shop.clock.now();
    account.store_role = contract::StoreRole::store_admin;
    REQUIRE(shop.store->accounts().create(account));
    REQUIRE(dev.sign_in(ines).status == 200);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    REQUIRE(chief.sign_in("carl@store.example").status == 200);
}

contract::PackageDetail BasketRoom::package(int code, const char* app) const {
    contract::PackageDetail out;
    const std::string text = base::decimal(code);
    out.package.id = {"pkg_" + text};
    out.package.app = {app};
    out.package.name = "app-" + text + ".apk";
    out.package.size = 1000 + code;
    out.package.sha256 = std::string(app) + text;
    out.package.version_code = out.facts.version_code = text;
    out.package.version_name = out.facts.version_name = "1." + text;
    out.package.uploaded_by = "ines";
    out.package.uploaded_at = {1'780'000'000'000};
    out.facts.package_name =
        app == std::string("app_notes") ? "org.example.notes" : "org.example.boats";
    out.facts.min_sdk = 24;
    out.facts.target_sdk = 34;
    out.facts.permissions = {{"android.permission.INTERNET", {}, {}, false}};
    out.facts.signature.verified = true;
    out.facts.signature.signers = {{our_key, "CN=Fjord", "EC-256", {}}};
    return out;
}

std::string BasketRoom::add(const contract::PackageDetail& package) {
    REQUIRE(shop.store->packages().keep({{}, package}));
    return package.package.id.text;
}

Response BasketRoom::create(const Json& packages, Json more) {
    more["packages"] = packages;
    if (!more.contains("track")) more["track"] = "production";
    std::string target = "/v1/apps/app_notes/submissions";
    if (more.contains("dry_run")) target += "?dry_run=true";
    more.erase("dry_run");
    return dev.send("POST", target, more.dump());
}

std::string BasketRoom::draft(const Json& packages, const Json& more) {
    const Response made = create(packages, more);
    REQUIRE(made.status == 200);
    return body_of(made)["submission"]["id"];
}

Response BasketRoom::edit(Guest& who, const std::string& id, const Json& change,
                          const std::string& match, const std::string& query) {
    Request request;
    request.method = "PATCH";
    request.target = "/v1/submissions/" + id + query;
    request.body = change.dump();
    request.headers = {{"content-type", "application/json"}};
    if (!match.empty()) request.headers.push_back({"if-match", match});
    return who.send(std::move(request));
}

Response BasketRoom::edit(const std::string& id, const Json& change, const std::string& match) {
    return edit(dev, id, change, match);
}

Response BasketRoom::move(const std::string& id, const char* name, const std::string& query) {
    return dev.send("POST", "/v1/submissions/" + id + "/moves" + query,
                    Json{{"move", name}}.dump());
}

Response BasketRoom::decide(Guest& who, const std::string& id, Json ask) {
    return who.send("POST", "/v1/submissions/" + id + "/decision", ask.dump());
}

Json BasketRoom::basket(const std::string& id) {
    return body_of(dev.get("/v1/submissions/" + id + "/basket"));
}

void BasketRoom::tick() {
    shop.clock.advance(base::second_ms);
    shop.app->tick();
    shop.app->tick();
}

void BasketRoom::accept(const std::string& id) {
    REQUIRE(move(id, "submit").status == 200);
    tick();
    REQUIRE(stage(id) == "queued");
    REQUIRE(decide(id, "claim").status == 200);
    REQUIRE(decide(id, "approve").status == 200);
}

std::string policies(const Json& findings) {
    std::string out;
    for (const Json& one : findings)
        out += (out.empty() ? "" : " ") + one["policy"].get<std::string>();
    return out;
}

Json a_finding() {
    return {{"id", "x"},         {"policy", "VP-4.1.1"}, {"severity", "blocking"},
            {"title", "Broken"}, {"detail", "Mend it"},  {"where", "notes"},
            {"fixed", false},    {"evidence", Json::array()}};
}

}  // namespace vitrine::tests
