// The language of a text, where it is sure enough; for reviews whose source names none.
//
// First the script decides: where most letters are Hangul, kana, Thai or Ethiopic, that is Korean,
// Japanese, Thai or Amharic. Arabic is told by the lack of Persian and Urdu letters, Russian by
// letters that its neighbours lack, and Chinese by characters that only one of its two ways of
// writing has; without any of those the answer is "".
//
// Latin letters are told apart by trigrams, as profiles have them (assets/languages/latin.txt, made
// by assets/build/language_profiles.py): each language costs what its profile says of the text's
// trigrams. The cheapest one is the answer when the text has enough of them, is cheap enough for
// it, and far from the next; and when it has hardly a letter and no word that the language lacks.
//
// tests/import measures how often the answer is right. What is not in the profiles should give "",
// but a language near to one that is (Portuguese to Spanish) is sometimes taken for it.
#pragma once
#include <string>
#include <string_view>

namespace vitrine::service {

// BCP 47: am ar de en es fr id it ja ko nl ru th zh-Hans zh-Hant, or "" for "not sure". Reads the
// first 2000 letters and signs.
std::string language_of(std::string_view utf8);

}  // namespace vitrine::service
