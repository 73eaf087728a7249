#include "service/desks/review_intake.h"

#include "base/text.h"
#include "service/byte_lines.h"
#include "service/event_lines.h"
#include "service/machine/secrets.h"
#include "service/review_lines.h"
#include "service/topics_of.h"

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;
using contract::ReviewLine;
using contract::ReviewLineKind;

class ReviewBatchReader final : public IncomingBatch, TakesByteLines {
public:
    ReviewBatchReader(World world, Caller who, contract::TeamId team, std::string name,
                      std::unique_ptr<Turns::Turn> turn)
        : world_(world), turn_(std::move(turn)), who_(std::move(who)), team_(std::move(team)),
          now_(world.clock.now()) {
        counts_.batch = std::move(name);
    }

    Result<void> write(std::string_view bytes) override {
        plain_bytes_ += static_cast<std::int64_t>(bytes.size());
        if (plain_bytes_ > contract::batch_plain_bytes_max)
            return refused(batch_too_large("Send fewer reviews at once."));
        hash_.add(bytes);
        lines_.give(bytes);
        return state();
    }

    Result<contract::Json> finish() override {
        lines_.finish();
        if (auto good = state(); !good) return refused(good.error());
        const std::string hash = hash_.hex();
        auto batch = world_.store.begin_batch();
        if (!batch) return refused(batch.error());
        const auto known = world_.store.reviews().find_batch(team_, counts_.batch);
        if (!known) return refused(known.error());
        if (*known && (*known)->hash != hash)
            return refused(Problem::conflict("batch_reused",
                                             "A batch of this name came with other lines."));
        if (*known) return base::parse_json((*known)->answer);
        if (auto done = keep_reviews(); !done) return refused(done.error());
        contract::Json answer = contract::encode(counts_);
        const auto kept = world_.store.reviews().keep_batch(
            {team_, counts_.batch, {hash, base::dump_json(answer)}, now_});
        if (!kept) return refused(kept.error());
        if (auto done = (*batch)->commit(); !done) return refused(done.error());
        return answer;
    }

private:
    void take_line(std::int32_t number, const std::string_view* text) override {
        if (trouble_) return;
        auto line = text ? read_review_line(*text, now_) : refused(line_too_long());
        auto good = line ? take(std::move(*line)) : Result<void>(refused(line.error()));
        if (good || trouble_) return;
        ++counts_.left_out;
        if (counts_.problems.size() < contract::line_problems_max)
            counts_.problems.push_back(told(number, good.error()));
    }

    // The last line about a review takes the place of those before it.
    Result<void> take(ReviewLine line) {
        if (!reaches(line.app))
            return refused(trouble_ ? *trouble_ : contract::invalid_fields(
                {{"app", "not_found", "there is no such app"}}));
        if (counts_.kept >= contract::review_lines_max) {
            trouble_ = batch_too_large("At most 5,000 reviews at once.");
            return refused(*trouble_);
        }
        ++counts_.kept;
        const auto [at, fresh] = places_.try_emplace({line.app.text, line.id}, held_.size());
        if (fresh) held_.push_back(std::move(line));
        else held_[at->second] = std::move(line);
        return {};
    }

    // Unknown ones are remembered too, but not without end.
    bool reaches(const contract::AppId& id) {
        constexpr std::size_t known_max = 10'000;
        if (const auto at = apps_.find(id.text); at != apps_.end()) return at->second;
        if (apps_.size() >= known_max) {
            trouble_ = batch_too_large("At most 10,000 apps at once.");
            return false;
        }
        const auto stored = world_.store.apps().find(id);
        if (!stored) {
            trouble_ = stored.error();
            return false;
        }
        return apps_[id.text] = *stored && (*stored)->team == team_ &&
                                who_.may(contract::Right::ingest, id);
    }

    // Inside the batch: what is known of a review cannot change before it is written.
    Result<void> keep_reviews() {
        std::vector<ports::IncomingReview> put;
        std::vector<ports::ReviewName> gone;
        for (const ReviewLine& line : held_) {
            ports::ReviewName name = name_of_line(line);
            if (line.kind == ReviewLineKind::remove) {
                gone.push_back(std::move(name));
                continue;
            }
            const auto known = world_.store.reviews().find_named(name);
            if (!known) return refused(known.error());
            put.push_back(incoming_of(line, *known));
        }
        const auto upserted = world_.store.reviews().upsert(put);
        if (!upserted) return refused(upserted.error());
        const auto withdrawn = world_.store.reviews().withdraw(gone);
        if (!withdrawn) return refused(withdrawn.error());
        counts_.added = upserted->added;
        counts_.changed = upserted->changed;
        counts_.unchanged = upserted->unchanged;
        counts_.removed = *withdrawn;
        return {};
    }

    Result<void> state() const {
        return trouble_ ? Result<void>(refused(*trouble_)) : Result<void>();
    }

    World world_;
    std::unique_ptr<Turns::Turn> turn_;
    Caller who_;
    contract::TeamId team_;
    base::Instant now_;
    contract::ReviewCounts counts_;
    std::vector<ReviewLine> held_;
    std::map<std::pair<std::string, std::string>, std::size_t> places_;  // (app, id) in held_
    std::map<std::string, bool> apps_;                                   // within reach
    std::optional<Problem> trouble_;  // with the batch as a whole
    std::int64_t plain_bytes_ = 0;
    machine::RunningHash hash_;
    ByteLines lines_{*this, contract::review_line_bytes_max};
};

Result<std::unique_ptr<IncomingBatch>> ReviewIntakeDesk::begin(
    const Caller& who, const contract::IngestReviews::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    auto turn = turns_.take(*team);
    if (!turn) return refused(turn.error());
    return std::make_unique<ReviewBatchReader>(world_, who, *team, ask.batch, std::move(*turn));
}

Result<void> ReviewIntakeDesk::tend() {
    const base::Instant now = world_.clock.now();
    const auto done =
        world_.store.reviews().forget_batches_before({now.ms - contract::raw_kept_ms});
    if (!done) return refused(done.error());
    return {};
}

// The setting says which tables all rows up to the number behind the colon were looked at with; no
// number: all of them.
Result<bool> ReviewIntakeDesk::renew_topics(std::int32_t limit) {
    constexpr std::string_view setting_key = "review_topics.renewed";
    const std::string done_with = topics_version();
    const auto kept = world_.store.settings().find(setting_key);
    if (!kept) return refused(kept.error());
    const std::string noted = kept->value_or("");
    if (noted == done_with) return false;
    const bool goes_on = noted.starts_with(done_with + ":");
    const std::int64_t from =
        goes_on ? base::parse_decimal(noted.substr(done_with.size() + 1)).value_or(0) : 0;
    const auto page = world_.store.reviews().words_after(from, limit);
    if (!page) return refused(page.error());
    std::vector<ports::FoundTopics> found;
    for (const ports::ReviewWords& one : page->items) {
        ports::FoundTopics next{one.row, one.revision, {}};
        for (const TopicFound& topic : topics_of(one.text, one.language))
            next.topics.emplace_back(topic.topic);
        if (next.topics != one.topics) found.push_back(std::move(next));
    }
    const bool more = page->read_to > 0;
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (auto set = world_.store.reviews().set_topics(found); !set) return refused(set.error());
    auto done = world_.store.settings().put(
        setting_key, more ? done_with + ":" + base::decimal(page->read_to) : done_with);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return more;
}

}  // namespace vitrine::service::desks
