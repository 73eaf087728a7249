#include "contract/baskets.h"

#include <algorithm>

#include "base/text.h"
#include "contract/locale.h"

namespace vitrine::contract {
namespace {

using base::FieldProblem;

std::string at(const char* list, std::size_t index) {
    return std::string(list) + "." + base::decimal(static_cast<std::int64_t>(index));
}

// Whether this text is new; the lists of a basket are short.
bool is_first(std::vector<std::string>& seen, std::string text) {
    if (std::find(seen.begin(), seen.end(), text) != seen.end()) return false;
    seen.push_back(std::move(text));
    return true;
}

std::vector<FieldProblem> wrong_in(const Basket& basket) {
    std::vector<FieldProblem> wrong;
    std::vector<std::string> packages, locales;
    for (std::size_t i = 0; i < basket.packages.size(); ++i)
        if (!is_first(packages, basket.packages[i].text))
            wrong.push_back({at("packages", i), "not_allowed", "given more than once"});
    for (std::size_t i = 0; i < basket.notes.size(); ++i) {
        const std::string& locale = basket.notes[i].locale;
        if (!is_locale(locale))
            wrong.push_back({at("notes", i) + ".locale", "not_allowed",
                             "a language tag was expected, like de or pt-BR"});
        else if (!is_first(locales, base::lower_ascii(locale)))
            wrong.push_back({at("notes", i) + ".locale", "not_allowed", "given more than once"});
    }
    const double fraction = basket.fraction.value_or(1);
    if (!(fraction > 0 && fraction <= 1))
        wrong.push_back({"fraction", "out_of_range", "above 0, at most 1"});
    return wrong;
}

// The basket's parts by name, each as a text that is the same exactly when the part is.
struct Part {
    std::string name, text;
};
std::vector<Part> parts_of(const Basket& basket) {
    std::vector<Part> out{{"fraction", base::dump_json(encode(basket.fraction))},
                          {"listing", base::dump_json(encode(basket.listing))},
                          {"packages", base::dump_json(encode(basket.packages))},
                          {"publish_at", base::dump_json(encode(basket.publish_at))},
                          {"track", std::string(name_of(basket.track))}};
    for (const LocaleNotes& one : basket.notes) out.push_back({"notes." + one.locale, one.text});
    return out;
}

std::optional<std::string> text_in(const std::vector<Part>& parts, const std::string& name) {
    for (const Part& one : parts)
        if (one.name == name) return one.text;
    return std::nullopt;
}

// Takes over one part, as parts_of names it, from another basket.
void take(Basket& into, const Basket& from, const std::string& part) {
    if (part == "packages") into.packages = from.packages;
    else if (part == "track") into.track = from.track;
    else if (part == "fraction") into.fraction = from.fraction;
    else if (part == "publish_at") into.publish_at = from.publish_at;
    else if (part == "listing") into.listing = from.listing;
    if (!part.starts_with("notes.")) return;
    const std::string locale = part.substr(6);
    std::erase_if(into.notes, [&](const LocaleNotes& one) { return one.locale == locale; });
    for (const LocaleNotes& one : from.notes)
        if (one.locale == locale) into.notes.push_back(one);
}

void put_in_order(Basket& basket) {
    std::erase_if(basket.notes,
                  [](const LocaleNotes& one) { return base::trimmed(one.text).empty(); });
    std::ranges::sort(basket.notes, {}, &LocaleNotes::locale);
}

}  // namespace

base::Result<Basket> tidied(Basket basket) {
    if (auto wrong = wrong_in(basket); !wrong.empty())
        return base::refused(invalid_fields(std::move(wrong)));
    put_in_order(basket);
    return basket;
}

base::Result<Basket> edited(Basket basket, const EditBasket::Request& edit) {
    Basket change;  // what the edit says, so that its own mistakes have its own paths
    if (edit.packages) change.packages = *edit.packages;
    if (edit.notes) change.notes = *edit.notes;
    change.fraction = edit.fraction;
    if (auto wrong = wrong_in(change); !wrong.empty())
        return base::refused(invalid_fields(std::move(wrong)));
    if (edit.packages) basket.packages = *edit.packages;
    if (edit.track) basket.track = *edit.track;
    for (const LocaleNotes& note : change.notes) {
        std::erase_if(basket.notes, [&](const LocaleNotes& one) {
            return base::lower_ascii(one.locale) == base::lower_ascii(note.locale);
        });
        basket.notes.push_back(note);
    }
    for (const BasketWish wish : edit.clear.value_or(std::vector<BasketWish>())) {
        if (wish == BasketWish::fraction) basket.fraction.reset();
        else if (wish == BasketWish::publish_at) basket.publish_at.reset();
        else basket.listing.reset();
    }
    if (edit.fraction) basket.fraction = edit.fraction;
    if (edit.publish_at) basket.publish_at = edit.publish_at;
    if (edit.listing) basket.listing = edit.listing;
    put_in_order(basket);
    if (basket.notes.size() > static_cast<std::size_t>(basket_locales_max))
        return base::refused(invalid_fields({{"notes", "too_long", "too many languages"}}));
    return basket;
}

Merge merge(const std::optional<Basket>& base, const Basket& yours, const Basket& current) {
    Merge out{current, {}};
    const auto mine = parts_of(yours), stored = parts_of(current);
    const auto before = base ? parts_of(*base) : std::vector<Part>();
    std::vector<std::string> all;
    for (const auto* parts : {&mine, &stored})
        for (const Part& one : *parts) is_first(all, one.name);
    std::sort(all.begin(), all.end());
    for (const std::string& name : all) {
        const auto my = text_in(mine, name), their = text_in(stored, name);
        if (my == their) continue;
        const auto old = text_in(before, name);
        if (base && my == old) continue;  // only they changed it
        if (base && their == old) take(out.merged, yours, name);
        else out.conflicts.push_back(name);
    }
    put_in_order(out.merged);
    return out;
}

}  // namespace vitrine::contract
