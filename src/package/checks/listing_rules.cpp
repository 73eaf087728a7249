#include "package/checks/listing_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace vitrine::package {
namespace {

using contract::EvidenceLine;
using contract::Finding;
using contract::Graphic;
using contract::GraphicRule;
using contract::ListingText;
using contract::Severity;
using Lines = std::vector<EvidenceLine>;
using Packages = std::vector<contract::PackageDetail>;

constexpr std::size_t lines_most = 50;
constexpr std::string_view policy_of_data = "VP-2.4.1";

// What a rule sees: the listing as it would become live.
struct Shown {
    const std::string& default_locale;
    const contract::Basket& basket;
    const std::map<std::string, ListingText>& texts;  // by locale
    const std::vector<ShownSet>& sets;
};

Finding about(Severity severity, std::string title, std::string detail, std::string where,
              Lines lines) {
    Finding out;
    out.severity = severity;
    out.title = std::move(title);
    out.detail = std::move(detail);
    out.where = std::move(where);
    if (lines.size() > lines_most) lines.resize(lines_most);
    if (!lines.empty())
        out.evidence.push_back(
            {contract::EvidenceKind::facts, "What the listing says", "", std::move(lines)});
    return out;
}
using Found = std::optional<Finding>;

Found find_no_default(const Shown& in) {
    if (in.texts.contains(contract::plain_locale(in.default_locale))) return std::nullopt;
    Lines lines;
    for (const auto& [locale, text] : in.texts) lines.push_back({locale, text.title, false});
    return about(Severity::blocking, "The default language has no listing",
                 "Write it, or make another language the default one.",
                 in.default_locale + " listing", std::move(lines));
}

// One finding for all languages where the field is empty or longer than it may be.
Found find_text(const Shown& in, std::string ListingText::*member, std::string_view name,
                std::int32_t most) {
    Lines lines;
    std::string where;
    for (const auto& [locale, text] : in.texts) {
        const std::string& value = text.*member;
        const auto count = static_cast<std::int64_t>(base::count_code_points(value));
        if (count > 0 && count <= most) continue;
        if (lines.empty()) where = locale + " " + std::string(name);
        lines.push_back({locale, count == 0 ? "empty" : base::decimal(count) + " characters",
                         true});
    }
    if (lines.empty()) return std::nullopt;
    return about(Severity::blocking, "The " + std::string(name) + " is missing or too long",
                 "Write 1 to " + base::decimal(most) + " characters in each language.",
                 std::move(where), std::move(lines));
}
Found find_title(const Shown& in) {
    return find_text(in, &ListingText::title, "title", contract::title_length_max);
}
Found find_summary(const Shown& in) {
    return find_text(in, &ListingText::summary, "summary", contract::summary_length_max);
}
Found find_description(const Shown& in) {
    return find_text(in, &ListingText::description, "description",
                     contract::description_length_max);
}

Found find_locales_without_notes(const Shown& in) {
    if (in.basket.packages.empty()) return std::nullopt;
    std::set<std::string> noted;
    for (const auto& note : in.basket.notes) noted.insert(contract::plain_locale(note.locale));
    Lines lines;
    const std::string first = contract::plain_locale(in.default_locale);
    for (const auto& [locale, text] : in.texts)  // of the default one another rule tells
        if (!noted.contains(locale) && locale != first)
            lines.push_back({locale, "no release notes", true});
    if (lines.empty()) return std::nullopt;
    const std::string where = lines.front().label + " release notes";
    return about(Severity::advice, "Languages of the listing have no release notes",
                 "People who read these languages see the notes in another one.", where,
                 std::move(lines));
}

std::size_t shown_of(const Shown& in, contract::GraphicType type) {
    for (const ShownSet& set : in.sets)
        if (set.type == type && set.locale == contract::plain_locale(in.default_locale))
            return set.graphics.size();
    return 0;
}

Found find_too_few(const Shown& in, contract::GraphicType type, std::string title) {
    const GraphicRule& rule = contract::rule_of(type);
    const std::size_t count = shown_of(in, type);
    if (count >= static_cast<std::size_t>(rule.at_least)) return std::nullopt;
    const std::string name(contract::name_of(type));
    return about(Severity::blocking, std::move(title),
                 "Add " + base::decimal(rule.at_least) + " in the default language: " +
                     contract::description_of(rule) + ".",
                 in.default_locale + " " + name,
                 {{name, base::decimal(static_cast<std::int64_t>(count)), true}});
}
Found find_icon(const Shown& in) {
    return find_too_few(in, contract::GraphicType::icon, "There is no icon");
}
Found find_feature(const Shown& in) {
    return find_too_few(in, contract::GraphicType::feature, "There is no feature graphic");
}
Found find_screenshots(const Shown& in) {
    return find_too_few(in, contract::GraphicType::phone, "There are too few phone screenshots");
}

// What was taken once is looked at again: the rules may have changed since.
Found find_unfit(const Shown& in) {
    Lines lines;
    std::string where;
    for (const ShownSet& set : in.sets) {
        const GraphicRule& rule = contract::rule_of(set.type);
        const std::string name = set.locale + " " + std::string(contract::name_of(set.type));
        if (set.graphics.size() > static_cast<std::size_t>(rule.at_most))
            lines.push_back({name, "more than " + base::decimal(rule.at_most), true});
        for (const Graphic& one : set.graphics)
            if (const auto why = contract::refuse_image(set.type, contract::facts_of(one)))
                lines.push_back({name,
                                 base::decimal(one.width) + " x " + base::decimal(one.height) +
                                     ": " + std::string(contract::sentence_of(*why)),
                                 true});
        if (where.empty() && !lines.empty()) where = name;
    }
    if (lines.empty()) return std::nullopt;
    return about(Severity::blocking, "A graphic does not do for its type",
                 "Replace it, or take it out.", std::move(where), std::move(lines));
}

struct ListingRule {
    std::string_view policy;
    Found (*find)(const Shown&);
};
constexpr ListingRule listing_rules[] = {
    {"VP-2.2.1", find_no_default},  {"VP-2.2.2", find_title},
    {"VP-2.2.3", find_summary},     {"VP-2.2.4", find_description},
    {"VP-2.1.2", find_locales_without_notes},
    {"VP-2.3.1", find_icon},        {"VP-2.3.2", find_feature},
    {"VP-2.3.3", find_screenshots}, {"VP-2.3.4", find_unfit},
};

// Kits send what they are for; a permission may have another use. An app that has never filled the
// form in is told, and held up only when it sends its listing to review.
Found find_undeclared(const Packages& packages, const std::optional<contract::DataSafety>& form,
                      bool sends_listing) {
    Lines lines;
    bool by_kit = false;
    std::set<std::string> said;
    for (const auto& package : packages)
        for (const auto& one : contract::undeclared(package.facts,
                                                    form.value_or(contract::DataSafety{}))) {
            std::string type(contract::name_of(one.type));
            if (one.purpose) type += " for " + std::string(contract::name_of(*one.purpose));
            if (!said.insert(one.sign + type).second) continue;
            by_kit = by_kit || one.by_kit;
            lines.push_back({one.sign, std::move(type), true});
        }
    if (lines.empty()) return std::nullopt;
    const bool blocks = (by_kit && form) || (sends_listing && !form);
    return about(blocks ? Severity::blocking : Severity::advice,
                 form ? "The data safety form lacks what the package says"
                      : "There is no data safety form",
                 "Declare these types of data and what they are for, or take the permission or "
                 "kit out.",
                 "data safety", std::move(lines));
}

void add(Found finding, std::string_view policy, std::vector<Finding>& found) {
    if (!finding) return;
    finding->policy = policy;
    finding->id.text = std::string(check_prefix) + std::string(policy.substr(3));
    found.push_back(std::move(*finding));
}

}  // namespace

void check_listing(const Preflight& in, std::vector<Finding>& found,
                   std::vector<std::string_view>& looked_at) {
    if (in.form) looked_at.push_back(policy_of_data);
    add(find_undeclared(in.packages, in.form, in.basket.listing.has_value()), policy_of_data,
        found);
    if (!in.basket.listing) return;
    const Shown shown{in.default_locale, in.basket, in.texts, in.sets};
    for (const ListingRule& rule : listing_rules) {
        looked_at.push_back(rule.policy);
        add(rule.find(shown), rule.policy, found);
    }
}

}  // namespace vitrine::package
