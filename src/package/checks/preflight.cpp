#include "package/checks/preflight.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "package/checks/listing_rules.h"
#include "package/package.h"

namespace vitrine::package {
namespace {

using contract::Basket;
using contract::EvidenceLine;
using contract::Finding;
using contract::PackageDetail;
using contract::PackageFacts;
using contract::PackageKind;
using contract::Severity;
using Packages = std::vector<PackageDetail>;

constexpr std::string_view policy_of_codes = "VP-1.2.2";

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
    if (in.basket.listing && in.packages.empty()) return std::nullopt;
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
               const CheckOptions& options, bool one_of_many,
               std::vector<Finding>& found) {
    // The same package again, from another track, is no update of itself.
    const bool known = std::ranges::any_of(accepted, [&](const PackageDetail& one) {
        return one.package.id == fresh.package.id && !one.facts.version_code;
    });
    const CheckInput input{
        fresh.facts, known ? nullptr : counterpart(fresh.facts, accepted), options};
    for (Finding& finding : check_package(input)) {
        if (one_of_many) {
            finding.id.text += "-" + fresh.package.id.text;
            finding.where = joined(fresh.package.name, finding.where);
        }
        found.push_back(std::move(finding));
    }
}

}  // namespace

base::Result<PackageFacts> read_to_publish(const ByteSource& source, const Limits& limits) {
    auto facts = read_package(source, limits);
    if (!facts) return facts;
    const auto reason = contract::refuse_package(*facts);
    if (!reason) return facts;
    const auto& faults = facts->signature.faults;
    return base::refused(contract::problem_of(*reason, faults.empty() ? "" : faults.front().where));
}

bool Checked::blocked() const {
    return std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.severity == Severity::blocking;
    });
}

Checked check_basket(const Preflight& in) {
    Checked out;
    for (const PackageDetail& one : in.packages)
        check_one(one, in.accepted, in.options, in.packages.size() > 1, out.findings);
    const bool said = std::ranges::any_of(
        out.findings, [](const Finding& one) { return one.policy == policy_of_codes; });
    const Whole whole{in.basket, in.packages, in.default_locale, said ? 0 : in.taken_code};
    for (const WholeRule& rule : whole_rules)
        if (auto finding = rule.find(whole)) {
            finding->policy = rule.policy;
            finding->id.text = std::string(check_prefix) + std::string(rule.policy.substr(3));
            out.findings.push_back(std::move(*finding));
        }
    std::vector<std::string_view> asked;
    check_listing(in, out.findings, asked);
    std::ranges::stable_sort(out.findings, {}, &Finding::severity);
    std::set<std::string_view> passed(asked.begin(), asked.end());
    for (const Check& rule : all_checks()) passed.insert(rule.policy);
    for (const WholeRule& rule : whole_rules) passed.insert(rule.policy);
    for (const Finding& finding : out.findings) passed.erase(finding.policy);
    out.passed = static_cast<std::int32_t>(passed.size());
    return out;
}

}  // namespace vitrine::package
