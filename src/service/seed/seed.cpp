#include "service/seed/seed.h"

#include <algorithm>

#include "base/text.h"
#include "service/seed/cast.h"
#include "service/seed/figures.h"
#include "service/seed/review_plan.h"
#include "service/seed/review_writer.h"
#include "service/seed/stories.h"

namespace vitrine::service::seed {
namespace {

using base::Instant;

// Settings. The stories are planted in one transaction with their stamp, reviews and figures can
// be written again without doubling, so that a break-off at any point is taken up.
constexpr std::string_view key_stories = "seed.stories_at";
constexpr std::string_view key_planted = "seed.planted_at";
constexpr std::string_view key_ticked = "seed.ticked_at";

constexpr std::int64_t figures_every_ms = 15 * base::minute_ms;
constexpr std::int64_t slices_every_ms = base::hour_ms;

base::Result<std::optional<Instant>> stamp(ports::Store& store, std::string_view key) {
    auto text = store.settings().find(key);
    if (!text) return base::refused(text.error());
    if (!*text) return std::nullopt;
    const auto ms = base::parse_decimal(**text);
    return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

base::Result<void> set_stamp(ports::Store& store, std::string_view key, Instant when) {
    return store.settings().put(key, base::decimal(when.ms));
}

base::Result<void> plant_people(ports::Store& store, ports::PasswordHasher& hasher, Instant now) {
    for (const TeamCast& team : teams())
        if (auto done = store.accounts().put_team({{std::string(team.id)}, std::string(team.name)});
            !done)
            return done;
    for (const Person& person : people()) {
        auto hash = hasher.hash(demo_password);
        if (!hash) return base::refused(hash.error());
        ports::Account account;
        account.user = {{std::string(person.id)}, std::string(person.name),
                        std::string(person.email)};
        account.password_hash = std::move(*hash);
        account.store_role = person.store_role;
        account.created_at = now;
        if (auto done = store.accounts().create(account); !done) return done;
        if (person.team.empty()) continue;
        auto done = store.accounts().put_member(
            {{std::string(person.team)}, account.user.id, person.role, {}, now});
        if (!done) return done;
    }
    return {};
}

base::Result<void> plant_stories(ports::Store& store, ports::PasswordHasher& hasher, Instant now) {
    auto batch = store.begin_batch();
    if (!batch) return base::refused(batch.error());
    if (auto done = plant_people(store, hasher, now); !done) return done;
    if (auto done = plant_apps(store); !done) return done;
    for (const auto part : {plant_listings, plant_queue_history, plant_submissions, plant_rollouts,
                            plant_marks})
        if (auto done = part(store, now); !done) return done;
    if (auto done = set_stamp(store, key_stories, now); !done) return done;
    return (*batch)->commit();
}

base::Result<void> plant_reviews(ports::Store& store, Instant now) {
    auto batch = store.begin_batch();
    if (!batch) return base::refused(batch.error());
    auto done = each_seeded_review(now, [&](std::span<const ports::IncomingReview> reviews) {
        auto count = store.reviews().upsert(reviews);
        return count ? base::Result<void>{} : base::refused(count.error());
    });
    if (!done) return done;
    return (*batch)->commit();
}

base::Result<void> plant_figures(ports::Store& store, base::Day day_zero, Instant from,
                                 Instant to) {
    auto batch = store.begin_batch();
    if (!batch) return base::refused(batch.error());
    if (auto done = write_figures(store.metrics(), day_zero, from, to); !done) return done;
    return (*batch)->commit();
}

base::Result<void> plant_slices(ports::Store& store, base::Day day_zero, Instant from, Instant to) {
    auto batch = store.begin_batch();
    if (!batch) return base::refused(batch.error());
    if (auto done = write_slices(store.metrics(), day_zero, from, to); !done) return done;
    return (*batch)->commit();
}

bool crossed(Instant from, Instant to, std::int64_t every_ms) {
    return from.ms / every_ms != to.ms / every_ms;
}

// Reviews that came while the store ran get their answer some hours later, as in life.
base::Result<void> answer_older(ports::Store& store, Instant planted, Instant from, Instant to) {
    const Instant begin{from.ms - answers_after_ms}, end{to.ms - answers_after_ms};
    if (end <= planted) return {};
    for (const auto& one : reviews_between(planted, std::max(begin, planted), end)) {
        auto stored = store.reviews().find(one.review.id);
        if (!stored) return base::refused(stored.error());
        if (!*stored || (*stored)->review.reply) continue;
        Dice dice("answer", {one.review.created_at.ms});
        auto reply = write_reply((*stored)->review, dice);
        reply.author = "Mei Tanaka";
        reply.at = {one.review.created_at.ms + answers_after_ms};
        auto done = store.reviews().set_reply(one.review.id, std::nullopt, reply);
        if (!done) return base::refused(done.error());
    }
    return {};
}

base::Result<void> tick_reviews(ports::Store& store, Instant planted, Instant from, Instant to) {
    const auto fresh = reviews_between(planted, from, to);
    if (!fresh.empty())
        if (auto count = store.reviews().upsert(fresh); !count)
            return base::refused(count.error());
    return answer_older(store, planted, from, to);
}

}  // namespace

std::span<const SignInHint> sign_in_hints() {
    static constexpr SignInHint all[] = {
        {"ines@northlight.example", "Ines Moreau", "owner of Northlight Studio"},
        {"tomasz@northlight.example", "Tomasz Kowal", "developer"},
        {"mei@northlight.example", "Mei Tanaka", "support"},
        {"jonas@northlight.example", "Jonas Weber", "analyst"},
        {"amara@store.example", "Amara Okafor", "store reviewer"},
        {"lucas@store.example", "Lucas Almeida", "store admin"},
        {"nils@fjordline.example", "Nils Berg", "owner of another team"},
    };
    return all;
}

base::Result<Planted> plant(ports::Store& store, ports::PasswordHasher& hasher, Instant now) {
    auto planted = stamp(store, key_planted);
    if (!planted) return base::refused(planted.error());
    if (*planted) return Planted::before;
    auto begun = stamp(store, key_stories);
    if (!begun) return base::refused(begun.error());
    auto accounts = store.accounts().count();
    if (!accounts) return base::refused(accounts.error());
    if (!*begun && *accounts > 0)
        return base::refused(base::Problem::conflict(
            "store_not_empty", "The demonstration needs an empty store; this one has accounts."));
    if (!*begun)
        if (auto done = plant_stories(store, hasher, now); !done)
            return base::refused(done.error());
    const Instant at = begun->value_or(now);
    const base::Day day_zero = base::day_of(at);
    if (auto done = plant_reviews(store, at); !done) return base::refused(done.error());
    const Instant ever{base::start_of(day_zero).ms - 1000 * base::day_ms};
    if (auto done = plant_figures(store, day_zero, ever, at); !done)
        return base::refused(done.error());
    if (auto done = plant_slices(store, day_zero, ever, at); !done)
        return base::refused(done.error());
    if (auto done = set_stamp(store, key_ticked, at); !done) return base::refused(done.error());
    if (auto done = set_stamp(store, key_planted, at); !done) return base::refused(done.error());
    return Planted::now;
}

base::Result<void> tick(ports::Store& store, Instant now) {
    auto planted = stamp(store, key_planted);
    if (!planted) return base::refused(planted.error());
    if (!*planted) return {};
    auto ticked = stamp(store, key_ticked);
    if (!ticked) return base::refused(ticked.error());
    const Instant from = ticked->value_or(**planted);
    if (!crossed(from, now, figures_every_ms) || now <= from) return {};
    if (auto done = tick_reviews(store, **planted, from, now); !done) return done;
    const base::Day day_zero = base::day_of(**planted);
    if (auto done = plant_figures(store, day_zero, from, now); !done) return done;
    if (crossed(from, now, slices_every_ms))
        if (auto done = plant_slices(store, day_zero, from, now); !done) return done;
    return set_stamp(store, key_ticked, now);
}

}  // namespace vitrine::service::seed
