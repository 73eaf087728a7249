// login, logout, whoami.
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/files.h"
#include "cli/session.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::GetMe;

constexpr std::size_t key_bytes_max = 4096;

// What is typed is not shown.
class Hidden {
public:
    Hidden() : shown_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!shown_) return;
        termios now = before_;
        now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
    }
    ~Hidden() {
        if (shown_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Hidden(const Hidden&) = delete;
    Hidden& operator=(const Hidden&) = delete;

private:
    termios before_{};
    bool shown_;
};

Result<std::string> asked_key(Session& at) {
    std::string key;
    if (at.words.has("key-file")) {
        auto text = read_file(at.words.text("key-file"), key_bytes_max);
        if (!text) return text;
        key = std::move(*text);
    } else if (const char* given = std::getenv("VITRINE_KEY"); given && *given) {
        key = given;
    } else if (::isatty(STDIN_FILENO) == 1) {
        std::fputs("API key: ", stderr);
        const Hidden hidden;
        std::getline(std::cin, key);
        std::fputs("\n", stderr);
    } else {
        auto text = read_file("-", key_bytes_max);
        if (!text) return text;
        key = std::move(*text);
    }
    key = std::string(base::trimmed(key));
    const bool fits = std::ranges::all_of(key, [](unsigned char c) { return c > 32 && c < 127; });
    if (!key.empty() && fits) return key;
    return refused(usage_problem("That is no API key.", "It begins with vtk_ and has no spaces."));
}

std::string sentence_of(const contract::Me& me, const std::string& store) {
    std::string out = plain(me.user.name);
    if (me.team) out += ", team " + plain(me.team->name) + " (" + plain(me.team->id.text) + ")";
    return out + ", at " + store;
}

}  // namespace

Exit log_in(Session& at) {
    const auto key = asked_key(at);
    if (!key) return at.fail(key.error());
    const auto options = at.http_options(*key);
    if (!options) return at.fail(options.error());
    Store store(*options, at.words.text("team"));
    const auto me = store.ask<GetMe>({});
    if (!me) return at.fail(me.error());
    auto known = read_credentials();
    if (!known) return at.fail(known.error());
    std::erase_if(known->stores, [&](const auto& one) { return one.store == options->origin; });
    const auto team = at.words.has("team") ? std::optional(at.words.text("team")) : std::nullopt;
    known->stores.insert(known->stores.begin(), {options->origin, *key, team});
    if (auto kept = write_credentials(*known); !kept) return at.fail(kept.error());
    at.out.line("Logged in as " + sentence_of(*me, options->origin));
    at.out.value({{"store", options->origin}, {"me", contract::encode(*me)}});
    return Exit::ok;
}

Exit log_out(Session& at) {
    auto known = read_credentials();
    if (!known) return at.fail(known.error());
    const std::size_t before = known->stores.size();
    if (at.words.has("all")) {
        known->stores.clear();
    } else {
        const auto origin = at.origin();
        if (!origin) return at.fail(origin.error());
        std::erase_if(known->stores, [&](const auto& one) { return one.store == *origin; });
    }
    const std::size_t gone = before - known->stores.size();
    if (gone > 0)
        if (auto kept = write_credentials(*known); !kept) return at.fail(kept.error());
    at.out.line(gone > 0 ? "The key is forgotten here. Revoke it in the console if it is not "
                           "needed any more."
                         : "There was no key.");
    at.out.value({{"forgotten", gone}});
    return Exit::ok;
}

Exit who_am_i(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    const auto me = (*store)->ask<GetMe>({});
    if (!me) return at.fail(me.error());
    at.out.line(sentence_of(*me, (*store)->origin()));
    for (const auto& team : me->teams)
        if (me->teams.size() > 1) at.out.line("  " + plain(team.id.text) + "  " + plain(team.name));
    at.out.value({{"store", (*store)->origin()}, {"me", contract::encode(*me)}});
    return Exit::ok;
}

}  // namespace vitrine::cli
