#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/text.h"
#include "service/commands/open_store.h"
#include "service/commands/operator.h"
#include "service/desks/device_desk.h"
#include "service/desks/key_desk.h"
#include "service/files/folder_lock.h"
#include "service/sqlite/sealing.h"

namespace vitrine::service::commands {
namespace {

using base::refused;
using base::Result;

constexpr const char* help =
    R"(vitrine-store key issue --team T --name N --scopes A,B [--apps ID,ID] [--days N] [--data DIR]
vitrine-store key service-account --team T --name N --url U [--scopes A,B] [--apps ID,ID]
                                  [--days N] [--out FOLDER] [--data DIR]
vitrine-store key approve --team T --code CODE [--scopes A,B] [--apps ID,ID] [--days N] [--data DIR]
vitrine-store key list --team T [--data DIR]
vitrine-store key revoke --team T --id KEY [--data DIR]
vitrine-store key rotate-secrets [--data DIR]

  Scopes: apps:read apps:write releases:read releases:write releases:publish reviews:read
          reviews:reply metrics:read ingest:write team:read audit:read
  issue prints the secret, which is shown this once; a program sends it as
  "Authorization: Bearer SECRET". A key holds for 365 days unless --days says otherwise.
  service-account makes a key for publishing tools and writes what they read into FOLDER (here, when
  it is not named): service-account.json, external-account.json and vitrine-subject-token.txt.
  U is where the tools reach this store, "https://store.example".
  approve lets the program in that shows CODE (vitrine login --device), with a key of the team.
  rotate-secrets makes a new key in secrets/store.key and seals second factors, webhooks' secrets
  and kits' credentials anew, while the store is stopped. Old keys stay there for old backups.
)";

template <class Id>
std::vector<Id> ids_in(const std::string& list) {
    std::vector<Id> out;
    for (const auto part : base::split(list, ',')) out.push_back({std::string(part)});
    return out;
}

Result<std::vector<contract::Scope>> scopes_in(const std::string& list) {
    std::vector<contract::Scope> out;
    for (const auto name : base::split(list, ',')) {
        const auto scope = contract::value_of<contract::Scope>(base::trimmed(name));
        if (!scope)
            return refused(wrong_user_words("There is no scope " + std::string(name) + "."));
        out.push_back(*scope);
    }
    return out;
}

Result<std::int32_t> days_in(const Words& words) {
    const auto days = base::parse_decimal(words.text("days", "365"));
    if (days && *days >= 1 && *days <= 730) return static_cast<std::int32_t>(*days);
    return refused(wrong_user_words("--days takes a number from 1 to 730."));
}

// What a key may be kept to: scopes and apps.
template <class Request>
Result<void> narrow(Request& ask, const Words& words) {
    if (const std::string list = words.text("scopes", ""); !list.empty()) {
        auto scopes = scopes_in(list);
        if (!scopes) return refused(scopes.error());
        ask.scopes = std::move(*scopes);
    }
    ask.apps = ids_in<contract::AppId>(words.text("apps", ""));
    return {};
}

// What keys and service accounts are asked for alike.
template <class Request>
Result<Request> key_asked_for(const Words& words) {
    Request ask;
    ask.name = words.text("name", "");
    if (auto wrong = narrow(ask, words); !wrong) return refused(wrong.error());
    const auto days = days_in(words);
    if (!days) return refused(days.error());
    ask.valid_days = *days;
    return ask;
}

// For its owner alone, and never over a file that is there.
Result<void> write_secret(const std::filesystem::path& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = file >= 0;
    if (good) good = ::write(file, text.data(), text.size()) == std::ssize(text);
    if (file >= 0) good = ::close(file) == 0 && good;
    if (good) return {};
    return refused(wrong_user_words(path.string() + " cannot be written, or is there already."));
}

Result<void> service_account(AtTheMachine& at, const contract::Team& team, const Words& words) {
    auto ask = key_asked_for<contract::IssueServiceAccount::Request>(words);
    if (!ask) return refused(ask.error());
    ask->url = words.text("url", "");
    const auto issued = desks::KeyDesk(at.world).issue(desks::operator_of(team), *ask);
    if (!issued) return refused(issued.error());
    const std::filesystem::path folder(words.text("out", "."));
    auto done = write_secret(folder / "service-account.json", issued->credentials);
    if (done) done = write_secret(folder / "external-account.json", issued->external_account);
    if (done) done = write_secret(folder / "vitrine-subject-token.txt", issued->subject_token);
    if (!done) {
        (void)desks::KeyDesk(at.world).revoke(desks::operator_of(team), {issued->key.id, {}});
        return done;
    }
    std::printf("%s holds until %s\n", issued->client_email.c_str(),
                base::rfc3339(issued->key.expires_at).c_str());
    return {};
}

Result<void> issue(AtTheMachine& at, const contract::Team& team, const Words& words) {
    const auto ask = key_asked_for<contract::IssueKey::Request>(words);
    if (!ask) return refused(ask.error());
    const auto issued = desks::KeyDesk(at.world).issue(desks::operator_of(team), *ask);
    if (!issued) return refused(issued.error());
    std::fprintf(stderr, "%s holds until %s\n", issued->key.id.text.c_str(),
                 base::rfc3339(issued->key.expires_at).c_str());
    std::puts(issued->secret.c_str());
    return {};
}

Result<void> approve(AtTheMachine& at, const contract::Team& team, const Words& words) {
    contract::ApproveDeviceSignIn::Request ask;
    ask.code = words.text("code", "");
    if (auto wrong = narrow(ask, words); !wrong) return refused(wrong.error());
    if (words.has("days")) {
        const auto days = days_in(words);
        if (!days) return refused(days.error());
        ask.valid_days = *days;
    }
    const auto done = desks::DeviceDesk(at.world).approve(desks::operator_of(team), ask);
    if (!done) return refused(done.error());
    std::printf("%s may come in\n", done->program.c_str());
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
    const auto parsed = parse(words,
                              {"data", "config", "team", "name", "scopes", "apps", "days", "id",
                               "url", "out", "code"},
                              {});
    if (!parsed) return complain(parsed.error());
    const std::string what = parsed->rest.size() == 1 ? parsed->rest.front() : "";
    if (what != "issue" && what != "service-account" && what != "approve" && what != "list" &&
        what != "revoke" && what != "rotate-secrets") {
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
    else if (what == "service-account") done = service_account(at, *team, *parsed);
    else if (what == "approve") done = approve(at, *team, *parsed);
    else if (what == "list") done = list(at, *team);
    else done = revoke(at, *team, *parsed);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
