// The figures of events, counted for many batches at once.
//
// A batch is kept whole in one transaction: its name, its answer, its raw events, and a row that
// says that its figures wait. Whoever looks at figures, or writes them by another way, has what
// waits counted first, so that nobody ever sees a batch without its figures. That a batch waits is
// a row of the database: no crash, undone transaction or second program can lose or double it.
//
// Counting ten batches together costs little more than counting one, because most of what they
// change is the same. So that whoever looks never waits long, no more than `waiting_events_max`
// events wait, and while somebody looks, a batch is counted as it is kept.
#pragma once
#include <atomic>

#include "service/sqlite/database.h"

namespace vitrine::service::sqlite {

class EventFigures {
public:
    static constexpr std::int64_t waiting_events_max = 100'000, waiting_batches_max = 200;

    explicit EventFigures(Database& metrics) : metrics_(metrics) {}

    // A snapshot in which every kept batch is counted.
    base::Result<Reading> read();
    // In the writer's transaction: counts all that waits.
    base::Result<void> count(Connection& writer);
    // A batch that is kept now: `batch` is its row. Counts what waits when it is time to.
    base::Result<void> wait(Connection& writer, std::int64_t batch, std::int64_t events,
                            base::Instant received_at);

private:
    Database& metrics_;
    std::atomic<bool> looked_at_ = false;  // since the last batch came
};

// The rows of a query over figures, each made by `make`.
template <class Make, class... Values>
auto figure_rows(EventFigures& figures, const std::string& text, Make make,
                 const Values&... values)
    -> base::Result<std::vector<decltype(make(std::declval<const Query&>()))>> {
    auto reading = figures.read();
    if (!reading) return base::refused(reading.error());
    Query query(**reading, text, values...);
    std::vector<decltype(make(query))> found;
    while (query.step()) found.push_back(make(query));
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return found;
}

}  // namespace vitrine::service::sqlite
