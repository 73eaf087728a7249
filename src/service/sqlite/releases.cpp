#include "base/text.h"
#include "service/cursor.h"
#include "service/hook_news.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

// "'approved','live'": names come from the contract, so they need no quoting.
std::string listed_stages(const std::vector<contract::Stage>& stages) {
    std::string out;
    for (const contract::Stage stage : stages)
        out += (out.empty() ? "'" : ",'") + std::string(word(stage)) + "'";
    return out;
}

// The stage of a release's previous one (store_rules.h), as an expression of the stage of `s`.
std::string previous_stage() {
    std::string out = "CASE s.stage";
    for (const contract::Stage stage : contract::release_stages())
        if (const auto before = stage_of_previous(stage))
            out += " WHEN '" + std::string(word(stage)) + "' THEN '" +
                   std::string(word(*before)) + "'";
    return out + " END";
}

const std::string& columns() {
    static const std::string text =
        "SELECT a.team, s.id, a.id, a.name, a.icon, s.version_name, s.version_code, s.track, "
        "s.stage, s.fraction, s.revision, s.timeline, f.facts, p.id, p.version_name, s.number "
        "FROM submissions s JOIN apps a ON a.row = s.app "
        "LEFT JOIN release_figures f ON f.submission = s.id "
        "LEFT JOIN submissions p ON p.id = (SELECT b.id FROM submissions b WHERE b.app = s.app "
        "AND b.track = s.track AND b.id <> s.id AND b.version_code <> '' AND b.stage = " +
        previous_stage() +
        " ORDER BY b.updated_at DESC, b.number DESC LIMIT 1) "
        "WHERE s.version_code <> '' AND s.stage IN (" +
        listed_stages(contract::release_stages()) + ") ";
    return text;
}

StoredRelease release_at(const Query& row) {
    contract::SubmissionDetail detail;
    contract::Submission& submission = detail.submission;
    submission.id = {row.text(1)};
    submission.app = {row.text(2)};
    submission.app_name = row.text(3);
    submission.icon = row.text(4);
    submission.version_name = row.text(5);
    submission.version_code = row.text(6);
    submission.track = value_in<contract::Track>(row.view(7));
    submission.stage = value_in<contract::Stage>(row.view(8));
    submission.fraction = row.real(9);
    submission.revision = row.integer(10);
    detail.timeline = from_json_text<std::vector<contract::TimelineEntry>>(row.view(11));
    StoredRelease out{{row.text(0)}, submission.id, submission.version_code, std::nullopt,
                      rolls_since(detail.timeline), blank_release(detail)};
    if (!row.null(12)) put_figures(out.release, from_json_text<contract::Release>(row.view(12)));
    if (!row.null(13)) {
        out.previous = contract::SubmissionId{row.text(13)};
        out.release.previous_version = row.text(14);
    }
    return out;
}

class SqliteReleases final : public Releases {
public:
    explicit SqliteReleases(Database& store) : store_(store) {}

    base::Result<std::vector<StoredRelease>> in_progress(
        const contract::TeamId& team, const std::optional<contract::AppId>& app) override {
        return rows(store_,
                    columns() + "AND s.stage IN ('rolling_out', 'halted') AND a.team = ?1 "
                                "AND (?2 IS NULL OR a.id = ?2) ORDER BY a.name, s.id",
                    release_at, team.text, app ? std::optional(app->text) : std::nullopt);
    }

    base::Result<ReleaseRows> list(const ReleaseQuery& query) override;

    base::Result<std::optional<StoredRelease>> find(const contract::ReleaseId& id) override {
        return first(store_, columns() + "AND s.id = ?1", release_at,
                     contract::submission_of(id).text);
    }

    base::Result<std::vector<StoredRelease>> watched() override {
        return rows(store_,
                    columns() + "AND s.stage IN ('rolling_out', 'halted') AND "
                                "s.stage = 'rolling_out' AND "
                                "s.app IN (SELECT app FROM rollout_rules) ORDER BY s.id",
                    release_at);
    }

    base::Result<void> put_figures(const contract::Release& release) override {
        const std::string id = contract::submission_of(release.id).text;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            Query known(writer, columns() + "AND s.id = ?1", id);
            if (!known.step())
                return base::refused(known.trouble().value_or(base::Problem::not_found("release")));
            const contract::AppId app{known.text(2)};
            contract::Release figures;
            service::put_figures(figures, release);
            const auto kept = run(writer, "INSERT OR REPLACE INTO release_figures VALUES(?1, ?2)",
                                  id, json_text(figures));
            if (!kept) return kept;
            return tell(writer, contract::Topic::release, release.id.text, app);
        });
    }

    base::Result<contract::RolloutRule> rule(const contract::AppId& app) override {
        auto found = first(store_,
                           "SELECT r.facts, r.revision FROM apps a JOIN rollout_rules r "
                           "ON r.app = a.row WHERE a.id = ?1",
                           [](const Query& row) {
                               auto rule = from_json_text<contract::RolloutRule>(row.view(0));
                               rule.revision = row.integer(1);
                               return rule;
                           },
                           app.text);
        if (!found) return base::refused(found.error());
        return found->value_or(contract::RolloutRule{});
    }

    base::Result<contract::RolloutRule> put_rule(const contract::AppId& app,
                                                 const contract::RolloutRule& rule) override {
        return change(store_, [&](Connection& writer) -> base::Result<contract::RolloutRule> {
            Query known(writer,
                        "SELECT a.row, coalesce(r.revision, 0) FROM apps a "
                        "LEFT JOIN rollout_rules r ON r.app = a.row WHERE a.id = ?1",
                        app.text);
            if (!known.step())
                return base::refused(known.trouble().value_or(base::Problem::not_found("app")));
            if (known.integer(1) != rule.revision) return base::refused(stale_revision());
            contract::RolloutRule next = rule;
            ++next.revision;
            const auto kept = run(writer, "INSERT OR REPLACE INTO rollout_rules VALUES(?1, ?2, ?3)",
                                  known.integer(0), next.revision, json_text(next));
            if (!kept) return base::refused(kept.error());
            return next;
        });
    }

private:
    Database& store_;
};

base::Result<ReleaseRows> SqliteReleases::list(const ReleaseQuery& query) {
    std::int64_t below = INT64_MAX;
    if (query.cursor) {
        const auto key = read_cursor("releases", 1, *query.cursor);
        if (!key) return base::refused(key.error());
        const auto number = base::parse_decimal((*key)[0]);
        if (!number) return base::refused(bad_cursor());
        below = *number;
    }
    std::string where = "AND a.id = ?1 AND (?2 IS NULL OR s.track = ?2) ";
    if (!query.stages.empty()) where += "AND s.stage IN (" + listed_stages(query.stages) + ") ";
    const auto track = query.track ? std::optional(std::string(word(*query.track))) : std::nullopt;
    auto reading = store_.read();
    if (!reading) return base::refused(reading.error());
    ReleaseRows page;
    Query count(**reading,
                "SELECT count(*) FROM submissions s JOIN apps a ON a.row = s.app "
                "WHERE s.version_code <> '' AND s.stage IN (" +
                    listed_stages(contract::release_stages()) + ") " + where,
                query.app.text, track);
    page.total = count.step() ? count.integer(0) : 0;
    if (auto trouble = count.trouble()) return base::refused(std::move(*trouble));
    Query found(**reading, columns() + where + "AND s.number < ?3 ORDER BY s.number DESC LIMIT ?4",
                query.app.text, track, below, query.limit + 1);
    std::int64_t last = 0;
    while (found.step()) {
        if (page.items.size() == static_cast<std::size_t>(query.limit)) {
            page.next = write_cursor("releases", {base::decimal(last)});
            break;
        }
        last = found.integer(15);
        page.items.push_back(release_at(found));
    }
    if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
    return page;
}

}  // namespace

base::Result<void> tell_release(Connection& writer, const std::string& submission) {
    Query row(writer, columns() + "AND s.id = ?1", submission);
    if (!row.step()) return base::refused(row.trouble().value_or(base::Problem{}));
    const contract::Release release = release_at(row).release;
    if (auto told = tell(writer, contract::Topic::release, release.id.text, release.app); !told)
        return told;
    return note(writer, release_news(release));
}

std::unique_ptr<Releases> make_releases(Files files) {
    return std::make_unique<SqliteReleases>(files.store);
}

}  // namespace vitrine::service::sqlite
