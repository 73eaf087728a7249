#include "shell/native/kept_values.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/text.h"

namespace vitrine::shell {
namespace {

constexpr std::array<std::string_view, 3> shelves{"settings", "answers", "drafts"};

std::string hex(std::uint64_t number) {
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
    return out;
}

bool make_folders(const std::string& path) {
    for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
        if (mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST) return false;
        if (at == std::string::npos) return true;
    }
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    std::string out;
    std::array<char, 65536> piece;
    ssize_t got = 0;
    while ((got = read(file, piece.data(), piece.size())) > 0)
        out.append(piece.data(), static_cast<std::size_t>(got));
    close(file);
    if (got < 0) return std::nullopt;
    return out;
}

bool write_private_file(const std::string& path, std::string_view bytes) {
    const std::size_t slash = path.rfind('/');
    if (slash != std::string::npos && slash > 0 && !make_folders(path.substr(0, slash)))
        return false;
    const std::string fresh = path + ".new";
    const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool whole = fchmod(file, 0600) == 0 && write_all(file, bytes);
    const bool closed = close(file) == 0;
    if (whole && closed && rename(fresh.c_str(), path.c_str()) == 0) return true;
    unlink(fresh.c_str());
    return false;
}

std::string KeptValues::folder_for(std::string_view store) {
    std::string base;
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        base = state;
    else if (const char* home = std::getenv("HOME"); home && *home)
        base = std::string(home) + "/.local/state";
    else
        base = "/tmp/vitrine-" + base::decimal(getuid());
    return base + "/vitrine/" + hex(base::fnv1a(store));
}

std::string KeptValues::path_of(Storage where, std::string_view key) const {
    return folder_ + "/" + std::string(shelves[static_cast<std::size_t>(where)]) + "/" +
           hex(base::fnv1a(key));
}

std::optional<std::string> KeptValues::read(Storage where, std::string_view key) const {
    auto bytes = read_file(path_of(where, key));
    // Another key with the same hash is somebody else's value.
    if (!bytes || !bytes->starts_with(key) || bytes->size() <= key.size() ||
        (*bytes)[key.size()] != '\n')
        return std::nullopt;
    return bytes->substr(key.size() + 1);
}

bool KeptValues::write(Storage where, std::string_view key, std::string_view value) {
    const std::string path = path_of(where, key);
    if (value.empty()) return unlink(path.c_str()) == 0 || errno == ENOENT;
    if (value.size() > value_bytes_max) return false;
    return write_private_file(path, std::string(key) + "\n" + std::string(value));
}

}  // namespace vitrine::shell
