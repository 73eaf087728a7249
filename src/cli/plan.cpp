#include "cli/plan.h"

#include <algorithm>

#include "base/text.h"
#include "cli/app_folder.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using Value = std::optional<std::string>;

Value value_in(const Values& values, const std::string& name) {
    const auto at = values.find(name);
    return at == values.end() ? std::nullopt : Value(at->second);
}

Value print_of(const std::string& name, const Value& value) {
    return value ? Value(fingerprint(name, *value)) : std::nullopt;
}

std::vector<std::string> images_in(const Value& value) {
    std::vector<std::string> out;
    if (value)
        for (const auto one : base::split(*value, ' ')) out.emplace_back(one);
    return out;
}

// Whether `now` lies on the way from `before` to `wish`: what both have is there, and nothing that
// neither has.
bool is_between(const Value& before, const Value& wish, const Value& now) {
    const auto a = images_in(before), b = images_in(wish), c = images_in(now);
    const auto has = [](const std::vector<std::string>& all, const std::string& one) {
        return std::ranges::find(all, one) != all.end();
    };
    std::vector<std::string> kept, kept_now;
    for (const std::string& one : a)
        if (has(b, one)) kept.push_back(one);
    for (const std::string& one : c) {
        if (!has(a, one) && !has(b, one)) return false;
        if (has(kept, one)) kept_now.push_back(one);
    }
    return kept_now == kept;
}

bool is_silent(const std::set<std::string>& silent, const std::string& name) {
    return std::ranges::any_of(silent,
                               [&](const auto& prefix) { return name.starts_with(prefix); });
}

void compare(Plan& plan, For purpose) {
    const Values folder = values_of(plan.folder), store = values_of(plan.store);
    std::set<std::string> names;
    for (const Values* all : {&folder, &store})
        for (const auto& [name, value] : *all) names.insert(name);
    for (const std::string& name : names) {
        const Value yours = value_in(folder, name), current = value_in(store, name),
                    before = value_in(plan.lock, name);
        if (yours == current) continue;
        const bool theirs = print_of(name, current) != before;
        if (is_silent(plan.folder.silent, name)) {
            if (purpose == For::pulling && theirs)
                plan.differences.push_back({name, yours, current, Mover::store});
            continue;
        }
        const bool mine = print_of(name, yours) != before;
        const bool on_the_way =
            name.starts_with("graphics.") && is_between(before, yours, current);
        const Mover mover = !mine                   ? Mover::store
                            : theirs && !on_the_way ? Mover::both
                                                    : Mover::folder;
        plan.differences.push_back({name, yours, current, mover});
    }
}

std::string part_of(const std::string& name) {
    const auto parts = base::split(name, '.');
    std::string out(parts[0]);
    const std::size_t count = parts[0] == "graphics" ? 3
                              : parts[0] == "text" || parts[0] == "tracks" ? 2
                                                                           : 1;
    for (std::size_t i = 1; i < count && i < parts.size(); ++i) out += "." + std::string(parts[i]);
    return out;
}

using Line = std::string_view;

// The lines of two texts, those that are alike told once: " ", "-", "+" in front.
std::vector<std::string> difference_of(const std::string& before, const std::string& after) {
    const auto a = base::split(before, '\n'), b = base::split(after, '\n');
    constexpr std::size_t cells_most = 1'000'000;
    std::vector<std::string> out;
    const auto add = [&](char sign, Line line) {
        out.push_back(std::string(1, sign) + " " + plain(line));
    };
    if ((a.size() + 1) * (b.size() + 1) > cells_most) {
        for (const Line one : a) add('-', one);
        for (const Line one : b) add('+', one);
        return out;
    }
    std::vector<std::vector<std::uint32_t>> alike(a.size() + 1,
                                                  std::vector<std::uint32_t>(b.size() + 1));
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            alike[i][j] = a[i] == b[j] ? alike[i + 1][j + 1] + 1
                                       : std::max(alike[i + 1][j], alike[i][j + 1]);
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            add(' ', a[i]);
            ++i;
            ++j;
        } else if (i < a.size() && (j == b.size() || alike[i + 1][j] >= alike[i][j + 1])) {
            add('-', a[i++]);
        } else {
            add('+', b[j++]);
        }
    }
    return out;
}

// Images are told by the beginning of their digests, one a line.
std::string shown(const Difference& one, const Value& value) {
    if (!value || !one.name.starts_with("graphics.")) return value.value_or("");
    std::string out;
    for (const std::string& image : images_in(value))
        out += (out.empty() ? "" : "\n") + image.substr(0, 12);
    return out;
}

void say_difference(const Out& out, const Difference& one, const Value& from, const Value& to) {
    const std::string_view sign = !from ? "+" : !to ? "-" : "~";
    out.line("  " + std::string(sign) + " " + plain(one.name));
    for (const std::string& line : difference_of(shown(one, from), shown(one, to)))
        out.line("      " + (line[0] == '-'   ? out.ink(Ink::bad, line)
                             : line[0] == '+' ? out.ink(Ink::good, line)
                                              : line));
}

Json json_of(const Value& value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace

std::size_t Plan::count(Mover mover) const {
    return static_cast<std::size_t>(std::ranges::count(differences, mover, &Difference::mover));
}

Result<Plan> make_plan(Session& at, For purpose) {
    Plan plan;
    plan.path = at.words.text("dir", ".");
    if (!folder_settings(plan.path))
        return refused(usage_problem(plan.path + " is no app's folder.",
                                     "Make one with vitrine init."));
    auto lock = read_lock(plan.path);
    if (!lock) return refused(lock.error());
    plan.lock = std::move(*lock);
    auto folder = read_folder(plan.path);
    if (!folder) return refused(folder.error());
    plan.folder = std::move(*folder);
    const auto app = at.app();
    if (!app) return refused(app.error());
    auto store = read_store(**at.store(), *app);
    if (!store) return refused(store.error());
    plan.store = std::move(*store);
    compare(plan, purpose);
    return plan;
}

Values lock_after(const Plan& plan, const std::set<std::string>& from_store,
                  const std::set<std::string>& from_folder) {
    const Values folder = values_of(plan.folder), store = values_of(plan.store);
    std::set<std::string> names;
    for (const Values* all : {&plan.lock, &folder, &store})
        for (const auto& [name, value] : *all) names.insert(name);
    Values out;
    for (const std::string& name : names) {
        const Value yours = value_in(folder, name), current = value_in(store, name);
        Value kept = value_in(plan.lock, name);
        if (from_folder.contains(name)) kept = print_of(name, yours);
        else if (from_store.contains(name) || yours == current) kept = print_of(name, current);
        if (kept) out[name] = *kept;
    }
    return out;
}

std::vector<Step> steps_of(const Plan& plan, bool force) {
    std::vector<Step> out;
    for (const Difference& one : plan.differences) {
        if (one.mover == Mover::store || (one.mover == Mover::both && !force)) continue;
        const std::string part = part_of(one.name);
        const auto at = std::ranges::find(out, part, &Step::part);
        if (at == out.end()) out.push_back({part, {one.name}});
        else at->names.insert(one.name);
    }
    // What is shown first, what goes out to devices last.
    const auto rank = [](const Step& one) { return one.part.starts_with("tracks.") ? 1 : 0; };
    std::ranges::stable_sort(out, {}, rank);
    return out;
}

void say_plan(const Out& out, const Plan& plan) {
    const auto say = [&](Mover mover, std::string_view title) {
        if (plan.count(mover) == 0) return;
        out.line(out.ink(Ink::strong, title));
        for (const Difference& one : plan.differences)
            if (one.mover == mover)
                say_difference(out, one, mover == Mover::store ? one.folder : one.store,
                               mover == Mover::store ? one.store : one.folder);
    };
    say(Mover::folder, "Changes that apply would bring to the store:");
    say(Mover::store, "Changed in the store since the last pull (vitrine pull brings them):");
    say(Mover::both, "Conflicts: changed on both sides (- the store, + the folder):");
    for (const auto& one : plan.folder.wrong)
        out.line(out.ink(Ink::bad, "wrong") + "  " + plain(one.path) + ": " + plain(one.detail));
    if (plan.differences.empty() && plan.folder.wrong.empty())
        out.line("Folder and store are alike.");
}

Json document_of(const Plan& plan) {
    Json all = Json::array(), wrong = Json::array();
    for (const Difference& one : plan.differences)
        all.push_back({{"name", one.name},
                       {"kind", std::string(contract::name_of(one.mover))},
                       {"folder", json_of(one.folder)},
                       {"store", json_of(one.store)}});
    for (const auto& one : plan.folder.wrong)
        wrong.push_back({{"path", one.path}, {"code", one.code}, {"detail", one.detail}});
    return {{"format", 1},
            {"app", plan.store.app.package_name},
            {"differences", std::move(all)},
            {"files", std::move(wrong)}};
}

}  // namespace vitrine::cli
