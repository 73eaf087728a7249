// The part of a commit that is about tracks: what a wish for a release means for its submission.
#pragma once
#include "service/play/tracks.h"

namespace vitrine::service::play {

using Conflicts = std::vector<std::string>;  // "tracks.production.104.rollout"

enum class InReview : std::uint8_t { take_back, refuse };

struct Sending {
    bool sends = true;                       // to review, what is no draft
    InReview in_review = InReview::take_back;
    std::optional<std::int64_t> listing{};   // a revision that goes along with the first sent
};

// `sending.listing` is empty afterwards if it went along.
base::Result<void> carry_out_tracks(Bench& bench, const Visit& visit, const Edit& edit,
                                    Sending& sending, Conflicts& conflicts);
base::Result<void> send_listing_alone(Bench& bench, const Visit& visit, const Edit& edit,
                                      const Sending& sending);

}  // namespace vitrine::service::play
