#include "shell/desktop/cookies.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::shell {

Cookies Cookies::parse(std::string_view text) {
    Cookies out;
    for (const std::string_view part : base::split(text, ';')) out.absorb(base::trimmed(part));
    return out;
}

bool Cookies::absorb(std::string_view set_cookie) {
    const std::string_view pair = base::trimmed(set_cookie.substr(0, set_cookie.find(';')));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    const std::string_view name = pair.substr(0, equals), value = pair.substr(equals + 1);
    const bool cleared = value.empty() || value == "\"\"" ||
                         base::lower_ascii(set_cookie).find("max-age=0") != std::string::npos;
    const auto known =
        std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.first == name; });
    if (cleared) {
        if (known == all_.end()) return false;
        all_.erase(known);
        return true;
    }
    if (known == all_.end()) {
        all_.emplace_back(name, value);
        return true;
    }
    if (known->second == value) return false;
    known->second = value;
    return true;
}

std::string Cookies::header() const {
    std::string out;
    for (const auto& [name, value] : all_) {
        if (!out.empty()) out += "; ";
        out += name + "=" + value;
    }
    return out;
}

}  // namespace vitrine::shell
