#include "contract/apps.h"

namespace vitrine::contract {
namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_segment(std::string_view part) {
    if (part.empty() || !letter(part[0])) return false;
    for (const char c : part)
        if (!letter(c) && !(c >= '0' && c <= '9') && c != '_') return false;
    return true;
}

Move move_of(RolloutAction action) {
    switch (action) {
        case RolloutAction::halt: return Move::halt;
        case RolloutAction::resume: return Move::resume;
        case RolloutAction::complete: return Move::complete;
        case RolloutAction::start: return Move::start_rollout;
        default: return Move::roll_back;
    }
}

}  // namespace

bool is_package_name(std::string_view text) {
    const auto parts = base::split(text, '.');
    if (text.size() > 150 || parts.size() < 2) return false;
    for (const auto part : parts)
        if (!is_segment(part)) return false;
    return true;
}

std::optional<Refusal> refuse_rollout(const Release& release, RolloutAction action) {
    if (action == RolloutAction::set)
        return release.stage == Stage::rolling_out ? std::nullopt
                                                   : std::optional(Refusal::wrong_stage);
    return refuse_move(release.stage, move_of(action), Side::developer);
}

}  // namespace vitrine::contract
