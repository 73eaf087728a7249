// What the desks of listings share: whose app it is, the parts of a listing by name, and how one of
// them is written.
#pragma once
#include <functional>

#include "contract/baskets.h"
#include "contract/safety.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

inline constexpr std::int64_t now_revision = INT64_MAX;
inline constexpr std::string_view text_beginning = "text.", graphics_beginning = "graphics.",
                                  safety_part = "data_safety";

std::string text_part(std::string_view locale);
std::string graphics_part(std::string_view locale, contract::GraphicType type);
struct SetName {
    std::string locale;
    contract::GraphicType type = contract::GraphicType::icon;
};
std::optional<SetName> set_name_in(std::string_view part);

// The app, if the caller may see its listing; everybody at the store may. Else "not found".
base::Result<contract::App> listed_app(World& world, const Caller& who,
                                       const contract::AppId& app);
// If the caller may write it; "forbidden" for who may only look.
base::Result<contract::App> own_listed_app(World& world, const Caller& who,
                                           const contract::AppId& app);

// Refuses (invalid) what is no name of a language; else its one form.
base::Result<std::string> locale_in(std::string_view text);

// What a part's facts say; none where it is not there.
template <class T>
std::optional<T> said_in(const std::string& facts) {
    if (facts.empty()) return std::nullopt;
    const auto json = base::parse_json(facts);
    if (!json) return std::nullopt;
    auto value = contract::decode<T>(*json, contract::Unknown::ignore);
    if (!value) return std::nullopt;
    return std::move(*value);
}
template <class T>
std::string facts_of(const std::optional<T>& value) {
    return value ? base::dump_json(contract::encode(*value)) : std::string();
}

// The revision asked for, or the newest; "revision_gone" (not_found) when it is not known.
base::Result<std::int64_t> revision_asked(World& world, const contract::AppId& app,
                                          const std::optional<std::int64_t>& revision);

// The names of parts that differ between what is live and what stands at `revision`.
base::Result<std::vector<std::string>> parts_changed(World& world, const contract::AppId& app,
                                                     std::int64_t revision);
// The same for people: "text: de-DE, en; images: de-DE; data safety".
std::string parts_told(std::span<const std::string> parts);

struct PartWrite {
    contract::AppId app;
    std::string name;
    std::string if_match;  // against the part's revision; "*" overwrites
    bool dry_run = false;
    std::string_view action;  // for the audit log
};
// Writes what `next` makes of the part's facts, with its line in the audit log; the same facts
// write nothing. Returns the part as it then stands; of a dry run, with the revision it has.
base::Result<ports::ListingPart> write_part(
    World& world, const Caller& who, const PartWrite& write,
    const std::function<base::Result<std::string>(const std::string& before)>& next);

// ---- for submissions -----------------------------------------------------------------------

// Refuses (invalid, by its field) a revision in the basket that cannot go to review.
base::Result<void> refuse_listing(World& world, const contract::AppId& app,
                                  const contract::Basket& basket);
// Inside a batch: what the basket names stays as it is until the submission is over.
base::Result<void> hold_listing(World& world, const contract::AppId& app,
                                const contract::SubmissionId& submission,
                                const contract::Basket& basket);
// It changes the listing and nothing else.
bool is_listing_alone(const contract::Basket& basket);

}  // namespace vitrine::service::desks
