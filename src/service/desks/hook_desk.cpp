#include "service/desks/hook_desk.h"

#include <algorithm>

#include "service/desks/own_apps.h"
#include "service/desks/page.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Hook;
using contract::HookKind;
using contract::HookTrouble;
using contract::Right;

// Every secret begins so: scanners find one that leaked into a repository.
constexpr std::string_view secret_prefix = "vtw_";
constexpr std::int64_t waiting_max = 1000;  // with a ping or a replay

template <class T>
std::vector<T> without_doubles(std::vector<T> all) {
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

std::string new_secret(ports::Random& random) {
    return std::string(secret_prefix) + ports::random_hex(random, 32);
}

Problem hook_disabled() {
    return Problem::conflict("hook_disabled", "The webhook is disabled: enable it first.");
}

}  // namespace

Result<contract::HookPage> HookDesk::list(const Caller& who, const contract::OnePage& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto all = world_.store.hooks().of_team(*team);
    if (!all) return refused(all.error());
    contract::HookPage page;
    page.total = static_cast<std::int64_t>(all->size());
    const auto key_of = [](const ports::StoredHook& one) {
        return RowKey(one.hook.created_at.ms, one.hook.id.text);
    };
    if (auto cut = cut_page(*all, ask, "webhooks", Order::falling, key_of, page.next); !cut)
        return refused(cut.error());
    for (ports::StoredHook& one : *all) page.items.push_back(std::move(one.hook));
    return page;
}

Result<ports::StoredHook> HookDesk::owned(const Caller& who, const contract::HookId& id) {
    auto stored = world_.store.hooks().find(id);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team)) return refused(Problem::not_found("webhook"));
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    return std::move(**stored);
}

Result<Hook> HookDesk::find(const Caller& who, const contract::HookId& id) {
    auto stored = owned(who, id);
    if (!stored) return refused(stored.error());
    return std::move(stored->hook);
}

// A null part is not asked for.
Result<void> HookDesk::refuse_fields(const contract::TeamId& team, const std::string* url,
                                     const std::vector<HookKind>* kinds,
                                     const std::vector<contract::AppId>* apps) {
    if (url)
        if (const auto why = hooks::refuse_url(*url, reach_))
            return refused(contract::invalid_fields({{"url", "not_allowed", *why}}));
    if (kinds && kinds->empty())
        return refused(contract::invalid_fields({{"kinds", "too_short", "name at least one"}}));
    if (kinds && std::ranges::find(*kinds, HookKind::ping) != kinds->end())
        return refused(contract::invalid_fields(
            {{"kinds", "not_allowed", "a ping comes when somebody asks for it"}}));
    return apps ? refuse_foreign_apps(world_, team, *apps) : Result<void>();
}

Result<contract::MadeHook> HookDesk::create(const Caller& who,
                                            const contract::CreateHook::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto apps = ask.apps.value_or(std::vector<contract::AppId>());
    if (auto wrong = refuse_fields(*team, &ask.url, &ask.kinds, &apps); !wrong)
        return refused(wrong.error());
    const auto all = world_.store.hooks().of_team(*team);
    if (!all) return refused(all.error());
    if (all->size() >= static_cast<std::size_t>(contract::hooks_per_team_max))
        return refused(Problem::conflict("too_many_hooks", "The team has too many webhooks: "
                                                           "remove one that nobody needs."));
    contract::MadeHook made;
    made.secret = new_secret(world_.random);
    Hook& hook = made.hook;
    hook.id = {ports::random_id(world_.random, "hook_")};
    hook.url = ask.url;
    hook.kinds = without_doubles(ask.kinds);
    hook.apps = without_doubles(apps);
    hook.created_by = who.user.name;
    hook.created_at = world_.clock.now();
    const auto done =
        commit_with_line(world_, **batch, world_.store.hooks().create({*team, made.secret, hook}),
                         audit_line(world_, who, "webhook.create", hook.id.text, ask.reason));
    if (!done) return refused(done.error());
    return made;
}

Result<Hook> HookDesk::change(const Caller& who, const contract::ChangeHook::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = owned(who, ask.hook);
    if (!stored) return refused(stored.error());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    Hook& hook = stored->hook;
    if (*revision && **revision != hook.revision) return refused(stale_revision());
    if (auto wrong = refuse_fields(stored->team, ask.url ? &*ask.url : nullptr,
                                   ask.kinds ? &*ask.kinds : nullptr,
                                   ask.apps ? &*ask.apps : nullptr);
        !wrong)
        return refused(wrong.error());
    if (ask.url) hook.url = *ask.url;
    if (ask.kinds) hook.kinds = without_doubles(*ask.kinds);
    if (ask.apps) hook.apps = without_doubles(*ask.apps);
    const base::Instant now = world_.clock.now();
    Result<void> done;
    if (ask.enabled && !*ask.enabled && hook.disabled_for == HookTrouble::none) {
        hook.disabled_for = HookTrouble::by_person;
        hook.disabled_at = now;
        const auto given_up = world_.store.hooks().give_up(hook.id, {now.ms + 1},
                                                           contract::TryOutcome::hook_disabled);
        if (!given_up) done = refused(given_up.error());
    } else if (ask.enabled && *ask.enabled) {
        hook.disabled_for = HookTrouble::none;
        hook.disabled_at.reset();
        hook.failing_since.reset();
    }
    Result<Hook> saved = hook;
    if (done) saved = world_.store.hooks().save(*stored);
    if (!saved) done = refused(saved.error());
    done = commit_with_line(world_, **batch, std::move(done),
                            audit_line(world_, who, "webhook.change", ask.hook.text, ask.reason));
    if (!done) return refused(done.error());
    return saved;
}

Result<contract::Nothing> HookDesk::remove(const Caller& who,
                                           const contract::RemoveHook::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (const auto stored = owned(who, ask.hook); !stored) return refused(stored.error());
    const auto done =
        commit_with_line(world_, **batch, world_.store.hooks().remove(ask.hook),
                         audit_line(world_, who, "webhook.remove", ask.hook.text, ask.reason));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<contract::MadeHook> HookDesk::renew_secret(const Caller& who, const contract::HookId& id) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = owned(who, id);
    if (!stored) return refused(stored.error());
    stored->secret = new_secret(world_.random);
    auto saved = world_.store.hooks().save(*stored);
    Result<void> done;
    if (!saved) done = refused(saved.error());
    done = commit_with_line(world_, **batch, std::move(done),
                            audit_line(world_, who, "webhook.renew_secret", id.text, {}));
    if (!done) return refused(done.error());
    return contract::MadeHook{std::move(*saved), stored->secret};
}

Result<ports::StoredDelivery> HookDesk::owned_delivery(const Caller& who,
                                                       const contract::OneDelivery& ask) {
    if (const auto hook = owned(who, ask.hook); !hook) return refused(hook.error());
    auto found = world_.store.hooks().find_delivery(ask.delivery);
    if (!found) return refused(found.error());
    if (!*found || (*found)->hook != ask.hook) return refused(Problem::not_found("delivery"));
    return std::move(**found);
}

Result<contract::DeliveryPage> HookDesk::deliveries(const Caller& who,
                                                    const contract::ListDeliveries::Request& ask) {
    if (const auto hook = owned(who, ask.hook); !hook) return refused(hook.error());
    return world_.store.hooks().deliveries(
        {ask.hook, ask.state, ask.limit.value_or(page_rows_usual), ask.cursor});
}

Result<contract::DeliveryDetail> HookDesk::delivery(const Caller& who,
                                                    const contract::OneDelivery& ask) {
    auto found = owned_delivery(who, ask);
    if (!found) return refused(found.error());
    return contract::DeliveryDetail{std::move(found->delivery), std::move(found->body)};
}

Result<contract::Delivery> HookDesk::queue(const ports::StoredHook& hook,
                                           ports::StoredDelivery delivery) {
    if (hook.hook.disabled_for != HookTrouble::none) return refused(hook_disabled());
    const auto waiting = world_.store.hooks().waiting(hook.hook.id);
    if (!waiting) return refused(waiting.error());
    if (*waiting >= waiting_max)
        return refused(Problem::conflict("too_many_waiting",
                                         "Too many deliveries of this webhook are waiting."));
    if (auto done = world_.store.hooks().add_delivery(delivery); !done)
        return refused(done.error());
    return std::move(delivery.delivery);
}

Result<contract::Delivery> HookDesk::ping(const Caller& who, const contract::HookId& id) {
    const auto hook = owned(who, id);
    if (!hook) return refused(hook.error());
    contract::HookBody body;
    body.team = hook->team;
    return queue(*hook, new_delivery(id, std::move(body)));
}

Result<contract::Delivery> HookDesk::replay(const Caller& who, const contract::OneDelivery& ask) {
    const auto hook = owned(who, ask.hook);
    if (!hook) return refused(hook.error());
    const auto old = owned_delivery(who, ask);
    if (!old) return refused(old.error());
    ports::StoredDelivery again = new_delivery(ask.hook, {});
    again.body = old->body;
    again.delivery.event = old->delivery.event;
    again.delivery.kind = old->delivery.kind;
    again.delivery.app = old->delivery.app;
    again.delivery.replay_of = old->delivery.id;
    return queue(*hook, std::move(again));
}

}  // namespace vitrine::service::desks
