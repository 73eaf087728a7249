// A picture as a PNG file, for photographs and golden images.
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace vitrine::shell {

// `rgba` holds width x height opaque pixels, rows without gaps. False: the file cannot be written.
bool write_png(const std::string& path, std::span<const std::uint32_t> rgba, int width, int height);

}  // namespace vitrine::shell
