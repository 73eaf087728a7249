#include <cstdio>

#include "base/text.h"
#include "service/commands/open_store.h"
#include "service/commands/operator.h"
#include "service/desks/key_desk.h"
#include "service/files/folder_lock.h"
#include "service/sqlite/sealing.h"

namespace vitrine::service::commands {
namespace {

using base::refused;
using base::Result;

constexpr const char* help =
    R"(vitrine-store key issue --team T --name N --scopes A,B [--apps ID,ID] [--days N] [--data DIR]
vitrine-store key list --team T [--data DIR]
vitrine-store key revoke --team T --id KEY [--data DIR]
vitrine-store key rotate-secrets [--data DIR]

  Scopes: apps:read apps:write releases:read releases:write releases:publish reviews:read
          reviews:reply metrics:read ingest:write team:read audit:read
  issue prints the secret, which is shown this once; a program sends it as
  "Authorization: Bearer SECRET". A key holds for 365 days unless --days says otherwise.
  rotate-secrets makes a new key in secrets/store.key and seals second factors, webhooks' secrets
  and kits' credentials anew, while the store is stopped. Old keys stay there for old backups.
)";

template <class Id>
std::vector<Id> ids_in(const std::string& list) {
    std::vector<Id> out;
    for (const auto part : base::split(list, ',')) out.push_back({std::string(part)});
    return out;
}

Result<void> issue(AtTheMachine& at, const contract::Team& team, const Words& words) {
    contract::IssueKey::Request ask;
    ask.name = words.text("name", "");
    const std::string scopes = words.text("scopes", "");
    for (const auto name : base::split(scopes, ',')) {
        const auto scope = contract::value_of<contract::Scope>(base::trimmed(name));
        if (!scope)
            return refused(wrong_user_words("There is no scope " + std::string(name) + "."));
        ask.scopes.push_back(*scope);
    }
    ask.apps = ids_in<contract::AppId>(words.text("apps", ""));
    const auto days = base::parse_decimal(words.text("days", "365"));
    if (!days || *days < 1 || *days > 730)
        return refused(wrong_user_words("--days takes a number from 1 to 730."));
    ask.valid_days = static_cast<std::int32_t>(*days);
    const auto issued = desks::KeyDesk(at.world).issue(desks::operator_of(team), ask);
    if (!issued) return refused(issued.error());
    std::fprintf(stderr, "%s holds until %s\n", issued->key.id.text.c_str(),
                 base::rfc3339(issued->key.expires_at).c_str());
    std::puts(issued->secret.c_str());
    return {};
}

Result<void> list(AtTheMachine& at, const contract::Team& team) {
    contract::OnePage ask;
    ask.limit = 200;
    const auto page = desks::KeyDesk(at.world).list(desks::operator_of(team), ask);
    if (!page) return refused(page.error());
    for (const contract::ApiKey& key : page->items) {
        std::string scopes;
        for (const contract::Scope scope : key.scopes) {
            if (!scopes.empty()) scopes += ',';
            scopes += contract::name_of(scope);
        }
        std::printf("%s  %-24s until %s  last used %-24s  %s\n", key.id.text.c_str(),
                    key.name.c_str(), base::rfc3339(key.expires_at).c_str(),
                    key.last_used_at ? base::rfc3339(*key.last_used_at).c_str() : "never",
                    scopes.c_str());
    }
    return {};
}

Result<void> revoke(AtTheMachine& at, const contract::Team& team, const Words& words) {
    const auto done = desks::KeyDesk(at.world).revoke(desks::operator_of(team),
                                                      {{words.text("id", "")}, {}});
    if (!done) return refused(done.error());
    return {};
}

Result<void> rotate_secrets(const std::string& folder) {
    const auto lock = files::FolderLock::take(folder);
    if (!lock) return refused(lock.error());
    const auto count = sqlite::rotate_sealed(folder);
    if (!count) return refused(count.error());
    std::printf("%s secrets are sealed under a new key\n", base::decimal(*count).c_str());
    return {};
}

}  // namespace

int key(const std::vector<std::string>& words) {
    const auto parsed =
        parse(words, {"data", "config", "team", "name", "scopes", "apps", "days", "id"}, {});
    if (!parsed) return complain(parsed.error());
    const std::string what = parsed->rest.size() == 1 ? parsed->rest.front() : "";
    if (what != "issue" && what != "list" && what != "revoke" && what != "rotate-secrets") {
        std::fputs(help, stderr);
        return 2;
    }
    auto store = open_store(parsed->text("data", usual_data_folder), Look::quickly);
    if (!store) return complain(store.error());
    if (what == "rotate-secrets") {
        store->reset();
        const auto rotated = rotate_secrets(parsed->text("data", usual_data_folder));
        return rotated ? 0 : complain(rotated.error());
    }
    AtTheMachine at(**store);
    const auto team = team_named(at.store, parsed->text("team", ""));
    if (!team) return complain(team.error());
    Result<void> done;
    if (what == "issue") done = issue(at, *team, *parsed);
    else if (what == "list") done = list(at, *team);
    else done = revoke(at, *team, *parsed);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
