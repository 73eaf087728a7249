// Strings as small numbers, in order of first sight, and sets of them.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vitrine::service {

class Names {
public:
    Names() = default;
    Names(const Names& other);
    Names& operator=(const Names&) = delete;

    std::uint32_t number(std::string_view name);  // adds it when it is new
    std::optional<std::uint32_t> find(std::string_view name) const;
    const std::string& name(std::uint32_t number) const { return *names_[number]; }
    std::size_t size() const { return names_.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
    std::vector<const std::string*> names_;
};

// Sets of strings as small numbers: most reviews share theirs with many others.
class NameSets {
public:
    std::uint32_t number(const std::vector<std::string>& set);  // adds it when it is new
    const Names& names() const { return names_; }
    // The names of a set, each once, as numbers.
    const std::vector<std::uint32_t>& members(std::size_t set) const { return members_[set]; }

private:
    Names names_, sets_;
    std::vector<std::vector<std::uint32_t>> members_;
};

}  // namespace vitrine::service
