#include "service/backup/backup.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "base/text.h"
#include "service/files/copying.h"
#include "service/files/key_file.h"
#include "service/sqlite/copy.h"
#include "service/sqlite/sealing.h"
#include "service/sqlite/sqlite_store.h"

namespace vitrine::service::backup {
namespace {

namespace fs = std::filesystem;
using base::Problem;
using base::refused;
using base::Result;

constexpr const char* databases[] = {"store.db", "metrics.db"};
constexpr const char* folders[] = {"blobs", "secrets"};
constexpr const char* secrets_folder = folders[1];
constexpr const char* sums_name = "SHA256SUMS";
constexpr std::size_t hash_letters = 64;

using Sums = std::map<std::string, std::string>;  // path inside the folder -> SHA-256

Problem in_the_way(const std::string& path) {
    return Problem::unavailable("something_in_the_way", path + " exists already.",
                                "Choose a name that is free; nothing was changed.");
}

Problem no_backup(const std::string& why) {
    return Problem::unavailable("backup_unusable", "This backup cannot be restored: " + why + ".",
                                "Take another one; nothing was changed.");
}

// A folder that takes its name only when it is whole. What is left of a half one is removed.
class Rising {
public:
    explicit Rising(const fs::path& name) : name_(name), half_(name.string() + ".partial") {}
    ~Rising() {
        std::error_code ignored;
        if (!half_.empty()) fs::remove_all(half_, ignored);
    }
    Rising(const Rising&) = delete;
    Rising& operator=(const Rising&) = delete;

    const fs::path& half() const { return half_; }
    Result<void> begin() {
        std::error_code error;
        fs::remove_all(half_, error);
        fs::create_directories(half_, error);
        if (error)
            return refused(Problem::unavailable("file_unwritable", "A folder cannot be made.",
                                                half_.string() + ": " + error.message() + "."));
        ::chmod(half_.c_str(), S_IRWXU);
        return {};
    }
    Result<void> finish() {
        if (auto done = files::sync_folder(half_.string()); !done) return done;
        std::error_code error;
        fs::remove(name_, error);  // an empty folder of that name
        fs::rename(half_, name_, error);
        if (error) return refused(in_the_way(name_.string()));
        half_.clear();
        const fs::path above = fs::absolute(name_).parent_path();
        return files::sync_folder(above.string());
    }

private:
    fs::path name_, half_;
};

bool is_free(const fs::path& path) {
    std::error_code error;
    return !fs::exists(path, error) || (fs::is_directory(path, error) && fs::is_empty(path, error));
}

Result<void> copy_databases(const fs::path& from, const fs::path& to, const Progress& progress,
                            Sums& sums) {
    for (const char* name : databases) {
        const auto told = [&](std::int64_t done, std::int64_t all) { progress(name, done, all); };
        const std::string target = (to / name).string();
        if (auto done = sqlite::copy_database((from / name).string(), target, told); !done)
            return done;
        const auto sum = files::sha256_of(target);
        if (!sum) return refused(sum.error());
        sums[name] = *sum;
    }
    return {};
}

// Regular files alone: links and the like are none of ours.
std::vector<fs::path> files_below(const fs::path& root, const char* folder) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::recursive_directory_iterator at(root / folder, error), end; !error && at != end;
         at.increment(error))
        if (at->is_regular_file(error) && !at->is_symlink(error))
            out.push_back(at->path().lexically_relative(root));
    std::sort(out.begin(), out.end());
    return out;
}

Result<void> copy_folder(const fs::path& from, const fs::path& to, const char* folder,
                         const Progress& progress, Sums& sums) {
    const auto paths = files_below(from, folder);
    const auto all = static_cast<std::int64_t>(paths.size());
    for (std::int64_t done = 0; done < all; ++done) {
        const fs::path& path = paths[static_cast<std::size_t>(done)];
        std::error_code error;
        fs::create_directories((to / path).parent_path(), error);
        const auto sum = files::copy_file((from / path).string(), (to / path).string());
        if (!sum && !fs::exists(from / path, error)) continue;  // swept away meanwhile
        if (!sum) return refused(sum.error());
        sums[path.string()] = *sum;
        progress(folder, done + 1, all);
    }
    return {};
}

Result<void> write_sums(const fs::path& folder, const Sums& sums) {
    std::string text;
    for (const auto& [path, sum] : sums) text += sum + "  " + path + "\n";
    return files::write_file((folder / sums_name).string(), text);
}

bool is_ours(std::string_view path) {
    for (const char* name : databases)
        if (path == name) return true;
    const std::string_view top = path.substr(0, path.find('/'));
    const bool below = top.size() < path.size() &&
                       std::find(std::begin(folders), std::end(folders), top) != std::end(folders);
    const bool climbs = path.find("..") != path.npos || path.find("//") != path.npos;
    return below && !climbs;
}

Result<Sums> read_sums(const fs::path& folder) {
    std::ifstream file(folder / sums_name, std::ios::binary);
    if (!file) return refused(no_backup("it has no " + std::string(sums_name)));
    Sums sums;
    for (std::string line; std::getline(file, line);) {
        const bool long_enough = line.size() > hash_letters + 2;
        const std::string path = long_enough ? line.substr(hash_letters + 2) : "";
        if (!is_ours(path)) return refused(no_backup("it names \"" + path + "\""));
        sums[path] = line.substr(0, hash_letters);
    }
    for (const char* name : databases)
        if (!sums.contains(name)) return refused(no_backup(std::string(name) + " is missing"));
    return sums;
}

Result<void> copy_checked(const fs::path& from, const fs::path& to, const Sums& sums,
                          const Progress& progress) {
    std::int64_t done = 0;
    for (const auto& [path, sum] : sums) {
        std::error_code error;
        fs::create_directories((to / path).parent_path(), error);
        const auto copied = files::copy_file((from / path).string(), (to / path).string());
        if (!copied) return refused(copied.error());
        if (*copied != sum) return refused(no_backup(path + " is not as it was written"));
        progress("files", ++done, static_cast<std::int64_t>(sums.size()));
    }
    return {};
}

Result<void> take_key(const std::string& key_file, const fs::path& to) {
    const fs::path target = files::key_file_in(to.string());
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    ::chmod(target.parent_path().c_str(), S_IRWXU);
    fs::remove(target, error);
    const auto copied = files::copy_file(key_file, target.string());
    if (!copied) return refused(copied.error());
    return {};
}

// Opens the store as serving it would, and everything that is sealed in it.
Result<void> look_closely(const std::string& folder) {
    sqlite::Options closely;
    closely.check = sqlite::Check::quick;
    if (auto store = sqlite::open_store(folder, closely); !store) return refused(store.error());
    const auto secrets = sqlite::check_sealed(folder);
    if (!secrets) return refused(secrets.error());
    if (secrets->closed.empty()) return {};
    return refused(no_backup("its key does not open " + secrets->closed.front()));
}

}  // namespace

Result<void> back_up(const std::string& from, const std::string& to, const Progress& progress,
                     Secrets secrets) {
    std::error_code error;
    if (!fs::is_regular_file(fs::path(from) / databases[0], error))
        return refused(Problem::unavailable("no_store", "There is no store in " + from + ".",
                                            "Say where it is with --data DIR."));
    if (fs::exists(to, error)) return refused(in_the_way(to));
    Rising rising(to);
    if (auto done = rising.begin(); !done) return done;
    Sums sums;
    if (auto done = copy_databases(from, rising.half(), progress, sums); !done) return done;
    // After the databases: a key that is made meanwhile is in it, and old ones stay.
    for (const char* folder : folders) {
        if (secrets == Secrets::left_out && folder == secrets_folder) continue;
        if (auto done = copy_folder(from, rising.half(), folder, progress, sums); !done)
            return done;
    }
    if (auto done = write_sums(rising.half(), sums); !done) return done;
    return rising.finish();
}

Result<void> restore(const std::string& from, const std::string& to, const Progress& progress,
                     const std::string& key_file) {
    const auto sums = read_sums(from);
    if (!sums) return refused(sums.error());
    if (!is_free(to)) return refused(in_the_way(to));
    Rising rising(to);
    if (auto done = rising.begin(); !done) return done;
    if (auto done = copy_checked(from, rising.half(), *sums, progress); !done) return done;
    if (!key_file.empty())
        if (auto done = take_key(key_file, rising.half()); !done) return done;
    if (auto done = look_closely(rising.half().string()); !done) {
        if (done.error().code == "secrets_key_missing")
            done.error().detail = "This backup was taken without it: name the file with --key.";
        return done;
    }
    return rising.finish();
}

}  // namespace vitrine::service::backup
