#include "service/sqlite/sqlite_store.h"

#include "service/sqlite/event_figures.h"
#include "service/sqlite/schema.h"
#include "service/sqlite/sealing.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

// Metrics take part from their first write on: until then nobody waits for their file, which a
// batch of events may hold for long.
class SqliteBatch final : public Batch {
public:
    SqliteBatch(Writing store, Database& metrics) : store_(std::move(store)), file_(&metrics) {
        file_->join(metrics_);
    }
    ~SqliteBatch() override { leave(); }

    // Metrics first: what the store says it holds (a setting, an import's mark) is then there.
    base::Result<void> commit() override {
        leave();
        if (metrics_)
            if (auto done = metrics_->commit(); !done) return done;
        return store_.commit();
    }

private:
    // Once: with the store's lock gone, another thread may have joined.
    void leave() {
        if (file_) std::exchange(file_, nullptr)->leave();
    }

    Writing store_;
    Database* file_;
    std::optional<Writing> metrics_;
};

// A part of this thread's batch, which is undone by itself or kept with the whole.
class SqlitePart final : public Batch {
public:
    // `metrics`: none while the batch has written none.
    SqlitePart(Writing store, std::optional<Writing> metrics, Database& file)
        : store_(std::move(store)), metrics_(std::move(metrics)), file_(file), open_(true) {}
    ~SqlitePart() override {
        if (open_ && !metrics_) file_.undo_joined();
    }

    base::Result<void> commit() override {
        if (metrics_)
            if (auto done = metrics_->commit(); !done) return done;
        open_ = false;
        return store_.commit();
    }

private:
    Writing store_;
    std::optional<Writing> metrics_;
    Database& file_;
    bool open_;
};

// All in one snapshot; each count walks an index or a table that is short while all goes well.
base::Result<Load> load_of(Database& store) {
    const auto found = first(
        store,
        "SELECT (SELECT count(*) FROM hook_news), "
        "(SELECT count(*) FROM deliveries WHERE next_try_at IS NOT NULL), "
        "(SELECT count(*) FROM uploads WHERE state = 'open'), "
        "(SELECT count(*) FROM submissions WHERE stage = 'validating'), "
        "(SELECT count(*) FROM submissions WHERE stage IN (SELECT value FROM json_each(?1)))",
        [](const Query& row) {
            Load load;
            load.hook_news = row.integer(0);
            load.deliveries = row.integer(1);
            load.uploads = row.integer(2);
            load.checks = row.integer(3);
            load.reviews = row.integer(4);
            return load;
        },
        json_text(queue_stages()));
    if (!found) return base::refused(found.error());
    return found->value_or(Load());
}

class SqliteStore final : public Store {
public:
    SqliteStore(std::unique_ptr<machine::Vault> vault, std::unique_ptr<Database> store,
                std::unique_ptr<Database> metrics)
        : vault_(std::move(vault)), store_file_(std::move(store)),
          metrics_file_(std::move(metrics)) {}

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
    Uploads& uploads() override { return *uploads_; }
    Packages& packages() override { return *packages_; }
    Hooks& hooks() override { return *hooks_; }
    Finder& finder() override { return *finder_; }
    Listings& listings() override { return *listings_; }

    Kits& kits() override { return *kits_; }
    Kiosks& kiosks() override { return *kiosks_; }
    Edits& edits() override { return *edits_; }
    DeviceSignIns& device_sign_ins() override { return *device_sign_ins_; }

    base::Result<Load> load() override {
        auto load = load_of(*store_file_);
        if (!load) return load;
        load->store_bytes = store_file_->bytes();
        load->metrics_bytes = metrics_file_->bytes();
        return load;
    }

    base::Result<void> sound() override {
        if (auto done = store_file_->sound(); !done) return done;
        return metrics_file_->sound();
    }

    std::optional<Stamp> stamp() override { return store_file_->stamp(); }

    base::Result<std::unique_ptr<Batch>> begin_batch() override {
        const bool inside = store_file_->writing_here();
        auto store = store_file_->write();
        if (!store) return base::refused(store.error());
        if (!inside) return std::make_unique<SqliteBatch>(std::move(*store), *metrics_file_);
        std::optional<Writing> part;
        if (metrics_file_->writing_here()) {
            auto metrics = metrics_file_->write();
            if (!metrics) return base::refused(metrics.error());
            part.emplace(std::move(*metrics));
        }
        return std::make_unique<SqlitePart>(std::move(*store), std::move(part), *metrics_file_);
    }

private:
    std::unique_ptr<machine::Vault> vault_;
    std::unique_ptr<Database> store_file_, metrics_file_;
    EventFigures event_figures_{*metrics_file_};
    Files files_{*store_file_, *metrics_file_, *vault_, event_figures_};
    std::unique_ptr<Accounts> accounts_ = make_accounts(files_);
    std::unique_ptr<Invitations> invitations_ = make_invitations(files_);
    std::unique_ptr<Keys> keys_ = make_keys(files_);
    std::unique_ptr<Factors> factors_ = make_factors(files_);
    std::unique_ptr<Apps> apps_ = make_apps(files_);
    std::unique_ptr<Releases> releases_ = make_releases(files_);
    std::unique_ptr<Submissions> submissions_ = make_submissions(files_);
    std::unique_ptr<Baskets> baskets_ = make_baskets(files_);
    std::unique_ptr<Reviews> reviews_ = make_reviews(files_);
    std::unique_ptr<Reports> reports_ = make_reports(files_);
    std::unique_ptr<Metrics> metrics_ = make_metrics(files_);
    std::unique_ptr<Events> events_ = make_events(files_);
    std::unique_ptr<Changes> changes_ = make_changes(files_);
    std::unique_ptr<Answers> answers_ = make_answers(files_);
    std::unique_ptr<Settings> settings_ = make_settings(files_);
    std::unique_ptr<Uploads> uploads_ = make_uploads(files_);
    std::unique_ptr<Packages> packages_ = make_packages(files_);
    std::unique_ptr<Hooks> hooks_ = make_hooks(files_);
    std::unique_ptr<Finder> finder_ = make_finder(files_);
    std::unique_ptr<Listings> listings_ = make_listings(files_);
    std::unique_ptr<Kits> kits_ = make_kits(files_);
    std::unique_ptr<Kiosks> kiosks_ = make_kiosks(files_);
    std::unique_ptr<Edits> edits_ = make_edits(files_);
    std::unique_ptr<DeviceSignIns> device_sign_ins_ = make_device_sign_ins(files_);
};

}  // namespace

base::Result<std::unique_ptr<Store>> open_store(const std::string& folder, const Options& options) {
    auto found = vault_for(folder);
    const bool wrong_key = !found && found.error().code.starts_with("secrets_key_");
    if (wrong_key) return base::refused(found.error());
    auto vault = std::make_unique<machine::Vault>(found.value_or(machine::Vault()));
    Plan plan{folder + "/store.db", store_steps(), options.busy_timeout_ms,
              options.max_bytes, options.check == Check::quick, vault.get()};
    auto store = Database::open(plan);
    if (!store) return base::refused(store.error());  // says more of a damaged file or folder
    if (!found) return base::refused(found.error());
    plan.vault = nullptr;
    plan.path = folder + "/metrics.db";
    plan.steps = metrics_steps();
    plan.max_bytes = 0;
    auto metrics = Database::open(plan);
    if (!metrics) return base::refused(metrics.error());
    return std::make_unique<SqliteStore>(std::move(vault), std::move(*store),
                                         std::move(*metrics));
}

}  // namespace vitrine::service::sqlite
