#include "base/text.h"
#include "service/cursor.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::string_view cursor_name = "reports";

StoredReport report_at(const Query& row) {
    return {{row.text(0)}, from_json_text<contract::ReviewReport>(row.view(1))};
}

class SqliteReports final : public Reports {
public:
    explicit SqliteReports(Database& store) : store_(store) {}

    base::Result<std::optional<StoredReport>> find(const contract::ReviewId& review) override {
        return first(store_, "SELECT team, facts FROM review_reports WHERE review = ?1", report_at,
                     review.text);
    }

    base::Result<contract::ReviewReport> put(const StoredReport& report) override {
        return change(store_, [&](Connection& writer) -> base::Result<contract::ReviewReport> {
            contract::ReviewReport kept = report.report;
            if (!Query(writer, "SELECT 1 FROM reviews WHERE id = ?1", kept.review.text).step())
                return base::refused(base::Problem::not_found("review"));
            kept.revision = 1;
            {
                Query known(writer, "SELECT team, facts FROM review_reports WHERE review = ?1",
                            kept.review.text);
                if (known.step()) kept.revision = report_at(known).report.revision + 1;
                if (auto trouble = known.trouble()) return base::refused(std::move(*trouble));
            }
            const auto done = run(writer,
                                  "INSERT OR REPLACE INTO review_reports "
                                  "VALUES(?1, ?2, ?3, ?4, ?5)",
                                  kept.review.text, report.team.text, word(kept.state),
                                  kept.reported_at, json_text(kept));
            if (!done) return base::refused(done.error());
            return kept;
        });
    }

    base::Result<StoredReports> list(const ReportQuery& query) override {
        std::int64_t after_ms = INT64_MIN;
        std::string after_id;
        if (query.cursor) {
            const auto key = read_cursor(cursor_name, 2, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto time = base::parse_decimal((*key)[0]);
            if (!time) return base::refused(bad_cursor());
            after_ms = *time;
            after_id = (*key)[1];
        }
        const auto total =
            first(store_, "SELECT count(*) FROM review_reports WHERE state = ?1",
                  [](const Query& row) { return row.integer(0); }, word(query.state));
        if (!total) return base::refused(total.error());
        auto found = rows(store_,
                          "SELECT team, facts FROM review_reports WHERE state = ?1 "
                          "AND (reported_at, review) > (?2, ?3) "
                          "ORDER BY reported_at, review LIMIT ?4",
                          report_at, word(query.state), after_ms, after_id, query.limit + 1);
        if (!found) return base::refused(found.error());
        StoredReports out{std::move(*found), total->value_or(0), std::nullopt};
        if (out.items.size() <= static_cast<std::size_t>(query.limit)) return out;
        out.items.pop_back();
        const contract::ReviewReport& last = out.items.back().report;
        out.next = write_cursor(cursor_name,
                                {base::decimal(last.reported_at.ms), last.review.text});
        return out;
    }

private:
    Database& store_;
};

}  // namespace

std::unique_ptr<Reports> make_reports(Files files) {
    return std::make_unique<SqliteReports>(files.store);
}

}  // namespace vitrine::service::sqlite
