// What a photograph must have to be one of a page: a size, more than one colour, text.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace desktop_test {

struct Photograph {
    int width = 0, height = 0;
    std::vector<std::uint32_t> pixels;  // 0xAARRGGBB

    static Photograph read(const std::string& path);  // empty when it is no PNG

    int colours() const;  // how many different ones
    double most_common_share() const;
    // Lines of pixels with many changes from dark to bright and back, as text has.
    int busy_lines() const;
};

}  // namespace desktop_test
