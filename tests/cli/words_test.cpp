// The table of commands, and what is made of it.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/http.h"
#include "cli/out.h"
#include "program.h"
#include "tests/http/folder.h"

namespace vitrine::tests {

using cli::Exit;

std::string title_of(const std::vector<std::string>& given) {
    const auto words = cli::parse_words(given);
    return words ? "" : words.error().title + " " + words.error().detail;
}

TEST_CASE("a mistyped command is answered with the nearest one") {
    CHECK(title_of({"uplaod", "x.apk"}) == "There is no command uplaod. Did you mean upload?");
    CHECK(title_of({"rollout", "hatl"}) ==
          "There is no command rollout hatl. Did you mean rollout halt?");
    CHECK(title_of({"submit", "--trak", "open"}) ==
          "There is no option --trak. Did you mean --track?");
    CHECK(title_of({"submit", "--track", "opne"}).find("Did you mean open?") !=
          std::string::npos);
    CHECK(title_of({"rollout"}).find("needs one of: show, start, set") != std::string::npos);
    CHECK(title_of({"zzzzzzzzzz"}).find("vitrine help lists") != std::string::npos);
}

TEST_CASE("options stand anywhere, and what follows -- is an argument") {
    const auto words = cli::parse_words({"--json", "rollout", "--track=open", "set", "0.2",
                                         "--app", "org.example.notes"});
    REQUIRE(words);
    CHECK(words->command->name == "rollout set");
    CHECK(words->arguments == std::vector<std::string>{"0.2"});
    CHECK(words->text("track") == "open");
    CHECK(words->text("app") == "org.example.notes");
    CHECK(words->has("json"));
    const auto reply = cli::parse_words({"reviews", "reply", "rev_1", "--", "--thanks"});
    REQUIRE(reply);
    CHECK(reply->arguments == std::vector<std::string>{"rev_1", "--thanks"});
}

TEST_CASE("wrong words are refused with what was expected") {
    CHECK(title_of({"upload"}).find("vitrine upload FILE") != std::string::npos);
    CHECK(title_of({"upload", "a", "b"}).find("too many") != std::string::npos);
    CHECK(title_of({"upload", "a", "--parallel"}).find("needs a value") != std::string::npos);
    CHECK(title_of({"upload", "a", "--parallel", "many"}).find("a number") != std::string::npos);
    CHECK(title_of({"upload", "a", "--no-check=yes"}).find("no value") != std::string::npos);
    CHECK(title_of({"upload", "-x"}).find("no option -x") != std::string::npos);
}

TEST_CASE("every command has its help, its line in the manual and its place in each completion") {
    std::ifstream file(VT_SOURCE_DIR "/docs/vitrine.1");
    std::ostringstream page;
    page << file.rdbuf();
    if (std::getenv("VITRINE_ACCEPT"))
        std::ofstream(VT_SOURCE_DIR "/docs/vitrine.1") << cli::manual_page();
    else
        CHECK(page.str() == cli::manual_page());
    std::set<std::string_view> names;
    for (const cli::Command& one : cli::commands()) {
        CAPTURE(one.name);
        CHECK(names.insert(one.name).second);
        CHECK((one.run != nullptr));
        CHECK(one.least <= one.most);
        const std::string help = cli::help_text(one);
        const std::string_view last = one.name.substr(one.name.rfind(' ') + 1);
        for (const cli::Option& option : one.options)
            CHECK(help.find("--" + std::string(option.name)) != std::string::npos);
        CHECK(cli::help_text().find("vitrine " + std::string(one.name)) != std::string::npos);
        for (const char* shell : {"bash", "zsh", "fish"})
            CHECK(cli::completion_script(shell).find(last) != std::string::npos);
    }
    CHECK(cli::completion_script("tcsh").empty());
}

TEST_CASE("bash completes commands, options and their choices") {
    const auto completed = [](const std::string& words, int at) {
        const std::string script = cli::completion_script("bash") + "COMP_WORDS=(" + words +
                                   "); COMP_CWORD=" + std::to_string(at) +
                                   "; _vitrine; echo \"${COMPREPLY[@]}\"\n";
        return run_program("/bin/bash", Start{{"-c", script}, {}, "", "", 0, nullptr}).out;
    };
    CHECK(completed("vitrine up", 1) == "upload\n");
    CHECK(completed("vitrine rollout h", 2) == "halt\n");
    CHECK(completed("vitrine submit --tr", 2) == "--track\n");
    CHECK(completed("vitrine submit --track pro", 3) == "production\n");
    CHECK(completed("vitrine reviews export --for", 3) == "--format\n");
    CHECK(completed("vitrine upload --wai", 2) == "\n");
    CHECK(completed("vitrine completion z", 2) == "zsh\n");
}

TEST_CASE("fish completes commands, options and their choices") {
    const Folder folder, home;
    const std::string script = folder.path() + "/vitrine.fish";
    folder.write("vitrine.fish", cli::completion_script("fish"));
    const auto completed = [&](const std::string& line) {
        return run_program("/usr/bin/fish",
                           Start{{"--no-config", "-c",
                                  "source " + script + "; complete -C '" + line + "'"},
                                 {{"HOME", home.path()}, {"XDG_DATA_HOME", home.path()}},
                                 "", home.path(), 0, nullptr});
    };
    if (completed("vitrine up").exit == 127) {
        MESSAGE("SKIPPED: there is no fish");
        return;
    }
    CHECK(completed("vitrine up").out == "upload\tsend a package\n");
    CHECK(completed("vitrine rollout h").out == "halt\tstop it where it is\n");
    // It has its second word, and no file is named so.
    CHECK(completed("vitrine rollout halt show").out.empty());
    CHECK(completed("vitrine submit --tr").out.starts_with("--track\t"));
    CHECK(completed("vitrine submit --track pro").out.starts_with("production\t"));
    CHECK(completed("vitrine completion z").out == "zsh\n");
    CHECK(completed("vitrine upload --wai").out.empty());
    CHECK(completed("vitrine login --").err.empty());
}

// A zsh with a terminal of its own: what is typed is completed by the Tab and run by the line end.
TEST_CASE("zsh completes commands, options and their choices") {
    const Folder folder;
    folder.write("_vitrine", cli::completion_script("zsh"));
    const std::string drive = R"(
zmodload zsh/zpty && zpty z zsh -f -i
zpty -w z 'PS1= RPS1=; autoload -U compinit; compinit -D -u; source ./_vitrine'
zpty -w z 'vitrine() { print -r -- "<$*>"; }; print READY'
zpty -r -m z said '*READY*READY*'
for line in "$@"; do
    zpty -w -n z "$line"$'\t\n'
    zpty -r -m z said '*<*>*'
    print -r -- "${${said##*\<}%%\>*}"
done
zpty -d z
)";
    const Ran ran = run_program(
        "/usr/bin/zsh",
        Start{{"-f", "-c", drive, "zsh", "vitrine upl", "vitrine rollout hal",
               "vitrine submit --tr", "vitrine submit --track pro", "vitrine completion f"},
              {{"HOME", folder.path()}}, "", folder.path(), 0, nullptr});
    if (ran.exit == 127) {
        MESSAGE("SKIPPED: there is no zsh");
        return;
    }
    CHECK(ran.out ==
          "upload\nrollout halt\nsubmit --track\nsubmit --track production\ncompletion fish\n");
}

TEST_CASE("foreign text steers no terminal") {
    CHECK(cli::plain("a\x1b[31mb\r\n\tc") == "a\xef\xbf\xbd[31mb\xef\xbf\xbd  c");
    CHECK(cli::plain("\xe2\x80\xae" "abc") == "\xef\xbf\xbd" "abc");
    CHECK(cli::plain("Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x99\x82") ==
          "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x99\x82");
    CHECK(cli::plain("a\nb", cli::Lines::many) == "a\nb");
}

TEST_CASE("a store is named by scheme, host and port, and nothing more") {
    const auto origin = [](const char* text) { return cli::origin_in(text).value_or("refused"); };
    CHECK(origin("https://Store.example/") == "https://store.example");
    CHECK(origin("http://localhost:8600") == "http://localhost:8600");
    CHECK(origin("https://store.example:443") == "https://store.example");
    CHECK(origin("https://store.example/path") == "refused");
    CHECK(origin("https://me:secret@store.example") == "refused");
    CHECK(origin("ftp://store.example") == "refused");
    CHECK(origin("store") == "refused");
    CHECK(cli::is_loopback("http://127.0.0.1:8600"));
    CHECK_FALSE(cli::is_loopback("http://localhost.example"));
}

TEST_CASE("each kind of problem has its exit code") {
    using base::Problem;
    using base::ProblemKind;
    const auto exit = [](ProblemKind kind) {
        return cli::exit_of(Problem::of(kind, "code", "Title."));
    };
    CHECK(exit(ProblemKind::conflict) == Exit::refused);
    CHECK(exit(ProblemKind::invalid) == Exit::refused);
    CHECK(exit(ProblemKind::offline) == Exit::unreachable);
    CHECK(exit(ProblemKind::unavailable) == Exit::unreachable);
    CHECK(exit(ProblemKind::unauthenticated) == Exit::not_allowed);
    CHECK(exit(ProblemKind::forbidden) == Exit::not_allowed);
    CHECK(exit(ProblemKind::not_found) == Exit::not_allowed);
    CHECK(exit(ProblemKind::stale) == Exit::conflict);
    CHECK(cli::exit_of(cli::usage_problem("x")) == Exit::usage);
    CHECK(cli::exit_of(cli::interrupted_problem("x")) == Exit::interrupted);
}

TEST_CASE("a finding's place is told as file and line") {
    CHECK(cli::spot_in("AndroidManifest.xml:42").line == 42);
    CHECK(cli::spot_in("AndroidManifest.xml:42").file == "AndroidManifest.xml");
    CHECK(cli::spot_in("de-DE Phone screenshot 3").line == 0);
    CHECK(cli::spot_in("lib/").file == "lib/");
    contract::Finding finding;
    finding.policy = "VP-1.5.1";
    finding.severity = contract::Severity::blocking;
    finding.where = "AndroidManifest.xml:42";
    const base::Json sarif = cli::sarif_of({finding}, "a b.apk");
    const base::Json& result = sarif["runs"][0]["results"][0];
    CHECK(result["level"] == "error");
    CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 42);
    CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.apk");
}

}  // namespace vitrine::tests
