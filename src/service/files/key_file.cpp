#include "service/files/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "service/files/copying.h"

namespace vitrine::service::files {
namespace {

using base::Problem;
using base::refused;
using base::Result;

constexpr mode_t foreign_rights = 077;
constexpr std::size_t ring_bytes_max = 64 * 1024;

std::string secrets_folder(const std::string& folder) {
    return folder + "/secrets";
}

Problem trouble(const std::string& path, int error) {
    return Problem::unavailable("secrets_unusable", "The key of the secrets cannot be used.",
                                path + ": " + std::strerror(error) + ".");
}

Problem exposed(const std::string& path) {
    return Problem::unavailable(
        "secrets_key_exposed", "The key of the secrets may be read by others.",
        path + " must be a file for its owner alone: chmod 600 " + path +
            ". Who may have read it can open the secrets of a copied database: then make a new "
            "key with vitrine-store key rotate-secrets.");
}

Problem damaged(const std::string& path) {
    return Problem::unavailable("secrets_key_damaged", "The key of the secrets is damaged.",
                                path + " is not as vitrine-store wrote it. Put it back from a "
                                       "backup.");
}

// Takes its bytes from an open file, so that what was looked at is what is read.
Result<std::string> read_private(int file, const std::string& path) {
    struct stat found {};
    if (::fstat(file, &found) != 0) return refused(trouble(path, errno));
    if (!S_ISREG(found.st_mode) || (found.st_mode & foreign_rights) != 0)
        return refused(exposed(path));
    std::string text(ring_bytes_max, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t some = ::read(file, text.data() + size, text.size() - size);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return refused(trouble(path, errno));
        if (some == 0) break;
        size += static_cast<std::size_t>(some);
    }
    text.resize(size);
    return text;
}

Result<void> make_folder(const std::string& folder) {
    const std::string path = secrets_folder(folder);
    if (::mkdir(path.c_str(), S_IRWXU) == 0) return sync_folder(folder);
    if (errno != EEXIST) return refused(trouble(path, errno));
    return {};
}

// A file of its own beside the ring, on the disk.
Result<std::string> write_beside(const std::string& folder, const machine::Vault& vault) {
    const std::string path = key_file_in(folder) + "." + base::decimal(randombytes_random());
    if (auto done = write_file(path, vault.text()); !done) return refused(done.error());
    return path;
}

}  // namespace

std::string key_file_in(const std::string& folder) {
    return secrets_folder(folder) + "/store.key";
}

Result<machine::Vault> read_key_file(const std::string& folder) {
    const std::string path = key_file_in(folder);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR)) return machine::Vault();
    if (file < 0) return refused(errno == ELOOP ? exposed(path) : trouble(path, errno));
    const auto text = read_private(file, path);
    ::close(file);
    if (!text) return refused(text.error());
    auto vault = machine::Vault::parse(*text);
    if (!vault) return refused(damaged(path));
    return std::move(*vault);
}

Result<machine::Vault> make_key_file(const std::string& folder) {
    if (auto done = make_folder(folder); !done) return refused(done.error());
    machine::Vault fresh;
    fresh.add_key();
    const auto beside = write_beside(folder, fresh);
    if (!beside) return refused(beside.error());
    const bool linked = ::link(beside->c_str(), key_file_in(folder).c_str()) == 0;
    const int error = errno;
    ::unlink(beside->c_str());
    if (!linked && error != EEXIST) return refused(trouble(key_file_in(folder), error));
    if (auto done = sync_folder(secrets_folder(folder)); !done) return refused(done.error());
    return read_key_file(folder);
}

Result<void> write_key_file(const std::string& folder, const machine::Vault& vault) {
    if (auto done = make_folder(folder); !done) return done;
    const auto beside = write_beside(folder, vault);
    if (!beside) return refused(beside.error());
    if (::rename(beside->c_str(), key_file_in(folder).c_str()) != 0)
        return refused(trouble(key_file_in(folder), errno));
    return sync_folder(secrets_folder(folder));
}

}  // namespace vitrine::service::files
