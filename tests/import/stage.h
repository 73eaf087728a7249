// A store with one team, a clock, and files of a test's own.
#pragma once
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <filesystem>

#include "service/import/command.h"
#include "service/memory/memory_store.h"

namespace vitrine::test {

struct Stage {
    std::unique_ptr<service::ports::Store> store = service::memory::make_store();
    base::FixedClock clock{base::Instant{1'780'000'000'000}};
    std::filesystem::path folder;

    Stage() {
        folder = std::filesystem::temp_directory_path() / ("vt_import_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder);
        (void)store->accounts().put_team({{"team_one"}, "One"});
    }
    ~Stage() { std::filesystem::remove_all(folder); }

    std::string file(std::string_view name, std::string_view text) {
        const std::string path = (folder / name).string();
        std::FILE* out = std::fopen(path.c_str(), "wb");
        std::fwrite(text.data(), 1, text.size(), out);
        std::fclose(out);
        return path;
    }
    std::string packed(std::string_view name, std::string_view text) {
        const std::string path = (folder / name).string();
        gzFile out = gzopen(path.c_str(), "wb");
        gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
        gzclose(out);
        return path;
    }
    // The exit code; what was written to stderr is in `said`.
    int import(std::vector<std::string> args) {
        const std::string path = (folder / "said").string();
        std::FILE* out = std::fopen(path.c_str(), "w+b");
        const int code = service::import::run_import(*store, clock, args, out);
        said.assign(static_cast<std::size_t>(std::ftell(out)), '\0');
        std::rewind(out);
        said.resize(std::fread(said.data(), 1, said.size(), out));
        std::fclose(out);
        return code;
    }
    bool says(std::string_view text) const { return said.find(text) != std::string::npos; }

    contract::ReviewPage reviews() {
        service::ports::ReviewQuery query;
        query.team = {"team_one"};
        query.limit = 200;
        return store->reviews().list(query).value();
    }
    contract::App app(std::string_view package) {
        const auto found = store->apps().find_by_package(package).value();
        return found ? found->app : contract::App{};
    }
    std::string said;
};

}  // namespace vitrine::test
