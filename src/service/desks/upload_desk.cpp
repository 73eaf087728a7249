#include "service/desks/upload_desk.h"

#include <algorithm>

#include "package/checks/preflight.h"
#include "package/signing/crypto.h"
#include "service/desks/part_writer.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::PackageFacts;
using contract::UploadState;

constexpr std::size_t hash_piece_bytes = 256 * 1024;
constexpr std::int32_t sweep_at_once = 200;

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

Problem incomplete(const contract::Upload& upload) {
    return Problem::of(ProblemKind::conflict, "upload_incomplete", "Bytes of the file are missing.",
                       base::decimal(contract::bytes_in(upload.received)) + " of " +
                           base::decimal(upload.size) + " bytes are here.");
}

Problem sha256_mismatch() {
    return Problem::of(ProblemKind::conflict, "sha256_mismatch",
                       "The bytes are not those that were announced.",
                       "Send the parts again, or cancel the upload.");
}

Problem too_large(std::int64_t bytes_max) {
    return Problem::of(ProblemKind::too_large, "upload_too_large", "The file is too large.",
                       "At most " + base::decimal(bytes_max) + " bytes.");
}

// Open, and all of its bytes came.
Result<ports::StoredUpload> whole(Result<ports::StoredUpload> stored) {
    if (!stored) return stored;
    const contract::Upload& upload = stored->upload;
    if (upload.state != UploadState::open)
        return refused(Problem::conflict("upload_closed", "The upload was committed or refused."));
    if (contract::bytes_in(upload.received) != upload.size) return refused(incomplete(upload));
    return stored;
}

// The reason of a refused upload as a Problem, the same at every commit.
Problem problem_of(const contract::UploadRefusal& refusal) {
    if (const auto reason = contract::value_of<contract::PackageRefusal>(refusal.code))
        return contract::problem_of(*reason, refusal.detail);
    return Problem::of(ProblemKind::conflict, refusal.code, refusal.title, refusal.detail);
}

Result<std::string> sha256_of(const package::ByteSource& source) {
    package::Digester digester(package::Hash::sha256);
    std::vector<char> piece(hash_piece_bytes);
    for (std::uint64_t at = 0; at < source.size();) {
        const auto count = std::min<std::uint64_t>(piece.size(), source.size() - at);
        const std::span<char> bytes(piece.data(), static_cast<std::size_t>(count));
        if (!source.read_at(at, bytes))
            return refused(Problem::unavailable("blobs_failed", "The file cannot be read.",
                                                "Look at the disk, then try again."));
        digester.add({bytes.data(), bytes.size()});
        at += count;
    }
    return package::hex(digester.finish());
}

contract::Package package_from(const ports::StoredUpload& stored, const PackageFacts& facts) {
    contract::Package out;
    out.app = stored.upload.app;
    out.name = stored.upload.name;
    out.size = stored.upload.size;
    out.sha256 = stored.upload.sha256;
    out.kind = facts.kind;
    out.version_code = facts.version_code;
    out.version_name = facts.version_name;
    out.uploaded_by = stored.sent_by;
    return out;
}

}  // namespace

Result<contract::Upload> UploadDesk::reserve(const Caller& who,
                                             const contract::ReserveUpload::Request& ask) {
    if (ask.size > contract::upload_bytes_max)
        return refused(too_large(contract::upload_bytes_max));
    if (ask.size <= 0)
        return refused(contract::invalid_fields({{"size", "out_of_range", "at least 1 byte"}}));
    const std::string sha256 = base::lower_ascii(ask.sha256);
    if (!is_sha256(sha256))
        return refused(contract::invalid_fields(
            {{"sha256", "not_allowed", "64 hexadecimal digits were expected"}}));
    return reserved(who, ask.app, ask.name, ask.size, sha256);
}

Result<contract::Upload> UploadDesk::reserve_unsized(const Caller& who, const contract::AppId& app,
                                                     const std::string& name) {
    return reserved(who, app, name, contract::upload_bytes_max, "");
}

Result<contract::Upload> UploadDesk::reserved(const Caller& who, const contract::AppId& id,
                                              const std::string& name, std::int64_t size,
                                              const std::string& sha256) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    const auto app = world_.store.apps().find(id);
    if (!app) return refused(app.error());
    if (!*app || (*app)->team != *team || !who.reaches(id))
        return refused(Problem::not_found("app"));
    if (!who.may(contract::Right::publish, id)) return refused(Problem::forbidden());
    Stored stored{*team, who.user.name, false, {}};
    stored.upload.id = {ports::random_id(world_.random, "upl_")};
    stored.upload.app = id;
    stored.upload.name = name;
    stored.upload.size = size;
    stored.upload.sha256 = sha256;
    stored.upload.created_at = world_.clock.now();
    stored.upload.expires_at = {stored.upload.created_at.ms + contract::upload_kept_ms};
    if (auto done = world_.store.uploads().insert(stored, contract::uploads_open_max); !done)
        return refused(done.error());
    return stored.upload;
}

Result<ports::StoredUpload> UploadDesk::visible(const Caller& who,
                                                const contract::UploadId& upload) {
    auto stored = world_.store.uploads().find(upload);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches((*stored)->upload.app) ||
        (*stored)->upload.expires_at <= world_.clock.now())
        return refused(Problem::not_found("upload"));
    return std::move(**stored);
}

Result<ports::StoredUpload> UploadDesk::writable(const Caller& who,
                                                 const contract::UploadId& upload) {
    auto stored = visible(who, upload);
    if (stored && !who.may(contract::Right::publish, stored->upload.app))
        return refused(Problem::forbidden());
    return stored;
}

Result<contract::Upload> UploadDesk::find(const Caller& who, const contract::UploadId& upload) {
    auto stored = visible(who, upload);
    if (!stored) return refused(stored.error());
    return std::move(stored->upload);
}

Result<std::unique_ptr<IncomingPart>> UploadDesk::begin_part(
    const Caller& who, const contract::PutPart::Request& ask, std::int64_t bytes) {
    auto door = doors_.door_of(ask.upload);
    const auto stored = writable(who, ask.upload);
    if (!stored) return refused(stored.error());
    const contract::Upload& upload = stored->upload;
    if (upload.state != UploadState::open || stored->verified)
        return refused(Problem::conflict(
            "upload_closed", "The upload was committed or refused: it takes no more parts."));
    if (bytes <= 0)
        return refused(Problem::of(ProblemKind::invalid, "part_empty", "The part has no bytes."));
    if (ask.offset < 0 || ask.offset > upload.size || bytes > upload.size - ask.offset)
        return refused(Problem::of(ProblemKind::invalid, "part_beyond_size",
                                   "The part reaches beyond the size that was announced."));
    auto file = world_.blobs.open(upload.id);
    if (!file) return refused(file.error());
    auto turn = turns_.take(stored->team);
    if (!turn) return refused(turn.error());
    return std::make_unique<PartWriter>(
        *this, std::move(*turn), std::move(door), *stored, std::move(*file),
        contract::ByteRange{ask.offset, ask.offset + bytes});
}

// The facts of bytes that are what was announced and may be published, or why not.
Result<PackageFacts> UploadDesk::checked_facts(const Stored& stored) {
    const contract::Upload& upload = stored.upload;
    auto source = world_.blobs.read_upload(upload.id);
    if (source && !*source && stored.verified) source = world_.blobs.read(upload.sha256);
    if (!source) return refused(source.error());
    if (!*source) return refused(incomplete({}));
    if (static_cast<std::int64_t>((*source)->size()) != upload.size)
        return refused(sha256_mismatch());
    const std::lock_guard lock(reading_);
    const auto sha256 = sha256_of(**source);
    if (!sha256) return refused(sha256.error());
    if (*sha256 != upload.sha256) return refused(sha256_mismatch());
    auto facts = package::read_to_publish(**source, package::Limits{});
    if (!facts) return facts;
    const auto app = world_.store.apps().find(upload.app);
    if (!app) return refused(app.error());
    if (!*app || (*app)->app.package_name != facts->package_name)
        return refused(Problem::of(ProblemKind::conflict, "wrong_package_name",
                                   "The package is of another app.",
                                   "It says " + facts->package_name + "."));
    return facts;
}

Result<contract::PackageDetail> UploadDesk::kept_package(const contract::PackageId& package) {
    auto stored = world_.store.packages().find(package);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("package"));
    return std::move((*stored)->detail);
}

Result<contract::PackageDetail> UploadDesk::commit(const Caller& who,
                                                   const contract::UploadId& id) {
    auto stored = writable(who, id);
    if (!stored) return refused(stored.error());
    const auto missing = [](const contract::Upload& upload) {
        return contract::bytes_in(upload.received) != upload.size;
    };
    if (stored->upload.state == UploadState::open && missing(stored->upload))
        return refused(incomplete(stored->upload));  // before the door is shut on other parts
    ShutDoor door(doors_.door_of(id));
    if (!door.is_mine()) return refused(upload_busy());
    stored = writable(who, id);
    if (!stored) return refused(stored.error());
    const contract::Upload& upload = stored->upload;
    if (upload.package) return kept_package(*upload.package);
    if (upload.refusal) return refused(problem_of(*upload.refusal));
    auto facts = checked_facts(*stored);
    if (facts) {
        door.leave_shut();  // a part that began before still holds the file that becomes the blob
        return keep(who, std::move(*stored), std::move(*facts));
    }
    const Problem& why = facts.error();
    const bool may_pass = why.kind == ProblemKind::unavailable || why.code == "sha256_mismatch" ||
                          why.code == "upload_incomplete";
    if (may_pass) return refused(why);
    return refuse(std::move(*stored), why);
}

// Notes size and digest of an upload that was reserved without, as its bytes have them.
Result<void> UploadDesk::measure(const Caller& who, const contract::UploadId& id) {
    ShutDoor door(doors_.door_of(id));
    if (!door.is_mine()) return refused(upload_busy());
    auto stored = writable(who, id);
    if (!stored) return refused(stored.error());
    contract::Upload& upload = stored->upload;
    if (!upload.sha256.empty() || upload.state != UploadState::open) return {};
    if (upload.received.size() != 1 || upload.received.front().from != 0)
        return refused(incomplete(upload));
    auto source = world_.blobs.read_upload(id);
    if (!source) return refused(source.error());
    if (!*source ||
        static_cast<std::int64_t>((*source)->size()) != upload.received.front().to)
        return refused(incomplete(upload));
    const std::lock_guard lock(reading_);
    auto sha256 = sha256_of(**source);
    if (!sha256) return refused(sha256.error());
    upload.size = upload.received.front().to;
    upload.sha256 = std::move(*sha256);
    return world_.store.uploads().save(*stored);
}

Result<contract::PackageDetail> UploadDesk::seal(const Caller& who,
                                                 const contract::UploadId& upload) {
    if (auto done = measure(who, upload); !done) return refused(done.error());
    return commit(who, upload);
}

Result<std::string> UploadDesk::take(const Caller& who, const contract::UploadId& id,
                                     std::int64_t bytes_max) {
    if (auto done = measure(who, id); !done) return refused(done.error());
    const auto stored = whole(writable(who, id));
    if (!stored) return refused(stored.error());
    const contract::Upload& upload = stored->upload;
    if (upload.size > bytes_max) {
        (void)cancel(who, id);
        return refused(too_large(bytes_max));
    }
    const auto source = world_.blobs.read_upload(id);
    if (!source) return refused(source.error());
    if (!*source) return refused(incomplete(upload));
    std::string bytes(static_cast<std::size_t>(upload.size), '\0');
    if (!(*source)->read_at(0, std::span(bytes.data(), bytes.size())))
        return refused(Problem::unavailable("blobs_failed", "The file cannot be read.",
                                            "Look at the disk, then try again."));
    package::Digester digester(package::Hash::sha256);
    digester.add(bytes);
    if (package::hex(digester.finish()) != upload.sha256) return refused(sha256_mismatch());
    if (auto gone = cancel(who, id); !gone) return refused(gone.error());
    return bytes;
}

// Until the upload goes, the sweep takes it at its word that somebody expects these bytes.
Result<Shelved> UploadDesk::shelve(const Caller& who, const contract::UploadId& id,
                                   std::int64_t bytes_max) {
    if (auto done = measure(who, id); !done) return refused(done.error());
    ShutDoor door(doors_.door_of(id));
    if (!door.is_mine()) return refused(upload_busy());
    const auto stored = whole(writable(who, id));
    if (!stored) return refused(stored.error());
    const contract::Upload& upload = stored->upload;
    if (upload.size > bytes_max) return refused(too_large(bytes_max));
    door.leave_shut();  // a part that began before still holds the file that becomes the blob
    const std::lock_guard shelving(shelving_);
    const auto kept = world_.blobs.keep(upload.id, upload.sha256);
    if (!kept && kept.error().kind != ProblemKind::not_found) return refused(kept.error());
    const auto blob = world_.blobs.read(upload.sha256);
    if (!blob) return refused(blob.error());
    if (!*blob) return refused(incomplete(upload));
    return Shelved{upload.sha256, upload.size};
}

Result<contract::PackageDetail> UploadDesk::refuse(Stored stored, const Problem& reason) {
    stored.upload.state = UploadState::refused;
    stored.upload.refusal = {reason.code, reason.title, reason.detail};
    stored.upload.expires_at = {world_.clock.now().ms + contract::upload_kept_ms};
    if (auto done = world_.store.uploads().save(stored); !done) return refused(done.error());
    return refused(reason);
}

// First the note that the bytes are good, then their name, then the row: whoever is stopped in
// between commits again and comes to the same end.
Result<contract::PackageDetail> UploadDesk::keep(const Caller& who, Stored stored,
                                                 PackageFacts facts) {
    const base::Instant now = world_.clock.now();
    contract::Upload& upload = stored.upload;
    if (!stored.verified) {
        stored.verified = true;
        if (auto done = world_.store.uploads().save(stored); !done) return refused(done.error());
    }
    const std::lock_guard shelving(shelving_);
    auto kept = world_.blobs.keep(upload.id, upload.sha256);
    if (!kept && kept.error().kind != ProblemKind::not_found) return refused(kept.error());
    ports::StoredPackage package{stored.team, {package_from(stored, facts), std::move(facts)}};
    package.detail.package.id = {ports::random_id(world_.random, "pkg_")};
    package.detail.package.uploaded_at = now;
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto made = world_.store.packages().keep(package);
    if (!made) return refused(made.error());
    upload.state = UploadState::committed;
    upload.package = made->detail.package.id;
    upload.expires_at = {now.ms + contract::upload_kept_ms};
    if (auto done = world_.store.uploads().save(stored); !done) return refused(done.error());
    const ports::AuditEntry entry{now, who.user.id.text, "package.upload", upload.package->text,
                                  "",  {},               stored.team,      upload.app};
    if (auto done = world_.store.submissions().append_audit(entry); !done)
        return refused(done.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return std::move(made->detail);
}

Result<contract::Nothing> UploadDesk::cancel(const Caller& who, const contract::UploadId& upload) {
    const auto stored = writable(who, upload);
    if (!stored) return refused(stored.error());
    ShutDoor door(doors_.door_of(upload));
    if (!door.is_mine()) return refused(upload_busy());
    if (auto done = world_.store.uploads().remove(upload); !done) return refused(done.error());
    door.leave_shut();
    (void)world_.blobs.drop(upload);  // what stays behind, sweep() finds
    return contract::Nothing{};
}

// True: it is gone. False: it lives, or somebody works on it. Looks before it shuts the door, for
// that would cost an upload in progress its parts.
Result<bool> UploadDesk::sweep_one(const contract::UploadId& upload) {
    std::optional<ShutDoor> door;
    bool over = false;
    for (int look = 0; look < 2; ++look) {
        const auto stored = world_.store.uploads().find(upload);
        if (!stored) return refused(stored.error());
        over = !*stored || (*stored)->upload.expires_at <= world_.clock.now();
        if (!over && (*stored)->upload.state != UploadState::committed) return false;
        if (!door) door.emplace(doors_.door_of(upload));
        if (!door->is_mine()) return false;
    }
    if (over)
        if (auto done = world_.store.uploads().remove(upload); !done) return refused(done.error());
    if (over) door->leave_shut();
    if (auto done = world_.blobs.drop(upload); !done) return refused(done.error());
    return over;
}

Result<int> UploadDesk::sweep_blobs(std::size_t at_most) {
    std::vector<std::string> now;
    {
        const std::lock_guard lock(sweeping_);
        if (unswept_.empty()) {
            auto all = world_.blobs.blobs();
            if (!all) return refused(all.error());
            unswept_ = std::move(*all);
        }
        const std::size_t count = std::min(at_most, unswept_.size());
        now.assign(unswept_.end() - static_cast<std::ptrdiff_t>(count), unswept_.end());
        unswept_.resize(unswept_.size() - count);
    }
    int swept = 0;
    for (const std::string& sha256 : now) {
        const std::lock_guard shelving(shelving_);
        const auto held = named(sha256);
        if (!held) return refused(held.error());
        if (*held) continue;
        // Looked at once more where nobody can name it meanwhile.
        const auto batch = world_.store.begin_batch();
        if (!batch) return refused(batch.error());
        const auto still = named(sha256);
        if (!still) return refused(still.error());
        if (*still) continue;
        if (auto done = world_.blobs.remove(sha256); !done) return refused(done.error());
        ++swept;
    }
    return swept;
}

// Whether a package, an image, a version's file or an upload that is not over means this content.
Result<bool> UploadDesk::named(const std::string& sha256) {
    auto known = world_.store.packages().holds(sha256);
    if (known && !*known) known = world_.store.uploads().expects(sha256);
    if (known && !*known) known = world_.store.listings().names_image(sha256);
    if (known && !*known) known = world_.store.edits().names_file(sha256);
    return known;
}

Result<int> UploadDesk::sweep() {
    auto ids = world_.store.uploads().expired(world_.clock.now(), sweep_at_once);
    if (!ids) return refused(ids.error());
    const auto files = world_.blobs.uploads();
    if (!files) return refused(files.error());
    for (const contract::UploadId& one : *files)
        if (std::ranges::find(*ids, one) == ids->end()) ids->push_back(one);
    int swept = 0;
    for (const contract::UploadId& one : *ids) {
        const auto gone = sweep_one(one);
        if (!gone) return refused(gone.error());
        swept += *gone;
    }
    return swept;
}

}  // namespace vitrine::service::desks
