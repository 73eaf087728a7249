// What one run of a command has at hand: its words, where it speaks, and which store it means.
//
// The store is the first of: --store, VITRINE_STORE, the one the folder's vitrine.json names, the
// one logged in to last. The key is VITRINE_KEY, else the one kept for that store. The team is
// --team, VITRINE_TEAM, that of the folder, that of the log-in, else the key's own.
#pragma once
#include "cli/out.h"
#include "cli/store.h"
#include "cli/words.h"

namespace vitrine::cli {

class Session {
public:
    Session(Words given, const Out& speech) : words(std::move(given)), out(speech) {}

    Words words;
    const Out& out;

    // Asks for the app the command is about: --app, else the folder's, else `otherwise` (the name
    // in a package). Refuses (usage) without any.
    base::Result<contract::App> app(const std::string& otherwise = {});
    base::Result<Store*> store();
    // A store that needs no key, or one with another key; for logging in.
    base::Result<HttpOptions> http_options(const std::string& key);
    base::Result<HttpOptions> http_options(const std::string& origin, const std::string& key);
    base::Result<std::string> origin();

    // Says the problem with what the store said beside it.
    Exit fail(const base::Problem& problem);

private:
    std::string app_name(const std::string& otherwise);
    std::string team();
    std::unique_ptr<Store> store_;
};

}  // namespace vitrine::cli
