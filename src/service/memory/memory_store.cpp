#include "service/memory/memory_store.h"

#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

// A batch inside a batch is a part of it: undone by itself, or kept with the whole.
class MemoryBatch final : public Batch {
public:
    explicit MemoryBatch(State& state)
        : lock_(state.mutex), state_(state), inside_(state.in_batch), begin_(state.undo.size()) {
        state_.in_batch = true;
    }
    ~MemoryBatch() override {
        if (!open_) return;
        state_.in_batch = false;
        while (state_.undo.size() > begin_) {
            state_.undo.back()();
            state_.undo.pop_back();
        }
        state_.in_batch = inside_;
    }
    base::Result<void> commit() override {
        open_ = false;
        if (inside_) return {};
        state_.undo.clear();
        state_.in_batch = false;
        return {};
    }

private:
    std::unique_lock<std::recursive_mutex> lock_;
    State& state_;
    bool inside_, open_ = true;
    std::size_t begin_;
};

class MemoryStore final : public Store {
public:
    Accounts& accounts() override { return *accounts_; }
    Invitations& invitations() override { return *invitations_; }
    Keys& keys() override { return *keys_; }
    Factors& factors() override { return *factors_; }
    Apps& apps() override { return *apps_; }
    Releases& releases() override { return *releases_; }
    Submissions& submissions() override { return *submissions_; }
    Baskets& baskets() override { return *baskets_; }
    Reviews& reviews() override { return *reviews_; }
    Metrics& metrics() override { return *metrics_; }
    Events& events() override { return *events_; }
    Changes& changes() override { return *changes_; }
    Answers& answers() override { return *answers_; }
    Settings& settings() override { return *settings_; }
    base::Result<void> sound() override { return {}; }
    Uploads& uploads() override { return *uploads_; }
    Packages& packages() override { return *packages_; }
    Hooks& hooks() override { return *hooks_; }
    Finder& finder() override { return *finder_; }
    base::Result<std::unique_ptr<Batch>> begin_batch() override {
        return std::make_unique<MemoryBatch>(state_);
    }

private:
    State state_;
    std::unique_ptr<Accounts> accounts_ = make_accounts(state_);
    std::unique_ptr<Invitations> invitations_ = make_invitations(state_);
    std::unique_ptr<Keys> keys_ = make_keys(state_);
    std::unique_ptr<Factors> factors_ = make_factors(state_);
    std::unique_ptr<Apps> apps_ = make_apps(state_);
    std::unique_ptr<Releases> releases_ = make_releases(state_);
    std::unique_ptr<Submissions> submissions_ = make_submissions(state_);
    std::unique_ptr<Baskets> baskets_ = make_baskets(state_);
    std::unique_ptr<Reviews> reviews_ = make_reviews(state_);
    std::unique_ptr<Metrics> metrics_ = make_metrics(state_);
    std::unique_ptr<Events> events_ = make_events(state_);
    std::unique_ptr<Changes> changes_ = make_changes(state_);
    std::unique_ptr<Answers> answers_ = make_answers(state_);
    std::unique_ptr<Settings> settings_ = make_settings(state_);
    std::unique_ptr<Uploads> uploads_ = make_uploads(state_);
    std::unique_ptr<Packages> packages_ = make_packages(state_);
    std::unique_ptr<Hooks> hooks_ = make_hooks(state_);
    std::unique_ptr<Finder> finder_ = make_finder(state_);
};

}  // namespace

std::unique_ptr<Store> make_store() {
    return std::make_unique<MemoryStore>();
}

}  // namespace vitrine::service::memory
