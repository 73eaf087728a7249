// Files of the user: read whole, written whole or not at all.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace vitrine::cli {

using base::Json;

inline constexpr std::size_t text_file_bytes_max = 32u << 20;

// Refuses (file) what is no regular file, cannot be read, or is longer than `most`. "-" is the
// standard input.
base::Result<std::string> read_file(const std::string& path,
                                    std::size_t most = text_file_bytes_max);
base::Result<Json> read_json(const std::string& path);
bool is_file(const std::string& path);
bool is_folder(const std::string& path);
// Beside it, synced, then under its name: whoever is killed leaves the old file or the new one.
base::Result<void> write_file(const std::string& path, std::string_view text, int mode = 0644);
base::Result<void> make_folders(const std::string& path, int mode = 0755);
base::Result<void> remove_file(const std::string& path);
// Names in a folder, sorted, without those that begin with a dot; empty when there is none.
std::vector<std::string> names_in(const std::string& folder);

// Of $XDG_CONFIG_HOME/vitrine and $XDG_STATE_HOME/vitrine, or where they stand when not set.
base::Result<std::string> config_folder();
base::Result<std::string> state_folder();

// An open file for reading, closed at the end.
class OpenFile {
public:
    static base::Result<OpenFile> open(const std::string& path);
    ~OpenFile();
    OpenFile(OpenFile&& other) noexcept : file_(other.file_), size_(other.size_) {
        other.file_ = -1;
    }
    OpenFile& operator=(OpenFile&&) = delete;
    int file() const { return file_; }
    std::int64_t size() const { return size_; }

private:
    OpenFile(int file, std::int64_t size) : file_(file), size_(size) {}
    int file_ = -1;
    std::int64_t size_ = 0;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace vitrine::cli
