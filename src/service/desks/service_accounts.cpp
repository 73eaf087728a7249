// Service accounts: the part of KeyDesk that makes them.
#include <algorithm>

#include "base/text.h"
#include "service/desks/key_desk.h"
#include "service/machine/rsa.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::IssueServiceAccount;
using contract::Scope;

constexpr std::string_view subject_file = "vitrine-subject-token.txt";

const std::vector<Scope>& usual_scopes() {
    static const std::vector<Scope> all = {
        Scope::apps_read,        Scope::apps_write,   Scope::releases_read, Scope::releases_write,
        Scope::releases_publish, Scope::reviews_read, Scope::reviews_reply};
    return all;
}

// "https://store.example", without a path; "" when it is no such address.
std::string store_in(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    const bool known = url.starts_with("https://") || url.starts_with("http://");
    const std::string_view host = known ? url.substr(url.find("//") + 2) : std::string_view();
    const auto fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    };
    return !host.empty() && std::ranges::all_of(host, fine) ? std::string(url) : std::string();
}

// "store.example" for https://androidpublisher.store.example: Google's libraries put the API's name
// in front of their universe's, and ask that the key names the same.
std::string universe_in(std::string_view store) {
    constexpr std::string_view scheme = "https://", api = "androidpublisher.";
    if (!store.starts_with(scheme) || !store.substr(scheme.size()).starts_with(api)) return {};
    store.remove_prefix(scheme.size() + api.size());
    return std::string(store.substr(0, store.find(':')));
}

std::string credentials_for(const contract::IssuedServiceAccount& account, const Caller& who,
                            const machine::RsaPair& pair, const std::string& key_id,
                            const std::string& store) {
    base::Json out = {{"type", "service_account"},
                      {"project_id", who.team->id.text},
                      {"private_key_id", key_id},
                      {"private_key", pair.private_key},
                      {"client_email", account.client_email},
                      {"client_id", account.key.id.text},
                      {"auth_uri", store + "/oauth2/auth"},
                      {"token_uri", store + "/oauth2/token"}};
    if (const std::string universe = universe_in(store); !universe.empty())
        out["universe_domain"] = universe;
    return base::dump_json(out);
}

std::string external_for(const Caller& who, const std::string& store) {
    const base::Json source = {{"file", subject_file}, {"format", {{"type", "text"}}}};
    return base::dump_json({{"type", "external_account"},
                            {"audience", "//vitrine/teams/" + who.team->id.text},
                            {"subject_token_type", "urn:ietf:params:oauth:token-type:jwt"},
                            {"token_url", store + "/sts/token"},
                            {"credential_source", source}});
}

}  // namespace

// The secret of the key is the subject token: one key, one list, one way to revoke it.
Result<contract::IssuedServiceAccount> KeyDesk::issue(const Caller& who,
                                                      const IssueServiceAccount::Request& ask) {
    const std::string store = store_in(ask.url);
    if (store.empty())
        return refused(contract::invalid_fields(
            {{"url", "not_allowed", "the address of the store, like https://store.example"}}));
    const auto scopes = ask.scopes.value_or(usual_scopes());
    if (!who.may(contract::Right::manage_team)) return refused(Problem::forbidden());
    const auto pair = machine::make_rsa_pair();
    if (!pair)
        return refused(Problem::unavailable("no_key_pair", "The machine made no key pair.",
                                            "Try again."));
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto issued =
        issue(who, contract::IssueKey::Request{ask.name, scopes, ask.apps, ask.valid_days,
                                               ask.reason});
    if (!issued) return refused(issued.error());
    const std::string key_id = ports::random_hex(world_.random, 20);
    const auto kept =
        world_.store.keys().put_signer(issued->key.id, {key_id, pair->public_key});
    if (!kept) return refused(kept.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    contract::IssuedServiceAccount out;
    out.client_email = issued->key.id.text + "@" + std::string(account_domain);
    out.key = std::move(issued->key);
    out.credentials = credentials_for(out, who, *pair, key_id, store);
    out.external_account = external_for(who, store);
    out.subject_token = std::move(issued->secret);
    return out;
}

}  // namespace vitrine::service::desks
