#include "service/desks/event_desk.h"

#include "service/event_lines.h"
#include "service/machine/batch_mark.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;
using contract::BatchCounts;

namespace {

base::Problem wrong(const char* path, const char* code, const char* detail) {
    return contract::invalid_fields({{path, code, detail}});
}

}  // namespace

class BatchReader final : public IncomingBatch, TakesLines {
public:
    BatchReader(EventDesk& desk, Caller who, contract::TeamId team, std::string name,
                std::string secret, std::unique_ptr<Turns::Turn> turn)
        : desk_(desk), turn_(std::move(turn)), who_(std::move(who)), secret_(std::move(secret)),
          now_(desk.world_.clock.now()), mark_(secret_) {
        batch_.team = std::move(team);
        batch_.id = std::move(name);
        batch_.received_at = now_;
    }

    // Batches that earlier versions kept are known by a hash without a key.
    void compare_with(const ports::KeptBatch& kept) {
        if (kept.hash.size() == old_hash_digits)
            old_hash_ = std::make_unique<machine::RunningHash>();
    }

    Result<void> write(std::string_view bytes) override {
        plain_bytes_ += static_cast<std::int64_t>(bytes.size());
        if (plain_bytes_ > contract::batch_plain_bytes_max)
            return refused(batch_too_large("Send fewer events at once."));
        if (old_hash_) old_hash_->add(bytes);
        else mark_.add(bytes);
        lines_.give(bytes);
        return state();
    }

    Result<contract::Json> finish() override {
        lines_.finish();
        if (auto good = state(); !good) return refused(good.error());
        counts_.batch = batch_.id;
        counts_.kept = static_cast<std::int32_t>(batch_.events.size());
        batch_.hash = old_hash_ ? old_hash_->hex() : mark_.hex();
        batch_.answer = base::dump_json(contract::encode(counts_));
        const auto kept = desk_.world_.store.events().keep(batch_);
        if (!kept) return refused(kept.error());
        if (kept->hash != batch_.hash)
            return refused(Problem::conflict("batch_reused",
                                             "A batch of this name came with other lines."));
        return base::parse_json(kept->answer);
    }

private:
    static constexpr std::uint32_t no_app = UINT32_MAX;
    static constexpr std::size_t old_hash_digits = 64, few_events = 500;
    struct KnownApp {
        std::uint32_t index = no_app;  // in the batch
        std::unique_ptr<machine::DeviceHash> devices;
    };

    void take(std::int32_t number, const EventLine& event) override {
        if (trouble_) return;
        if (const auto good = keep(event); !good) refuse(number, good.error());
    }

    void refuse(std::int32_t number, const Problem& problem) override {
        if (trouble_) return;
        ++counts_.left_out;
        if (counts_.problems.size() < contract::line_problems_max)
            counts_.problems.push_back(told(number, problem));
    }

    Result<void> keep(const EventLine& event) {
        if (event.at.ms < now_.ms - contract::event_late_ms)
            return refused(wrong("at", "out_of_range", "older than 35 days"));
        if (event.at.ms > now_.ms + contract::event_early_ms)
            return refused(wrong("at", "out_of_range", "in the future"));
        const KnownApp& app = app_of(event.app);
        if (app.index == no_app)
            return refused(wrong("app", "not_found", "there is no such app"));
        if (batch_.events.size() >= contract::batch_events_max) {
            trouble_ = batch_too_large("At most 50,000 events at once.");
            return refused(*trouble_);
        }
        // Moving many events again and again costs; memory that is never touched does not.
        if (batch_.events.size() == batch_.events.capacity())
            batch_.events.reserve(batch_.events.empty() ? few_events : contract::batch_events_max);
        ports::DeviceEvent& kept = batch_.events.emplace_back();
        kept.app = app.index;
        kept.kind = event.kind;
        kept.device = app.devices->of(event.device);
        kept.at = event.at;
        kept.country = event.country;
        kept.version = event.version;
        kept.device_class = event.device_class;
        kept.channel = event.channel;
        kept.amount = event.amount.value_or(0);
        return {};
    }

    // Unknown ones are remembered too, but not without end.
    const KnownApp& app_of(std::string_view name) {
        constexpr std::size_t known_max = 10'000;
        if (const auto at = apps_.find(name); at != apps_.end()) return at->second;
        if (apps_.size() >= known_max) {
            trouble_ = batch_too_large("At most 10,000 apps at once.");
            return none_;
        }
        const contract::AppId id{std::string(name)};
        const auto stored = desk_.world_.store.apps().find(id);
        if (!stored) {
            trouble_ = stored.error();
            return none_;
        }
        KnownApp& app = apps_[id.text];
        if (!*stored || (*stored)->team != batch_.team || !who_.may(contract::Right::ingest, id))
            return app;
        app.index = static_cast<std::uint32_t>(batch_.apps.size());
        app.devices = std::make_unique<machine::DeviceHash>(secret_, id.text);
        batch_.apps.push_back(id);
        return app;
    }

    Result<void> state() const {
        return trouble_ ? Result<void>(refused(*trouble_)) : Result<void>();
    }

    EventDesk& desk_;
    std::unique_ptr<Turns::Turn> turn_;
    Caller who_;
    std::string secret_;
    base::Instant now_;
    ports::EventBatch batch_;
    BatchCounts counts_;
    std::map<std::string, KnownApp, std::less<>> apps_;
    KnownApp none_;
    std::optional<Problem> trouble_;  // with the batch as a whole
    std::int64_t plain_bytes_ = 0;
    machine::BatchMark mark_;  // of the lines
    std::unique_ptr<machine::RunningHash> old_hash_;
    EventLines lines_{*this};
};

// Made at the first batch and never again: with another one every device would be new.
Result<std::string> EventDesk::device_secret() {
    constexpr std::string_view setting_key = "events.device_secret";
    constexpr int secret_bytes = 32;
    const std::lock_guard lock(guard_);
    if (!device_secret_.empty()) return device_secret_;
    auto kept = world_.store.settings().find(setting_key);
    if (!kept) return refused(kept.error());
    if (!*kept) {
        *kept = ports::random_hex(world_.random, secret_bytes);
        if (auto done = world_.store.settings().put(setting_key, **kept); !done)
            return refused(done.error());
    }
    device_secret_ = **kept;
    return device_secret_;
}

Result<std::unique_ptr<IncomingBatch>> EventDesk::begin(
    const Caller& who, const contract::IngestEvents::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    auto secret = device_secret();
    if (!secret) return refused(secret.error());
    const auto kept = world_.store.events().find_batch(*team, ask.batch);
    if (!kept) return refused(kept.error());
    auto turn = turns_.take(*team);
    if (!turn) return refused(turn.error());
    auto batch = std::make_unique<BatchReader>(*this, who, *team, ask.batch, std::move(*secret),
                                               std::move(*turn));
    if (*kept) batch->compare_with(**kept);
    return batch;
}

Result<void> EventDesk::tend() {
    const base::Instant now = world_.clock.now();
    if (auto done = world_.store.events().settle(now); !done) return refused(done.error());
    if (auto done = world_.store.events().sweep(now); !done) return refused(done.error());
    return {};
}

}  // namespace vitrine::service::desks
