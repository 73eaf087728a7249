// Packages of an edit, testers, countries, and what the store knows of APKs made of a bundle.
#include <algorithm>

#include "base/text.h"
#include "package/signing/crypto.h"
#include "service/http/download.h"
#include "service/play/calls.h"
#include "service/play/edit.h"
#include "service/play/tracks.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;
using contract::PackageKind;

constexpr std::size_t piece_bytes = 256 * 1024, groups_max = 100, group_length_max = 254;

Result<std::string> sha1_of(Bench& bench, const std::string& sha256) {
    const auto source = bench.world.blobs.read(sha256);
    if (!source) return refused(source.error());
    package::Digester digester(package::Hash::sha1);
    std::vector<char> piece(piece_bytes);
    const std::uint64_t size = *source ? (*source)->size() : 0;
    for (std::uint64_t at = 0; at < size;) {
        const auto count = std::min<std::uint64_t>(piece.size(), size - at);
        const std::span<char> bytes(piece.data(), static_cast<std::size_t>(count));
        if (!(*source)->read_at(at, bytes))
            return refused(base::Problem::unavailable("blobs_failed", "The file cannot be read.",
                                                      "Look at the disk, then try again."));
        digester.add({bytes.data(), bytes.size()});
        at += count;
    }
    return package::hex(digester.finish());
}

bool is_bundle(const Json& one) {
    return text_in(one, "kind") == contract::name_of(PackageKind::aab);
}

Json shown(const Json& one) {
    const std::int64_t code = base::parse_decimal(text_in(one, "code")).value_or(0);
    const Json digests = {{"sha1", text_in(one, "sha1")}, {"sha256", text_in(one, "sha256")}};
    if (is_bundle(one)) {
        Json out = digests;
        out["versionCode"] = code;
        return out;
    }
    return {{"versionCode", code}, {"binary", digests}};
}

Answer list_packages(Bench& bench, const Visit& visit, bool bundles) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    Json all = Json::array();
    const Json packages = part_in(edit->facts, "packages");
    for (const Json& one : packages.is_array() ? packages : Json::array())
        if (is_bundle(one) == bundles) all.push_back(shown(one));
    if (bundles)
        return Json{{"kind", "androidpublisher#bundlesListResponse"}, {"bundles", std::move(all)}};
    return Json{{"kind", "androidpublisher#apksListResponse"}, {"apks", std::move(all)}};
}

std::string testers_note(contract::Track track) {
    return "testers." + std::string(contract::name_of(track));
}

Result<contract::Track> track_asked(const Visit& visit) {
    const auto track = track_named(visit.value("track"));
    if (!track) return refused(no_such("track_not_found", "Track not found."));
    return *track;
}

Result<Json> testers_in(Bench& bench, const Edit& edit, contract::Track track) {
    const Json testers = part_in(edit.facts, "testers");
    const std::string name(contract::name_of(track));
    if (testers.is_object() && testers.contains(name)) return testers[name];
    const auto note = bench.world.store.edits().note(edit.app.id.text, testers_note(track));
    if (!note) return refused(note.error());
    const auto said = base::parse_json(*note);
    return said && said->is_array() ? *said : Json::array();
}

}  // namespace

Answer apks_list(Bench& bench, const Visit& visit) { return list_packages(bench, visit, false); }
Answer bundles_list(Bench& bench, const Visit& visit) { return list_packages(bench, visit, true); }

Answer add_package(Bench& bench, const Visit& visit, const contract::PackageDetail& detail) {
    const contract::Package& package = detail.package;
    const auto sha1 = sha1_of(bench, package.sha256);
    if (!sha1) return refused(sha1.error());
    const Json one = {{"id", package.id.text},
                      {"kind", contract::name_of(package.kind)},
                      {"code", package.version_code.value_or("0")},
                      {"sha1", *sha1},
                      {"sha256", package.sha256}};
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        Json& all = edit.facts["packages"];
        if (!all.is_array()) all = Json::array();
        const bool known = std::any_of(all.begin(), all.end(), [&](const Json& other) {
            return text_in(other, "id") == package.id.text;
        });
        if (!known) all.push_back(one);
        return shown(one);
    });
}

Answer testers_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    auto groups = testers_in(bench, *edit, *track);
    if (!groups) return groups;
    return Json{{"googleGroups", std::move(*groups)}};
}

// What is absent in a PATCH stays; a PUT without groups takes them all out.
static Answer write_testers(Bench& bench, const Visit& visit, bool whole) {
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    const Json groups = part_in(visit.body, "googleGroups");
    if (!groups.is_null() && (!groups.is_array() || groups.size() > groups_max))
        return refused(bad_request("googleGroups", "a list of at most 100 addresses"));
    for (const Json& one : groups.is_array() ? groups : Json::array())
        if (!one.is_string() || one.get<std::string>().size() > group_length_max)
            return refused(bad_request("googleGroups", "addresses were expected"));
    const auto done = change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::submit, edit.app.id))
            return refused(base::Problem::forbidden());
        if (groups.is_null() && !whole) return Json();
        edit.facts["testers"][std::string(contract::name_of(*track))] =
            groups.is_null() ? Json::array() : groups;
        return Json();
    });
    if (!done) return done;
    return testers_get(bench, visit);
}

Answer testers_put(Bench& bench, const Visit& visit) { return write_testers(bench, visit, true); }
Answer testers_patch(Bench& bench, const Visit& visit) {
    return write_testers(bench, visit, false);
}

// The store narrows nothing by country.
Answer country_availability_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    return Json{{"countries", Json::array()},
                {"restOfWorld", true},
                {"syncWithProduction", *track != contract::Track::production}};
}

// The APK of {versionCode}, if somebody uploaded one.
static Result<std::optional<contract::Package>> apk_of(Bench& bench, const Visit& visit) {
    const auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    const auto code = base::parse_decimal(visit.value("versionCode"));
    if (!code) return refused(bad_request("versionCode", "a number was expected"));
    auto all = packages_with(bench, app->id, *code);
    if (!all) return refused(all.error());
    for (contract::Package& one : *all)
        if (one.kind == PackageKind::apk) return std::move(one);
    return std::nullopt;
}

Answer generated_apks_list(Bench& bench, const Visit& visit) {
    const auto apk = apk_of(bench, visit);
    if (!apk) return refused(apk.error());
    Json all = Json::array();
    if (*apk) {
        const auto stored = bench.world.store.packages().find((*apk)->id);
        if (!stored) return refused(stored.error());
        const auto& signers = (*stored)->detail.facts.signature.signers;
        all.push_back({{"certificateSha256Hash", signers.empty() ? "" : signers.front().sha256},
                       {"generatedUniversalApk", {{"downloadId", (*apk)->id.text}}}});
    }
    return Json{{"generatedApks", std::move(all)}};
}

http::Response generated_apks_download(Bench& bench, const Visit& visit) {
    const auto apk = apk_of(bench, visit);
    if (!apk) return error_reply(apk.error());
    const auto none = no_such("apk_not_found", "No APK was found for the given id.");
    if (!*apk || (*apk)->id.text != visit.value("downloadId")) return error_reply(none);
    auto bytes = bench.world.blobs.read((*apk)->sha256);
    if (!bytes) return error_reply(bytes.error());
    if (!*bytes) return error_reply(none);
    return http::bytes_reply(std::move(*bytes), "application/vnd.android.package-archive",
                             visit.value("versionCode") + ".apk");
}

}  // namespace vitrine::service::play
