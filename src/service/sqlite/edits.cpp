#include <algorithm>

#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using base::Problem;
using base::refused;
using base::Result;

constexpr std::string_view edit_columns =
    "SELECT id, team, app, by, state, created_at, expires_at, listing, facts, images, revision "
    "FROM edits ";

std::string sql(std::string_view rest) {
    return std::string(edit_columns) + std::string(rest);
}

StoredEdit edit_at(const Query& row) {
    StoredEdit edit;
    edit.id = row.text(0);
    edit.team = {row.text(1)};
    edit.app = {row.text(2)};
    edit.by = row.text(3);
    edit.state = value_in<EditState>(row.view(4));
    edit.created_at = row.instant(5);
    edit.expires_at = row.instant(6);
    edit.listing = row.integer(7);
    edit.facts = row.text(8);
    edit.images = from_json_text<std::vector<std::string>>(row.view(9));
    edit.revision = row.integer(10);
    return edit;
}

class SqliteEdits final : public Edits {
public:
    explicit SqliteEdits(Database& store) : store_(store) {}

    Result<void> create(const StoredEdit& next, std::int32_t open_max) override {
        return change(store_, [&](Connection& writer) -> Result<void> {
            if (!Query(writer, "SELECT 1 FROM apps WHERE id = ?1", next.app.text).step())
                return refused(Problem::not_found("app"));
            if (Query(writer, "SELECT 1 FROM edits WHERE id = ?1", next.id).step())
                return refused(taken("id_taken"));
            Query open(writer, "SELECT count(*) FROM edits WHERE app = ?1 AND state = 'open'",
                       next.app.text);
            if (open.step() && open.integer(0) >= open_max)
                return refused(Problem::conflict("too_many_edits", "The app has too many edits."));
            return run(writer,
                       "INSERT INTO edits VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)",
                       next.id, next.team.text, next.app.text, next.by, word(next.state),
                       next.created_at, next.expires_at, next.listing, next.facts,
                       json_text(next.images));
        });
    }
    Result<std::optional<StoredEdit>> find(std::string_view id) override {
        return first(store_, sql("WHERE id = ?1"), edit_at, id);
    }
    Result<StoredEdit> save(const StoredEdit& edit) override {
        return change(store_, [&](Connection& writer) -> Result<StoredEdit> {
            const auto done = run(writer,
                                  "UPDATE edits SET state = ?3, expires_at = ?4, facts = ?5, "
                                  "images = ?6, revision = revision + 1 WHERE id = ?1 AND "
                                  "revision = ?2",
                                  edit.id, edit.revision, word(edit.state), edit.expires_at,
                                  edit.facts, json_text(edit.images));
            if (!done) return refused(done.error());
            const bool changed = writer.changed_rows() == 1;
            Query row(writer, sql("WHERE id = ?1"), edit.id);
            if (!row.step()) return refused(Problem::not_found("edit"));
            if (!changed)
                return refused(Problem::of(base::ProblemKind::stale, "stale_revision",
                                           "The edit was changed meanwhile."));
            return edit_at(row);
        });
    }
    Result<void> remove(std::string_view id) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM edits WHERE id = ?1", id);
        });
    }
    Result<std::vector<StoredEdit>> expired(base::Instant now, std::int32_t limit) override {
        return rows(store_, sql("WHERE expires_at <= ?1 ORDER BY expires_at, id LIMIT ?2"),
                    edit_at, now, limit);
    }
    Result<std::vector<std::string>> images() override {
        const auto found = rows(
            store_, "SELECT images FROM edits WHERE images <> '[]' AND state = 'open'",
            [](const Query& row) {
                return from_json_text<std::vector<std::string>>(row.view(0));
            });
        if (!found) return refused(found.error());
        std::vector<std::string> all;
        for (const auto& some : *found) all.insert(all.end(), some.begin(), some.end());
        std::ranges::sort(all);
        all.erase(std::ranges::unique(all).begin(), all.end());
        return all;
    }
    Result<void> put_note(std::string_view space, std::string_view name,
                          std::string_view text) override {
        return change(store_, [&](Connection& writer) {
            if (text.empty())
                return run(writer, "DELETE FROM edit_notes WHERE space = ?1 AND name = ?2", space,
                           name);
            return run(writer, "INSERT OR REPLACE INTO edit_notes VALUES(?1, ?2, ?3)", space, name,
                       text);
        });
    }
    Result<std::string> note(std::string_view space, std::string_view name) override {
        const auto found =
            first(store_, "SELECT text FROM edit_notes WHERE space = ?1 AND name = ?2",
                  [](const Query& row) { return row.text(0); }, space, name);
        if (!found) return refused(found.error());
        return found->value_or("");
    }
    Result<std::vector<Note>> notes(std::string_view space) override {
        return rows(store_, "SELECT name, text FROM edit_notes WHERE space = ?1 ORDER BY name",
                    [](const Query& row) { return Note{row.text(0), row.text(1)}; }, space);
    }
    Result<void> put_file(const ports::BuildFile& file) override {
        return change(store_, [&](Connection& writer) {
            return run(writer,
                       "INSERT OR REPLACE INTO build_files VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                       file.app.text, file.edit, file.version, file.kind, file.sha256, file.size,
                       file.refers_to, file.at);
        });
    }
    Result<std::vector<ports::BuildFile>> files(const contract::AppId& app,
                                         std::string_view edit) override {
        return rows(store_,
                    "SELECT app, edit, version, kind, sha256, size, refers_to, at FROM "
                    "build_files WHERE app = ?1 AND edit = ?2 ORDER BY version, kind",
                    file_at, app.text, edit);
    }
    Result<void> settle_files(const contract::AppId& app, std::string_view edit) override {
        return change(store_, [&](Connection& writer) {
            return run(writer,
                       "UPDATE OR REPLACE build_files SET edit = '' WHERE app = ?1 AND edit = ?2",
                       app.text, edit);
        });
    }
    Result<void> drop_files(const contract::AppId& app, std::string_view edit) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM build_files WHERE app = ?1 AND edit = ?2", app.text,
                       edit);
        });
    }
    Result<bool> names_file(std::string_view sha256) override {
        const auto found = first(store_, "SELECT 1 FROM build_files WHERE sha256 = ?1 LIMIT 1",
                                 [](const Query&) { return true; }, sha256);
        if (!found) return refused(found.error());
        return found->has_value();
    }

private:
    static ports::BuildFile file_at(const Query& row) {
        ports::BuildFile file;
        file.app = {row.text(0)};
        file.edit = row.text(1);
        file.version = row.integer(2);
        file.kind = row.text(3);
        file.sha256 = row.text(4);
        file.size = row.integer(5);
        file.refers_to = row.integer(6);
        file.at = row.instant(7);
        return file;
    }

    Database& store_;
};

}  // namespace

std::unique_ptr<Edits> make_edits(Files files) {
    return std::make_unique<SqliteEdits>(files.store);
}

}  // namespace vitrine::service::sqlite
