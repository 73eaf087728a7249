// Which letters a search takes for the same: "É", "é" and "e"; "ß" and "ss"; "Σ", "ς" and "σ".
#pragma once
#include <span>
#include <string_view>

namespace vitrine::service {

struct Fold {
    std::string_view to;    // one or two letters
    std::string_view from;  // letters, side by side, each of which becomes `to`
};

std::span<const Fold> search_folds();

}  // namespace vitrine::service
