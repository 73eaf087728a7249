// The part of HookDesk that delivers: from news to deliveries, what is due, what became of it.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "contract/http_status.h"
#include "service/desks/hook_desk.h"
#include "service/hook_news.h"
#include "service/machine/signatures.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::DeliveryState;
using contract::HookTrouble;
using contract::TryOutcome;

constexpr std::int32_t news_at_once = 100;
constexpr std::int64_t first_wait_ms = 10 * base::second_ms;
constexpr std::int64_t wait_growth = 4;
constexpr std::int64_t longest_wait_ms = 6 * base::hour_ms;
constexpr std::int64_t more_at_most = 200;  // thousandths
static_assert(longest_wait_ms * (1000 + more_at_most) / 1000 < ports::hook_wait_max_ms);
constexpr std::int64_t failing_max_ms = 3 * base::day_ms;
constexpr std::int64_t waiting_max_ms = 3 * base::day_ms;
constexpr std::int64_t shown_ms = 30 * base::day_ms;

ports::AuditEntry disabled_line(const ports::StoredHook& stored, base::Instant now) {
    ports::AuditEntry entry;
    entry.at = now;
    entry.actor = "service";
    entry.action = "webhook.disable";
    entry.thing = stored.hook.id.text;
    entry.reason = contract::name_of(stored.hook.disabled_for);
    entry.team = stored.team;
    return entry;
}

}  // namespace

std::string hook_signature(std::string_view secret, base::Instant now, std::string_view body) {
    const std::string seconds = base::decimal(now.ms / base::second_ms);
    std::string text = seconds + ".";
    text += body;
    return "t=" + seconds + ",v1=" + machine::hmac_sha256_hex(secret, text);
}

// Four times as long each time, one fifth more or less, so that what failed together does not come
// back together.
std::int64_t HookDesk::wait_ms(std::int32_t tries) {
    std::int64_t wait = first_wait_ms;
    for (std::int32_t i = 1; i < tries && wait < longest_wait_ms; ++i) wait *= wait_growth;
    wait = std::min(wait, longest_wait_ms);
    std::uint8_t dice[2];
    world_.random.fill(dice);
    const std::int64_t share = (dice[0] * 256 + dice[1]) % (2 * more_at_most + 1);
    return wait * (1000 - more_at_most + share) / 1000;
}

ports::StoredDelivery HookDesk::new_delivery(const contract::HookId& hook,
                                             contract::HookBody body) {
    const base::Instant now = world_.clock.now();
    ports::StoredDelivery out;
    out.hook = hook;
    contract::Delivery& one = out.delivery;
    one.id = {ports::random_id(world_.random, "dlv_")};
    one.event = body.id.text.empty() ? contract::EventId{ports::random_id(world_.random, "evt_")}
                                     : body.id;
    one.kind = body.kind;
    one.app = body.app;
    one.queued_at = now;
    one.next_try_at = now;
    body.id = one.event;
    body.queued_at = now;
    out.body = base::dump_json(contract::encode(body));
    return out;
}

Result<std::int64_t> HookDesk::spread() {
    const auto newest = world_.store.changes().newest();
    if (!newest) return refused(newest.error());
    if (*newest == spread_up_to_) return 0;
    std::int64_t made = 0;
    while (true) {
        const auto some = spread_some();
        if (!some) return refused(some.error());
        if (*some < 0) break;
        made += *some;
    }
    spread_up_to_ = *newest;
    return made;
}

// -1: there was no news.
Result<std::int64_t> HookDesk::spread_some() {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto news = world_.store.hooks().take_news(news_at_once);
    if (!news) return refused(news.error());
    if (news->empty()) return -1;
    std::map<std::string, std::vector<ports::StoredHook>> hooks_by_team;
    std::int64_t made = 0;
    for (const ports::HookNews& one : *news) {
        const auto known = hooks_by_team.find(one.body.team.text);
        if (known == hooks_by_team.end()) {
            auto found = world_.store.hooks().of_team(one.body.team);
            if (!found) return refused(found.error());
            hooks_by_team[one.body.team.text] = std::move(*found);
        }
        contract::HookBody body = one.body;
        body.id = {ports::random_id(world_.random, "evt_")};
        for (const ports::StoredHook& stored : hooks_by_team[one.body.team.text]) {
            if (!wants(stored.hook, one.body.kind, one.body.app)) continue;
            const auto added =
                world_.store.hooks().add_delivery(new_delivery(stored.hook.id, body));
            if (!added) return refused(added.error());
            ++made;
        }
    }
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return made;
}

Result<std::vector<Posting>> HookDesk::due(std::span<const contract::HookId> busy,
                                           std::int32_t limit) {
    const base::Instant now = world_.clock.now();
    const auto found = world_.store.hooks().due(now, busy, limit);
    if (!found) return refused(found.error());
    std::vector<Posting> out;
    for (const ports::StoredDelivery& one : *found) {
        const auto hook = world_.store.hooks().find(one.hook);
        if (!hook) return refused(hook.error());
        if (!*hook) continue;  // removed just now, and its deliveries with it
        Posting posting{one.hook, one.delivery.id, (*hook)->hook.url, one.body, {}};
        posting.headers = {
            "Content-Type: application/json",
            "Vitrine-Event: " + std::string(contract::name_of(one.delivery.kind)),
            "Vitrine-Delivery: " + one.delivery.id.text,
            "Vitrine-Signature: " + hook_signature((*hook)->secret, now, one.body)};
        out.push_back(std::move(posting));
    }
    return out;
}

Result<void> HookDesk::settle(const contract::DeliveryId& id, const Sent& sent) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto found = world_.store.hooks().find_delivery(id);
    if (!found) return refused(found.error());
    if (!*found || (*found)->delivery.state != DeliveryState::waiting) return {};
    contract::Delivery next = (*found)->delivery;
    const base::Instant now = world_.clock.now();
    ++next.tries;
    next.last_try_at = now;
    next.outcome = sent.outcome;
    next.status = sent.status;
    next.took_ms = sent.took_ms;
    next.next_try_at.reset();
    if (sent.outcome == TryOutcome::delivered) next.state = DeliveryState::delivered;
    else if (next.tries >= contract::delivery_tries_max) next.state = DeliveryState::given_up;
    else next.next_try_at = base::Instant{now.ms + wait_ms(next.tries)};
    if (auto done = world_.store.hooks().save_delivery(next); !done) return done;
    if (auto done = note_health((*found)->hook, next); !done) return done;
    return (*batch)->commit();
}

// A receiver that says it is gone is believed at once. Another is disabled when a delivery has used
// up its tries and none has arrived for days.
Result<void> HookDesk::note_health(const contract::HookId& id, const contract::Delivery& last) {
    auto stored = world_.store.hooks().find(id);
    if (!stored) return refused(stored.error());
    if (!*stored) return {};
    contract::Hook& hook = (*stored)->hook;
    const base::Instant now = world_.clock.now();
    const bool arrived = last.state == DeliveryState::delivered;
    if (arrived && !hook.failing_since) return {};
    if (arrived) {
        hook.failing_since.reset();
    } else {
        const bool gone = last.status && contract::says_gone(*last.status);
        const bool failing_long =
            hook.failing_since && now.ms - hook.failing_since->ms >= failing_max_ms;
        const bool hopeless = gone || (last.state == DeliveryState::given_up && failing_long);
        if (hook.failing_since && !hopeless) return {};
        if (!hook.failing_since) hook.failing_since = now;
        if (hopeless && hook.disabled_for == HookTrouble::none) {
            hook.disabled_for = gone ? HookTrouble::gone : HookTrouble::long_failure;
            hook.disabled_at = now;
            const auto given_up =
                world_.store.hooks().give_up(id, {now.ms + 1}, TryOutcome::hook_disabled);
            if (!given_up) return refused(given_up.error());
            const auto logged = world_.store.submissions().append_audit(
                disabled_line(**stored, now));
            if (!logged) return logged;
        }
    }
    auto saved = world_.store.hooks().save(**stored);
    if (!saved) return refused(saved.error());
    return {};
}

Result<void> HookDesk::sweep() {
    const base::Instant now = world_.clock.now();
    ports::Hooks& hooks = world_.store.hooks();
    const auto old = hooks.give_up(std::nullopt, {now.ms - waiting_max_ms}, TryOutcome::too_old);
    if (!old) return refused(old.error());
    const auto forgotten = hooks.forget_before({now.ms - shown_ms});
    if (!forgotten) return refused(forgotten.error());
    return {};
}

}  // namespace vitrine::service::desks
