#include "service/memory/memory_store.h"

#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

// A batch inside a batch is a part of it: undone by itself, or kept with the whole.
class MemoryBatch final : public Batch {
public:
    explicit MemoryBatch(State& state)
        : lock_(state.mutex), state_(state), inside_(state.in_batch), kept_(state.undo.size()) {
        state_.in_batch = true;
    }
    ~MemoryBatch() override {
        if (!lock_) return;
        state_.in_batch = false;
        while (state_.undo.size() > kept_) {
            const auto step = std::move(state_.undo.back());
            state_.undo.pop_back();
            step();
        }
        state_.in_batch = inside_;
    }
    base::Result<void> commit() override {
        if (!inside_) state_.undo.clear();
        state_.in_batch = inside_;
        lock_.unlock();
        return {};
    }

private:
    std::unique_lock<std::recursive_mutex> lock_;  // let go by commit()
    State& state_;
    bool inside_;       // of an outer batch, which keeps what this one can undo
    std::size_t kept_;  // steps of the outer one
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
    Reports& reports() override { return *reports_; }
    Metrics& metrics() override { return *metrics_; }
    Events& events() override { return *events_; }
    Changes& changes() override { return *changes_; }
    Answers& answers() override { return *answers_; }
    Settings& settings() override { return *settings_; }
    base::Result<void> sound() override { return {}; }
    std::optional<Stamp> stamp() override { return std::nullopt; }
    Uploads& uploads() override { return *uploads_; }
    Packages& packages() override { return *packages_; }
    Hooks& hooks() override { return *hooks_; }
    Finder& finder() override { return *finder_; }
    Listings& listings() override { return *listings_; }
    Kits& kits() override { return *kits_; }
    Kiosks& kiosks() override { return *kiosks_; }
    Edits& edits() override { return *edits_; }
    DeviceSignIns& device_sign_ins() override { return *device_sign_ins_; }
    base::Result<Load> load() override;
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
    std::unique_ptr<Reports> reports_ = make_reports(state_);
    std::unique_ptr<Metrics> metrics_ = make_metrics(state_);
    std::unique_ptr<Events> events_ = make_events(state_);
    std::unique_ptr<Changes> changes_ = make_changes(state_);
    std::unique_ptr<Answers> answers_ = make_answers(state_);
    std::unique_ptr<Settings> settings_ = make_settings(state_);
    std::unique_ptr<Uploads> uploads_ = make_uploads(state_);
    std::unique_ptr<Packages> packages_ = make_packages(state_);
    std::unique_ptr<Hooks> hooks_ = make_hooks(state_);
    std::unique_ptr<Finder> finder_ = make_finder(state_);
    std::unique_ptr<Listings> listings_ = make_listings(state_);
    std::unique_ptr<Kits> kits_ = make_kits(state_);
    std::unique_ptr<Kiosks> kiosks_ = make_kiosks(state_);
    std::unique_ptr<Edits> edits_ = make_edits(state_);
    std::unique_ptr<DeviceSignIns> device_sign_ins_ = make_device_sign_ins(state_);
};

base::Result<Load> MemoryStore::load() {
    const Lock lock(state_.mutex);
    Load load;
    load.hook_news = static_cast<std::int64_t>(state_.news.size());
    for (const auto& [row, one] : state_.deliveries)
        load.deliveries += one.delivery.next_try_at.has_value();
    for (const auto& [id, one] : state_.uploads)
        load.uploads += one.upload.state == contract::UploadState::open;
    for (const auto& [id, one] : state_.submissions) {
        const contract::Stage stage = one.detail.submission.stage;
        load.checks += stage == contract::Stage::validating;
        load.reviews += contract::in_queue(stage);
    }
    return load;
}

}  // namespace

std::unique_ptr<Store> make_store() {
    return std::make_unique<MemoryStore>();
}

}  // namespace vitrine::service::memory
