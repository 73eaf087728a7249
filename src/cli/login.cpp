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
#include "cli/device_login.h"
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

// "": somebody at a terminal would rather use the browser.
Result<std::string> asked_key(Session& at) {
    std::string key;
    if (at.words.has("key-file")) {
        auto text = read_file(at.words.text("key-file"), key_bytes_max);
        if (!text) return text;
        key = std::move(*text);
    } else if (const char* given = std::getenv("VITRINE_KEY"); given && *given) {
        key = given;
    } else if (::isatty(STDIN_FILENO) == 1) {
        std::fputs("API key (Enter alone: sign in with the browser): ", stderr);
        const Hidden hidden;
        const bool read = static_cast<bool>(std::getline(std::cin, key));
        std::fputs("\n", stderr);
        if (read && base::trimmed(key).empty()) return std::string();
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
    const bool at_once = at.words.has("device") || at.words.has("scopes");
    auto key = at_once ? Result<std::string>(std::string()) : asked_key(at);
    const bool by_device = key && key->empty();
    if (by_device) key = key_by_device(at);
    if (!key) return at.fail(key.error());
    const auto options = at.http_options(*key);
    if (!options) return at.fail(options.error());
    Store store(*options, at.words.text("team"));
    const auto me = store.ask<GetMe>({});
    if (!me) return at.fail(me.error());
    auto known = read_credentials();
    if (!known) return at.fail(known.error());
    std::vector<StoredKey> before;
    std::erase_if(known->stores, [&](const StoredKey& one) {
        const bool goes = one.store == options->origin;
        if (goes && one.mine.value_or(false) && one.key != *key) before.push_back(one);
        return goes;
    });
    const auto team = at.words.has("team") ? std::optional(at.words.text("team")) : std::nullopt;
    const auto mine = by_device ? std::optional(true) : std::nullopt;
    known->stores.insert(known->stores.begin(), {options->origin, *key, team, mine});
    if (auto kept = write_credentials(*known); !kept) return at.fail(kept.error());
    for (const StoredKey& one : before) (void)end_key(at, one);  // nobody else has it
    at.out.line("Logged in as " + sentence_of(*me, options->origin));
    at.out.value({{"store", options->origin}, {"me", contract::encode(*me)}});
    return Exit::ok;
}

Exit log_out(Session& at) {
    auto known = read_credentials();
    if (!known) return at.fail(known.error());
    std::vector<StoredKey> gone;
    std::string origin;
    if (!at.words.has("all")) {
        auto named = at.origin();
        if (!named) return at.fail(named.error());
        origin = std::move(*named);
    }
    std::erase_if(known->stores, [&](const StoredKey& one) {
        const bool goes = origin.empty() || one.store == origin;
        if (goes) gone.push_back(one);
        return goes;
    });
    if (!gone.empty())
        if (auto kept = write_credentials(*known); !kept) return at.fail(kept.error());
    std::size_t ended = 0;
    for (const StoredKey& one : gone) ended += one.mine.value_or(false) && end_key(at, one);
    if (gone.empty()) at.out.line("There was no key.");
    else if (ended == gone.size()) at.out.line("The key is forgotten here, and void.");
    else
        at.out.line("The key is forgotten here. Revoke it in the console if it is not needed any "
                    "more.");
    at.out.value({{"forgotten", gone.size()}, {"revoked", ended}});
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
