#include "service/files/copying.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace vitrine::service::files {
namespace {

using base::Problem;
using base::refused;
using base::Result;

constexpr std::size_t buffer_bytes = 1 << 18;

class File {
public:
    File(const std::string& path, int flags)
        : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() { (void)close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return file_ >= 0; }
    int number() const { return file_; }
    bool close() { return file_ < 0 || ::close(std::exchange(file_, -1)) == 0; }

private:
    int file_;
};

Problem unreadable(const std::string& path) {
    return Problem::unavailable("file_unreadable", "A file cannot be read.",
                                path + ": " + std::strerror(errno) + ".");
}

Problem unwritable(const std::string& path) {
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return Problem::unavailable(full ? "disk_full" : "file_unwritable",
                                full ? "The disk is full." : "A file cannot be written.",
                                path + ": " + std::strerror(errno) + ".");
}

bool write_all(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t some = ::write(file, bytes, count);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return false;
        bytes += some;
        count -= static_cast<std::size_t>(some);
    }
    return true;
}

std::string hex_of(crypto_hash_sha256_state& state) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex;
    crypto_hash_sha256_final(&state, hash.data());
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

// Gives every piece of the file to `take` until it says no; the hash of what was read.
template <class Take> Result<std::string> read_through(const std::string& path, Take take) {
    const File file(path, O_RDONLY);
    if (!file.is_open()) return refused(unreadable(path));
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<char> buffer(buffer_bytes);
    for (;;) {
        const ssize_t some = ::read(file.number(), buffer.data(), buffer.size());
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return refused(unreadable(path));
        if (some == 0) return hex_of(state);
        const auto count = static_cast<std::size_t>(some);
        crypto_hash_sha256_update(
            &state, reinterpret_cast<const unsigned char*>(buffer.data()), count);
        if (auto done = take(buffer.data(), count); !done) return refused(done.error());
    }
}

}  // namespace

Result<std::string> sha256_of(const std::string& path) {
    return read_through(path, [](const char*, std::size_t) { return Result<void>{}; });
}

Result<std::string> copy_file(const std::string& from, const std::string& to) {
    File target(to, O_WRONLY | O_CREAT | O_EXCL);
    if (!target.is_open()) return refused(unwritable(to));
    auto hash = read_through(from, [&](const char* bytes, std::size_t count) -> Result<void> {
        if (!write_all(target.number(), bytes, count)) return refused(unwritable(to));
        return {};
    });
    if (!hash) return hash;
    if (::fsync(target.number()) != 0 || !target.close()) return refused(unwritable(to));
    return hash;
}

Result<void> write_file(const std::string& path, const std::string& bytes) {
    File file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open() || !write_all(file.number(), bytes.data(), bytes.size()) ||
        ::fsync(file.number()) != 0 || !file.close())
        return refused(unwritable(path));
    return {};
}

Result<void> sync_folder(const std::string& path) {
    const File folder(path, O_RDONLY | O_DIRECTORY);
    if (!folder.is_open() || ::fsync(folder.number()) != 0) return refused(unwritable(path));
    return {};
}

}  // namespace vitrine::service::files
