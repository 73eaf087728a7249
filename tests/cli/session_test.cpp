// Keys, exit codes and JSON: what scripts rely on.
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "base/text.h"
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

// A log-in by device flow, on its way: what it shows comes through a pipe with a name.
class LogIn {
public:
    LogIn(const Keyless& desk, const std::string& name)
        : pipe_(desk.work.path() + "/" + name), running_([this, &desk, name] {
              Start start;
              start.words = {"-c",
                             "exec \"$0\" login --device --json "
                             "--scopes apps:read,audit:read 2>\"$1\"",
                             std::string(VT_BINARY_DIR) + "/vitrine", pipe_};
              start.environment = desk.environment();
              start.environment["VITRINE_KEY"] = "";
              start.environment["XDG_CONFIG_HOME"] = desk.home.path() + "/" + name;
              ran = run_program("/bin/sh", start);
          }) {}
    static void make_pipe(const Keyless& desk, const std::string& name) {
        REQUIRE(::mkfifo((desk.work.path() + "/" + name).c_str(), 0600) == 0);
    }
    // The code that it shows.
    std::string code() {
        said_.open(pipe_);
        for (std::string line; std::getline(said_, line);)
            if (line.starts_with("    ")) return std::string(base::trimmed(line));
        FAIL("no code was shown");
        return {};
    }
    void end() {
        for (std::string line; std::getline(said_, line);) rest += line + "\n";
        running_.join();
    }

    Ran ran;
    std::string rest;  // what stderr says behind the code

private:
    std::string pipe_;
    std::ifstream said_;
    std::jthread running_;
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

TEST_CASE_FIXTURE(Keyless, "a log-in by a code gives a key of one's own; logging out ends it") {
    for (const char* name : {"yes", "no", "machine"}) LogIn::make_pipe(*this, name);
    LogIn yes(*this, "yes"), no(*this, "no"), machine(*this, "machine");
    const std::string place = "/v1/device-sign-ins/";
    as_owner("POST", place + yes.code() + "/approve", Json::object());
    as_owner("POST", place + no.code() + "/deny", Json::object());
    operator_does({"key", "approve", "--team", "Fjord", "--code", machine.code(), "--scopes",
                   "apps:read"});
    for (LogIn* one : {&yes, &no, &machine}) one->end();
    INFO(yes.rest);
    REQUIRE(yes.ran.exit == 0);
    CHECK(yes.ran.json()["me"]["team"]["name"] == "Fjord");
    CHECK(machine.ran.exit == 0);
    CHECK(no.ran.exit == 4);
    CHECK(no.rest.find("\"code\":\"access_denied\"") != std::string::npos);
    struct stat about {};
    const std::string kept = home.path() + "/yes/vitrine/credentials.json";
    REQUIRE(::stat(kept.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK_FALSE(cli::is_file(home.path() + "/no/vitrine/credentials.json"));
    const auto with = [&](const char* name, std::vector<std::string> words) {
        return vitrine(Start{std::move(words),
                             {{"VITRINE_KEY", ""}, {"XDG_CONFIG_HOME", home.path() + "/" + name}},
                             "", "", 0, nullptr});
    };
    CHECK(with("yes", {"whoami"}).exit == 0);
    const std::string mine = (*cli::read_json(kept))["stores"][0]["key"];
    CHECK(with("yes", {"logout", "--json"}).json()["revoked"] == 1);
    CHECK(vitrine(Start{{"whoami"}, {{"VITRINE_KEY", mine}}, "", "", 0, nullptr}).exit == 4);
    // What the operator gave is the team's: it is forgotten here, and holds.
    const std::string ours =
        (*cli::read_json(home.path() + "/machine/vitrine/credentials.json"))["stores"][0]["key"];
    CHECK(with("machine", {"logout"}).exit == 0);
    CHECK(vitrine(Start{{"whoami"}, {{"VITRINE_KEY", ours}}, "", "", 0, nullptr}).exit == 0);
}

TEST_CASE_FIXTURE(Desk, "figures are exported as series and by parts, and run nothing") {
    const std::string id = app("org.example.notes");
    const std::string version = "=HYPERLINK(1)";
    const base::Instant now{1'000LL * std::time(nullptr)};
    std::string lines;
    for (int i = 0; i < 3; ++i)
        lines += Json{{"kind", "install"}, {"app", id}, {"device", "d" + std::to_string(i)},
                      {"at", base::rfc3339({now.ms - base::hour_ms})}, {"country", "DE"},
                      {"version", i == 0 ? "1.0" : version}}.dump() + "\n";
    cli::Http http({origin, key, 5000});
    cli::HttpAsk events;
    events.method = "POST";
    events.path = "/v1/ingest/events?batch=one";
    events.content_type = "application/x-ndjson";
    events.body = lines;
    REQUIRE(http.ask(events));
    const base::Day day = base::day_of(now);
    const std::string from = base::iso_date({day.number - 7}), to = base::iso_date(
        {day.number + 1});
    const auto exported = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"metrics", "export", "--app", "org.example.notes", "--from",
                                   from, "--to", to});
        const Ran ran = vitrine(std::move(more));
        INFO(ran.err);
        CHECK(ran.exit == 0);
        return ran;
    };
    const std::string series = exported({}).out;
    CHECK(series.starts_with("app,metric,start,value,unit,currency,state,revision\r\n"));
    CHECK(series.find("installs") != std::string::npos);
    const std::string parts = exported({"--by", "version"}).out;
    CHECK(parts.starts_with("metric,from,to,by,key,label,value,share,change,conversion,unit\r\n"));
    CHECK(parts.find(",version,'" + version + ",") != std::string::npos);
    CHECK(parts.find("," + version) == std::string::npos);
    const auto line = base::parse_json(
        exported({"--by", "version", "--format", "ndjson", "--metric", "installs"}).out);
    CHECK_FALSE(line);  // two lines
    const Json whole = exported({"--by", "version", "--json"}).json();
    REQUIRE(whole["items"].size() == 2);
    CHECK(whole["items"][0]["key"] == version);
    CHECK(whole["items"][0]["value"] == 2);
    CHECK(exported({"--json", "--grain", "week"}).json()["grain"] == "week");
    CHECK(exported({"--by", "country", "--json", "--output", "c.csv"}).json()["bytes"] > 50);
    CHECK(cli::read_file(work.path() + "/c.csv")->find(",country,DE,") != std::string::npos);
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"--metric", "instals"}, {"--by", "colour"}, {"--by", "country", "--grain", "day"},
             {"--to", "2026-13-01"}}) {
        auto words = wrong;
        words.insert(words.begin(), {"metrics", "export", "--app", "org.example.notes", "--from",
                                     from});
        if (wrong[0] != "--to") words.insert(words.end(), {"--to", to});
        CHECK(vitrine(std::move(words)).exit == 2);
    }
    CHECK(vitrine({"metrics", "export", "--from", "2026-02-01", "--to", "2026-01-01", "--app",
                   "org.example.notes"}).exit == 1);
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
