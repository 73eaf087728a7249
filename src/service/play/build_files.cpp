#include "service/play/build_files.h"

#include <algorithm>

#include "base/text.h"
#include "service/http/download.h"
#include "service/play/calls.h"
#include "service/play/edit.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;
using ports::BuildFile;

// "proguard" or "main", as the address names it; "" when it is none.
std::string kind_asked(const Visit& visit) {
    for (const std::string_view name : {"proguard", "nativeCode"})
        if (visit.value("deobfuscationFileType") == name) return std::string(name);
    for (const std::string_view name : {"main", "patch"})
        if (visit.value("expansionFileType") == name) return std::string(name);
    return {};
}

bool is_expansion(const Visit& visit) {
    return !visit.value("expansionFileType").empty();
}

Result<bool> has_version(Bench& bench, const Edit& edit, std::int64_t version) {
    const Json packages = part_in(edit.facts, "packages");
    for (const Json& one : packages.is_array() ? packages : Json::array())
        if (base::parse_decimal(text_in(one, "code")) == version) return true;
    const auto found = packages_with(bench, edit.app.id, version);
    if (!found) return refused(found.error());
    return !found->empty();
}

// The edit, and the place in it that the address names, without its bytes.
struct Place {
    Edit edit;
    BuildFile file;
};
Result<Place> place_asked(Bench& bench, const Visit& visit) {
    auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    Place out{std::move(*edit), {}};
    const std::string_view name =
        is_expansion(visit) ? "expansionFileType" : "deobfuscationFileType";
    out.file.app = out.edit.app.id;
    out.file.edit = out.edit.stored.id;
    out.file.kind = kind_asked(visit);
    if (out.file.kind.empty()) return refused(bad_request(name, "no kind of file is called so"));
    const auto version = base::parse_decimal(visit.value("apkVersionCode"));
    if (!version) return refused(bad_request("apkVersionCode", "a number was expected"));
    out.file.version = *version;
    const auto known = has_version(bench, out.edit, *version);
    if (!known) return refused(known.error());
    if (!*known)
        return refused(no_such("apk_not_found", "No APK was found for the given version code."));
    return out;
}

Result<std::optional<BuildFile>> find_in(Bench& bench, const contract::AppId& app,
                                         const std::string& edit, std::int64_t version,
                                         const std::string& kind) {
    const auto all = bench.world.store.edits().files(app, edit);
    if (!all) return refused(all.error());
    for (const BuildFile& one : *all)
        if (one.version == version && one.kind == kind) return one;
    return std::nullopt;
}

// As the edit has it: its own, else what is committed.
Result<std::optional<BuildFile>> file_at(Bench& bench, const Place& place) {
    const BuildFile& at = place.file;
    auto mine = find_in(bench, at.app, at.edit, at.version, at.kind);
    if (!mine || *mine) return mine;
    return find_in(bench, at.app, "", at.version, at.kind);
}

base::Problem file_not_found() {
    return no_such("file_not_found", "The version has no such file.");
}

Json shown(const BuildFile& file) {
    if (file.refers_to != 0) return {{"referencesVersion", file.refers_to}};
    return {{"fileSize", base::decimal(file.size)}};
}

// The writes of an edit, together with its end put off.
Answer put(Bench& bench, const Visit& visit, BuildFile file) {
    file.at = bench.world.clock.now();
    auto batch = bench.world.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto kept = change_edit(bench, visit, [&](Edit&) -> Answer { return Json(); });
    if (!kept) return kept;
    auto done = bench.world.store.edits().put_file(file);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return shown(file);
}

// {"referencesVersion": N}: this version uses the file of another one. What else Google's object
// has is for reading only.
Answer refer(Bench& bench, const Visit& visit, bool whole) {
    auto place = place_asked(bench, visit);
    if (!place) return refused(place.error());
    if (!visit.who.may(contract::Right::publish, place->edit.app.id))
        return refused(base::Problem::forbidden());
    const Json to = part_in(visit.body, "referencesVersion");
    if (to.is_null() && !whole) return expansion_get(bench, visit);
    if (!to.is_number_integer())
        return refused(bad_request("referencesVersion", "a version code was expected"));
    place->file.refers_to = to.get<std::int64_t>();
    Place other{place->edit, place->file};
    other.file.version = place->file.refers_to;
    const auto known = file_at(bench, other);
    if (!known) return refused(known.error());
    if (!*known || (*known)->refers_to != 0)
        return refused(bad_request("referencesVersion", "that version has no such file itself"));
    return put(bench, visit, std::move(place->file));
}

}  // namespace

bool is_build_file(Upload upload) {
    return upload == Upload::symbols || upload == Upload::expansion;
}

Result<contract::App> place_of_file(Bench& bench, const Method&, const Visit& visit) {
    auto place = place_asked(bench, visit);
    if (!place) return refused(place.error());
    return std::move(place->edit.app);
}

Answer add_file(Bench& bench, const Method& method, const Visit& visit,
                const contract::UploadId& upload) {
    auto place = place_asked(bench, visit);
    if (!place) return refused(place.error());
    const bool symbols = method.upload == Upload::symbols;
    const auto bytes = bench.desks.uploads.shelve(
        visit.who, upload, symbols ? symbols_bytes_max : expansion_bytes_max);
    if (!bytes) return refused(bytes.error());
    place->file.sha256 = bytes->sha256;
    place->file.size = bytes->size;
    auto said = put(bench, visit, place->file);
    if (!said) return said;
    (void)bench.desks.uploads.cancel(visit.who, upload);  // else it is over by itself
    if (symbols) return Json{{"deobfuscationFile", {{"symbolType", place->file.kind}}}};
    return Json{{"expansionFile", std::move(*said)}};
}

Answer expansion_get(Bench& bench, const Visit& visit) {
    const auto place = place_asked(bench, visit);
    if (!place) return refused(place.error());
    const auto file = file_at(bench, *place);
    if (!file) return refused(file.error());
    if (!*file) return refused(file_not_found());
    return shown(**file);
}

Answer expansion_put(Bench& bench, const Visit& visit) { return refer(bench, visit, true); }
Answer expansion_patch(Bench& bench, const Visit& visit) { return refer(bench, visit, false); }

http::Response send_file(Bench& bench, const Visit& visit) {
    auto place = place_asked(bench, visit);
    if (!place) return error_reply(place.error());
    auto file = file_at(bench, *place);
    if (file && *file && (*file)->refers_to != 0) {
        place->file.version = (*file)->refers_to;
        file = file_at(bench, *place);
    }
    if (!file) return error_reply(file.error());
    if (!*file || (*file)->sha256.empty()) return error_reply(file_not_found());
    auto bytes = bench.world.blobs.read((*file)->sha256);
    if (!bytes) return error_reply(bytes.error());
    if (!*bytes) return error_reply(file_not_found());
    return http::bytes_reply(std::move(*bytes), "application/octet-stream",
                             (*file)->kind + "-" + base::decimal((*file)->version));
}

}  // namespace vitrine::service::play
