#include "service/play/release_notes.h"

#include <map>

namespace vitrine::service::play {
namespace {

std::map<std::string, std::string> texts_in(const Json& notes) {
    std::map<std::string, std::string> out;
    for (const Json& one : notes.is_array() ? notes : Json::array()) {
        const std::string text = text_in(one, "text");
        if (!text.empty()) out[contract::plain_locale(text_in(one, "language"))] = text;
    }
    return out;
}

Json listed(const std::map<std::string, std::string>& texts) {
    Json out = Json::array();
    for (const auto& [locale, text] : texts) out.push_back({{"locale", locale}, {"text", text}});
    return out;
}

}  // namespace

Json notes_in_ours(const Json& notes) {
    return listed(texts_in(notes));
}

Json notes_instead_of(const std::vector<contract::LocaleNotes>& before, const Json& notes) {
    auto texts = texts_in(notes);
    for (const contract::LocaleNotes& one : before) texts.try_emplace(one.locale, "");
    return listed(texts);
}

bool same_notes(const std::vector<contract::LocaleNotes>& before, const Json& notes) {
    std::map<std::string, std::string> texts;
    for (const contract::LocaleNotes& one : before) texts[one.locale] = one.text;
    return texts == texts_in(notes);
}

}  // namespace vitrine::service::play
