// Names of languages as the store writes them.
#pragma once
#include <string>
#include <string_view>

namespace vitrine::contract {

// A language and its subtags: "de", "zh-Hant-TW".
bool is_locale(std::string_view text);

// The one way to write it: "PT-br" is "pt-BR", "ZH-HANT" is "zh-Hant". What is none stays.
std::string plain_locale(std::string_view text);

}  // namespace vitrine::contract
