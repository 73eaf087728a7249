// What the browser door calls in its page: the functions of the import module "vt", each written
// in web/. Strings go out as pointer and length (UTF-8), valid during the call. A block that a
// function returns was made by our export `alloc`; the caller of the import frees it.
#pragma once
#include <cstdint>

#define VT_IMPORT(name) __attribute__((import_module("vt"), import_name(name)))

extern "C" {
// net.mjs
VT_IMPORT("send")
void vt_send(double id, const char* verb, std::uint32_t verb_length, const char* path,
             std::uint32_t path_length, const char* body, std::uint32_t body_length,
             const char* if_match, std::uint32_t if_match_length);
VT_IMPORT("use_csrf_token") void vt_use_csrf_token(const char* token, std::uint32_t length);

// text.mjs. layout: words {lines, truncated}, then per line {width as float, rtl, bytes} and its
// text padded to four bytes. raster: words {width, height, left, top, coloured}, then the pixels.
VT_IMPORT("layout")
void* vt_layout(const char* text, std::uint32_t length, std::uint32_t face, float size,
                float max_width, std::int32_t max_lines, const char* lang,
                std::uint32_t lang_length);
VT_IMPORT("raster")
void* vt_raster(const char* text, std::uint32_t length, std::uint32_t face, float size,
                float scale, std::int32_t rtl, const char* lang, std::uint32_t lang_length);

// page.mjs
VT_IMPORT("seconds") double vt_seconds();
VT_IMPORT("wall_ms") double vt_wall_ms();
VT_IMPORT("utc_offset_minutes") std::int32_t vt_utc_offset_minutes();
// Words {bytes} and the text, or null.
VT_IMPORT("remembered")
void* vt_remembered(std::uint32_t where, const char* key, std::uint32_t length);
VT_IMPORT("remember")
void vt_remember(std::uint32_t where, const char* key, std::uint32_t length, const char* value,
                 std::uint32_t value_length);
VT_IMPORT("show_place")
void vt_show_place(const char* path, std::uint32_t length, const char* title,
                   std::uint32_t title_length, std::int32_t push);
VT_IMPORT("open_link") void vt_open_link(const char* url, std::uint32_t length);
VT_IMPORT("copy_text") void vt_copy_text(const char* text, std::uint32_t length);
VT_IMPORT("leave_to_sign_in") void vt_leave_to_sign_in();

// cpu_present.mjs. RGBA rows of `width` pixels; `rects` are `count` times {x, y, width, height}.
VT_IMPORT("present")
void vt_present(const void* pixels, std::int32_t width, std::int32_t height, const void* rects,
                std::uint32_t count);

// dom_mirror.mjs. `words` is a list of commands, see mirror.h.
VT_IMPORT("mirror") void vt_mirror(const std::uint32_t* words, std::uint32_t count);
}
