#include <unistd.h>

#include <cstdio>

#include "base/text.h"
#include "service/backup/backup.h"
#include "service/commands/open_store.h"

namespace vitrine::service::commands {
namespace {

constexpr const char* help =
    R"(vitrine-store backup  --to DIR   [--data DIR] [--without-key]   copy a store, even running
vitrine-store restore --from DIR [--data DIR] [--key FILE]     make a data folder from a backup

  The backup is a folder of its own and must not exist before; `sha256sum -c SHA256SUMS` in it
  checks it too. restore needs a data folder that does not exist or is empty.

  A backup holds the databases, the packages and secrets/store.key, which opens the second factors,
  webhooks' secrets and kits' credentials in the database: keep it as safe as the store itself. With
  --without-key that file is left out; keep a copy of it elsewhere and name it with --key when you
  restore, for without it nothing can be restored.
)";

// One line that is written over in a terminal, nothing elsewhere.
void show(const std::string& what, std::int64_t done, std::int64_t all) {
    if (!::isatty(STDERR_FILENO) || all <= 0) return;
    std::fprintf(stderr, "\r\033[K%s %3d %%", what.c_str(), static_cast<int>(done * 100 / all));
    if (done == all) std::fputs("\r\033[K", stderr);
}

int report(const base::Result<void>& done, const std::string& from, const std::string& to) {
    if (!done) return complain(done.error());
    std::printf("%s is now in %s\n", from.c_str(), to.c_str());
    return 0;
}

}  // namespace

int back_up(const std::vector<std::string>& words) {
    const auto parsed = parse(words, {"data", "config", "to"}, {"without-key"});
    if (!parsed) return complain(parsed.error());
    const std::string data = parsed->text("data", usual_data_folder), to = parsed->text("to", "");
    if (to.empty() || !parsed->rest.empty()) {
        std::fputs(help, stderr);
        return 2;
    }
    const auto secrets =
        parsed->has("without-key") ? backup::Secrets::left_out : backup::Secrets::copied;
    return report(backup::back_up(data, to, show, secrets), data, to);
}

int restore(const std::vector<std::string>& words) {
    const auto parsed = parse(words, {"data", "config", "from", "key"}, {});
    if (!parsed) return complain(parsed.error());
    const std::string data = parsed->text("data", usual_data_folder),
                      from = parsed->text("from", "");
    if (from.empty() || !parsed->rest.empty()) {
        std::fputs(help, stderr);
        return 2;
    }
    return report(backup::restore(from, data, show, parsed->text("key", "")), from, data);
}

}  // namespace vitrine::service::commands
