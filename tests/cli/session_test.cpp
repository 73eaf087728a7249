// Keys, exit codes and JSON: what scripts rely on.
#include <sys/stat.h>

#include "cli/files.h"
#include "desk.h"

namespace vitrine::tests {
namespace {

struct Keyless : Desk {
    // Without a key in the environment; what login keeps counts.
    Ran run(std::vector<std::string> words, const std::string& input = "") const {
        Start start{std::move(words), {{"VITRINE_KEY", ""}}, input, "", 0, nullptr};
        return vitrine(std::move(start));
    }
    std::string credentials() const { return home.path() + "/config/vitrine/credentials.json"; }
};

bool is_one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == text.size() - 1;
}

}  // namespace

TEST_CASE_FIXTURE(Keyless, "a key is tried, kept for its owner alone, used, and forgotten") {
    CHECK(run({"whoami"}).exit == 4);
    const Ran wrong = run({"login", "--json"}, "vtk_wrong\n");
    CHECK(wrong.exit == 4);
    CHECK_FALSE(cli::is_file(credentials()));
    const Ran in = run({"login", "--json"}, key + "\n");
    INFO(in.err);
    REQUIRE(in.exit == 0);
    CHECK(in.json()["me"]["team"]["name"] == "Fjord");
    CHECK((in.out + in.err).find(key) == std::string::npos);
    struct stat about {};
    REQUIRE(::stat(credentials().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(run({"whoami"}).out.find("ci, team Fjord") == 0);
    ::chmod(credentials().c_str(), 0644);
    const Ran open = run({"whoami"});
    CHECK(open.exit == 2);
    CHECK(open.err.find("chmod 600") != std::string::npos);
    ::chmod(credentials().c_str(), 0600);
    CHECK(run({"logout"}).exit == 0);
    CHECK(run({"whoami"}).exit == 4);
}

TEST_CASE_FIXTURE(Keyless, "a key does not travel in the open unless asked to") {
    const Ran ran = run({"whoami", "--store", "http://store.example"});
    CHECK(ran.exit == 2);
    CHECK(ran.err.find("unencrypted") != std::string::npos);
}

TEST_CASE_FIXTURE(Desk, "each way to fail has its exit code, and one problem on stderr as JSON") {
    app("org.example.notes");
    struct Row {
        std::vector<std::string> words;
        int exit;
        const char* code;
    };
    const std::string nobody = "http://127.0.0.1:9";
    const Row rows[] = {
        {{"frobnicate"}, 2, "usage"},
        {{"submit", "--track", "moon"}, 2, "usage"},
        {{"check", "absent.apk"}, 1, "file"},
        {{"whoami", "--store", nobody, "--patience", "0"}, 3, "not_reachable"},
        {{"whoami", "--team", "team_of_others"}, 4, "not_found"},
        {{"status", "sub_unknown"}, 4, "not_found"},
        {{"rollout", "halt", "--app", "org.example.notes"}, 4, "no_release"},
        {{"status", "--app", "org.example.unknown"}, 4, "not_found"},
        {{"submit", "--app", "org.example.notes"}, 2, "usage"},
        {{"submit", "pkg_unknown", "--app", "org.example.notes"}, 1, "invalid_fields"},
        {{"plan"}, 2, "usage"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.words[0]);
        CAPTURE(row.code);
        auto words = row.words;
        words.push_back("--json");
        const Ran ran = vitrine(words);
        CHECK(ran.exit == row.exit);
        CHECK(ran.out.empty());
        CHECK(is_one_line(ran.err));
        const Json problem = ran.problem();
        REQUIRE(problem.is_object());
        CHECK(problem["code"] == row.code);
        CHECK(problem["exit"] == row.exit);
        CHECK(problem["title"].is_string());
    }
    const Ran void_key =
        vitrine(Start{{"whoami", "--json"}, {{"VITRINE_KEY", "vtk_void"}}, "", "", 0, nullptr});
    CHECK(void_key.exit == 4);
    CHECK(void_key.problem()["request_id"].is_string());
}

TEST_CASE_FIXTURE(Desk, "with --json every answer is one JSON value, and nothing else is said") {
    app("org.example.notes");
    REQUIRE(vitrine({"init", "--app", "org.example.notes"}).exit == 0);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"whoami"}, {"pull"}, {"plan"}, {"apply"}, {"status"}, {"reviews", "list"},
             {"check", "."}, {"reviews", "export", "--output", "reviews.csv"},
             {"metrics", "export", "--output", "m.csv", "--from", "2026-01-01", "--to",
              "2026-02-01"}}) {
        CAPTURE(words[0]);
        auto given = words;
        given.push_back("--json");
        const Ran ran = vitrine(given);
        CHECK(is_one_line(ran.out));
        CHECK(ran.json().is_object());
        CHECK(ran.err.empty());
    }
    CHECK(cli::read_file(work.path() + "/reviews.csv")->find("id,") != std::string::npos);
}

TEST_CASE_FIXTURE(Desk, "help and version need neither store nor key") {
    const Start alone{{"help"}, {{"VITRINE_KEY", ""}, {"VITRINE_STORE", ""}}, "", "", 0, nullptr};
    CHECK(vitrine(alone).out.find("vitrine rollout halt") != std::string::npos);
    CHECK(vitrine({"--version"}).out == "vitrine 0.1.0\n");
    CHECK(vitrine({"rollout", "set", "--help"}).out.find("--reason") != std::string::npos);
    CHECK(vitrine({"help", "rollout"}).out.find("roll-back") != std::string::npos);
    CHECK(vitrine({"completion", "bash"}).out.find("complete -o filenames") != std::string::npos);
}

}  // namespace vitrine::tests
