#include "service/names.h"

#include <algorithm>

namespace vitrine::service {

std::uint32_t Names::number(std::string_view name) {
    if (const auto known = find(name)) return *known;
    const auto at = numbers_.emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
    names_.push_back(&at.first->first);
    return at.first->second;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    const auto at = numbers_.find(name);
    if (at == numbers_.end()) return std::nullopt;
    return at->second;
}

Names::Names(const Names& other) : numbers_(other.numbers_), names_(other.names_.size()) {
    for (const auto& [name, number] : numbers_) names_[number] = &name;
}

std::uint32_t NameSets::number(const std::vector<std::string>& set) {
    std::string joined;
    for (const std::string& name : set) joined += name + '\n';
    const std::uint32_t known = sets_.number(joined);
    if (known < members_.size()) return known;
    auto& members = members_.emplace_back();
    for (const std::string& name : set) {
        const std::uint32_t number = names_.number(name);
        if (std::ranges::find(members, number) == members.end()) members.push_back(number);
    }
    return known;
}

}  // namespace vitrine::service
