#include "service/commands/command.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "service/machine/secrets.h"

namespace vitrine::service::commands {
namespace {

constexpr const char* help = R"(vitrine-store: the app store service of Vitrine

  vitrine-store serve  [options]           start the store
  vitrine-store import KIND FILE [options] read reviews, a catalogue or events (import --help)
  vitrine-store user   add|role|remove|password|factor-off|list   accounts and members
  vitrine-store key    issue|list|revoke   API keys of a team
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

Every option can also come from the environment: --web as VITRINE_WEB.
)";

std::string from_environment(const std::string& flag) {
    std::string name = "VITRINE_";
    for (const char c : flag) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    const char* value = std::getenv(name.c_str());
    return value ? value : "";
}

base::Problem wrong_words(const std::string& title) {
    return base::Problem::of(base::ProblemKind::malformed, "wrong_words", title,
                             "vitrine-store --help lists what there is.");
}

bool among(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

std::string Words::text(const std::string& flag, const std::string& otherwise) const {
    const auto at = flags.find(flag);
    return at == flags.end() ? otherwise : at->second;
}

base::Result<Words> parse(const std::vector<std::string>& words,
                          const std::vector<std::string>& valued,
                          const std::vector<std::string>& plain) {
    Words out;
    for (const auto* names : {&valued, &plain})
        for (const std::string& name : *names)
            if (auto value = from_environment(name); !value.empty()) out.flags[name] = value;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--")) {
            out.rest.push_back(words[i]);
            continue;
        }
        const std::size_t equals = words[i].find('=');
        const std::string name = words[i].substr(0, equals).substr(2);
        if (among(plain, name)) {
            out.flags[name] = "yes";
        } else if (!among(valued, name)) {
            return base::refused(wrong_words("There is no option --" + name + "."));
        } else if (equals != std::string::npos) {
            out.flags[name] = words[i].substr(equals + 1);
        } else if (i + 1 < words.size()) {
            out.flags[name] = words[++i];
        } else {
            return base::refused(wrong_words("The option --" + name + " needs a value."));
        }
    }
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
    if (asks || (command != "import" && among(words, "--help"))) {
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
    if (command == "user") return user(words);
    if (command == "key") return key(words);
    if (command == "doctor") return doctor(words);
    if (command == "backup") return back_up(words);
    if (command == "restore") return restore(words);
    return complain(wrong_words("There is no command " + command + "."));
}

}  // namespace vitrine::service::commands
