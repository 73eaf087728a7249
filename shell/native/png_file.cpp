#include "shell/native/png_file.h"

#include <cairo.h>

namespace vitrine::shell {

bool write_png(const std::string& path, std::span<const std::uint32_t> rgba, int width,
               int height) {
    if (width <= 0 || height <= 0 || rgba.size() < static_cast<std::size_t>(width) * height)
        return false;
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    unsigned char* bytes = cairo_image_surface_get_data(surface);
    if (!bytes) return false;
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < height; ++y) {
        auto* row = reinterpret_cast<std::uint32_t*>(bytes + y * stride);
        for (int x = 0; x < width; ++x) {
            const std::uint32_t p = rgba[static_cast<std::size_t>(y) * width + x];
            row[x] = (p & 255) << 16 | (p & 0xff00) | (p >> 16 & 255);
        }
    }
    cairo_surface_mark_dirty(surface);
    const bool written = cairo_surface_write_to_png(surface, path.c_str()) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return written;
}

}  // namespace vitrine::shell
