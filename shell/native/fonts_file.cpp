#include "shell/native/fonts_file.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "shell/native/kept_values.h"

namespace vitrine::shell {
namespace {

std::string folder_of_program() {
    std::array<char, 4096> path;
    const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
    if (length <= 0) return ".";
    const std::string whole(path.data(), static_cast<std::size_t>(length));
    return whole.substr(0, whole.rfind('/'));
}

}  // namespace

std::optional<std::string> find_ui_fonts() {
    if (const char* folder = std::getenv("VITRINE_ASSETS"))
        if (auto bytes = read_file(std::string(folder) + "/ui.fonts")) return bytes;
    const std::string here = folder_of_program();
    if (auto bytes = read_file(here + "/assets/ui.fonts")) return bytes;
    return read_file(here + "/../share/vitrine/ui.fonts");
}

}  // namespace vitrine::shell
