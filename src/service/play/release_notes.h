// Release notes: Play's list of {language, text} and ours of {locale, text}.
#pragma once
#include "contract/baskets.h"
#include "service/play/bench.h"

namespace vitrine::service::play {

// [{locale, text}...] by locale; empty texts left out. What is no list has none.
Json notes_in_ours(const Json& notes);
// The same as an edit of a basket that has `before`: what is not named is taken out.
Json notes_instead_of(const std::vector<contract::LocaleNotes>& before, const Json& notes);
bool same_notes(const std::vector<contract::LocaleNotes>& before, const Json& notes);

}  // namespace vitrine::service::play
