// `vitrine check` and the store come to the same verdict.
#include <filesystem>
#include <fstream>

#include "cli/files.h"
#include "desk.h"

namespace vitrine::tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> shared_files() {
    std::vector<std::string> out;
    std::error_code absent;
    const fs::path root = fs::path(VT_SHARED_DIR) / "data/packages";
    for (auto at = fs::recursive_directory_iterator(root, absent);
         !absent && at != fs::recursive_directory_iterator(); at.increment(absent))
        if (at->is_regular_file() && at->file_size() > 0 && at->path().parent_path() != root)
            out.push_back(at->path().string());
    std::sort(out.begin(), out.end());
    if (out.empty()) MESSAGE("SKIPPED: ../shared/data/packages is not there");
    return out;
}

// What the store says of a file: a refusal's code, or facts and findings.
struct Verdict {
    std::string refusal;
    Json facts, findings;
};

class Asking {
public:
    explicit Asking(const Desk& desk) : desk_(desk), other_(desk.app("org.example.other")) {}

    Verdict of(const std::string& path, const std::string& package_name) {
        const std::string app = app_of(package_name);
        std::ifstream file(path, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(file)), {});
        const Json upload = desk_.must("POST", "/v1/uploads",
                                       {{"app", app}, {"name", fs::path(path).filename().string()},
                                        {"size", bytes.size()},
                                        {"sha256", cli::sha256_hex(bytes)}});
        const std::string place = "/v1/uploads/" + upload["id"].get<std::string>();
        cli::Http http({desk_.origin, desk_.key, 5000});
        cli::HttpAsk part;
        part.method = "PUT";
        part.path = place + "/parts/0";
        part.content_type = "application/octet-stream";
        part.body = bytes;
        REQUIRE(http.ask(part));
        const auto package = desk_.ask("POST", place + "/commit");
        if (!package) {
            (void)desk_.ask("DELETE", place);  // a team has a bounded number of open ones
            return {package.error().code, nullptr, nullptr};
        }
        const Json basket =
            desk_.must("POST", "/v1/apps/" + app + "/submissions?dry_run=true",
                       {{"packages", {(*package)["package"]["id"]}}, {"track", "production"}});
        return {"", (*package)["facts"], basket["findings"]};
    }

private:
    // The app of that name; one of another name where none can have it.
    std::string app_of(const std::string& name) {
        if (!contract::is_package_name(name)) return other_;
        if (!apps_.contains(name)) apps_[name] = desk_.app(name);
        return apps_[name];
    }
    const Desk& desk_;
    std::string other_;
    std::map<std::string, std::string> apps_;
};

}  // namespace

TEST_CASE_FIXTURE(Desk, "check says of every package what the store says of it") {
    Asking asking(*this);
    int accepted = 0, refused = 0;
    for (const std::string& path : shared_files()) {
        CAPTURE(path);
        const Ran ran = vitrine({"check", "--json", path});
        const Json document = ran.json();
        REQUIRE(document.is_object());
        const Json& package = document["packages"][0];
        const bool readable = package["refusal"].is_null();
        const std::string name =
            readable ? package["facts"]["package_name"].get<std::string>() : "";
        const Verdict verdict = asking.of(path, name);
        if (!readable) {
            CHECK(package["refusal"]["code"] == verdict.refusal);
            CHECK(ran.exit == 1);
            ++refused;
            continue;
        }
        if (!contract::is_package_name(name)) {  // no app can have it
            CHECK(verdict.refusal == "wrong_package_name");
            CHECK(ran.exit == 1);
            continue;
        }
        CHECK(verdict.refusal.empty());
        CHECK(package["facts"] == verdict.facts);
        CHECK(document["findings"] == verdict.findings);
        bool blocked = false;
        for (const Json& one : verdict.findings)
            blocked = blocked || one["severity"] == "blocking";
        CHECK(ran.exit == (blocked ? 1 : 0));
        ++accepted;
    }
    MESSAGE("read alike: " << accepted << ", refused alike: " << refused);
    if (!shared_files().empty()) CHECK(accepted > 100);
}

TEST_CASE_FIXTURE(Desk, "check tells packages, text, JSON and SARIF apart, and exits by verdict") {
    const std::string apk = shared_package("apk/androguard/a2dp.Vol_137.apk");
    if (apk.empty()) return;
    work.write("volume.apk", apk);
    work.write("broken.apk", "this is no archive");
    const Ran json = vitrine({"check", "volume.apk", "--json"});
    CHECK(json.json()["packages"][0]["facts"]["package_name"] == "a2dp.Vol");
    CHECK(json.exit == 1);  // it targets an old platform
    CHECK(vitrine({"check", "volume.apk", "--target-sdk", "1"}).exit == 0);
    const Ran broken = vitrine({"check", "broken.apk"});
    CHECK(broken.exit == 1);
    CHECK(broken.out.find("not_an_archive") != std::string::npos);
    const Ran sarif = vitrine({"check", "broken.apk", "--sarif"});
    CHECK(sarif.json()["runs"][0]["results"][0]["ruleId"] == "not_an_archive");
    CHECK(sarif.exit == 1);
    const Ran kept = vitrine({"check", "volume.apk", "--sarif", "--output", "out.sarif"});
    CHECK(cli::read_json(work.path() + "/out.sarif")->contains("runs"));
    CHECK(kept.out.find("a2dp.Vol") != std::string::npos);
    CHECK(vitrine({"check", "absent.apk"}).exit == 1);
    CHECK(vitrine({"check", work.path() + "/nothing"}).exit == 1);
}

}  // namespace vitrine::tests
