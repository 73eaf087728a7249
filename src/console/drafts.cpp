#include "console/drafts.h"

namespace vitrine::console {

std::string Drafts::text(std::string_view key) {
    for (const auto& pair : known_)
        if (pair.first == key) return pair.second;
    auto kept = shell_.remembered(shell::Storage::drafts, key);
    known_.emplace_back(std::string(key), kept.value_or(""));
    return known_.back().second;
}

void Drafts::write(std::string_view key, std::string_view text) {
    shell_.remember(shell::Storage::drafts, key, text);
    for (auto& pair : known_) {
        if (pair.first != key) continue;
        pair.second = text;
        return;
    }
    known_.emplace_back(std::string(key), std::string(text));
}

}  // namespace vitrine::console
