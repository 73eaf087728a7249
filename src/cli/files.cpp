#include "cli/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.h"
#include "cli/exit.h"
#include "package/signing/crypto.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
namespace fs = std::filesystem;

std::unexpected<base::Problem> trouble(const std::string& path, std::string_view what) {
    const int error = errno;
    return refused(file_problem(path + " cannot be " + std::string(what) + ".",
                                std::string(std::strerror(error)) + "."));
}

Result<std::string> read_all(int file, const std::string& path, std::size_t most) {
    std::string out;
    char bytes[64 << 10];
    while (true) {
        const auto got = ::read(file, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return trouble(path, "read");
        if (got == 0) return out;
        out.append(bytes, static_cast<std::size_t>(got));
        if (out.size() > most)
            return refused(file_problem(
                path + " is too large.",
                "At most " + base::decimal(static_cast<std::int64_t>(most)) + " bytes."));
    }
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto put = ::write(file, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

// Opens the file for this process alone, whoever else wants it waits. A name of its own would not
// be swept when this process is killed; what the one before left here is taken over.
int take_alone(const std::string& path) {
    while (true) {
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0) return file;
        struct stat mine {}, named {};
        const bool locked = ::flock(file, LOCK_EX) == 0 && ::fstat(file, &mine) == 0;
        const bool still = locked && ::stat(path.c_str(), &named) == 0 &&
                           mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
        if (still) return file;
        ::close(file);  // it was given its name, or taken away, while we waited
        if (!locked) return -1;
    }
}

Result<std::string> folder_under(const char* variable, const char* otherwise) {
    if (const char* given = std::getenv(variable); given && *given == '/')
        return std::string(given) + "/vitrine";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return std::string(home) + otherwise + "/vitrine";
    return refused(usage_problem("There is no home folder.", std::string("Set HOME or ") +
                                                                 variable + "."));
}

}  // namespace

Result<OpenFile> OpenFile::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return trouble(path, "opened");
    OpenFile out(file, 0);
    struct stat about {};
    if (::fstat(file, &about) != 0) return trouble(path, "looked at");
    if (!S_ISREG(about.st_mode)) return refused(file_problem(path + " is not a file."));
    out.size_ = about.st_size;
    return out;
}

OpenFile::~OpenFile() {
    if (file_ >= 0) ::close(file_);
}

Result<std::string> read_file(const std::string& path, std::size_t most) {
    if (path == "-") return read_all(STDIN_FILENO, "the standard input", most);
    const auto file = OpenFile::open(path);
    if (!file) return refused(file.error());
    return read_all(file->file(), path, most);
}

Result<Json> read_json(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return refused(text.error());
    auto json = base::parse_json(*text);
    if (json) return json;
    return refused(file_problem(path + " is not JSON.", json.error().detail));
}

bool is_file(const std::string& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool is_folder(const std::string& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

Result<void> make_folders(const std::string& path, int mode) {
    if (path.empty() || is_folder(path)) return {};
    if (auto above = make_folders(fs::path(path).parent_path().string(), mode); !above)
        return above;
    if (::mkdir(path.c_str(), static_cast<mode_t>(mode)) != 0 && errno != EEXIST)
        return trouble(path, "made");
    return {};
}

Result<void> write_file(const std::string& path, std::string_view text, int mode) {
    const std::string folder = fs::path(path).parent_path().string();
    if (auto made = make_folders(folder, mode == 0600 ? 0700 : 0755); !made) return made;
    const std::string beside =
        (fs::path(folder) / ("." + fs::path(path).filename().string() + ".new")).string();
    const int file = take_alone(beside);
    if (file < 0) return trouble(path, "written");
    const bool written = ::fchmod(file, static_cast<mode_t>(mode)) == 0 &&
                         ::ftruncate(file, 0) == 0 && write_all(file, text) &&
                         ::fsync(file) == 0 && ::rename(beside.c_str(), path.c_str()) == 0;
    const int error = errno;
    if (!written) ::unlink(beside.c_str());
    ::close(file);
    errno = error;
    return written ? Result<void>() : trouble(path, "written");
}

Result<void> remove_file(const std::string& path) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return trouble(path, "removed");
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> out;
    std::error_code failed;
    for (auto at = fs::directory_iterator(folder, failed);
         !failed && at != fs::directory_iterator(); at.increment(failed)) {
        std::string name = at->path().filename().string();
        if (!name.starts_with('.')) out.push_back(std::move(name));
    }
    std::ranges::sort(out);
    return out;
}

Result<std::string> config_folder() { return folder_under("XDG_CONFIG_HOME", "/.config"); }
Result<std::string> state_folder() { return folder_under("XDG_STATE_HOME", "/.local/state"); }

std::string sha256_hex(std::string_view bytes) {
    return package::hex(package::digest_of(package::Hash::sha256, bytes));
}

}  // namespace vitrine::cli
