#include "service/commands/command.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "service/commands/settings.h"
#include "service/machine/secrets.h"

namespace vitrine::service::commands {
namespace {

constexpr const char* help = R"(vitrine-store: the app store service of Vitrine

  vitrine-store serve  [options]           start the store
  vitrine-store import KIND FILE [options] read reviews, a catalogue or events (import --help)
  vitrine-store export KIND [options]      reviews, submissions or metrics as files
  vitrine-store user   add|role|remove|password|factor-off|list   accounts and members
  vitrine-store key    issue|list|revoke   API keys of a team
  vitrine-store key    rotate-secrets      a new key for the secrets in the database
  vitrine-store doctor [--data DIR]        look whether everything is in order
  vitrine-store backup  --to DIR [--data DIR]    copy a store, also one that is running
  vitrine-store restore --from DIR [--data DIR]  make a data folder from a backup
  vitrine-store --help | --version

serve:
  --data DIR          folder with the database (default ./data; made when missing)
  --memory            keep everything in memory; gone at the end
  --seed demo|empty   what a new store begins with (default empty)
  --host ADDRESS      address to listen on (default 127.0.0.1: this machine only)
  --port N            port to listen on (default 8600; 0 picks a free one and prints it)
  --web DIR           folder with the console's files
  --behind-tls        a proxy in front speaks TLS: Secure cookies, HSTS
  --reviewer WHO      simulated or nobody (default: simulated with the demo seed)
  --translate-url URL a server that speaks LibreTranslate's API (default: none)
  --webhook-reach R   where webhooks may lead: public (default), loopback (also this machine),
                      private (also private networks; for a store inside one)
  --rate N            requests a second allowed per address (default 200)
  --quiet             no log lines
  --config FILE       settings in TOML for what is said nowhere else

What no flag says is taken from the environment (--web is VITRINE_WEB, --behind-tls is
VITRINE_BEHIND_TLS=yes), then from the file, where settings are called as the flags are:

  data = "/var/lib/vitrine"
  port = 8600
  behind-tls = true

A key that is not listed above, and a value of the wrong type, are refused with file and line.
--quiet=no undoes what environment or file say. user, key, export, doctor, backup and restore take
--config for the data folder.

The data folder holds store.db and metrics.db, blobs/ with the packages, and secrets/store.key,
which opens the secrets that lie sealed in the database; only its owner may be able to read it.
)";

std::string variable_of(const std::string& flag) {
    std::string name = "VITRINE_";
    for (const char c : flag) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return name;
}

std::string from_environment(const std::string& flag) {
    const char* value = std::getenv(variable_of(flag).c_str());
    return value ? value : "";
}

base::Problem wrong_words(const std::string& title) {
    return base::Problem::of(base::ProblemKind::malformed, "wrong_words", title,
                             "vitrine-store --help lists what there is.");
}

bool among(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

void say(Words& words, const std::string& name, const std::string& value,
         const std::string& place) {
    words.flags[name] = value;
    if (place.empty()) words.places.erase(name);
    else words.places[name] = place;
}

base::Result<void> say_answer(Words& words, const std::string& name, const std::string& value,
                              const std::string& place) {
    const auto answer = answer_in(value);
    if (!answer) return base::refused(wrong_words(place + " takes yes or no."));
    say(words, name, *answer == Answer::yes ? "yes" : "no", place);
    return {};
}

base::Result<Words> read_flags(const std::vector<std::string>& words,
                               const std::vector<std::string>& valued,
                               const std::vector<std::string>& plain) {
    Words out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--")) {
            out.rest.push_back(words[i]);
            continue;
        }
        const std::size_t equals = words[i].find('=');
        const std::string name = words[i].substr(0, equals).substr(2);
        const bool has_value = equals != std::string::npos;
        if (among(plain, name)) {
            if (auto done = say_answer(out, name, has_value ? words[i].substr(equals + 1) : "yes",
                                       "--" + name);
                !done)
                return base::refused(done.error());
        } else if (!among(valued, name)) {
            return base::refused(wrong_words("There is no option --" + name + "."));
        } else if (has_value) {
            out.flags[name] = words[i].substr(equals + 1);
        } else if (i + 1 < words.size()) {
            out.flags[name] = words[++i];
        } else {
            return base::refused(wrong_words("The option --" + name + " needs a value."));
        }
    }
    return out;
}

// What neither flags nor environment said. Other commands' settings in it are passed over.
base::Result<void> add_file(Words& words, const std::vector<std::string>& valued,
                            const std::vector<std::string>& plain) {
    const auto settings = read_settings(words.text("config", ""));
    if (!settings) return base::refused(settings.error());
    for (const Setting& one : *settings)
        if (!words.has(one.name) && (among(valued, one.name) || among(plain, one.name)))
            say(words, one.name, one.value, one.where);
    return {};
}

}  // namespace

std::string Words::text(const std::string& flag, const std::string& otherwise) const {
    const auto at = flags.find(flag);
    return at == flags.end() ? otherwise : at->second;
}

base::Result<Words> parse(const std::vector<std::string>& words,
                          const std::vector<std::string>& valued,
                          const std::vector<std::string>& plain) {
    const auto given = read_flags(words, valued, plain);
    if (!given) return given;
    Words out;
    for (const std::string& name : valued)
        if (auto value = from_environment(name); !value.empty())
            say(out, name, value, variable_of(name));
    for (const std::string& name : plain)
        if (auto value = from_environment(name); !value.empty())
            if (auto done = say_answer(out, name, value, variable_of(name)); !done)
                return base::refused(done.error());
    for (const auto& [name, value] : given->flags) say(out, name, value, "");
    out.rest = given->rest;
    if (among(valued, "config") && out.has("config"))
        if (auto done = add_file(out, valued, plain); !done) return base::refused(done.error());
    std::erase_if(out.flags, [&](const auto& one) {
        return among(plain, one.first) && one.second == "no";
    });
    return out;
}

int complain(const base::Problem& problem) {
    std::fprintf(stderr, "vitrine-store: %s%s%s\n", problem.title.c_str(),
                 problem.detail.empty() ? "" : " ", problem.detail.c_str());
    for (const base::FieldProblem& field : problem.fields)
        std::fprintf(stderr, "vitrine-store: %s: %s\n", field.path.c_str(), field.detail.c_str());
    return problem.kind == base::ProblemKind::malformed ? 2 : 1;
}

int run(std::vector<std::string> words) {
    const std::string command = words.empty() ? "--help" : words.front();
    if (!words.empty()) words.erase(words.begin());
    const bool asks = command == "--help" || command == "-h" || command == "help";
    const bool helps_itself = command == "import" || command == "export";
    if (asks || (!helps_itself && among(words, "--help"))) {
        std::fputs(help, stdout);
        return 0;
    }
    if (command == "--version") {
        std::puts("vitrine-store 0.1.0");
        return 0;
    }
    if (!machine::start_crypto())
        return complain(base::Problem::unavailable("no_randomness",
                                                   "This machine gives no random numbers.", ""));
    if (command == "serve") return serve(words);
    if (command == "import") return import_files(words);
    if (command == "export") return export_files(words);
    if (command == "user") return user(words);
    if (command == "key") return key(words);
    if (command == "doctor") return doctor(words);
    if (command == "backup") return back_up(words);
    if (command == "restore") return restore(words);
    return complain(wrong_words("There is no command " + command + "."));
}

}  // namespace vitrine::service::commands
