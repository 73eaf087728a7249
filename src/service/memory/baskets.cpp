#include "base/text.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryBaskets final : public Baskets {
public:
    explicit MemoryBaskets(State& state) : state_(state) {}

    base::Result<void> keep(const contract::SubmissionId& id, std::int64_t revision,
                            const contract::Basket& basket) override {
        const Lock lock(state_.mutex);
        if (!state_.submissions.contains(id.text))
            return base::refused(base::Problem::not_found("submission"));
        state_.set(state_.baskets, {id.text, revision}, basket);
        auto [from, to] = versions(id);
        for (auto count = std::distance(from, to); count > basket_versions_kept; --count) {
            const auto key = from->first;
            ++from;
            state_.erase(state_.baskets, key);
        }
        return {};
    }

    base::Result<std::optional<contract::Basket>> as_of(const contract::SubmissionId& id,
                                                        std::int64_t revision) override {
        const Lock lock(state_.mutex);
        return standing(id.text, revision);
    }

    base::Result<std::optional<AcceptedBasket>> accepted(
        const contract::AppId& app, const std::optional<contract::Track>& track) override {
        const Lock lock(state_.mutex);
        std::optional<AcceptedBasket> best;
        for (const auto& [id, stored] : state_.submissions) {
            const auto& one = stored.detail.submission;
            if (one.app != app || !is_accepted(one.stage) || (track && one.track != *track))
                continue;
            const auto basket = standing(id, INT64_MAX);
            if (!basket || basket->packages.empty() ||
                (best && code_of(one.version_code) < code_of(best->version_code)))
                continue;
            best = AcceptedBasket{one.id, one.track, one.version_code, *basket};
        }
        return best;
    }

    base::Result<void> note(const contract::SubmissionId& id,
                            const contract::ReviewState& state) override {
        const Lock lock(state_.mutex);
        if (!state_.submissions.contains(id.text))
            return base::refused(base::Problem::not_found("submission"));
        state_.set(state_.review_states, id.text, state);
        return {};
    }

    base::Result<contract::ReviewState> review_of(const contract::SubmissionId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.review_states.find(id.text);
        return at == state_.review_states.end() ? contract::ReviewState{} : at->second;
    }

private:
    using Versions = decltype(State::baskets)::iterator;

    static std::int64_t code_of(const std::string& text) {
        return base::parse_decimal(text).value_or(0);
    }
    std::pair<Versions, Versions> versions(const contract::SubmissionId& id) {
        return {state_.baskets.lower_bound({id.text, INT64_MIN}),
                state_.baskets.upper_bound({id.text, INT64_MAX})};
    }
    std::optional<contract::Basket> standing(const std::string& id, std::int64_t revision) const {
        auto at = state_.baskets.upper_bound({id, revision});
        if (at == state_.baskets.begin() || (--at)->first.first != id) return std::nullopt;
        return at->second;
    }

    State& state_;
};

}  // namespace

std::optional<contract::Basket> State::basket(const std::string& submission) const {
    const auto at = baskets.upper_bound({submission, INT64_MAX});
    if (at == baskets.begin() || std::prev(at)->first.first != submission) return std::nullopt;
    return std::prev(at)->second;
}

std::unique_ptr<Baskets> make_baskets(State& state) {
    return std::make_unique<MemoryBaskets>(state);
}

}  // namespace vitrine::service::memory
