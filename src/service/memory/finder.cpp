#include <algorithm>

#include "base/text.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

bool named(const TextQuery& words, const std::vector<std::string>& names) {
    std::vector<std::vector<Term>> texts;
    for (const std::string& name : names) texts.push_back(search_terms(name, Reading::document));
    return matches(words, texts);
}

template <class T>
void keep_first(std::vector<T>& all, std::int32_t limit) {
    if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
}

class MemoryFinder final : public Finder {
public:
    explicit MemoryFinder(State& state) : state_(state) {}

    base::Result<std::vector<contract::App>> apps(const FindQuery& query) override {
        const TextQuery words = read_text_query(query.q);
        const std::string whole = folded_text(base::trimmed(query.q));
        std::vector<contract::App> found;
        if (words.phrases.empty()) return found;
        const Lock lock(state_.mutex);
        for (const auto& [id, stored] : state_.apps) {
            const contract::App& app = stored.app;
            if (query.team && stored.team != *query.team) continue;
            if (among(query.only, app.id) && named(words, {app.name, app.package_name}))
                found.push_back(app);
        }
        std::ranges::sort(found, {}, [&](const contract::App& app) {
            const bool exact =
                folded_text(app.name) == whole || folded_text(app.package_name) == whole;
            return std::tuple(!exact, app.name, app.id);
        });
        keep_first(found, query.limit);
        return found;
    }

    base::Result<std::vector<contract::Submission>> submissions(const FindQuery& query) override {
        const TextQuery words = read_text_query(query.q);
        std::vector<contract::Submission> found;
        if (words.phrases.empty()) return found;
        const Lock lock(state_.mutex);
        for (const auto& [id, stored] : state_.submissions) {
            contract::Submission one = stored.detail.submission;
            if (query.team && stored.team != *query.team) continue;
            if (!among(query.only, one.app)) continue;
            if (!named(words, {one.version_name, base::decimal(one.number)})) continue;
            one.app_name = state_.apps.at(one.app.text).app.name;
            found.push_back(std::move(one));
        }
        std::ranges::sort(found, std::greater<>(), &contract::Submission::number);
        keep_first(found, query.limit);
        return found;
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Finder> make_finder(State& state) {
    return std::make_unique<MemoryFinder>(state);
}

}  // namespace vitrine::service::memory
