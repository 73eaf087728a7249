// Edits: what a publishing tool prepares step by step before it commits it as a whole, and words of
// such tools that the store has no home for.
//
// What an edit holds is the translator's business and here a text. It lives beside everything else:
// nothing that happens to the app ends it but its own end.
#pragma once
#include "base/result.h"
#include "contract/ids.h"

namespace vitrine::service::ports {

enum class EditState : std::uint8_t { open, committed, deleted };
constexpr auto names(const EditState*) {
    return std::array<std::string_view, 3>{"open", "committed", "deleted"};
}

struct StoredEdit {
    std::string id;
    contract::TeamId team;
    contract::AppId app;
    std::string by;            // the user or key that began it
    EditState state = EditState::open;
    base::Instant created_at, expires_at;
    std::int64_t listing = 0;  // the revision of the app's listing when it began
    std::string facts;
    std::vector<std::string> images;  // SHA-256 of images that only the edit shows
    std::int64_t revision = 0;
    bool operator==(const StoredEdit&) const = default;
};

// What belongs to a version and is no package: symbols for its crash reports, an expansion file.
// The bytes are a blob (blobs.h).
struct BuildFile {
    contract::AppId app;
    std::string edit;            // the one that brings it; "" once that is committed
    std::int64_t version = 0;    // a version code
    std::string kind;            // "proguard", "main"
    std::string sha256;          // "" where it is another version's
    std::int64_t size = 0;
    std::int64_t refers_to = 0;  // that version; 0: the file is its own
    base::Instant at;
    bool operator==(const BuildFile&) const = default;
};

struct Edits {
    virtual ~Edits() = default;

    // As revision 1. Refuses: unknown app (not_found), (conflict) "id_taken", "too_many_edits" when
    // the app has `open_max` open ones.
    virtual base::Result<void> create(const StoredEdit& edit, std::int32_t open_max) = 0;
    virtual base::Result<std::optional<StoredEdit>> find(std::string_view id) = 0;
    // Replaces state, end, facts and images. Compare-and-set: `edit.revision` is the one that was
    // read, the answer has the next. Refuses (not_found), (stale) "stale_revision".
    virtual base::Result<StoredEdit> save(const StoredEdit& edit) = 0;
    virtual base::Result<void> remove(std::string_view id) = 0;  // unknown is fine
    // Over at `now`, the oldest end first.
    virtual base::Result<std::vector<StoredEdit>> expired(base::Instant now,
                                                          std::int32_t limit) = 0;
    // Of all open edits.
    virtual base::Result<std::vector<std::string>> images() = 0;

    struct Note {
        std::string name, text;
        bool operator==(const Note&) const = default;
    };
    // "" takes it out.
    virtual base::Result<void> put_note(std::string_view space, std::string_view name,
                                        std::string_view text) = 0;
    virtual base::Result<std::string> note(std::string_view space, std::string_view name) = 0;
    virtual base::Result<std::vector<Note>> notes(std::string_view space) = 0;  // by name

    // One of each kind for a version, in an edit and outside: replaces.
    virtual base::Result<void> put_file(const BuildFile& file) = 0;
    // Those of an edit, or ("") the committed ones; by version and kind.
    virtual base::Result<std::vector<BuildFile>> files(const contract::AppId& app,
                                                       std::string_view edit) = 0;
    // Those of the edit are committed now, in place of what was there.
    virtual base::Result<void> settle_files(const contract::AppId& app, std::string_view edit) = 0;
    virtual base::Result<void> drop_files(const contract::AppId& app, std::string_view edit) = 0;
    virtual base::Result<bool> names_file(std::string_view sha256) = 0;  // of any app and edit
};

}  // namespace vitrine::service::ports
