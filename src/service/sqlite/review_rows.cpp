#include "service/sqlite/review_rows.h"

#include <map>
#include <set>

#include "base/text.h"
#include "service/hook_news.h"
#include "service/sqlite/review_index.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using contract::Review;

constexpr std::string_view columns =
    "SELECT r.row, r.app, a.team, r.id, a.id, a.name, a.icon, r.rating, t.text, t.author, "
    "r.language, r.country, t.device, t.system, r.version, r.created_at, t.previous_rating, "
    "t.edits, r.helpful, r.topics, t.translation_locale, t.translation, r.replied, r.revision, "
    "p.text, p.author, p.at, p.version, r.tags, r.gone, "
    "r.topics_found "
    "FROM reviews r JOIN apps a ON a.row = r.app JOIN review_texts t ON t.row = r.row "
    "LEFT JOIN review_replies p ON p.review = r.row AND p.version = "
    "(SELECT max(version) FROM review_replies WHERE review = r.row) ";

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : "\n") + word;
    return out;
}

constexpr std::int64_t withdrawn_bit = 1, removed_bit = 2;
Gone gone_in(std::int64_t bits) {
    return {(bits & withdrawn_bit) != 0, (bits & removed_bit) != 0};
}
std::int64_t bits_of(Gone gone) {
    return (gone.withdrawn ? withdrawn_bit : 0) | (gone.removed ? removed_bit : 0);
}

std::optional<std::int32_t> maybe(const Query& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(row.small(column));
}

ReviewRow row_at(const Query& row) {
    ReviewRow out{row.integer(0), row.integer(1), !row.null(27), row.integer(30) != 0,
                  gone_in(row.integer(29)), {{row.text(2)}, {}}};
    Review& review = out.stored.review;
    review.id = {row.text(3)};
    review.app = {row.text(4)};
    review.app_name = row.text(5);
    review.icon = row.text(6);
    review.rating = maybe(row, 7);
    review.text = row.text(8);
    review.author = row.text(9);
    review.language = row.text(10);
    review.country = row.text(11);
    review.device = row.text(12);
    review.system = row.text(13);
    review.version = row.text(14);
    review.created_at = row.instant(15);
    review.previous_rating = maybe(row, 16);
    review.edits = row.small(17);
    review.helpful = row.small(18);
    for (const auto topic : base::split(row.view(19), '\n')) review.topics.emplace_back(topic);
    for (const auto tag : base::split(row.view(28), '\n')) review.tags.emplace_back(tag);
    if (!row.null(20)) review.translation = contract::Translation{row.text(20), row.text(21)};
    review.revision = row.integer(23);
    if (row.integer(22) != 0 && out.had_reply)
        review.reply = contract::ReviewReply{row.text(24), row.text(25), row.instant(26),
                                             row.small(27)};
    return out;
}

base::Result<std::optional<ReviewRow>> only_row(Query& query) {
    std::optional<ReviewRow> found;
    if (query.step()) found = row_at(query);
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return found;
}

struct Figures {
    std::int64_t reviews = 0, unanswered = 0, rated = 0, stars = 0;

    void count(const Review& review, int sign) {
        reviews += sign;
        unanswered += review.reply ? 0 : sign;
        rated += review.rating ? sign : 0;
        stars += sign * review.rating.value_or(0);
    }
};

base::Result<void> add_figures(Connection& writer, std::int64_t app, const Figures& figures) {
    return run(writer,
               "INSERT INTO app_reviews VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(app) DO UPDATE SET "
               "reviews = reviews + excluded.reviews, "
               "unanswered = unanswered + excluded.unanswered, rated = rated + excluded.rated, "
               "stars = stars + excluded.stars",
               app, figures.reviews, figures.unanswered, figures.rated, figures.stars);
}

std::optional<std::string> translation_text(const Review& review) {
    return review.translation ? std::optional(review.translation->text) : std::nullopt;
}
std::optional<std::string> translation_locale(const Review& review) {
    return review.translation ? std::optional(review.translation->locale) : std::nullopt;
}

base::Result<void> find_by(Connection& writer, std::int64_t row, const Review& review) {
    return run(writer,
               "INSERT INTO review_search(rowid, text, translation, author) "
               "VALUES(?1, ?2, ?3, ?4)",
               row, review.text, translation_text(review), review.author);
}

// A contentless index is told the old words to forget them.
base::Result<void> forget(Connection& writer, std::int64_t row, const Review& review) {
    return run(writer,
               "INSERT INTO review_search(review_search, rowid, text, translation, author) "
               "VALUES('delete', ?1, ?2, ?3, ?4)",
               row, review.text, translation_text(review), review.author);
}

class Upsert {
public:
    Upsert(Connection& writer, std::int64_t generation)
        : writer_(writer), generation_(generation) {}

    base::Result<void> take(const IncomingReview& incoming) {
        const auto app = app_of(incoming.review.app);
        if (!app) return base::refused(app.error());
        const auto row = review_named(writer_, {incoming.source, incoming.source_id});
        if (!row) return base::refused(row.error());
        if (!*row) return add(*app, incoming);
        return change_row(*app, **row, incoming);
    }

    base::Result<UpsertCount> finish() {
        for (const auto& [app, figures] : figures_) {
            if (auto done = add_figures(writer_, app, figures); !done)
                return base::refused(done.error());
        }
        for (const contract::AppId& app : touched_) {
            const auto told = tell(writer_, contract::Topic::review, "", app);
            if (!told) return base::refused(told.error());
        }
        for (const contract::HookBody& body : arrived_.news())
            if (auto noted = note(writer_, body); !noted) return base::refused(noted.error());
        return count_;
    }

private:
    base::Result<std::int64_t> app_of(const contract::AppId& id) {
        const auto known = apps_.find(id.text);
        if (known != apps_.end()) return known->second;
        Query query(writer_, "SELECT row FROM apps WHERE id = ?1", id.text);
        if (!query.step())
            return base::refused(query.trouble().value_or(base::Problem::not_found("app")));
        return apps_.emplace(id.text, query.integer(0)).first->second;
    }

    void touch(const contract::AppId& app) {
        if (std::ranges::find(touched_, app) == touched_.end()) touched_.push_back(app);
    }

    base::Result<void> add(std::int64_t app, const IncomingReview& incoming) {
        const Review& review = incoming.review;
        if (!review.id.text.empty() &&
            Query(writer_, "SELECT 1 FROM reviews WHERE id = ?1", review.id.text).step())
            return base::refused(taken("id_taken"));
        auto done = run(writer_,
                        "INSERT INTO reviews SELECT n, CASE ?1 WHEN '' THEN 'r' || n ELSE ?1 END, "
                        "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, '', 0, ?14 "
                        "FROM (SELECT coalesce(max(row), 0) + 1 AS n FROM reviews)",
                        review.id.text, app, incoming.source, incoming.source_id, review.rating,
                        review.language, review.country, review.version, joined(review.topics),
                        review.created_at, review.helpful, review.reply.has_value(), generation_,
                        incoming.topics_found);
        if (!done) return done;
        const std::int64_t row = writer_.last_row();
        done = run(writer_, "INSERT INTO review_texts VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   row, review.text, review.author, review.device, review.system,
                   review.previous_rating, review.edits, translation_locale(review),
                   translation_text(review));
        if (done) done = find_by(writer_, row, review);
        if (done && review.reply) done = add_reply(row, *review.reply);
        if (!done) return done;
        figures_[app].count(review, 1);
        touch(review.app);
        arrived_.add(review.app, {review.id.text.empty() ? "r" + base::decimal(row)
                                                         : review.id.text});
        ++count_.added;
        return {};
    }

    base::Result<void> change_row(std::int64_t app, const ReviewRow& known,
                                  const IncomingReview& incoming) {
        const Review& old = known.stored.review;
        const Review next = merged(old, incoming.review, known.had_reply);
        if (next == old && !known.gone.withdrawn &&
            known.topics_found == incoming.topics_found) {
            ++count_.unchanged;
            return {};
        }
        auto done = run(writer_,
                        "UPDATE reviews SET app = ?2, rating = ?3, language = ?4, country = ?5, "
                        "version = ?6, topics = ?7, created_at = ?8, helpful = ?9, replied = ?10, "
                        "revision = revision + 1, touched = ?11, gone = gone & ~1, "
                        "topics_found = ?12 WHERE row = ?1",
                        known.row, app, next.rating, next.language, next.country, next.version,
                        joined(next.topics), next.created_at, next.helpful, next.reply.has_value(),
                        generation_, incoming.topics_found);
        if (done) done = forget(writer_, known.row, old);
        if (done)
            done = run(writer_,
                       "UPDATE review_texts SET text = ?2, author = ?3, device = ?4, system = ?5, "
                       "previous_rating = ?6, edits = ?7, translation_locale = ?8, "
                       "translation = ?9 WHERE row = ?1",
                       known.row, next.text, next.author, next.device, next.system,
                       next.previous_rating, next.edits, translation_locale(next),
                       translation_text(next));
        if (done) done = find_by(writer_, known.row, next);
        if (done && next.reply && !known.had_reply) done = add_reply(known.row, *next.reply);
        if (!done) return done;
        if (!known.gone) figures_[known.app].count(old, -1);
        if (!known.gone.removed) figures_[app].count(next, 1);
        touch(next.app);
        ++(known.gone.withdrawn ? count_.added : count_.changed);
        if (known.gone.withdrawn && !known.gone.removed) arrived_.add(next.app, next.id);
        return {};
    }

    base::Result<void> add_reply(std::int64_t row, const contract::ReviewReply& reply) {
        return run(writer_, "INSERT INTO review_replies VALUES(?1, 1, ?2, ?3, ?4)", row, reply.text,
                   reply.author, reply.at);
    }

    Connection& writer_;
    std::int64_t generation_;
    UpsertCount count_;
    std::map<std::string, std::int64_t> apps_;
    std::map<std::int64_t, Figures> figures_;
    std::vector<contract::AppId> touched_;
    ArrivedReviews arrived_;
};

}  // namespace

base::Result<std::optional<ReviewRow>> review_in_row(Connection& reader, std::int64_t row) {
    Query query(reader, std::string(columns) + "WHERE r.row = ?1", row);
    return only_row(query);
}

base::Result<std::optional<ReviewRow>> review_with_id(Connection& reader, const std::string& id) {
    Query query(reader, std::string(columns) + "WHERE r.id = ?1", id);
    return only_row(query);
}

base::Result<std::optional<ReviewRow>> review_named(Connection& reader, const ReviewName& name) {
    Query query(reader, std::string(columns) + "WHERE r.source = ?1 AND r.source_id = ?2",
                name.source, name.source_id);
    return only_row(query);
}

base::Result<UpsertCount> upsert_all(Connection& writer, std::span<const IncomingReview> reviews) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    Upsert upsert(writer, *generation);
    for (const IncomingReview& incoming : reviews)
        if (auto done = upsert.take(incoming); !done) return base::refused(done.error());
    return upsert.finish();
}

namespace {

base::Result<void> drop_words(Connection& writer, const ReviewRow& row, std::int64_t generation) {
    const Review left = without_words(row.stored.review);
    auto done = forget(writer, row.row, row.stored.review);
    if (done) done = find_by(writer, row.row, left);
    if (done)
        done = run(writer,
                   "UPDATE reviews SET rating = NULL, language = '', country = '', version = '', "
                   "topics = '', topics_found = 0, tags = '', helpful = 0, replied = 0, "
                   "gone = gone | 1, "
                   "revision = revision + 1, touched = ?2 WHERE row = ?1",
                   row.row, generation);
    if (done)
        done = run(writer,
                   "UPDATE review_texts SET text = '', author = '', device = '', system = '', "
                   "previous_rating = NULL, edits = 0, translation_locale = NULL, "
                   "translation = NULL WHERE row = ?1",
                   row.row);
    Figures figures;
    figures.count(row.stored.review, -1);
    if (done && !row.gone) done = add_figures(writer, row.app, figures);
    return done;
}

}  // namespace

base::Result<std::int64_t> withdraw_all(Connection& writer, std::span<const ReviewName> names) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    std::int64_t withdrawn = 0;
    std::set<contract::AppId> touched;
    for (const ReviewName& name : names) {
        const auto row = review_named(writer, name);
        if (!row) return base::refused(row.error());
        if (!*row || (*row)->gone.withdrawn) continue;
        if (auto done = drop_words(writer, **row, *generation); !done)
            return base::refused(done.error());
        touched.insert((*row)->stored.review.app);
        ++withdrawn;
    }
    for (const contract::AppId& app : touched)
        if (auto told = tell(writer, contract::Topic::review, "", app); !told)
            return base::refused(told.error());
    return withdrawn;
}

base::Result<void> set_gone(Connection& writer, const ReviewRow& row, Gone gone) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    auto done = run(writer,
                    "UPDATE reviews SET gone = ?2, revision = revision + 1, touched = ?3 "
                    "WHERE row = ?1",
                    row.row, bits_of(gone), *generation);
    Figures figures;
    if (!row.gone) figures.count(row.stored.review, -1);
    if (!gone) figures.count(row.stored.review, 1);
    return done ? add_figures(writer, row.app, figures) : done;
}

base::Result<void> set_tags(Connection& writer, const ReviewRow& row,
                            const std::vector<std::string>& tags) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    return run(writer,
               "UPDATE reviews SET tags = ?2, revision = revision + 1, touched = ?3 "
               "WHERE row = ?1",
               row.row, joined(tags), *generation);
}

base::Result<ports::ReviewWordsPage> words_after(Connection& reader, std::int64_t row,
                                                 std::int32_t limit) {
    Query rows(reader,
               "SELECT r.row, r.revision, t.text, r.language, r.topics, r.topics_found, r.gone "
               "FROM reviews r JOIN review_texts t ON t.row = r.row WHERE r.row > ?1 "
               "ORDER BY r.row LIMIT ?2",
               row, limit);
    ports::ReviewWordsPage page;
    while (rows.step()) {
        page.read_to = rows.integer(0);
        const bool sources = rows.integer(5) == 0 && !rows.view(4).empty();
        if (sources || gone_in(rows.integer(6)).withdrawn) continue;
        ports::ReviewWords words{rows.integer(0), rows.integer(1), rows.text(2), rows.text(3), {}};
        for (const auto topic : base::split(rows.view(4), '\n')) words.topics.emplace_back(topic);
        page.items.push_back(std::move(words));
    }
    if (auto trouble = rows.trouble()) return base::refused(std::move(*trouble));
    return page;
}

base::Result<std::int64_t> set_topics(Connection& writer,
                                      std::span<const ports::FoundTopics> found) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    std::int64_t count = 0;
    std::set<std::string> touched;
    for (const ports::FoundTopics& one : found) {
        Query app(writer,
                  "UPDATE reviews SET topics = ?3, topics_found = 1, revision = revision + 1, "
                  "touched = ?4 WHERE row = ?1 AND revision = ?2 "
                  "RETURNING (SELECT id FROM apps WHERE row = reviews.app)",
                  one.row, one.revision, joined(one.topics), *generation);
        while (app.step()) {
            touched.insert(app.text(0));
            ++count;
        }
        if (auto trouble = app.trouble()) return base::refused(std::move(*trouble));
    }
    for (const std::string& app : touched)
        if (auto told = tell(writer, contract::Topic::review, "", contract::AppId{app}); !told)
            return base::refused(told.error());
    return count;
}

base::Result<void> mark_replied(Connection& writer, const ReviewRow& row, bool replied) {
    const auto generation = next_review_generation(writer);
    if (!generation) return base::refused(generation.error());
    auto done = run(writer,
                    "UPDATE reviews SET replied = ?2, revision = revision + 1, touched = ?3 "
                    "WHERE row = ?1",
                    row.row, replied, *generation);
    const std::int64_t before = row.stored.review.reply ? 1 : 0;
    Figures figures;
    figures.unanswered = before - (replied ? 1 : 0);
    if (done && figures.unanswered != 0) done = add_figures(writer, row.app, figures);
    return done;
}

}  // namespace vitrine::service::sqlite
