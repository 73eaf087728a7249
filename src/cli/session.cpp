#include "cli/session.h"

#include <cstdlib>

#include "base/text.h"
#include "cli/app_folder.h"
#include "cli/credentials.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

Result<std::string> Session::origin() {
    std::string given = words.text("store");
    if (given.empty()) given = from_environment("VITRINE_STORE");
    if (given.empty())
        if (const auto folder = folder_settings(words.text("dir", "."))) given = folder->store;
    if (given.empty()) {
        const auto known = read_credentials();
        if (!known) return refused(known.error());
        if (!known->stores.empty()) given = known->stores.front().store;
    }
    if (given.empty())
        return refused(usage_problem("No store is named.",
                                     "Use --store URL, VITRINE_STORE, or vitrine login."));
    return origin_in(given);
}

Result<HttpOptions> Session::http_options(const std::string& key) {
    auto where = origin();
    if (!where) return refused(where.error());
    return http_options(*where, key);
}

Result<HttpOptions> Session::http_options(const std::string& where, const std::string& key) {
    const bool in_the_open = where.starts_with("http://") && !is_loopback(where);
    if (in_the_open && !words.has("allow-http"))
        return refused(usage_problem("The key would travel unencrypted to " + where + ".",
                                     "Use https, or --allow-http where the network is safe."));
    const double seconds = base::parse_number(words.text("patience", "30")).value_or(30);
    const double bounded = std::min(std::max(seconds, 0.0), 86'400.0);
    return HttpOptions{where, key, static_cast<std::int64_t>(bounded * 1000)};
}

std::string Session::team() {
    if (words.has("team")) return words.text("team");
    if (auto given = from_environment("VITRINE_TEAM"); !given.empty()) return given;
    if (const auto folder = folder_settings(words.text("dir", ".")); folder && folder->team)
        return *folder->team;
    return {};
}

Result<Store*> Session::store() {
    if (store_) return store_.get();
    auto options = http_options(from_environment("VITRINE_KEY"));
    if (!options) return refused(options.error());
    std::string of_login;
    if (options->key.empty()) {
        const auto known = read_credentials();
        if (!known) return refused(known.error());
        for (const StoredKey& one : known->stores)
            if (one.store == options->origin && options->key.empty()) {
                options->key = one.key;
                of_login = one.team.value_or("");
            }
    }
    if (options->key.empty())
        return refused(base::Problem::of(base::ProblemKind::unauthenticated, "not_logged_in",
                                         "There is no key for " + options->origin + ".",
                                         "Use vitrine login, or set VITRINE_KEY."));
    const std::string named = team();
    store_ = std::make_unique<Store>(std::move(*options), named.empty() ? of_login : named);
    return store_.get();
}

std::string Session::app_name(const std::string& otherwise) {
    if (words.has("app")) return words.text("app");
    if (const auto folder = folder_settings(words.text("dir", "."))) return folder->app;
    return otherwise;
}

Result<contract::App> Session::app(const std::string& otherwise) {
    const std::string name = app_name(otherwise);
    if (name.empty())
        return refused(usage_problem("No app is named.",
                                     "Use --app NAME, or work in a folder made by vitrine init."));
    const auto at = store();
    if (!at) return refused(at.error());
    return find_app(**at, name);
}

Exit Session::fail(const base::Problem& problem) {
    return out.complain(problem, store_ ? store_->beside() : Json());
}

}  // namespace vitrine::cli
