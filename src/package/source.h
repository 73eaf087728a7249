// Where the bytes of a package come from: a file or memory, read at any place, never written.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "contract/packages.h"

namespace vitrine::package {

using contract::PackageRefusal;

// Why reading stopped. `where` is the entry's name, or "".
struct Refused {
    PackageRefusal reason = PackageRefusal::unreadable;
    std::string where;
};
template <class T> using Read = std::expected<T, Refused>;

inline std::unexpected<Refused> refuse(PackageRefusal reason, std::string_view where = {}) {
    return std::unexpected<Refused>(Refused{reason, std::string(where)});
}

class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    // Fills `into` from `offset` on. False: trouble of the disk, or past the end.
    virtual bool read_at(std::uint64_t offset, std::span<char> into) const = 0;

    // The bytes as a text of their own. Refuses (unreadable).
    Read<std::string> text_at(std::uint64_t offset, std::size_t bytes) const;
};

// Bytes that the caller keeps alive.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
    std::uint64_t size() const override { return bytes_.size(); }
    bool read_at(std::uint64_t offset, std::span<char> into) const override;

private:
    std::string_view bytes_;
};

// An open file descriptor of a regular file; stays the caller's to close. The size is taken once.
class FileSource final : public ByteSource {
public:
    explicit FileSource(int descriptor);
    std::uint64_t size() const override { return size_; }
    bool read_at(std::uint64_t offset, std::span<char> into) const override;

private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace vitrine::package
