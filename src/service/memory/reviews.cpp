#include <algorithm>
#include <set>

#include "base/text.h"
#include "service/hook_news.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryReviews final : public Reviews {
public:
    explicit MemoryReviews(State& state) : state_(state) {}

    base::Result<UpsertCount> upsert(std::span<const IncomingReview> reviews) override {
        const Lock lock(state_.mutex);
        if (auto problem = refuse(reviews)) return base::refused(std::move(*problem));
        UpsertCount count;
        std::set<std::string> touched;
        ArrivedReviews arrived;
        for (const IncomingReview& incoming : reviews) {
            const auto known = state_.review_sources.find({incoming.source, incoming.source_id});
            if (known == state_.review_sources.end()) {
                add(incoming);
                arrived.add(incoming.review.app, state_.reviews.back().review.id);
                ++count.added;
            } else if (state_.reviews[known->second].gone.withdrawn) {
                change(known->second, incoming);
                const ReviewEntry& back = state_.reviews[known->second];
                if (!back.gone) arrived.add(back.review.app, back.review.id);
                ++count.added;
            } else if (change(known->second, incoming)) {
                ++count.changed;
            } else {
                ++count.unchanged;
                continue;
            }
            touched.insert(incoming.review.app.text);
        }
        state_.columns.settle();
        for (const std::string& app : touched) state_.tell(contract::Topic::review, "", {app});
        for (const contract::HookBody& body : arrived.news()) state_.note(body);
        return count;
    }

    base::Result<contract::ReviewPage> list(const ReviewQuery& query) override {
        const Lock lock(state_.mutex);
        const auto apps = apps_of(query.team);
        const auto found = find_text(query.filter.q);
        auto window =
            state_.columns.window({apps, query.filter, found ? &*found : nullptr}, query);
        if (!window) return base::refused(window.error());
        contract::ReviewPage page{{}, window->offset, window->total, window->next};
        for (const Row row : window->rows) page.items.push_back(with_app(row).review);
        return page;
    }

    base::Result<contract::ReviewFacets> facets(const contract::TeamId& team,
                                                const contract::ReviewFilter& filter) override {
        const Lock lock(state_.mutex);
        const auto apps = apps_of(team);
        const auto found = find_text(filter.q);
        auto facets = state_.columns.facets({apps, filter, found ? &*found : nullptr});
        for (auto& row : facets.apps) row.label = state_.apps.at(row.key).app.name;
        return facets;
    }

    base::Result<std::array<std::int64_t, 5>> stars(const contract::AppId& app,
                                                    std::string_view version, base::Instant from,
                                                    base::Instant to) override {
        const Lock lock(state_.mutex);
        std::array<std::int64_t, 5> out{};
        for (const ReviewEntry& one : state_.reviews) {
            const contract::Review& review = one.review;
            const std::int32_t stars = review.rating.value_or(0);
            if (!one.gone && review.app == app && review.version == version &&
                review.created_at >= from && review.created_at < to && stars >= 1 && stars <= 5)
                ++out[static_cast<std::size_t>(stars - 1)];
        }
        return out;
    }

    base::Result<std::optional<StoredReview>> find(const contract::ReviewId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_rows.find(id.text);
        if (at == state_.review_rows.end() || state_.reviews[at->second].gone) return std::nullopt;
        return with_app(at->second);
    }

    base::Result<std::optional<StoredReview>> find_even_removed(
        const contract::ReviewId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_rows.find(id.text);
        if (at == state_.review_rows.end() || state_.reviews[at->second].gone.withdrawn)
            return std::nullopt;
        return with_app(at->second);
    }

    base::Result<std::optional<StoredReview>> find_named(const ReviewName& name) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_sources.find({name.source, name.source_id});
        if (at == state_.review_sources.end() || state_.reviews[at->second].gone.withdrawn)
            return std::nullopt;
        return with_app(at->second);
    }

    base::Result<std::int64_t> withdraw(std::span<const ReviewName> names) override {
        const Lock lock(state_.mutex);
        std::int64_t withdrawn = 0;
        std::set<std::string> touched;
        for (const ReviewName& name : names) {
            const auto at = state_.review_sources.find({name.source, name.source_id});
            if (at == state_.review_sources.end()) continue;
            ReviewEntry entry = state_.reviews[at->second];
            if (std::exchange(entry.gone.withdrawn, true)) continue;
            entry.topics_found = false;
            entry.review = without_words(entry.review);
            ++entry.review.revision;
            touched.insert(entry.review.app.text);
            remember(at->second);
            put(at->second, std::move(entry));
            ++withdrawn;
        }
        state_.columns.settle();
        for (const std::string& app : touched) state_.tell(contract::Topic::review, "", {app});
        return withdrawn;
    }

    base::Result<void> set_removed(const contract::ReviewId& id, bool removed) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_rows.find(id.text);
        if (at == state_.review_rows.end())
            return base::refused(base::Problem::not_found("review"));
        ReviewEntry entry = state_.reviews[at->second];
        if (std::exchange(entry.gone.removed, removed) == removed) return {};
        ++entry.review.revision;
        state_.tell(contract::Topic::review, id.text, entry.review.app);
        remember(at->second);
        put(at->second, std::move(entry));
        state_.columns.settle();
        return {};
    }

    base::Result<contract::Review> set_tags(const contract::ReviewId& id,
                                            std::optional<std::int64_t> revision,
                                            const std::vector<std::string>& tags) override {
        const Lock lock(state_.mutex);
        const auto row = row_at(id, revision);
        if (!row) return base::refused(row.error());
        ReviewEntry entry = state_.reviews[*row];
        entry.review.tags = tags;
        return keep(*row, std::move(entry));
    }

    base::Result<ports::ReviewWordsPage> words_after(std::int64_t row,
                                                     std::int32_t limit) override {
        const Lock lock(state_.mutex);
        ports::ReviewWordsPage page;
        const auto all = static_cast<std::int64_t>(state_.reviews.size());
        for (std::int64_t at = row; at < std::min(all, row + limit); ++at) {
            page.read_to = at + 1;
            const ReviewEntry& one = state_.reviews[static_cast<std::size_t>(at)];
            const contract::Review& review = one.review;
            const bool sources = !one.topics_found && !review.topics.empty();
            if (!sources && !one.gone.withdrawn)
                page.items.push_back({at + 1, review.revision, review.text, review.language,
                                      review.topics});
        }
        return page;
    }

    base::Result<std::int64_t> set_topics(std::span<const ports::FoundTopics> found) override {
        const Lock lock(state_.mutex);
        std::int64_t count = 0;
        std::set<std::string> touched;
        for (const ports::FoundTopics& one : found) {
            if (one.row < 1 || one.row > static_cast<std::int64_t>(state_.reviews.size())) continue;
            const Row row = static_cast<Row>(one.row - 1);
            ReviewEntry entry = state_.reviews[row];
            if (entry.review.revision != one.revision) continue;
            entry.review.topics = one.topics;
            entry.topics_found = true;
            ++entry.review.revision;
            touched.insert(entry.review.app.text);
            remember(row);
            put(row, std::move(entry));
            ++count;
        }
        state_.columns.settle();
        for (const std::string& app : touched) state_.tell(contract::Topic::review, "", {app});
        return count;
    }

    base::Result<contract::Review> set_reply(const contract::ReviewId& id,
                                             std::optional<std::int64_t> revision,
                                             const contract::ReviewReply& reply) override {
        const Lock lock(state_.mutex);
        const auto row = row_at(id, revision);
        if (!row) return base::refused(row.error());
        ReviewEntry entry = state_.reviews[*row];
        contract::ReviewReply kept = reply;
        kept.version = entry.replies.empty() ? 1 : entry.replies.back().version + 1;
        entry.replies.push_back(kept);
        entry.review.reply = kept;
        return answered(keep(*row, std::move(entry)));
    }

    base::Result<contract::Review> remove_reply(const contract::ReviewId& id,
                                                std::optional<std::int64_t> revision) override {
        const Lock lock(state_.mutex);
        const auto row = row_at(id, revision);
        if (!row) return base::refused(row.error());
        ReviewEntry entry = state_.reviews[*row];
        if (!entry.review.reply)
            return base::refused(base::Problem::conflict("no_reply", "There is no reply."));
        entry.review.reply.reset();
        return answered(keep(*row, std::move(entry)));
    }

    base::Result<std::vector<contract::ReviewReply>> reply_history(
        const contract::ReviewId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_rows.find(id.text);
        if (at == state_.review_rows.end()) return std::vector<contract::ReviewReply>{};
        return state_.reviews[at->second].replies;
    }

    base::Result<std::optional<ports::KeptBatch>> find_batch(const contract::TeamId& team,
                                                             std::string_view id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_batches.find({team.text, std::string(id)});
        if (at == state_.review_batches.end()) return std::nullopt;
        return at->second.kept;
    }

    base::Result<void> keep_batch(const ReviewBatch& batch) override {
        const Lock lock(state_.mutex);
        const std::pair key(batch.team.text, batch.id);
        if (state_.review_batches.contains(key)) return base::refused(batch_reused());
        state_.set(state_.review_batches, key, batch);
        return {};
    }

    base::Result<std::int64_t> forget_batches_before(base::Instant when) override {
        const Lock lock(state_.mutex);
        std::int64_t forgotten = 0;
        for (auto at = state_.review_batches.begin(); at != state_.review_batches.end();) {
            const auto here = at++;
            if (here->second.received_at >= when) continue;
            state_.erase(state_.review_batches, std::pair(here->first));
            ++forgotten;
        }
        return forgotten;
    }

private:
    std::optional<base::Problem> refuse(std::span<const IncomingReview> reviews) const {
        std::map<std::string, std::pair<std::string, std::string>> ids;
        for (const IncomingReview& incoming : reviews) {
            const contract::Review& review = incoming.review;
            const std::pair source(incoming.source, incoming.source_id);
            if (!state_.apps.contains(review.app.text)) return base::Problem::not_found("app");
            const bool known = state_.review_sources.contains(source);
            if (known || review.id.text.empty()) continue;
            const auto [at, fresh] = ids.emplace(review.id.text, source);
            if (state_.review_rows.contains(review.id.text) || (!fresh && at->second != source))
                return taken("id_taken");
        }
        return std::nullopt;
    }

    // Replaces a row with everything that is counted from it.
    void put(Row row, ReviewEntry entry) {
        count(state_.reviews[row], -1);
        count(entry, 1);
        ReviewFacts facts = facts_of(entry.review);
        if (entry.gone) facts.app.clear();
        state_.columns.put(row, facts);
        state_.reviews[row] = std::move(entry);
    }

    void count(const ReviewEntry& entry, int sign) {
        if (entry.gone) return;
        const contract::Review& review = entry.review;
        ReviewFigures& figures = state_.review_figures[review.app.text];
        figures.reviews += sign;
        figures.unanswered += review.reply ? 0 : sign;
        figures.rated += review.rating ? sign : 0;
        figures.stars += sign * review.rating.value_or(0);
    }

    void add(const IncomingReview& incoming) {
        const Row row = static_cast<Row>(state_.reviews.size());
        ReviewEntry entry{incoming.source, incoming.source_id, incoming.review, {}, {},
                          incoming.topics_found};
        entry.review.tags.clear();
        if (entry.review.id.text.empty()) entry.review.id.text = "r" + base::decimal(row + 1);
        entry.review.revision = 1;
        if (entry.review.reply) {
            entry.review.reply->version = 1;
            entry.replies.push_back(*entry.review.reply);
        }
        state_.columns.put(row, facts_of(entry.review));
        count(entry, 1);
        state_.review_rows[entry.review.id.text] = row;
        state_.review_sources[{entry.source, entry.source_id}] = row;
        state_.reviews.push_back(std::move(entry));
        state_.on_undo([this] { drop_last(); });
    }

    void drop_last() {
        const ReviewEntry& entry = state_.reviews.back();
        count(entry, -1);
        state_.review_rows.erase(entry.review.id.text);
        state_.review_sources.erase({entry.source, entry.source_id});
        state_.reviews.pop_back();
        state_.columns.shrink(static_cast<Row>(state_.reviews.size()));
    }

    bool change(Row row, const IncomingReview& incoming) {
        ReviewEntry entry = state_.reviews[row];
        contract::Review next = merged(entry.review, incoming.review, !entry.replies.empty());
        if (next == entry.review && !entry.gone.withdrawn &&
            entry.topics_found == incoming.topics_found)
            return false;
        entry.topics_found = incoming.topics_found;
        entry.gone.withdrawn = false;
        ++next.revision;
        if (next.reply && entry.replies.empty()) entry.replies.push_back(*next.reply);
        entry.review = std::move(next);
        remember(row);
        put(row, std::move(entry));
        return true;
    }

    void remember(Row row) {
        if (!state_.in_batch) return;
        state_.on_undo([this, row, old = state_.reviews[row]] {
            put(row, old);
            state_.columns.settle();
        });
    }

    base::Result<Row> row_at(const contract::ReviewId& id,
                             std::optional<std::int64_t> revision) const {
        const auto at = state_.review_rows.find(id.text);
        if (at == state_.review_rows.end() || state_.reviews[at->second].gone)
            return base::refused(base::Problem::not_found("review"));
        const contract::Review& review = state_.reviews[at->second].review;
        if (revision && *revision != review.revision) return base::refused(stale_revision());
        return at->second;
    }

    contract::Review keep(Row row, ReviewEntry entry) {
        ++entry.review.revision;
        remember(row);
        put(row, std::move(entry));
        state_.columns.settle();
        const StoredReview kept = with_app(row);
        state_.tell(contract::Topic::review, kept.review.id.text, kept.review.app);
        return kept.review;
    }

    contract::Review answered(contract::Review review) {
        state_.note(reply_news(review));
        return review;
    }

    StoredReview with_app(Row row) const {
        StoredReview stored{{}, state_.reviews[row].review};
        const StoredApp& app = state_.apps.at(stored.review.app.text);
        stored.team = app.team;
        stored.review.app_name = app.app.name;
        stored.review.icon = app.app.icon;
        return stored;
    }

    std::vector<contract::AppId> apps_of(const contract::TeamId& team) const {
        std::vector<contract::AppId> apps;
        for (const auto& [id, app] : state_.apps)
            if (app.team == team) apps.push_back(app.app.id);
        return apps;
    }

    std::optional<Found> find_text(const std::string& q) const {
        const TextQuery query = read_text_query(q);
        if (query.blank) return std::nullopt;
        Found found;
        if (query.phrases.empty()) return found;
        for (Row row = 0; row < state_.columns.size(); ++row) {
            const contract::Review& review = state_.reviews[row].review;
            std::vector<std::vector<Term>> texts{search_terms(review.text, Reading::document),
                                                 search_terms(review.author, Reading::document)};
            if (review.translation)
                texts.push_back(search_terms(review.translation->text, Reading::document));
            if (matches(query, texts)) found.push_back(row);
        }
        return found;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Reviews> make_reviews(State& state) {
    return std::make_unique<MemoryReviews>(state);
}

}  // namespace vitrine::service::memory
