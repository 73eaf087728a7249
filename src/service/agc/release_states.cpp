#include "service/agc/release_states.h"

namespace vitrine::service::agc {
namespace {

using contract::Stage;
using enum ReleaseState;

constexpr StateRow rows[] = {
    {Stage::draft, draft, draft},
    {Stage::validating, pre_review, pre_review},
    {Stage::invalid, pre_review_failed, pre_review_failed},
    {Stage::ready, in_review, update_in_review},
    {Stage::queued, in_review, update_in_review},
    {Stage::in_review, in_review, update_in_review},
    {Stage::changes_requested, rejected, update_rejected},
    {Stage::rejected, rejected, update_rejected},
    {Stage::appealed, in_review, update_in_review},
    {Stage::approved, approved, approved},
    {Stage::scheduled, approved, approved},
    {Stage::rolling_out, on_shelf, on_shelf},
    {Stage::halted, on_shelf, on_shelf},
    {Stage::live, on_shelf, on_shelf},
    {Stage::superseded, on_shelf, on_shelf},
    {Stage::rolled_back, on_shelf, on_shelf},
    {Stage::withdrawn, withdrawn, withdrawn},
    {Stage::removal_requested, removal_requested, removal_requested},
    {Stage::removed_by_developer, removed_by_developer, removed_by_developer},
    {Stage::removed_by_store, removed_by_store, removed_by_store},
};

constexpr StageOf stages[release_states_count] = {
    {Stage::live, Shelf::before},             {Stage::rejected, Shelf::never},
    {Stage::removed_by_store, Shelf::before}, {Stage::approved, Shelf::never},
    {Stage::in_review, Shelf::never},         {Stage::in_review, Shelf::before},
    {Stage::removal_requested, Shelf::before}, {Stage::draft, Shelf::never},
    {Stage::rejected, Shelf::before},         {Stage::live, Shelf::before},
    {Stage::removed_by_developer, Shelf::before}, {Stage::withdrawn, Shelf::never},
    {Stage::validating, Shelf::never},        {Stage::invalid, Shelf::never},
};

}  // namespace

std::span<const StateRow> state_rows() {
    return rows;
}

ReleaseState state_of(contract::Stage stage, Shelf shelf) {
    const StateRow& row = rows[static_cast<std::size_t>(stage)];
    return shelf == Shelf::before ? row.update : row.first;
}

std::optional<StageOf> stage_of(int release_state) {
    if (release_state < 0 || release_state >= release_states_count) return std::nullopt;
    return stages[release_state];
}

}  // namespace vitrine::service::agc
