// The one table between AppGallery Connect's `releaseState` numbers and our stages, both ways.
//
// AGC has two rows of numbers for a review, one for an app that was never on the shelf and one for
// an update of an app that is: 4 and 5 in review, 1 and 8 rejected. Our stages do not know the
// difference, so the table has a column for each. Several stages share a number; one number, 9
// ("removal rejected"), has no stage: a request for removal that is refused leaves the app live.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "contract/stages.h"

namespace vitrine::service::agc {

enum class ReleaseState : std::uint8_t {
    on_shelf = 0, rejected = 1, removed_by_store = 2, approved = 3, in_review = 4,
    update_in_review = 5, removal_requested = 6, draft = 7, update_rejected = 8,
    removal_rejected = 9, removed_by_developer = 10, withdrawn = 11, pre_review = 12,
    pre_review_failed = 13,
};
inline constexpr int release_states_count = 14;

enum class Shelf : std::uint8_t { never, before };  // whether a version was on the shelf before

struct StateRow {
    contract::Stage stage;
    ReleaseState first, update;  // without and with a version on the shelf
};
std::span<const StateRow> state_rows();  // one for every stage, in the enum's order

ReleaseState state_of(contract::Stage stage, Shelf shelf);

struct StageOf {
    contract::Stage stage;
    Shelf shelf;
    bool operator==(const StageOf&) const = default;
};
// The stage that a number means, the one that a developer would meet most often where several share
// it. nullopt: there is no such number. Back and forth is the same number, but for 9, which is 0.
std::optional<StageOf> stage_of(int release_state);

}  // namespace vitrine::service::agc
