#include "package/source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vitrine::package {

Read<std::string> ByteSource::text_at(std::uint64_t offset, std::size_t bytes) const {
    if (offset > size() || bytes > size() - offset) return refuse(PackageRefusal::archive_damaged);
    std::string out(bytes, '\0');
    if (!read_at(offset, out)) return refuse(PackageRefusal::unreadable);
    return out;
}

bool MemorySource::read_at(std::uint64_t offset, std::span<char> into) const {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset) return false;
    if (!into.empty()) std::memcpy(into.data(), bytes_.data() + offset, into.size());
    return true;
}

FileSource::FileSource(int descriptor) : descriptor_(descriptor) {
    struct stat facts = {};
    if (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode))
        size_ = static_cast<std::uint64_t>(facts.st_size);
}

bool FileSource::read_at(std::uint64_t offset, std::span<char> into) const {
    if (offset > size_ || into.size() > size_ - offset) return false;
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t got = pread(descriptor_, into.data() + done, into.size() - done,
                                  static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;  // The file became shorter while it was read.
        done += static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace vitrine::package
