// What we leave out of the program that a browser downloads, a sixth of Dear ImGui and its libc.
//
// Dear ImGui refers to its tables and columns from its frame's clean-up, though the console has
// none; it reads its settings file with sscanf, though there is none. Defining these few functions
// here keeps the linker from taking the real ones along (measured: 17 KB of brotli). Text is
// formatted only for names of child windows, so vsnprintf knows what they need and nothing else.
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "imgui.h"
#include "imgui_internal.h"

namespace ImGui {
void EndTable() {}
void EndColumns() {}
void TableEndRow(ImGuiTable*) {}
void TableEndCell(ImGuiTable*) {}
void PushColumnsBackground() {}
void PopColumnsBackground() {}
void TablePushColumnChannel(int) {}
void TablePopColumnChannel() {}
void TablePushBackgroundChannel() {}
void TablePopBackgroundChannel() {}
void TableGcCompactSettings() {}
void TableGcCompactTransientBuffers(ImGuiTable*) {}
void TableGcCompactTransientBuffers(ImGuiTableTempData*) {}
void TableSettingsAddSettingsHandler() {}
}  // namespace ImGui

namespace {

// Writes at most `room` characters and counts all, as vsnprintf does.
class Sink {
public:
    Sink(char* at, std::size_t room) : at_(at), room_(room) {}
    void put(char c) {
        if (length_ + 1 < room_) at_[length_] = c;
        ++length_;
    }
    void put(std::string_view text) {
        for (const char c : text) put(c);
    }
    void number(std::uint64_t value, unsigned base, std::size_t width, char fill) {
        char digits[24];
        std::size_t count = 0;
        do {
            digits[count++] = "0123456789ABCDEF"[value % base];
            value /= base;
        } while (value != 0);
        for (std::size_t i = count; i < width; ++i) put(fill);
        while (count > 0) put(digits[--count]);
    }
    int end() {
        if (room_ > 0) at_[length_ < room_ ? length_ : room_ - 1] = 0;
        return static_cast<int>(length_);
    }

private:
    char* at_;
    std::size_t room_, length_ = 0;
};

}  // namespace

extern "C" {

int sscanf(const char*, const char*, ...) { return 0; }

// %s %.*s %d %u %x %X %c %%, with 0 and a width for numbers.
int vsnprintf(char* at, std::size_t room, const char* format, va_list values) {
    Sink out(at, at ? room : 0);
    for (; *format != 0; ++format) {
        if (*format != '%') {
            out.put(*format);
            continue;
        }
        const char fill = *++format == '0' ? '0' : ' ';
        std::size_t width = 0;
        while (*format >= '0' && *format <= '9') width = width * 10 + (*format++ - '0');
        std::size_t most = SIZE_MAX;
        if (format[0] == '.' && format[1] == '*') {
            most = static_cast<std::size_t>(va_arg(values, int));
            format += 2;
        }
        if (*format == 's') {
            const char* text = va_arg(values, const char*);
            out.put(std::string_view(text, strnlen(text, most)));
        } else if (*format == 'd') {
            const int value = va_arg(values, int);
            if (value < 0) out.put('-');
            out.number(value < 0 ? 0u - static_cast<unsigned>(value) : static_cast<unsigned>(value),
                       10, width, fill);
        } else if (*format == 'u' || *format == 'x' || *format == 'X') {
            out.number(va_arg(values, unsigned), *format == 'u' ? 10 : 16, width, fill);
        } else if (*format == 'c') {
            out.put(static_cast<char>(va_arg(values, int)));
        } else {
            out.put(*format);
        }
    }
    return out.end();
}

}  // extern "C"
