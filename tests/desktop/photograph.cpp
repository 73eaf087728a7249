#include "tests/desktop/photograph.h"

#include <cairo.h>

#include <algorithm>
#include <map>

namespace desktop_test {
namespace {

int brightness(std::uint32_t pixel) {
    return static_cast<int>((pixel >> 16 & 255) + (pixel >> 8 & 255) * 2 + (pixel & 255)) / 4;
}

std::map<std::uint32_t, int> counted(const std::vector<std::uint32_t>& pixels) {
    std::map<std::uint32_t, int> out;
    for (const std::uint32_t pixel : pixels) ++out[pixel];
    return out;
}

}  // namespace

Photograph Photograph::read(const std::string& path) {
    Photograph out;
    cairo_surface_t* surface = cairo_image_surface_create_from_png(path.c_str());
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        out.width = cairo_image_surface_get_width(surface);
        out.height = cairo_image_surface_get_height(surface);
        const unsigned char* bytes = cairo_image_surface_get_data(surface);
        const int stride = cairo_image_surface_get_stride(surface);
        for (int y = 0; y < out.height; ++y) {
            const auto* row = reinterpret_cast<const std::uint32_t*>(bytes + y * stride);
            out.pixels.insert(out.pixels.end(), row, row + out.width);
        }
    }
    cairo_surface_destroy(surface);
    return out;
}

int Photograph::colours() const { return static_cast<int>(counted(pixels).size()); }

double Photograph::most_common_share() const {
    if (pixels.empty()) return 1;
    int most = 0;
    for (const auto& [pixel, count] : counted(pixels)) most = std::max(most, count);
    return static_cast<double>(most) / static_cast<double>(pixels.size());
}

int Photograph::busy_lines() const {
    int busy = 0;
    for (int y = 0; y < height; ++y) {
        int changes = 0;
        const std::uint32_t* row = pixels.data() + static_cast<std::size_t>(y) * width;
        for (int x = 1; x < width; ++x)
            changes += std::abs(brightness(row[x]) - brightness(row[x - 1])) > 60 ? 1 : 0;
        busy += changes > 40 ? 1 : 0;
    }
    return busy;
}

}  // namespace desktop_test
