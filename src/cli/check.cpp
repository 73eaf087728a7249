// check: the store's verdict, offline.
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/app_folder.h"
#include "cli/app_state.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/preflight.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Finding;
using contract::PackageFacts;

struct Checking {
    std::vector<ReadPackage> packages;
    std::optional<FolderState> folder;
    std::vector<Finding> findings;
    std::int32_t passed = 0;
    std::optional<LiveVersion> live;
    std::string artifact;

    bool refused_one() const {
        return std::ranges::any_of(
            packages, [](const ReadPackage& one) { return one.refusal.has_value(); });
    }
    bool blocked() const {
        const bool found = std::ranges::any_of(findings, [](const Finding& one) {
            return one.severity == contract::Severity::blocking;
        });
        return found || refused_one() || (folder && !folder->wrong.empty());
    }
};

// The packages that the arguments mean, and the app's folder when one of them is one.
Result<std::vector<std::string>> files_in(const std::vector<std::string>& given,
                                          std::optional<std::string>& folder) {
    std::vector<std::string> out;
    for (const std::string& path : given) {
        if (!is_folder(path)) {
            out.push_back(path);
        } else if (is_file(path + "/" + std::string(settings_name))) {
            folder = path;
        } else {
            const std::size_t before = out.size();
            for (const std::string& name : names_in(path)) {
                const std::string low = base::lower_ascii(name);
                if (low.ends_with(".apk") || low.ends_with(".aab"))
                    out.push_back(path + "/" + name);
            }
            if (out.size() == before)
                return refused(usage_problem("There are no packages in " + path + ".",
                                             "An app's folder has a " +
                                                 std::string(settings_name) + "."));
        }
    }
    return out;
}

// A listing in a folder has no revision yet; that it goes along is what counts.
void add_folder(const FolderState& folder, package::Preflight& in) {
    in.basket.listing = 1;
    in.texts = folder.texts;
    in.form = folder.form;
    for (const auto& [name, images] : folder.sets) {
        package::ShownSet set{name.locale, name.type, {}};
        for (const std::string& sha256 : images) {
            const FolderImage& image = folder.images.at(sha256);
            contract::Graphic graphic;
            graphic.id = {sha256};
            graphic.sha256 = sha256;
            graphic.kind = image.facts.kind;
            graphic.width = image.facts.width;
            graphic.height = image.facts.height;
            graphic.alpha = image.facts.alpha;
            graphic.bytes = image.facts.bytes;
            set.graphics.push_back(std::move(graphic));
        }
        in.sets.push_back(std::move(set));
    }
}

Result<void> compare_with_live(Session& at, const std::string& app_name, Checking& check,
                               package::Preflight& in) {
    const auto app = at.app(app_name);
    if (!app) return refused(app.error());
    const auto store = at.store();
    auto live = live_version(**store, *app, in.basket.track);
    if (!live) return refused(live.error());
    in.default_locale = app->default_locale;
    in.options.package_name = app->package_name;
    if (!*live) return {};
    in.accepted = (*live)->packages;
    in.taken_code = (*live)->version_code;
    if (!in.form) {
        const auto form = (*store)->ask<contract::GetDataSafety>({app->id, {}});
        if (!form) return refused(form.error());
        in.form = form->live;
    }
    check.live = std::move(*live);
    return {};
}

std::vector<std::string> permissions_of(const std::vector<PackageFacts>& packages) {
    std::vector<std::string> out;
    for (const PackageFacts& one : packages)
        for (const auto& permission : one.permissions) out.push_back(permission.name);
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

Json difference(const Checking& check) {
    if (!check.live) return nullptr;
    std::vector<PackageFacts> fresh, live;
    std::int64_t bytes = 0, live_bytes = 0, code = 0;
    for (const auto& one : check.packages)
        if (one.facts) {
            fresh.push_back(*one.facts);
            bytes += one.size;
            code = std::max(code, base::parse_decimal(one.facts->version_code.value_or(""))
                                      .value_or(0));
        }
    for (const auto& one : check.live->packages) {
        live.push_back(one.facts);
        live_bytes += one.package.size;
    }
    const auto now = permissions_of(fresh), before = permissions_of(live);
    std::vector<std::string> added, removed;
    std::ranges::set_difference(now, before, std::back_inserter(added));
    std::ranges::set_difference(before, now, std::back_inserter(removed));
    return {{"release", check.live->release.id.text},
            {"version_name", check.live->release.version_name},
            {"version_code", {{"live", check.live->version_code}, {"fresh", code}}},
            {"bytes", {{"live", live_bytes}, {"fresh", bytes}}},
            {"permissions", {{"added", added}, {"removed", removed}}}};
}

Json document_of(const Checking& check) {
    Json packages = Json::array();
    for (const ReadPackage& one : check.packages) {
        Json refusal = nullptr;
        if (one.refusal)
            refusal = {{"code", one.refusal->code},
                       {"title", one.refusal->title},
                       {"detail", one.refusal->detail}};
        packages.push_back({{"file", one.path},
                            {"size", one.size},
                            {"sha256", one.sha256},
                            {"refusal", std::move(refusal)},
                            {"facts", one.facts ? encode(*one.facts) : Json(nullptr)}});
    }
    Json wrong = Json::array();
    if (check.folder)
        for (const auto& one : check.folder->wrong)
            wrong.push_back({{"path", one.path}, {"code", one.code}, {"detail", one.detail}});
    return {{"format", 1},
            {"verdict", check.blocked() ? "refused" : "accepted"},
            {"packages", std::move(packages)},
            {"files", std::move(wrong)},
            {"findings", contract::encode(check.findings)},
            {"passed", check.passed},
            {"against_live", difference(check)}};
}

void say(const Out& out, const Checking& check) {
    for (const ReadPackage& one : check.packages) {
        if (one.refusal)
            out.line(out.ink(Ink::bad, "refused ") + "  " + plain(one.name) + ": " +
                     plain(one.refusal->title) + " " + plain(one.refusal->detail) + " (" +
                     plain(one.refusal->code) + ")");
        else
            out.line(out.ink(Ink::strong, plain(one.name)) + "  " +
                     plain(one.facts->package_name) + " " + plain(one.facts->version_name) + " (" +
                     plain(one.facts->version_code.value_or("no version code")) + ")  " +
                     bytes_text(one.size));
    }
    if (check.folder)
        for (const auto& one : check.folder->wrong)
            out.line(out.ink(Ink::bad, "wrong   ") + "  " + plain(one.path) + ": " +
                     plain(one.detail));
    say_findings(out, check.findings);
    if (const Json change = difference(check); change.is_object()) {
        const auto number = [&](const char* of, const char* side) {
            return change[of][side].get<std::int64_t>();
        };
        out.line("against live " + plain(check.live->release.version_name) + ": version code " +
                 base::decimal(number("version_code", "live")) + " -> " +
                 base::decimal(number("version_code", "fresh")) + ", size " +
                 bytes_text(number("bytes", "live")) + " -> " +
                 bytes_text(number("bytes", "fresh")));
        for (const auto& one : change["permissions"]["added"])
            out.line(out.ink(Ink::warn, "  + " + plain(one.get<std::string>())));
        for (const auto& one : change["permissions"]["removed"])
            out.line(out.ink(Ink::good, "  - " + plain(one.get<std::string>())));
    }
    out.line(check.blocked() ? out.ink(Ink::bad, "The store would refuse this.")
                             : out.ink(Ink::good, base::decimal(check.passed) +
                                                      " checks passed."));
}

Json sarif_document(const Checking& check) {
    std::vector<Finding> all = check.findings;
    const auto add = [&](std::string id, std::string title, std::string detail,
                         std::string where) {
        Finding finding;
        finding.id = {id};
        finding.policy = std::move(id);
        finding.severity = contract::Severity::blocking;
        finding.title = std::move(title);
        finding.detail = std::move(detail);
        finding.where = std::move(where);
        all.push_back(std::move(finding));
    };
    for (const ReadPackage& one : check.packages)
        if (one.refusal) add(one.refusal->code, one.refusal->title, one.refusal->detail, one.name);
    if (check.folder)
        for (const auto& one : check.folder->wrong) add(one.code, one.detail, "", one.path);
    return sarif_of(all, check.artifact);
}

Exit give(Session& at, const Checking& check) {
    const bool sarif = at.words.has("sarif");
    const std::string path = at.words.text("output");
    std::string text;
    if (sarif) text = base::dump_json(sarif_document(check)) + "\n";
    else if (!path.empty()) text = base::dump_json(document_of(check)) + "\n";
    if (!path.empty()) {
        if (auto done = write_file(path, text); !done) return at.fail(done.error());
    } else if (sarif) {
        at.out.bytes(text);
        return check.blocked() ? Exit::refused : Exit::ok;
    }
    say(at.out, check);
    at.out.value(document_of(check));
    return check.blocked() ? Exit::refused : Exit::ok;
}

}  // namespace

Exit check(Session& at) {
    Checking check;
    package::Preflight in;
    std::optional<std::string> folder;
    const auto files = files_in(at.words.arguments, folder);
    if (!files) return at.fail(files.error());
    check.artifact = at.words.arguments.front();
    if (at.words.has("track"))
        in.basket.track = *contract::value_of<contract::Track>(at.words.text("track"));
    const double floor = base::parse_number(at.words.text("target-sdk", "33")).value_or(33);
    in.options.target_sdk_floor = static_cast<std::int32_t>(std::clamp(floor, 1.0, 1000.0));
    std::string name = at.words.text("app");
    for (const std::string& path : *files) {
        auto read = read_package_at(at.out, path);
        if (!read) return at.fail(read.error());
        if (read->facts) {
            in.packages.push_back(detail_of(*read));
            in.basket.packages.push_back(in.packages.back().package.id);
            if (name.empty()) name = read->facts->package_name;
        }
        check.packages.push_back(std::move(*read));
    }
    in.options.package_name = contract::is_package_name(name) ? name : "";
    if (folder) {
        auto state = read_folder(*folder);
        if (!state) return at.fail(state.error());
        add_folder(*state, in);
        check.folder = std::move(*state);
        if (const auto settings = folder_settings(*folder)) {
            name = settings->app;
            in.default_locale = settings->default_locale.value_or("");
        }
    }
    if (in.default_locale.empty()) in.default_locale = "en";
    if (at.words.has("against-live"))
        if (auto compared = compare_with_live(at, name, check, in); !compared)
            return at.fail(compared.error());
    if (!check.refused_one() || !in.packages.empty() || folder) {
        auto done = package::check_basket(in);
        check.findings = std::move(done.findings);
        check.passed = done.passed;
    }
    return give(at, check);
}

}  // namespace vitrine::cli
