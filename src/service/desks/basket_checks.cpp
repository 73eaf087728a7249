#include "service/desks/basket_checks.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "contract/releases.h"
#include "package/checks/checks.h"
#include "service/desks/listing_checks.h"
#include "service/desks/listing_shelf.h"
#include "service/desks/review_rules.h"
#include "service/store_rules.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::Basket;
using contract::EvidenceLine;
using contract::Finding;
using contract::PackageDetail;
using contract::PackageFacts;
using contract::PackageKind;
using contract::Severity;
using Packages = std::vector<PackageDetail>;

constexpr std::string_view check_prefix = "check-", policy_of_codes = "VP-1.2.2";

std::int64_t code_of(const PackageFacts& facts) {
    return base::parse_decimal(facts.version_code.value_or("")).value_or(0);
}

// ---- the basket as a whole -----------------------------------------------------------------

struct Whole {
    const Basket& basket;
    const Packages& packages;
    const std::string& default_locale;
    std::int64_t taken_code = 0;  // the highest accepted one on the track, 0: none
};
using Lines = std::vector<EvidenceLine>;

Finding about(Severity severity, std::string title, std::string detail, std::string where,
              Lines lines = {}) {
    Finding out;
    out.severity = severity;
    out.title = std::move(title);
    out.detail = std::move(detail);
    out.where = std::move(where);
    if (!lines.empty())
        out.evidence.push_back(
            {contract::EvidenceKind::facts, "What is in the basket", "", std::move(lines)});
    return out;
}

std::optional<Finding> find_nothing(const Whole& in) {
    if (!in.packages.empty() || in.basket.listing) return std::nullopt;
    return about(Severity::blocking, "There is nothing in it",
                 "Add a package that was uploaded for this app, or a revision of its listing.",
                 "packages");
}

std::optional<Finding> find_both_kinds(const Whole& in) {
    const auto bundles = std::ranges::count_if(in.packages, [](const PackageDetail& one) {
        return one.facts.kind == PackageKind::aab;
    });
    if (bundles == 0 || in.packages.size() == 1) return std::nullopt;
    return about(Severity::blocking, "An app bundle goes alone",
                 "Send one bundle, or APKs without a bundle.", "packages");
}

std::optional<Finding> find_split_alone(const Whole& in) {
    std::set<std::int64_t> whole;
    for (const PackageDetail& one : in.packages)
        if (!one.facts.split) whole.insert(code_of(one.facts));
    Lines lines;
    for (const PackageDetail& one : in.packages)
        if (one.facts.split && !whole.contains(code_of(one.facts)))
            lines.push_back({one.package.name, "split " + *one.facts.split, true});
    if (lines.empty()) return std::nullopt;
    return about(Severity::blocking, "A split lacks its base package",
                 "Add the base package of the same version code.", "packages", std::move(lines));
}

std::optional<Finding> find_same_code(const Whole& in) {
    std::map<std::pair<std::int64_t, std::string>, int> seen;
    Lines lines;
    for (const PackageDetail& one : in.packages)
        if (++seen[{code_of(one.facts), one.facts.split.value_or("")}] > 1)
            lines.push_back({one.package.name, one.facts.version_code.value_or("not said"), true});
    if (lines.empty()) return std::nullopt;
    return about(Severity::blocking, "Two packages have the same version code",
                 "Devices choose by version code: give each package one of its own.", "packages",
                 std::move(lines));
}

// Also against versions that were accepted before the store knew packages.
std::optional<Finding> find_taken_code(const Whole& in) {
    Lines lines;
    for (const PackageDetail& one : in.packages)
        if (one.facts.version_code && code_of(one.facts) <= in.taken_code)
            lines.push_back({one.package.name, *one.facts.version_code, true});
    if (lines.empty()) return std::nullopt;
    lines.push_back({"accepted version code", base::decimal(in.taken_code), false});
    return about(Severity::blocking, "The version code does not grow",
                 "Raise versionCode above every version that was accepted on this track.",
                 "packages", std::move(lines));
}

std::optional<Finding> find_no_notes(const Whole& in) {
    if (is_listing_alone(in.basket)) return std::nullopt;
    const bool said = std::ranges::any_of(in.basket.notes, [&](const auto& one) {
        return base::lower_ascii(one.locale) == base::lower_ascii(in.default_locale);
    });
    if (said) return std::nullopt;
    return about(Severity::advice, "There are no release notes in the default language",
                 "Tell people in a sentence what is new in this version.",
                 in.default_locale + " release notes");
}

struct WholeRule {
    std::string_view policy;
    std::optional<Finding> (*find)(const Whole&);
};
constexpr WholeRule whole_rules[] = {
    {"VP-1.1.1", find_nothing},   {"VP-1.1.2", find_both_kinds}, {"VP-1.1.3", find_split_alone},
    {"VP-1.1.4", find_same_code}, {policy_of_codes, find_taken_code}, {"VP-2.1.1", find_no_notes},
};

// ---- each package --------------------------------------------------------------------------

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

// The accepted package that devices would update from: of the same split and platforms if there is
// one, else the newest.
const PackageFacts* counterpart(const PackageFacts& fresh, const Packages& accepted) {
    const PackageFacts* best = nullptr;
    int best_likeness = -1;
    for (const PackageDetail& one : accepted) {
        const int likeness = (one.facts.split == fresh.split ? 2 : 0) +
                             (one.facts.native_abis == fresh.native_abis ? 1 : 0);
        const bool better = likeness > best_likeness ||
                            (likeness == best_likeness && code_of(one.facts) > code_of(*best));
        if (!better) continue;
        best = &one.facts;
        best_likeness = likeness;
    }
    return best;
}

std::string joined(std::string_view name, std::string_view where) {
    return std::string(name) + (where.empty() ? "" : ": ") + std::string(where);
}

void check_one(const PackageDetail& fresh, const Packages& accepted,
               const package::CheckOptions& options, bool one_of_many,
               std::vector<Finding>& found) {
    // The same package again, from another track, is no update of itself.
    const bool known = std::ranges::any_of(accepted, [&](const PackageDetail& one) {
        return one.package.id == fresh.package.id && !one.facts.version_code;
    });
    const package::CheckInput input{
        fresh.facts, known ? nullptr : counterpart(fresh.facts, accepted), options};
    for (Finding& finding : package::check_package(input)) {
        if (one_of_many) {
            finding.id.text += "-" + fresh.package.id.text;
            finding.where = joined(fresh.package.name, finding.where);
        }
        found.push_back(std::move(finding));
    }
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

bool Checked::blocked() const {
    return std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.severity == Severity::blocking;
    });
}

Result<Checked> check_basket(World& world, const contract::AppId& app, const Basket& basket) {
    const auto known = world.store.apps().find(app);
    if (!known) return refused(known.error());
    if (!*known) return refused(base::Problem::not_found("app"));
    const auto packages = packages_in(world, app, basket);
    if (!packages) return refused(packages.error());
    const auto accepted = accepted_packages(world, app, basket.track);
    if (!accepted) return refused(accepted.error());
    const auto taken = taken_code(world, app, basket.track);
    if (!taken) return refused(taken.error());
    package::CheckOptions options;
    options.package_name = (*known)->app.package_name;
    const auto rules = review_rules(world);
    if (!rules) return refused(rules.error());
    options.target_sdk_floor = rules->target_sdk_floor;
    Checked out;
    for (const PackageDetail& one : *packages)
        check_one(one, *accepted, options, packages->size() > 1, out.findings);
    const bool said = std::ranges::any_of(
        out.findings, [](const Finding& one) { return one.policy == policy_of_codes; });
    const Whole whole{basket, *packages, (*known)->app.default_locale, said ? 0 : *taken};
    for (const WholeRule& rule : whole_rules)
        if (auto finding = rule.find(whole)) {
            finding->policy = rule.policy;
            finding->id.text = std::string(check_prefix) + std::string(rule.policy.substr(3));
            out.findings.push_back(std::move(*finding));
        }
    std::vector<std::string_view> asked;
    if (auto done = check_listing(world, (*known)->app, basket, *packages, out.findings, asked);
        !done)
        return refused(done.error());
    std::ranges::stable_sort(out.findings, {}, &Finding::severity);
    std::set<std::string_view> passed(asked.begin(), asked.end());
    for (const package::Check& rule : package::all_checks()) passed.insert(rule.policy);
    for (const WholeRule& rule : whole_rules) passed.insert(rule.policy);
    for (const Finding& finding : out.findings) passed.erase(finding.policy);
    out.passed = static_cast<std::int32_t>(passed.size());
    return out;
}

bool is_of_checks(const Finding& finding) {
    return finding.id.text.starts_with(check_prefix);
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
        code = std::max(code, code_of(one.facts));
    }
    submission.version_code = code > 0 ? base::decimal(code) : "";
}

}  // namespace vitrine::service::desks
