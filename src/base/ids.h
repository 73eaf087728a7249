// Opaque identifiers: text to everyone but the service that made them. One type per thing named,
// so that an app's id cannot be passed where a review's is wanted.
#pragma once
#include <compare>
#include <string>

namespace vitrine::base {

template <class Tag> struct Id {
    std::string text;
    auto operator<=>(const Id&) const = default;
};

}  // namespace vitrine::base
