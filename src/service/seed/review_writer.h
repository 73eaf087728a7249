// Writes one invented review out of the phrase tables: text, translation, topics, author, device,
// country and maybe the team's reply. The same request and dice always give the same review.
#pragma once
#include "contract/reviews.h"
#include "service/seed/cast.h"
#include "service/seed/dice.h"

namespace vitrine::service::seed {

enum class About : std::uint8_t { anything, zoom };  // zoom: the crash of Trailmark 4.2.0

struct ReviewWish {
    const AppCast* app = nullptr;
    std::int32_t rating = 5;
    About about = About::anything;
    int day = 0;                // from planting
    std::string_view version;  // "" : one that is in use that day
};

// Everything but id, created_at and reply.
contract::Review write_review(const ReviewWish& wish, Dice& dice);
// What the team answers, in the review's language. `at` and author are left to the caller.
contract::ReviewReply write_reply(const contract::Review& review, Dice& dice);

// 1..5 as people rate this app in this version.
std::int32_t throw_rating(const AppCast& app, std::string_view version, Dice& dice);
std::string_view throw_version(const AppCast& app, int day, Dice& dice);
const AppCast& throw_app(Dice& dice);

}  // namespace vitrine::service::seed
