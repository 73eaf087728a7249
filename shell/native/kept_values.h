// Small values that outlive the program, one file each:
//
//     ${XDG_STATE_HOME:-~/.local/state}/vitrine/<store>/{settings,answers,drafts}/<hash of key>
//
// A file holds its key, a line feed and the value. Files are made readable for their owner only
// (0600, folders 0700) because answers are a team's figures; they are written beside and renamed,
// so a crash leaves the old value or the new one. A disk that is full or read-only costs nothing
// but the memory: write() answers false and the program goes on.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shell/shell.h"

namespace vitrine::shell {

class KeptValues {
public:
    static constexpr std::size_t value_bytes_max = 4u << 20;  // larger ones are not kept

    explicit KeptValues(std::string folder) : folder_(std::move(folder)) {}
    // The folder for one store of this person; `store` is its address.
    static std::string folder_for(std::string_view store);

    std::optional<std::string> read(Storage where, std::string_view key) const;
    bool write(Storage where, std::string_view key, std::string_view value);  // "" forgets it

private:
    std::string path_of(Storage where, std::string_view key) const;
    std::string folder_;
};

// The whole file, or nothing. And a file written whole with 0600, replacing what was there.
std::optional<std::string> read_file(const std::string& path);
bool write_private_file(const std::string& path, std::string_view bytes);

}  // namespace vitrine::shell
