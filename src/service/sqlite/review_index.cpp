#include "service/sqlite/review_index.h"

#include <algorithm>

#include "base/text.h"
#include "service/sqlite/review_search.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::size_t answers_max = 16;
// After more writes than this a search begins anew instead of looking at each touched row.
constexpr std::size_t touched_max = 1000;

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

base::Result<ReadTexts> texts_of(Connection& reader, Row row) {
    Query query(reader, "SELECT text, translation, author FROM review_texts WHERE row = ?1",
                std::int64_t{row} + 1);
    ReadTexts texts;
    if (query.step())
        for (int column = 0; column < 3; ++column)
            if (!query.null(column))
                texts.push_back(search_terms(query.view(column), service::Reading::document));
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return texts;
}

base::Result<void> put_phrases(Connection& reader, ReviewColumns& columns, Row row,
                               const PhraseBook* book) {
    if (!book) return {};
    const auto texts = texts_of(reader, row);
    if (!texts) return base::refused(texts.error());
    columns.put_phrases(row, book->in(*texts));
    return {};
}

// Reads the rows stamped after `since` into the columns.
base::Result<void> catch_up(Connection& reader, ReviewColumns& columns, std::int64_t since,
                            const PhraseBook* book) {
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
        while (columns.size() < row) {
            if (book) columns.put_phrases(columns.size(), {});
            columns.put(columns.size(), {});
        }
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
        if (auto read = put_phrases(reader, columns, row, book); !read) return read;
    }
    if (auto trouble = rows.trouble()) return base::refused(std::move(*trouble));
    columns.settle();
    return {};
}

}  // namespace

base::Result<std::int64_t> review_generation(Connection& connection) {
    return number(connection, "SELECT number FROM review_generation");
}

base::Result<std::int64_t> next_review_generation(Connection& writer) {
    return number(writer, "UPDATE review_generation SET number = number + 1 RETURNING number");
}

ReviewIndex::~ReviewIndex() {
    learner_.request_stop();
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
        std::unique_lock alone(mutex_);
        if (generation_ > *now) continue;  // somebody was faster and saw more: look again
        if (generation_ < *now) {
            const auto read = catch_up(**reading, columns_, generation_, book_.get());
            if (!read) return read;
            generation_ = *now;
        }
        if (!learning_ && columns_.size() >= kept_.from_reviews) {
            learning_ = true;
            if (kept_.at_once) {
                alone.unlock();
                learn_phrases({});
                continue;
            }
            learner_ = std::jthread([this](const std::stop_token& stop) { learn_phrases(stop); });
        }
        return work(**reading, columns_);
    }
}

// What a batch wrote is seen by its own thread alone, so it gets columns of its own.
base::Result<void> ReviewIndex::inside_batch(Connection& writer, const Work& work) {
    ReviewColumns mine(columns_);
    if (auto read = catch_up(writer, mine, generation_, book_.get()); !read) return read;
    return work(writer, mine);
}

base::Result<ReviewIndex::TextRows> ReviewIndex::find_text(Connection& reader,
                                                           const std::string& q,
                                                           const ReviewColumns& columns) {
    TextQuery query = read_text_query(q);
    TextRows out;
    if (query.blank) return out;
    if (query.phrases.empty()) {
        out.found = std::make_shared<Found>();
        return out;
    }
    if (book_ && columns.worded())
        std::erase_if(query.phrases, [&](const Phrase& phrase) {
            const auto number = book_->find(phrase);
            if (number) out.phrases.push_back(*number);
            return number.has_value();
        });
    if (query.phrases.empty()) return out;
    auto found = rows_with(reader, query, columns.size());
    if (!found) return base::refused(found.error());
    out.found = std::move(*found);
    return out;
}

namespace {

base::Result<std::shared_ptr<const Found>> asked_of_index(Connection& reader,
                                                          const std::string& match, Row rows) {
    auto found = std::make_shared<Found>();
    Query hits(reader, "SELECT rowid FROM review_search WHERE review_search MATCH ?1", match);
    while (hits.step()) {
        const auto row = static_cast<Row>(hits.integer(0) - 1);
        if (row < rows) found->push_back(row);
    }
    if (auto trouble = hits.trouble()) return base::refused(std::move(*trouble));
    return found;
}

// `old` brought up to date by the rows touched since; null: there are too many of them.
base::Result<std::shared_ptr<const Found>> brought_up(Connection& reader, const TextQuery& query,
                                                      const Found& old, std::int64_t since) {
    std::vector<Row> touched;
    Query rows(reader, "SELECT row FROM reviews WHERE touched > ?1", since);
    while (rows.step()) {
        if (touched.size() == touched_max) return nullptr;
        touched.push_back(static_cast<Row>(rows.integer(0) - 1));
    }
    if (auto trouble = rows.trouble()) return base::refused(std::move(*trouble));
    std::ranges::sort(touched);
    auto found = std::make_shared<Found>();
    std::ranges::copy_if(old, std::back_inserter(*found), [&](Row row) {
        return !std::ranges::binary_search(touched, row);
    });
    for (const Row row : touched) {
        const auto texts = texts_of(reader, row);
        if (!texts) return base::refused(texts.error());
        if (matches(query, *texts)) found->push_back(row);
    }
    return found;
}

}  // namespace

base::Result<std::shared_ptr<const Found>> ReviewIndex::rows_with(Connection& reader,
                                                                  const TextQuery& query,
                                                                  Row rows) {
    const std::string match = match_expression(query);
    if (store_.writing_here()) return asked_of_index(reader, match, rows);
    const auto now = review_generation(reader);
    if (!now) return base::refused(now.error());
    const auto known = answer_to(match);
    if (known && known->generation == *now) return known->found;
    std::shared_ptr<const Found> found;
    if (known && known->generation < *now) {
        auto brought = brought_up(reader, query, *known->found, known->generation);
        if (!brought) return brought;
        found = std::move(*brought);
    }
    if (!found) {
        auto asked = asked_of_index(reader, match, rows);
        if (!asked) return asked;
        found = std::move(*asked);
    }
    keep({match, *now, found});
    return found;
}

std::optional<ReviewIndex::Answer> ReviewIndex::answer_to(const std::string& match) {
    const std::lock_guard lock(answers_mutex_);
    const auto at = std::ranges::find(answers_, match, &Answer::match);
    if (at == answers_.end()) return std::nullopt;
    return *at;
}

void ReviewIndex::keep(Answer answer) {
    const std::lock_guard lock(answers_mutex_);
    std::erase_if(answers_, [&](const Answer& old) { return old.match == answer.match; });
    answers_.push_front(std::move(answer));
    if (answers_.size() > answers_max) answers_.pop_back();
}

// Nothing here is told to anybody: where the database cannot be read, searches go on to ask FTS5,
// and meet the same trouble themselves.
void ReviewIndex::learn_phrases(const std::stop_token& stop) {
    const auto book = chosen_phrases(stop);
    if (!book) return;
    {
        const std::unique_lock alone(mutex_);
        book_ = book;
    }
    while (!stop.stop_requested()) {
        std::shared_ptr<const ReviewChunk> chunk;
        {
            const std::shared_lock shared(mutex_);
            chunk = columns_.wordless();
        }
        if (!chunk || !read_phrases(*book, chunk, stop)) return;
    }
}

// What many reviews have, many of a few thousand have.
std::shared_ptr<const PhraseBook> ReviewIndex::chosen_phrases(const std::stop_token& stop) {
    constexpr std::size_t sample_max = 32'768, read_at_once = 512;
    std::size_t rows = 0;
    {
        const std::shared_lock shared(mutex_);
        rows = columns_.size();
    }
    const std::size_t sample = std::min(rows, sample_max);
    PhraseCount count;
    for (std::size_t i = 0; i < sample;) {
        auto reading = store_.read();
        if (!reading) return nullptr;
        for (const std::size_t end = std::min(sample, i + read_at_once); i < end; ++i) {
            if (stop.stop_requested()) return nullptr;
            const auto texts = texts_of(**reading, static_cast<Row>(rows * i / sample));
            if (!texts) return nullptr;
            count.add(*texts);
        }
    }
    const std::size_t rows_min = std::max<std::size_t>(kept_.rows_min, rows / 1000);
    return std::make_shared<PhraseBook>(
        count.at_least(static_cast<std::uint32_t>(std::max<std::size_t>(
            1, rows_min * sample / std::max<std::size_t>(1, rows)))));
}

// False: the database cannot be read, or this is the end.
bool ReviewIndex::read_phrases(const PhraseBook& book,
                               const std::shared_ptr<const ReviewChunk>& chunk,
                               const std::stop_token& stop) {
    std::vector<ValueIndex::Entry> phrases;
    std::int64_t read_at = 0;
    {
        auto reading = store_.read();
        if (!reading) return false;
        const auto now = review_generation(**reading);
        if (!now) return false;
        read_at = *now;
        for (std::size_t slot = 0; slot < chunk->records.size(); ++slot) {
            if (stop.stop_requested()) return false;
            const auto texts = texts_of(**reading, chunk->records[slot].row);
            if (!texts) return false;
            for (const std::uint32_t phrase : book.in(*texts))
                phrases.push_back({phrase, static_cast<Slot>(slot)});
        }
    }
    // The texts may be newer than the columns. Once these are as new, a row of the chunk that was
    // touched in between has made it another chunk, which is then read again.
    const auto caught_up =
        with_columns([](Connection&, const ReviewColumns&) { return base::Result<void>(); });
    if (!caught_up) return false;
    const std::unique_lock alone(mutex_);
    if (generation_ >= read_at) columns_.set_phrases(chunk, phrases);
    return true;
}

}  // namespace vitrine::service::sqlite
