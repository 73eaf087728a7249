#include "base/text.h"
#include "service/cursor.h"
#include "service/hook_news.h"
#include "service/search_terms.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using contract::Submission;
using contract::SubmissionDetail;

constexpr std::string_view head_columns =
    "SELECT a.team, s.id, s.number, a.id, a.name, a.icon, s.version_name, s.version_code, s.track, "
    "s.stage, s.fraction, s.sent_by, s.package_bytes, s.locale_count, s.created_at, s.updated_at, "
    "s.blocking, s.advice, s.checks_passed, s.attention, s.outlook, s.revision ";
constexpr std::string_view body_columns = ", s.timeline, s.findings, s.messages ";
constexpr std::string_view tables = "FROM submissions s JOIN apps a ON a.row = s.app ";

std::string sql(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) out += part;
    return out;
}

Submission head_at(const Query& row) {
    Submission s;
    s.id = {row.text(1)};
    s.number = row.integer(2);
    s.app = {row.text(3)};
    s.app_name = row.text(4);
    s.icon = row.text(5);
    s.version_name = row.text(6);
    s.version_code = row.text(7);
    s.track = value_in<contract::Track>(row.view(8));
    s.stage = value_in<contract::Stage>(row.view(9));
    s.fraction = row.real(10);
    s.sent_by = row.text(11);
    s.package_bytes = row.integer(12);
    s.locale_count = row.small(13);
    s.created_at = row.instant(14);
    s.updated_at = row.instant(15);
    s.blocking = row.small(16);
    s.advice = row.small(17);
    s.checks_passed = row.small(18);
    if (!row.null(19)) s.attention = from_json_text<contract::Attention>(row.view(19));
    if (!row.null(20)) s.outlook = from_json_text<contract::QueueOutlook>(row.view(20));
    s.revision = row.integer(21);
    return s;
}

StoredSubmission detail_at(const Query& row) {
    StoredSubmission stored{{row.text(0)}, {head_at(row), {}, {}, {}}};
    SubmissionDetail& detail = stored.detail;
    detail.timeline = from_json_text<std::vector<contract::TimelineEntry>>(row.view(22));
    detail.findings = from_json_text<std::vector<contract::Finding>>(row.view(23));
    detail.messages = from_json_text<std::vector<contract::Message>>(row.view(24));
    return stored;
}

std::string folded(const Submission& s) {
    return folded_text(s.version_name + "\n" + s.version_code + "\n" + base::decimal(s.number) +
                       "\n" + s.sent_by);
}

template <class T>
std::optional<std::string> maybe_json(const std::optional<T>& value) {
    return value ? std::optional(json_text(*value)) : std::nullopt;
}

// "'queued','in_review'": names come from the contract, so they need no quoting.
std::string stage_list(const std::vector<contract::Stage>& stages) {
    std::string out;
    for (const contract::Stage stage : stages)
        out += (out.empty() ? "'" : ",'") + std::string(word(stage)) + "'";
    return out;
}

template <class Wanted>
std::string stages_where(Wanted wanted) {
    std::vector<contract::Stage> stages;
    const auto count = contract::names(static_cast<const contract::Stage*>(nullptr)).size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto stage = static_cast<contract::Stage>(i);
        if (wanted(stage)) stages.push_back(stage);
    }
    return stage_list(stages);
}

std::string scope_condition(contract::SubmissionScope scope) {
    using contract::SubmissionScope;
    switch (scope) {
        case SubmissionScope::all: return "";
        case SubmissionScope::queue:
            return " AND s.stage IN (" + stages_where(contract::in_queue) + ")";
        case SubmissionScope::attention:
            return " AND (s.attention IS NOT NULL OR s.stage IN (" +
                   stages_where(contract::waits_for_developer) + "))";
        case SubmissionScope::open:
            return " AND s.stage IN (" + stages_where([](contract::Stage stage) {
                       return !contract::is_final(stage) && stage != contract::Stage::live;
                   }) + ")";
    }
    return "";
}

// Parameters 1..4: team, app, part of a name, the apps to narrow to. Team and app stand there
// plainly when they are asked for, so that their indexes are used.
std::string condition(const SubmissionQuery& query) {
    std::string where = query.team ? "WHERE s.team = ?1" : "WHERE ?1 IS NULL";
    where += query.app ? " AND a.id = ?2" : " AND ?2 IS NULL";
    where += " AND (?3 = '' OR instr(s.folded, ?3) > 0 OR instr(a.folded, ?3) > 0) AND "
             "(?4 IS NULL OR a.id IN (SELECT value FROM json_each(?4)))";
    where += scope_condition(query.scope);
    if (!query.stages.empty()) where += " AND s.stage IN (" + stage_list(query.stages) + ")";
    return where;
}

constexpr std::string_view audit_columns =
    "SELECT at, actor, action, thing, reason, policies, team, app, row FROM audit ";

AuditEntry audit_at(const Query& row) {
    AuditEntry entry{row.instant(0), row.text(1), row.text(2), row.text(3), row.text(4),
                     from_json_text<std::vector<std::string>>(row.view(5)), {}, {}};
    if (!row.null(6)) entry.team = contract::TeamId{row.text(6)};
    if (!row.null(7)) entry.app = contract::AppId{row.text(7)};
    return entry;
}

class SqliteSubmissions final : public Submissions {
public:
    explicit SqliteSubmissions(Database& store) : store_(store) {}

    base::Result<contract::SubmissionPage> list(const SubmissionQuery& query) override;

    base::Result<std::optional<StoredSubmission>> find(const contract::SubmissionId& id) override {
        return first(store_, sql({head_columns, body_columns, tables, "WHERE s.id = ?1"}),
                     detail_at, id.text);
    }

    base::Result<std::vector<Submission>> queue() override {
        return rows(store_,
                    sql({head_columns, tables, "WHERE s.stage IN (",
                         stages_where(contract::in_queue), ") ORDER BY +s.updated_at, s.id"}),
                    head_at);
    }

    base::Result<std::vector<contract::SubmissionId>> due(base::Instant since,
                                                          base::Instant now) override {
        return rows(store_,
                    "SELECT id FROM submissions WHERE due_at IS NOT NULL AND due_at <= ?1 AND "
                    "updated_at >= ?2 ORDER BY due_at, id",
                    [](const Query& row) { return contract::SubmissionId{row.text(0)}; }, now,
                    since);
    }

    base::Result<SubmissionDetail> insert(const SubmissionDetail& detail,
                                          const AuditEntry& audit) override;
    base::Result<SubmissionDetail> save(const SubmissionDetail& detail,
                                        const AuditEntry& audit) override;

    base::Result<std::vector<std::int64_t>> decision_times_ms(std::int32_t limit) override {
        return rows(store_,
                    "SELECT took_ms FROM decisions ORDER BY at DESC, submission DESC LIMIT ?1",
                    [](const Query& row) { return row.integer(0); }, limit);
    }

    base::Result<void> append_audit(const AuditEntry& entry) override {
        return change(store_, [&](Connection& writer) { return log(writer, entry); });
    }

    base::Result<std::vector<AuditEntry>> audit_of(std::string_view thing,
                                                   std::int32_t limit) override {
        return rows(store_, sql({audit_columns, "WHERE thing = ?1 ORDER BY row DESC LIMIT ?2"}),
                    audit_at, thing, limit);
    }
    base::Result<AuditRows> audit(const AuditQuery& query) override;

private:
    static base::Result<void> log(Connection& writer, const AuditEntry& entry) {
        return run(writer,
                   "INSERT INTO audit(at, actor, action, thing, reason, policies, team, app) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   entry.at, entry.actor, entry.action, entry.thing, entry.reason,
                   json_text(entry.policies),
                   entry.team ? std::optional(entry.team->text) : std::nullopt,
                   entry.app ? std::optional(entry.app->text) : std::nullopt);
    }

    // What follows a row's change in the same transaction; the row as it stands now.
    // `before`: with the stage and fraction that it had, none when it is new.
    static base::Result<SubmissionDetail> settle(Connection& writer, const Submission& submission,
                                                 const AuditEntry& audit,
                                                 const std::optional<Submission>& before);
    static base::Result<void> write_body(Connection& writer, const SubmissionDetail& detail);

    Database& store_;
};

// Behind the cursor, in order, a page. Parameters 5..7: time and id of the last seen, how many. The
// queue is short beside everything that ever was: "+" has it found by stage and then put in order.
std::string page_of(const SubmissionQuery& query) {
    const bool oldest_first = query.scope == contract::SubmissionScope::queue;
    std::string page = query.cursor ? " AND (s.updated_at, s.id) " : " AND ?5 IS NULL AND ?6 = '' ";
    if (query.cursor) page += oldest_first ? "> (?5, ?6) " : "< (?5, ?6) ";
    return page + (oldest_first ? "ORDER BY +s.updated_at, s.id LIMIT ?7"
                                : "ORDER BY s.updated_at DESC, s.id DESC LIMIT ?7");
}

base::Result<contract::SubmissionPage> SqliteSubmissions::list(const SubmissionQuery& query) {
    const bool oldest_first = query.scope == contract::SubmissionScope::queue;
    const std::string_view order = oldest_first ? "queue" : "submissions";
    std::optional<std::int64_t> after_ms;
    std::string after_id;
    if (query.cursor) {
        const auto key = read_cursor(order, 2, *query.cursor);
        if (!key) return base::refused(key.error());
        after_ms = base::parse_decimal((*key)[0]);
        after_id = (*key)[1];
        if (!after_ms) return base::refused(bad_cursor());
    }
    const auto team = query.team ? std::optional(query.team->text) : std::nullopt;
    const auto app = query.app ? std::optional(query.app->text) : std::nullopt;
    const std::string where = condition(query), part = folded_text(query.q);
    auto reading = store_.read();
    if (!reading) return base::refused(reading.error());
    contract::SubmissionPage page;
    const auto only = ids_json(query.only);
    Query count(**reading, sql({"SELECT count(*) ", tables, where}), team, app, part, only);
    page.total = count.step() ? count.integer(0) : 0;
    Query found(**reading, sql({head_columns, tables, where, page_of(query)}),
                team, app, part, only, after_ms, after_id, query.limit + 1);
    while (found.step()) page.items.push_back(head_at(found));
    if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
    if (page.items.size() > static_cast<std::size_t>(query.limit)) {
        page.items.pop_back();
        const Submission& last = page.items.back();
        page.next = write_cursor(order, {base::decimal(last.updated_at.ms), last.id.text});
    }
    return page;
}

base::Result<AuditRows> SqliteSubmissions::audit(const AuditQuery& query) {
    std::int64_t before = INT64_MAX;
    if (query.cursor) {
        const auto key = read_cursor("audit", 1, *query.cursor);
        if (!key) return base::refused(key.error());
        const auto row = base::parse_decimal((*key)[0]);
        if (!row) return base::refused(bad_cursor());
        before = *row;
    }
    const std::string area = query.action + ".";
    auto found = rows(
        store_,
        // A team's own index, or the rows from the end: what the planner would not see in one text.
        sql({audit_columns, query.team ? "WHERE team = ?1" : "WHERE ?1 = ''",
             " AND row < ?2 AND (?3 = '' OR actor = ?3) AND (?4 = '' OR thing = ?4) AND "
             "(?5 = '' OR action = ?5 OR substr(action, 1, length(?6)) = ?6) "
             "ORDER BY row DESC LIMIT ?7"}),
        [](const Query& row) { return AuditRow{row.integer(8), audit_at(row)}; },
        query.team ? query.team->text : std::string(), before, query.actor, query.thing,
        query.action, area, query.limit + 1);
    if (!found) return base::refused(found.error());
    AuditRows page{std::move(*found), std::nullopt};
    if (page.items.size() > static_cast<std::size_t>(query.limit)) {
        page.items.pop_back();
        page.next = write_cursor("audit", {base::decimal(page.items.back().row)});
    }
    return page;
}

base::Result<void> SqliteSubmissions::write_body(Connection& writer, const SubmissionDetail& d) {
    SubmissionDetail detail = d;
    count_findings(detail);
    const Submission& s = detail.submission;
    return run(writer,
               "UPDATE submissions SET version_name = ?2, version_code = ?3, track = ?4, "
               "stage = ?5, fraction = ?6, sent_by = ?7, package_bytes = ?8, locale_count = ?9, "
               "updated_at = ?10, blocking = ?11, advice = ?12, checks_passed = ?13, "
               "attention = ?14, outlook = ?15, timeline = ?16, findings = ?17, messages = ?18, "
               "folded = ?19, revision = revision + 1 WHERE id = ?1",
               s.id.text, s.version_name, s.version_code, word(s.track), word(s.stage), s.fraction,
               s.sent_by, s.package_bytes, s.locale_count, s.updated_at, s.blocking, s.advice,
               s.checks_passed, maybe_json(s.attention), maybe_json(s.outlook),
               json_text(detail.timeline), json_text(detail.findings), json_text(detail.messages),
               folded(s));
}

base::Result<SubmissionDetail> SqliteSubmissions::settle(Connection& writer,
                                                         const Submission& submission,
                                                         const AuditEntry& audit,
                                                         const std::optional<Submission>& before) {
    Query row(writer, sql({head_columns, body_columns, tables, "WHERE s.id = ?1"}),
              submission.id.text);
    if (!row.step()) return base::refused(row.trouble().value_or(base::Problem{}));
    SubmissionDetail detail = detail_at(row).detail;
    const std::string& id = submission.id.text;
    if (auto done = run(writer, "DELETE FROM decisions WHERE submission = ?1", id); !done)
        return base::refused(done.error());
    for (const Decision& decision : decisions_in(detail.timeline)) {
        const auto done = run(writer, "INSERT OR REPLACE INTO decisions VALUES(?1, ?2, ?3)", id,
                              decision.at_ms, decision.took_ms);
        if (!done) return base::refused(done.error());
    }
    if (auto done = log(writer, audit); !done) return base::refused(done.error());
    const auto told = tell(writer, contract::Topic::submission, id, detail.submission.app);
    if (!told) return base::refused(told.error());
    const auto stage = before ? std::optional(before->stage) : std::nullopt;
    if (const auto news = submission_news(stage, detail.submission, audit))
        if (auto done = note(writer, *news); !done) return base::refused(done.error());
    if (auto done = renew_due(writer, id); !done) return base::refused(done.error());
    if (before && changes_release(*before, detail.submission))
        if (auto done = tell_release(writer, id); !done) return base::refused(done.error());
    return detail;
}

base::Result<SubmissionDetail> SqliteSubmissions::insert(const SubmissionDetail& given,
                                                         const AuditEntry& audit) {
    return change(store_, [&](Connection& writer) -> base::Result<SubmissionDetail> {
        SubmissionDetail detail = given;
        Submission& s = detail.submission;
        Query app(writer, "SELECT row, team FROM apps WHERE id = ?1", s.app.text);
        if (!app.step())
            return base::refused(app.trouble().value_or(base::Problem::not_found("app")));
        if (Query(writer, "SELECT 1 FROM submissions WHERE id = ?1", s.id.text).step())
            return base::refused(taken("id_taken"));
        if (Query(writer, "SELECT 1 FROM submissions WHERE number = ?1", s.number).step())
            return base::refused(taken("number_taken"));
        if (s.number == 0) {
            Query largest(writer, "SELECT coalesce(max(number), 0) FROM submissions");
            s.number = largest.step() ? largest.integer(0) + 1 : 1;
        }
        auto done = run(writer,
                        "INSERT INTO submissions VALUES(?1, ?2, ?3, '', '', '', '', 0, '', 0, 0, "
                        "?4, 0, 0, 0, 0, NULL, NULL, 0, '', '', '', '', NULL, ?5)",
                        s.id.text, s.number, app.integer(0), s.created_at, app.view(1));
        if (done) done = write_body(writer, detail);
        if (!done) return base::refused(done.error());
        return settle(writer, s, audit, std::nullopt);
    });
}

base::Result<SubmissionDetail> SqliteSubmissions::save(const SubmissionDetail& given,
                                                       const AuditEntry& audit) {
    return change(store_, [&](Connection& writer) -> base::Result<SubmissionDetail> {
        SubmissionDetail detail = given;
        Submission& s = detail.submission;
        Query known(writer,
                    "SELECT revision, number, stage, fraction FROM submissions WHERE id = ?1",
                    s.id.text);
        if (!known.step())
            return base::refused(known.trouble().value_or(base::Problem::not_found("submission")));
        if (known.integer(0) != s.revision) return base::refused(stale_revision());
        s.number = known.integer(1);
        Submission before;
        before.stage = value_in<contract::Stage>(known.view(2));
        before.fraction = known.real(3);
        if (auto done = write_body(writer, detail); !done) return base::refused(done.error());
        return settle(writer, s, audit, before);
    });
}

}  // namespace

base::Result<void> renew_due(Connection& writer, const std::string& submission) {
    Query row(writer,
              sql({head_columns, ", (SELECT b.facts FROM baskets b WHERE b.submission = s.id "
                                 "ORDER BY b.revision DESC LIMIT 1) ",
                   tables, "WHERE s.id = ?1"}),
              submission);
    if (!row.step()) return base::refused(row.trouble().value_or(base::Problem{}));
    std::optional<contract::Basket> basket;
    if (!row.null(22)) basket = from_json_text<contract::Basket>(row.view(22));
    return run(writer, "UPDATE submissions SET due_at = ?2 WHERE id = ?1", submission,
               due_at(head_at(row), basket));
}

std::unique_ptr<Submissions> make_submissions(Files files) {
    return std::make_unique<SqliteSubmissions>(files.store);
}

}  // namespace vitrine::service::sqlite
