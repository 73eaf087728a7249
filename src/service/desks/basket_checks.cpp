#include "service/desks/basket_checks.h"

#include <algorithm>

#include "base/text.h"
#include "contract/releases.h"
#include "service/desks/listing_checks.h"
#include "service/desks/listing_shelf.h"
#include "service/desks/review_rules.h"
#include "service/store_rules.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::Basket;
using contract::Finding;
using contract::PackageDetail;
using Packages = std::vector<PackageDetail>;

// What the store accepted last, to compare with.
Result<Packages> accepted_packages(World& world, const contract::AppId& app,
                                   contract::Track track) {
    auto same = world.store.baskets().accepted(app, track);
    if (!same) return refused(same.error());
    const bool elsewhere = !*same;
    auto found = elsewhere ? world.store.baskets().accepted(app, std::nullopt) : std::move(same);
    if (!found) return refused(found.error());
    Packages out;
    if (!*found) return out;
    for (const auto& id : (*found)->basket.packages) {
        auto stored = world.store.packages().find(id);
        if (!stored) return refused(stored.error());
        if (!*stored) continue;
        out.push_back(std::move((*stored)->detail));
        if (elsewhere) out.back().facts.version_code.reset();
    }
    return out;
}

// The highest version code that was accepted on the track, with a package or without. Also what was
// taken back since: devices have it, and update only to what is above it.
Result<std::int64_t> taken_code(World& world, const contract::AppId& app, contract::Track track) {
    ports::SubmissionQuery query;
    query.app = app;
    query.stages = contract::release_stages();
    query.limit = 200;
    std::int64_t highest = 0;
    do {
        const auto page = world.store.submissions().list(query);
        if (!page) return refused(page.error());
        for (const auto& one : page->items)
            if (one.track == track)
                highest = std::max(highest, base::parse_decimal(one.version_code).value_or(0));
        query.cursor = page->next;
    } while (query.cursor);
    return highest;
}

}  // namespace

Result<Checked> check_basket(World& world, const contract::AppId& app, const Basket& basket) {
    const auto known = world.store.apps().find(app);
    if (!known) return refused(known.error());
    if (!*known) return refused(base::Problem::not_found("app"));
    package::Preflight in;
    in.basket = basket;
    in.default_locale = (*known)->app.default_locale;
    in.options.package_name = (*known)->app.package_name;
    auto packages = packages_in(world, app, basket);
    if (!packages) return refused(packages.error());
    in.packages = std::move(*packages);
    auto accepted = accepted_packages(world, app, basket.track);
    if (!accepted) return refused(accepted.error());
    in.accepted = std::move(*accepted);
    const auto taken = taken_code(world, app, basket.track);
    if (!taken) return refused(taken.error());
    in.taken_code = *taken;
    const auto rules = review_rules(world);
    if (!rules) return refused(rules.error());
    in.options.target_sdk_floor = rules->target_sdk_floor;
    if (auto done = add_listing(world, app, in); !done) return refused(done.error());
    return package::check_basket(in);
}

bool is_of_checks(const Finding& finding) {
    return finding.id.text.starts_with(package::check_prefix);
}

void put_findings(contract::SubmissionDetail& detail, const std::vector<Finding>& found) {
    std::erase_if(detail.findings, is_of_checks);
    detail.findings.insert(detail.findings.end(), found.begin(), found.end());
    std::ranges::stable_sort(detail.findings, {}, &Finding::severity);
    count_findings(detail);
}

Result<Packages> packages_in(World& world, const contract::AppId& app, const Basket& basket) {
    Packages out;
    std::vector<base::FieldProblem> unknown;
    for (std::size_t i = 0; i < basket.packages.size(); ++i) {
        auto stored = world.store.packages().find(basket.packages[i]);
        if (!stored) return refused(stored.error());
        if (*stored && (*stored)->detail.package.app == app)
            out.push_back(std::move((*stored)->detail));
        else
            unknown.push_back({"packages." + base::decimal(static_cast<std::int64_t>(i)),
                               "unknown", "the app has no such package"});
    }
    if (!unknown.empty()) return refused(contract::invalid_fields(std::move(unknown)));
    return out;
}

void describe(contract::Submission& submission, const Basket& basket, const Packages& packages) {
    submission.track = basket.track;
    submission.locale_count = static_cast<std::int32_t>(basket.notes.size());
    submission.package_bytes = 0;
    submission.version_name = packages.empty() ? "" : packages.front().package.version_name;
    std::int64_t code = 0;
    for (const PackageDetail& one : packages) {
        submission.package_bytes += one.package.size;
        code = std::max(code, base::parse_decimal(one.facts.version_code.value_or("")).value_or(0));
    }
    submission.version_code = code > 0 ? base::decimal(code) : "";
}

}  // namespace vitrine::service::desks
