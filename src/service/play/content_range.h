// The Content-Range of a part of an upload: "bytes 0-99/200", "bytes 0-99/*", "bytes */200".
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::service::play {

struct ContentRange {
    std::int64_t from = 0, to = 0;      // bytes [from, to); equal: it only asks
    std::optional<std::int64_t> total;  // not known yet: none
    bool operator==(const ContentRange&) const = default;
};
std::optional<ContentRange> content_range_in(std::string_view text);

}  // namespace vitrine::service::play
