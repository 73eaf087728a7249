#include "service/sqlite/review_index.h"

#include "base/text.h"
#include "service/sqlite/review_search.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::size_t answers_max = 16;

base::Result<std::int64_t> number(Connection& connection, std::string_view sql) {
    Query query(connection, sql);
    const bool there = query.step();
    const std::int64_t value = there ? query.integer(0) : 0;
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return value;
}

std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string_view line : base::split(text, '\n')) out.emplace_back(line);
    return out;
}

// Reads the rows stamped after `since` into the columns.
base::Result<void> catch_up(Connection& reader, ReviewColumns& columns, std::int64_t since) {
    // The first time every row is wanted and the table is walked; later the few stamped ones, by
    // their index: "+" keeps the planner from walking the table for the sake of its order.
    Query rows(reader,
               std::string("SELECT r.row, a.id, r.rating, r.language, r.country, r.version, "
                           "r.topics, r.created_at, r.helpful, r.replied, r.tags, r.gone "
                           "FROM reviews r CROSS JOIN apps a ON a.row = r.app ") +
                   (since < 0 ? "WHERE ?1 < 0 ORDER BY r.row"
                              : "WHERE r.touched > ?1 ORDER BY +r.row"),
               since);
    while (rows.step()) {
        const auto row = static_cast<Row>(rows.integer(0) - 1);
        // Rows are numbered without gaps; one lost by damage belongs to no app and stays unseen.
        while (columns.size() < row) columns.put(columns.size(), {});
        ReviewFacts facts;
        if (rows.integer(11) == 0) facts.app = rows.view(1);
        facts.rating = rows.small(2);
        facts.language = rows.view(3);
        facts.country = rows.view(4);
        facts.version = rows.view(5);
        facts.topics = lines(rows.view(6));
        facts.created_ms = rows.integer(7);
        facts.helpful = rows.small(8);
        facts.replied = rows.integer(9) != 0;
        facts.tags = lines(rows.view(10));
        columns.put(row, facts);
    }
    columns.settle();
    if (auto trouble = rows.trouble()) return base::refused(std::move(*trouble));
    return {};
}

}  // namespace

base::Result<std::int64_t> review_generation(Connection& connection) {
    return number(connection, "SELECT number FROM review_generation");
}

base::Result<std::int64_t> next_review_generation(Connection& writer) {
    return number(writer, "UPDATE review_generation SET number = number + 1 RETURNING number");
}

base::Result<void> ReviewIndex::with_columns(const Work& work) {
    while (true) {
        std::shared_lock shared(mutex_);
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        if (store_.writing_here()) return inside_batch(**reading, work);
        const auto now = review_generation(**reading);
        if (!now) return base::refused(now.error());
        if (*now == generation_) return work(**reading, columns_);
        shared.unlock();
        const std::unique_lock alone(mutex_);
        if (generation_ > *now) continue;  // somebody was faster and saw more: look again
        if (generation_ < *now) {
            const auto read = catch_up(**reading, columns_, generation_);
            if (!read) return read;
            generation_ = *now;
        }
        return work(**reading, columns_);
    }
}

// What a batch wrote is seen by its own thread alone, so it gets columns of its own.
base::Result<void> ReviewIndex::inside_batch(Connection& writer, const Work& work) {
    ReviewColumns mine(columns_);
    if (auto read = catch_up(writer, mine, generation_); !read) return read;
    return work(writer, mine);
}

base::Result<std::shared_ptr<const Found>> ReviewIndex::find_text(Connection& reader,
                                                                  const std::string& q, Row rows) {
    const TextQuery query = read_text_query(q);
    if (query.blank) return nullptr;
    const auto now = review_generation(reader);
    if (!now) return base::refused(now.error());
    const bool keep = !store_.writing_here();
    if (keep) {
        const std::lock_guard lock(answers_mutex_);
        for (const Answer& answer : answers_)
            if (answer.generation == *now && answer.q == q) return answer.found;
    }
    auto found = std::make_shared<Found>(rows, std::uint8_t{0});
    if (!query.phrases.empty()) {
        Query hits(reader, "SELECT rowid FROM review_search WHERE review_search MATCH ?1",
                   match_expression(query));
        while (hits.step()) {
            const auto row = static_cast<std::size_t>(hits.integer(0) - 1);
            if (row < found->size()) (*found)[row] = 1;
        }
        if (auto trouble = hits.trouble()) return base::refused(std::move(*trouble));
    }
    if (keep) {
        const std::lock_guard lock(answers_mutex_);
        answers_.push_front({q, *now, found});
        if (answers_.size() > answers_max) answers_.pop_back();
    }
    return found;
}

}  // namespace vitrine::service::sqlite
