#include "base/text.h"
#include "service/cursor.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using base::Problem;

constexpr std::string_view upload_columns =
    "SELECT a.team, u.id, a.id, u.name, u.size, u.sha256, u.state, u.part_bytes, u.received, "
    "u.refusal, u.package, u.sent_by, u.verified, u.created_at, u.expires_at "
    "FROM uploads u JOIN apps a ON a.row = u.app ";

StoredUpload upload_at(const Query& row) {
    StoredUpload stored;
    contract::Upload& u = stored.upload;
    stored.team = {row.text(0)};
    u.id = {row.text(1)};
    u.app = {row.text(2)};
    u.name = row.text(3);
    u.size = row.integer(4);
    u.sha256 = row.text(5);
    u.state = value_in<contract::UploadState>(row.view(6));
    u.part_bytes = row.integer(7);
    u.received = from_json_text<std::vector<contract::ByteRange>>(row.view(8));
    if (!row.null(9)) u.refusal = from_json_text<contract::UploadRefusal>(row.view(9));
    if (!row.null(10)) u.package = contract::PackageId{row.text(10)};
    stored.sent_by = row.text(11);
    stored.verified = row.integer(12) != 0;
    u.created_at = row.instant(13);
    u.expires_at = row.instant(14);
    return stored;
}

std::string one_upload() {
    return std::string(upload_columns) + "WHERE u.id = ?1";
}

class SqliteUploads final : public Uploads {
public:
    explicit SqliteUploads(Database& store) : store_(store) {}

    base::Result<void> insert(const StoredUpload& stored, std::int32_t open_max) override {
        const contract::Upload& u = stored.upload;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            Query app(writer, "SELECT row, team FROM apps WHERE id = ?1", u.app.text);
            if (!app.step())
                return base::refused(app.trouble().value_or(Problem::not_found("app")));
            if (Query(writer, "SELECT 1 FROM uploads WHERE id = ?1", u.id.text).step())
                return base::refused(taken("id_taken"));
            Query open(writer,
                       "SELECT count(*) FROM uploads u JOIN apps a ON a.row = u.app "
                       "WHERE a.team = ?1 AND u.state <> ?2",
                       app.view(1), word(contract::UploadState::committed));
            if (!open.step()) return base::refused(open.trouble().value_or(Problem{}));
            if (open.integer(0) >= open_max) return base::refused(too_many_uploads());
            return run(writer,
                       "INSERT INTO uploads VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                       "?12, ?13, ?14)",
                       u.id.text, app.integer(0), u.name, u.size, u.sha256, word(u.state),
                       u.part_bytes, json_text(u.received), refusal_text(u), package_text(u),
                       stored.sent_by, stored.verified, u.created_at, u.expires_at);
        });
    }

    base::Result<std::optional<StoredUpload>> find(const contract::UploadId& id) override {
        return first(store_, one_upload(), upload_at, id.text);
    }

    base::Result<StoredUpload> add_range(const contract::UploadId& id, contract::ByteRange range,
                                         std::int32_t ranges_max,
                                         base::Instant expires_at) override {
        return change(store_, [&](Connection& writer) -> base::Result<StoredUpload> {
            Query known(writer, one_upload(), id.text);
            if (!known.step())
                return base::refused(known.trouble().value_or(Problem::not_found("upload")));
            StoredUpload stored = upload_at(known);
            if (auto done = receive(stored.upload, range, ranges_max, expires_at); !done)
                return base::refused(done.error());
            const auto done = run(
                writer, "UPDATE uploads SET received = ?2, expires_at = ?3 WHERE id = ?1", id.text,
                json_text(stored.upload.received), stored.upload.expires_at);
            if (!done) return base::refused(done.error());
            return stored;
        });
    }

    base::Result<bool> expects(std::string_view sha256) override {
        const auto found = first(
            store_, "SELECT 1 FROM uploads WHERE sha256 = ?1 AND state <> 'committed' LIMIT 1",
            [](const Query&) { return true; }, sha256);
        if (!found) return base::refused(found.error());
        return found->has_value();
    }
    base::Result<void> save(const StoredUpload& stored) override {
        const contract::Upload& u = stored.upload;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto done = run(writer,
                                  "UPDATE uploads SET verified = ?2, state = ?3, refusal = ?4, "
                                  "package = ?5, expires_at = ?6, size = ?7, sha256 = ?8 "
                                  "WHERE id = ?1",
                                  u.id.text, stored.verified, word(u.state), refusal_text(u),
                                  package_text(u), u.expires_at, u.size, u.sha256);
            if (!done) return done;
            if (writer.changed_rows() == 1) return {};
            return base::refused(Problem::not_found("upload"));
        });
    }

    base::Result<void> remove(const contract::UploadId& id) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM uploads WHERE id = ?1", id.text);
        });
    }

    base::Result<std::vector<contract::UploadId>> expired(base::Instant now,
                                                          std::int32_t limit) override {
        return rows(store_,
                    "SELECT id FROM uploads WHERE expires_at <= ?1 "
                    "ORDER BY expires_at, id LIMIT ?2",
                    [](const Query& row) { return contract::UploadId{row.text(0)}; }, now, limit);
    }

private:
    static std::optional<std::string> refusal_text(const contract::Upload& upload) {
        return upload.refusal ? std::optional(json_text(*upload.refusal)) : std::nullopt;
    }
    static std::optional<std::string> package_text(const contract::Upload& upload) {
        return upload.package ? std::optional(upload.package->text) : std::nullopt;
    }

    Database& store_;
};

constexpr std::string_view package_columns =
    "SELECT a.team, p.id, a.id, p.name, p.size, p.sha256, p.kind, p.version_code, p.version_name, "
    "p.uploaded_by, p.uploaded_at ";
constexpr std::string_view package_tables = " FROM packages p JOIN apps a ON a.row = p.app ";

contract::Package package_at(const Query& row) {
    contract::Package p;
    p.id = {row.text(1)};
    p.app = {row.text(2)};
    p.name = row.text(3);
    p.size = row.integer(4);
    p.sha256 = row.text(5);
    p.kind = value_in<contract::PackageKind>(row.view(6));
    if (!row.null(7)) p.version_code = row.text(7);
    p.version_name = row.text(8);
    p.uploaded_by = row.text(9);
    p.uploaded_at = row.instant(10);
    return p;
}

StoredPackage detail_at(const Query& row) {
    return {{row.text(0)},
            {package_at(row), from_json_text<contract::PackageFacts>(row.view(11))}};
}

std::string sql(std::string_view columns, std::string_view rest) {
    return std::string(package_columns) + std::string(columns) + std::string(package_tables) +
           std::string(rest);
}

class SqlitePackages final : public Packages {
public:
    explicit SqlitePackages(Database& store) : store_(store) {}

    base::Result<StoredPackage> keep(const StoredPackage& stored) override {
        const contract::Package& p = stored.detail.package;
        return change(store_, [&](Connection& writer) -> base::Result<StoredPackage> {
            Query app(writer, "SELECT row, team FROM apps WHERE id = ?1", p.app.text);
            if (!app.step())
                return base::refused(app.trouble().value_or(Problem::not_found("app")));
            Query known(writer, sql(", p.facts", "WHERE p.app = ?1 AND p.sha256 = ?2"),
                        app.integer(0), p.sha256);
            if (known.step()) return detail_at(known);
            if (auto trouble = known.trouble()) return base::refused(std::move(*trouble));
            if (Query(writer, "SELECT 1 FROM packages WHERE id = ?1", p.id.text).step())
                return base::refused(taken("id_taken"));
            const auto done = run(
                writer,
                "INSERT INTO packages VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                p.id.text, app.integer(0), p.sha256, p.name, p.size, word(p.kind), p.version_code,
                p.version_name, p.uploaded_by, p.uploaded_at, json_text(stored.detail.facts));
            if (!done) return base::refused(done.error());
            return StoredPackage{{app.text(1)}, stored.detail};
        });
    }

    base::Result<std::optional<StoredPackage>> find(const contract::PackageId& id) override {
        return first(store_, sql(", p.facts", "WHERE p.id = ?1"), detail_at, id.text);
    }

    base::Result<bool> holds(std::string_view sha256) override {
        const auto found = first(store_, "SELECT 1 FROM packages WHERE sha256 = ?1 LIMIT 1",
                                 [](const Query&) { return true; }, sha256);
        if (!found) return base::refused(found.error());
        return found->has_value();
    }
    base::Result<contract::PackagePage> list(const PackageQuery& query) override {
        std::optional<std::int64_t> before_ms;
        std::string before_id;
        if (query.cursor) {
            const auto key = read_cursor("packages", 2, *query.cursor);
            if (!key) return base::refused(key.error());
            before_ms = base::parse_decimal((*key)[0]);
            before_id = (*key)[1];
            if (!before_ms) return base::refused(bad_cursor());
        }
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        contract::PackagePage page;
        Query count(**reading, std::string("SELECT count(*)") + std::string(package_tables) +
                                   "WHERE a.id = ?1",
                    query.app.text);
        page.total = count.step() ? count.integer(0) : 0;
        Query found(**reading,
                    sql("", "WHERE a.id = ?1 AND (?2 IS NULL OR (p.uploaded_at, p.id) < (?2, ?3)) "
                            "ORDER BY p.uploaded_at DESC, p.id DESC LIMIT ?4"),
                    query.app.text, before_ms, before_id, query.limit + 1);
        while (found.step()) page.items.push_back(package_at(found));
        if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
        if (page.items.size() > static_cast<std::size_t>(query.limit)) {
            page.items.pop_back();
            const contract::Package& last = page.items.back();
            page.next =
                write_cursor("packages", {base::decimal(last.uploaded_at.ms), last.id.text});
        }
        return page;
    }

private:
    Database& store_;
};

}  // namespace

std::unique_ptr<Uploads> make_uploads(Files files) {
    return std::make_unique<SqliteUploads>(files.store);
}
std::unique_ptr<Packages> make_packages(Files files) {
    return std::make_unique<SqlitePackages>(files.store);
}

}  // namespace vitrine::service::sqlite
