#include "service/desks/kit_desk.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::AppKit;
using contract::Kit;
using contract::KitLevel;
using contract::Right;
using ports::StoredKit;

constexpr std::int64_t batch_kept_ms = 90 * base::day_ms;
static_assert(batch_kept_ms > (contract::kit_late_days + 1) * base::day_ms);

struct Month {
    std::string name;
    base::Day first, last;
};

Month month_of(base::Instant now) {
    base::Civil civil = base::civil_of(now);
    civil = {civil.year, civil.month, 1};
    Month month;
    month.first = base::day_of(base::instant_of(civil));
    month.name = base::iso_date(month.first).substr(0, 7);
    base::Civil next = civil;
    next.month = civil.month == 12 ? 1 : civil.month + 1;
    next.year += civil.month == 12;
    month.last = {base::day_of(base::instant_of(next)).number - 1};
    return month;
}

// The end of a credential, for a person to tell two apart; of a short one that would be too much.
std::string last_four(const std::string& value) {
    constexpr std::size_t shown = 4, long_enough = 16;
    if (value.size() < long_enough) return {};
    std::string end = value.substr(value.size() - shown);
    const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
    return std::ranges::all_of(end, plain) ? end : std::string();
}

void put_credential(StoredKit& stored, const contract::NewCredential& next, const Caller& who,
                    base::Instant now) {
    std::erase_if(stored.credentials, [&](const auto& one) { return one.key == next.key; });
    std::erase_if(stored.kit.credentials, [&](const auto& one) { return one.key == next.key; });
    if (next.value.empty()) return;
    stored.credentials.push_back(next);
    stored.kit.credentials.push_back({next.key, last_four(next.value), now, who.user.name});
}

// The stored kit as the wish leaves it.
void apply(StoredKit& stored, const contract::PutAppKit::Request& ask, const Caller& who,
           base::Instant now) {
    AppKit& kit = stored.kit;
    if (kit.provider != ask.provider) {
        stored.credentials.clear();
        kit.credentials.clear();
    }
    kit.app = ask.app;
    kit.kit = ask.kit;
    kit.provider = ask.provider;
    kit.settings = ask.settings.value_or(std::vector<contract::KitSetting>());
    std::ranges::sort(kit.settings, {}, &contract::KitSetting::key);
    for (const auto& next : ask.credentials.value_or(std::vector<contract::NewCredential>()))
        put_credential(stored, next, who, now);
    std::ranges::sort(stored.credentials, {}, &contract::NewCredential::key);
    std::ranges::sort(kit.credentials, {}, &contract::KeptCredential::key);
    kit.quota = ask.quota;
    kit.changed_at = now;
    kit.changed_by = who.user.name;
}

std::string item(std::size_t at, const char* member) {
    return "items." + base::decimal(static_cast<std::int64_t>(at)) + "." + member;
}

std::string line_of(const contract::IngestKitUsage::Request& ask) {
    return base::dump_json(contract::encode(ask.items));
}

}  // namespace

Result<contract::KitCatalogue> KitDesk::offers() const {
    return contract::KitCatalogue{contract::kit_offers()};
}

// Out of reach is not found; within reach, a right that lacks is said.
Result<void> KitDesk::refuse_app(const Caller& who, const contract::AppId& app, Right right) {
    const auto stored = world_.store.apps().find(app);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches(app))
        return refused(Problem::not_found("app"));
    if (!who.may(right, app)) return refused(Problem::forbidden());
    return {};
}

Result<AppKit> KitDesk::shown(StoredKit stored) {
    const Month month = month_of(world_.clock.now());
    AppKit& kit = stored.kit;
    const auto days = world_.store.kits().usage(kit.app, kit.kit, month.first, month.last);
    if (!days) return refused(days.error());
    kit.used = 0;
    for (const contract::KitDay& day : *days) kit.used += day.used;
    kit.level = contract::kit_level(kit.used, kit.quota);
    kit.missing.clear();
    const auto needs = contract::needs_of(kit.kit, kit.provider);
    for (const contract::KitNeed& need : needs.value_or(std::vector<contract::KitNeed>())) {
        const bool there = std::ranges::find(kit.credentials, need.key,
                                             &contract::KeptCredential::key) !=
                           kit.credentials.end();
        if (need.secret && need.required && !there) kit.missing.push_back(need.key);
    }
    return std::move(kit);
}

Result<contract::AppKitPage> KitDesk::list(const Caller& who, const contract::AppId& app) {
    if (auto may = refuse_app(who, app, Right::read_apps); !may) return refused(may.error());
    auto all = world_.store.kits().of_app(app);
    if (!all) return refused(all.error());
    contract::AppKitPage page;
    for (StoredKit& one : *all) {
        auto kit = shown(std::move(one));
        if (!kit) return refused(kit.error());
        page.items.push_back(std::move(*kit));
    }
    return page;
}

Result<AppKit> KitDesk::find(const Caller& who, const contract::AppId& app, Kit kit) {
    if (auto may = refuse_app(who, app, Right::read_apps); !may) return refused(may.error());
    auto stored = world_.store.kits().find(app, kit);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("kit"));
    return shown(std::move(**stored));
}

Result<AppKit> KitDesk::put(const Caller& who, const contract::PutAppKit::Request& ask) {
    if (auto may = refuse_app(who, ask.app, Right::edit_app); !may) return refused(may.error());
    if (auto wrong = contract::refuse_kit(ask); !wrong.empty())
        return refused(contract::invalid_fields(std::move(wrong)));
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto found = world_.store.kits().find(ask.app, ask.kit);
    if (!found) return refused(found.error());
    StoredKit stored = found->value_or(StoredKit());
    if (*revision && **revision != stored.kit.revision) return refused(stale_revision());
    const base::Instant now = world_.clock.now();
    apply(stored, ask, who, now);
    auto next = shown(stored);
    if (!next) return next;
    // A quota that was raised may be reached again; one that is lowered may be reached by that.
    if (next->level < stored.warned) stored.warned = next->level;
    const auto saved = world_.store.kits().save(stored);
    if (!saved) return refused(saved.error());
    if (auto done = warn(stored); !done) return refused(done.error());
    next->revision = *saved;
    if (ask.dry_run.value_or(false)) return next;  // the batch undoes it all
    auto line = audit_line(world_, who, "kit.put", std::string(contract::name_of(ask.kit)),
                           ask.reason);
    line.app = ask.app;
    const auto done = commit_with_line(world_, **batch, {}, line);
    if (!done) return refused(done.error());
    return next;
}

Result<AppKit> KitDesk::remove(const Caller& who, const contract::RemoveAppKit::Request& ask) {
    if (auto may = refuse_app(who, ask.app, Right::edit_app); !may) return refused(may.error());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = world_.store.kits().find(ask.app, ask.kit);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("kit"));
    if (*revision && **revision != (*stored)->kit.revision) return refused(stale_revision());
    auto was = shown(std::move(**stored));
    if (!was || ask.dry_run.value_or(false)) return was;
    auto line = audit_line(world_, who, "kit.remove", std::string(contract::name_of(ask.kit)),
                           ask.reason);
    line.app = ask.app;
    const auto done = commit_with_line(world_, **batch,
                                       world_.store.kits().remove(ask.app, ask.kit), line);
    if (!done) return refused(done.error());
    return was;
}

Result<contract::KitUsage> KitDesk::usage(const Caller& who,
                                          const contract::ReadKitUsage::Request& ask) {
    if (auto may = refuse_app(who, ask.app, Right::read_apps); !may) return refused(may.error());
    if (ask.to < ask.from || ask.to.number - ask.from.number >= contract::kit_days_max)
        return refused(contract::invalid_fields(
            {{"to", "out_of_range", "at most 400 days, the last not before the first"}}));
    auto days = world_.store.kits().usage(ask.app, ask.kit, ask.from, ask.to);
    if (!days) return refused(days.error());
    contract::KitUsage out{std::move(*days), 0};
    for (const contract::KitDay& day : out.days) out.used += day.used;
    return out;
}

// An app of another team is as unknown as one that does not exist.
Result<void> KitDesk::refuse_reports(const Caller& who,
                                     const contract::IngestKitUsage::Request& ask) {
    const base::Day today = base::day_of(world_.clock.now());
    std::vector<base::FieldProblem> wrong;
    if (ask.items.empty()) wrong.push_back({"items", "too_short", "report something"});
    for (std::size_t i = 0; i < ask.items.size(); ++i) {
        const contract::KitReport& one = ask.items[i];
        if (one.used < 1 || one.used > contract::kit_report_max)
            wrong.push_back({item(i, "used"), "out_of_range", "1 to 10^12"});
        if (one.day > today || one.day.number < today.number - contract::kit_late_days)
            wrong.push_back({item(i, "day"), "out_of_range", "today or one of the 35 days before"});
        const auto may = refuse_app(who, one.app, Right::ingest);
        if (!may && may.error().kind == base::ProblemKind::unavailable)
            return refused(may.error());
        if (!may) wrong.push_back({item(i, "app"), "not_allowed", "the team has no such app"});
    }
    if (wrong.empty()) return {};
    if (wrong.size() > 50) wrong.resize(50);
    return refused(contract::invalid_fields(std::move(wrong)));
}

Result<void> KitDesk::add(const std::vector<contract::KitReport>& reports) {
    std::set<std::pair<contract::AppId, Kit>> touched;
    for (const contract::KitReport& one : reports) {
        if (auto done = world_.store.kits().add_usage(one.app, one.kit, one.day, one.used); !done)
            return done;
        touched.insert({one.app, one.kit});
    }
    for (const auto& [app, kit] : touched) {
        const auto stored = world_.store.kits().find(app, kit);
        if (!stored) return refused(stored.error());
        if (!*stored) continue;
        if (auto done = warn(**stored); !done) return done;
    }
    return {};
}

Result<void> KitDesk::warn(const StoredKit& stored) {
    const auto kit = shown(stored);
    if (!kit) return refused(kit.error());
    const Month month = month_of(world_.clock.now());
    const KitLevel before = stored.warned_month == month.name ? stored.warned : KitLevel::within;
    if (!kit->quota || kit->level <= before) return {};
    return world_.store.kits().warn(kit->app,
                                    {kit->kit, month.name, kit->level, kit->used, *kit->quota});
}

Result<contract::KitReportsKept> KitDesk::ingest(const Caller& who,
                                                 const contract::IngestKitUsage::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may_somewhere(Right::ingest)) return refused(Problem::forbidden());
    const std::string hash = machine::hash_hex(line_of(ask));
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto before = world_.store.kits().find_batch(*team, ask.batch);
    if (!before) return refused(before.error());
    const contract::KitReportsKept kept{ask.batch, static_cast<std::int32_t>(ask.items.size())};
    if (*before && (*before)->hash != hash)
        return refused(Problem::conflict("batch_reused",
                                         "This batch's name came with other items before."));
    if (*before) return kept;
    if (auto wrong = refuse_reports(who, ask); !wrong) return refused(wrong.error());
    if (auto done = add(ask.items); !done) return refused(done.error());
    auto done = world_.store.kits().keep_batch({*team, ask.batch, hash,
                                                base::dump_json(contract::encode(kept)),
                                                world_.clock.now()});
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return kept;
}

Result<std::int64_t> KitDesk::sweep() {
    return world_.store.kits().forget_batches({world_.clock.now().ms - batch_kept_ms});
}

}  // namespace vitrine::service::desks
