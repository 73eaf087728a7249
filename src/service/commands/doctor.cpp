#include <cstdio>
#include <filesystem>

#include "base/text.h"
#include "service/commands/open_store.h"
#include "service/sqlite/sealing.h"

namespace vitrine::service::commands {
namespace {

constexpr std::uintmax_t free_bytes_min = 512u << 20;

void say(const char* mark, const std::string& what) {
    std::printf("%-6s %s\n", mark, what.c_str());
}

bool look_at_secrets(const std::string& folder) {
    const auto secrets = sqlite::check_sealed(folder);
    if (!secrets) {
        say("wrong", secrets.error().title + " " + secrets.error().detail);
        return false;
    }
    for (const std::string& place : secrets->closed)
        say("wrong", "the secret of " + place + " does not open with the key of this folder");
    if (secrets->closed.empty())
        say("well", base::decimal(secrets->opened) + " sealed secrets open");
    return secrets->closed.empty();
}

}  // namespace

int doctor(const std::vector<std::string>& words) {
    const auto parsed = parse(words, {"data", "config"}, {});
    if (!parsed) return complain(parsed.error());
    const std::string folder = parsed->text("data", usual_data_folder);
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        say("wrong", "there is no data folder " + folder + ": vitrine-store serve makes it");
        return 1;
    }
    const auto space = std::filesystem::space(folder, error);
    const auto free_mib = static_cast<std::int64_t>(space.available >> 20);
    const bool roomy = !error && space.available >= free_bytes_min;
    say(roomy ? "well" : "wrong", base::decimal(free_mib) + " MiB free on the disk");
    auto store = open_store(folder, Look::closely);
    if (!store) {
        say("wrong", store.error().title + " " + store.error().detail);
        return 1;
    }
    say("well", "the database opens and its check finds nothing");
    const bool open_all = look_at_secrets(folder);
    const auto accounts = (*store)->accounts().count();
    const bool someone = accounts && *accounts > 0;
    say(someone ? "well" : "wrong",
        someone ? base::decimal(*accounts) + " accounts"
                : "nobody can sign in: vitrine-store user add, or serve --seed demo");
    return roomy && open_all && someone ? 0 : 1;
}

}  // namespace vitrine::service::commands
