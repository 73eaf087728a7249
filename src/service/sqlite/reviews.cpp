#include "service/hook_news.h"
#include "service/sqlite/review_index.h"
#include "service/sqlite/review_rows.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

class SqliteReviews final : public Reviews {
public:
    explicit SqliteReviews(Database& store) : store_(store), index_(store) {}

    base::Result<UpsertCount> upsert(std::span<const IncomingReview> reviews) override {
        return change(store_, [&](Connection& writer) { return upsert_all(writer, reviews); });
    }

    base::Result<contract::ReviewPage> list(const ReviewQuery& query) override {
        contract::ReviewPage page;
        const auto done = seen(query.team, query.filter, [&](Connection& reader, auto& columns,
                                                             const RowQuery& row_query)
                                                             -> base::Result<void> {
            auto window = columns.window(row_query, query);
            if (!window) return base::refused(window.error());
            page.offset = window->offset;
            page.total = window->total;
            page.next = window->next;
            for (const Row row : window->rows) {
                auto found = review_in_row(reader, std::int64_t{row} + 1);
                if (!found) return base::refused(found.error());
                if (*found) page.items.push_back(std::move((*found)->stored.review));
            }
            return {};
        });
        if (!done) return base::refused(done.error());
        return page;
    }

    base::Result<contract::ReviewFacets> facets(const contract::TeamId& team,
                                                const contract::ReviewFilter& filter) override {
        contract::ReviewFacets facets;
        const auto done =
            seen(team, filter, [&](Connection& reader, auto& columns,
                                   const RowQuery& row_query) -> base::Result<void> {
                facets = columns.facets(row_query);
                for (auto& row : facets.apps) {
                    Query name(reader, "SELECT name FROM apps WHERE id = ?1", row.key);
                    if (name.step()) row.label = name.text(0);
                }
                return {};
            });
        if (!done) return base::refused(done.error());
        return facets;
    }

    base::Result<std::array<std::int64_t, 5>> stars(const contract::AppId& app,
                                                    std::string_view version, base::Instant from,
                                                    base::Instant to) override {
        const auto counted = rows(
            store_,
            "SELECT r.rating, count(*) FROM apps a JOIN reviews r ON r.app = a.row "
            "AND r.version = ?2 AND r.created_at >= ?3 AND r.created_at < ?4 "
            "WHERE a.id = ?1 AND r.rating BETWEEN 1 AND 5 GROUP BY r.rating",
            [](const Query& row) { return std::pair(row.integer(0), row.integer(1)); }, app.text,
            version, from, to);
        if (!counted) return base::refused(counted.error());
        std::array<std::int64_t, 5> out{};
        for (const auto& [stars, count] : *counted)
            out[static_cast<std::size_t>(stars - 1)] = count;
        return out;
    }

    base::Result<std::optional<StoredReview>> find(const contract::ReviewId& id) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        auto found = review_with_id(**reading, id.text);
        if (!found) return base::refused(found.error());
        if (!*found) return std::nullopt;
        return std::move((*found)->stored);
    }

    base::Result<contract::Review> set_reply(const contract::ReviewId& id,
                                             std::optional<std::int64_t> revision,
                                             const contract::ReviewReply& reply) override {
        return answer(id, revision, [&](Connection& writer, const ReviewRow& row) {
            return run(writer,
                       "INSERT INTO review_replies SELECT ?1, 1 + coalesce(max(version), 0), ?2, "
                       "?3, ?4 FROM review_replies WHERE review = ?1",
                       row.row, reply.text, reply.author, reply.at);
        }, true);
    }

    base::Result<contract::Review> remove_reply(const contract::ReviewId& id,
                                                std::optional<std::int64_t> revision) override {
        return answer(id, revision, [&](Connection&, const ReviewRow& row) -> base::Result<void> {
            if (row.stored.review.reply) return {};
            return base::refused(base::Problem::conflict("no_reply", "There is no reply."));
        }, false);
    }

    base::Result<std::vector<contract::ReviewReply>> reply_history(
        const contract::ReviewId& id) override {
        return rows(store_,
                    "SELECT p.text, p.author, p.at, p.version FROM review_replies p "
                    "JOIN reviews r ON r.row = p.review WHERE r.id = ?1 ORDER BY p.version",
                    [](const Query& row) {
                        return contract::ReviewReply{row.text(0), row.text(1), row.instant(2),
                                                     row.small(3)};
                    },
                    id.text);
    }

private:
    // Runs `work` on what the team may see of the columns under the filter.
    template <class Work>
    base::Result<void> seen(const contract::TeamId& team, const contract::ReviewFilter& filter,
                            Work work) {
        return index_.with_columns([&](Connection& reader, const ReviewColumns& columns)
                                       -> base::Result<void> {
            std::vector<contract::AppId> apps;
            Query owned(reader, "SELECT id FROM apps WHERE team = ?1", team.text);
            while (owned.step()) apps.push_back({owned.text(0)});
            if (auto trouble = owned.trouble()) return base::refused(std::move(*trouble));
            const auto found = index_.find_text(reader, filter.q, columns.size());
            if (!found) return base::refused(found.error());
            return work(reader, columns, RowQuery{apps, filter, found->get()});
        });
    }

    // One compare-and-set on a review's reply; `write` does or refuses it.
    template <class Write>
    base::Result<contract::Review> answer(const contract::ReviewId& id,
                                          std::optional<std::int64_t> revision, Write write,
                                          bool replied) {
        return change(store_, [&](Connection& writer) -> base::Result<contract::Review> {
            const auto row = review_with_id(writer, id.text);
            if (!row) return base::refused(row.error());
            if (!*row) return base::refused(base::Problem::not_found("review"));
            const contract::Review& review = (*row)->stored.review;
            if (revision && *revision != review.revision) return base::refused(stale_revision());
            if (auto done = write(writer, **row); !done) return base::refused(done.error());
            if (auto done = mark_replied(writer, **row, replied); !done)
                return base::refused(done.error());
            const auto told = tell(writer, contract::Topic::review, id.text, review.app);
            if (!told) return base::refused(told.error());
            auto now = review_with_id(writer, id.text);
            if (!now) return base::refused(now.error());
            if (auto noted = note(writer, reply_news((*now)->stored.review)); !noted)
                return base::refused(noted.error());
            return std::move((*now)->stored.review);
        });
    }

    Database& store_;
    ReviewIndex index_;
};

}  // namespace

std::unique_ptr<Reviews> make_reviews(Files files) {
    return std::make_unique<SqliteReviews>(files.store);
}

}  // namespace vitrine::service::sqlite
