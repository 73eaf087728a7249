#include "service/hook_news.h"
#include "service/sqlite/review_index.h"
#include "service/sqlite/review_rows.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

class SqliteReviews final : public Reviews {
public:
    SqliteReviews(Database& store, const KeptPhrases& kept) : store_(store), index_(store, kept) {}

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
            "AND r.version = ?2 AND r.created_at >= ?3 AND r.created_at < ?4 AND r.gone = 0 "
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
        return stored_in(review_with_id(**reading, id.text), [](Gone gone) { return !gone; });
    }

    base::Result<std::optional<StoredReview>> find_even_removed(
        const contract::ReviewId& id) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        return stored_in(review_with_id(**reading, id.text), still_there);
    }

    base::Result<std::optional<StoredReview>> find_named(const ReviewName& name) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        return stored_in(review_named(**reading, name), still_there);
    }

    base::Result<std::int64_t> withdraw(std::span<const ReviewName> names) override {
        return change(store_, [&](Connection& writer) { return withdraw_all(writer, names); });
    }

    base::Result<void> set_removed(const contract::ReviewId& id, bool removed) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto row = review_with_id(writer, id.text);
            if (!row) return base::refused(row.error());
            if (!*row) return base::refused(base::Problem::not_found("review"));
            const Gone gone = (*row)->gone;
            if (gone.removed == removed) return {};
            if (auto done = set_gone(writer, **row, {gone.withdrawn, removed}); !done) return done;
            return tell(writer, contract::Topic::review, id.text, (*row)->stored.review.app);
        });
    }

    base::Result<contract::Review> set_tags(const contract::ReviewId& id,
                                            std::optional<std::int64_t> revision,
                                            const std::vector<std::string>& tags) override {
        return write(id, revision, [&](Connection& writer, const ReviewRow& row) {
            return sqlite::set_tags(writer, row, tags);
        });
    }

    base::Result<ports::ReviewWordsPage> words_after(std::int64_t row,
                                                     std::int32_t limit) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        return sqlite::words_after(**reading, row, limit);
    }

    base::Result<std::int64_t> set_topics(std::span<const ports::FoundTopics> found) override {
        if (found.empty()) return 0;
        return change(store_, [&](Connection& writer) {
            return sqlite::set_topics(writer, found);
        });
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

    base::Result<std::optional<ports::KeptBatch>> find_batch(const contract::TeamId& team,
                                                             std::string_view id) override {
        return first(store_, "SELECT hash, answer FROM review_batches WHERE team = ?1 AND id = ?2",
                     [](const Query& row) { return ports::KeptBatch{row.text(0), row.text(1)}; },
                     team.text, id);
    }

    base::Result<void> keep_batch(const ReviewBatch& batch) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (Query(writer, "SELECT 1 FROM review_batches WHERE team = ?1 AND id = ?2",
                      batch.team.text, batch.id).step())
                return base::refused(batch_reused());
            return run(writer, "INSERT INTO review_batches VALUES(?1, ?2, ?3, ?4, ?5)",
                       batch.team.text, batch.id, batch.kept.hash, batch.kept.answer,
                       batch.received_at);
        });
    }

    base::Result<std::int64_t> forget_batches_before(base::Instant when) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            auto done = run(writer, "DELETE FROM review_batches WHERE received_at < ?1", when);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
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
            const auto text = index_.find_text(reader, filter.q, columns);
            if (!text) return base::refused(text.error());
            return work(reader, columns,
                        RowQuery{apps, filter, text->found.get(), text->phrases});
        });
    }

    static bool still_there(Gone gone) { return !gone.withdrawn; }

    template <class Seen>
    static base::Result<std::optional<StoredReview>> stored_in(
        base::Result<std::optional<ReviewRow>> row, Seen seen) {
        if (!row) return base::refused(row.error());
        if (!*row || !seen((*row)->gone)) return std::nullopt;
        return std::move((*row)->stored);
    }

    // One compare-and-set on a review; `work` does or refuses it.
    template <class Work>
    base::Result<contract::Review> write(const contract::ReviewId& id,
                                         std::optional<std::int64_t> revision, Work work) {
        return change(store_, [&](Connection& writer) -> base::Result<contract::Review> {
            const auto row = review_with_id(writer, id.text);
            if (!row) return base::refused(row.error());
            if (!*row || (*row)->gone) return base::refused(base::Problem::not_found("review"));
            const contract::Review& review = (*row)->stored.review;
            if (revision && *revision != review.revision) return base::refused(stale_revision());
            if (auto done = work(writer, **row); !done) return base::refused(done.error());
            const auto told = tell(writer, contract::Topic::review, id.text, review.app);
            if (!told) return base::refused(told.error());
            auto now = review_with_id(writer, id.text);
            if (!now) return base::refused(now.error());
            return std::move((*now)->stored.review);
        });
    }

    template <class Work>
    base::Result<contract::Review> answer(const contract::ReviewId& id,
                                          std::optional<std::int64_t> revision, Work work,
                                          bool replied) {
        return change(store_, [&](Connection& writer) -> base::Result<contract::Review> {
            auto review =
                write(id, revision,
                      [&](Connection& same, const ReviewRow& row) -> base::Result<void> {
                          if (auto done = work(same, row); !done) return done;
                          return mark_replied(same, row, replied);
                      });
            if (!review) return review;
            if (auto noted = note(writer, reply_news(*review)); !noted)
                return base::refused(noted.error());
            return review;
        });
    }

    Database& store_;
    ReviewIndex index_;
};

}  // namespace

std::unique_ptr<Reviews> make_reviews(Files files, const KeptPhrases& kept) {
    return std::make_unique<SqliteReviews>(files.store, kept);
}

std::unique_ptr<Reviews> make_reviews(Files files) {
    return make_reviews(files, {});
}

}  // namespace vitrine::service::sqlite
