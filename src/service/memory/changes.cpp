#include "service/memory/state.h"

namespace vitrine::service::memory {

std::int64_t State::append_change(const std::optional<contract::TeamId>& team,
                                  const contract::Change& change) {
    changes.push_back({++newest_change, team, change});
    on_undo([this] {
        changes.pop_back();
        --newest_change;
    });
    return newest_change;
}

void State::tell(contract::Topic topic, const std::string& thing, const contract::AppId& app) {
    append_change(apps.at(app.text).team, {topic, thing, app.text});
}

namespace {

class MemoryChanges final : public Changes {
public:
    explicit MemoryChanges(State& state) : state_(state) {}

    base::Result<std::int64_t> append(const std::optional<contract::TeamId>& team,
                                      const contract::Change& change) override {
        const Lock lock(state_.mutex);
        return state_.append_change(team, change);
    }

    base::Result<std::vector<ChangeRow>> read(std::int64_t after,
                                              const std::optional<contract::TeamId>& team,
                                              std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<ChangeRow> rows;
        for (const ChangeRow& row : state_.changes) {
            if (rows.size() == static_cast<std::size_t>(limit)) break;
            if (row.id > after && (!team || !row.team || *row.team == *team)) rows.push_back(row);
        }
        return rows;
    }

    base::Result<std::int64_t> newest() override {
        const Lock lock(state_.mutex);
        return state_.newest_change;
    }

    base::Result<std::int64_t> oldest() override {
        const Lock lock(state_.mutex);
        return state_.changes.empty() ? state_.newest_change + 1 : state_.changes.front().id;
    }

    base::Result<void> trim(std::int64_t keep_rows) override {
        const Lock lock(state_.mutex);
        while (static_cast<std::int64_t>(state_.changes.size()) > keep_rows) {
            const ChangeRow row = state_.changes.front();
            state_.on_undo([this, row] { state_.changes.push_front(row); });
            state_.changes.pop_front();
        }
        return {};
    }

private:
    State& state_;
};

class MemoryAnswers final : public Answers {
public:
    explicit MemoryAnswers(State& state) : state_(state) {}

    base::Result<std::optional<GivenAnswer>> find(std::string_view key,
                                                  const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        const auto at = state_.answers.find({std::string(key), user.text});
        if (at == state_.answers.end()) return std::nullopt;
        return at->second;
    }

    base::Result<GivenAnswer> keep(const GivenAnswer& answer) override {
        const Lock lock(state_.mutex);
        const std::pair key(answer.key, answer.user.text);
        if (!state_.answers.contains(key)) state_.set(state_.answers, key, answer);
        return state_.answers.at(key);
    }

    base::Result<std::int64_t> forget_before(base::Instant when) override {
        const Lock lock(state_.mutex);
        std::vector<std::pair<std::string, std::string>> old;
        for (const auto& [key, answer] : state_.answers)
            if (answer.at < when) old.push_back(key);
        for (const auto& key : old) state_.erase(state_.answers, key);
        return static_cast<std::int64_t>(old.size());
    }

private:
    State& state_;
};

class MemorySettings final : public Settings {
public:
    explicit MemorySettings(State& state) : state_(state) {}

    base::Result<std::optional<std::string>> find(std::string_view key) override {
        const Lock lock(state_.mutex);
        const auto at = state_.settings.find(key);
        if (at == state_.settings.end()) return std::nullopt;
        return at->second;
    }
    base::Result<void> put(std::string_view key, std::string_view value) override {
        const Lock lock(state_.mutex);
        state_.set(state_.settings, std::string(key), std::string(value));
        return {};
    }
    base::Result<void> remove(std::string_view key) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.settings, std::string(key));
        return {};
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Changes> make_changes(State& state) {
    return std::make_unique<MemoryChanges>(state);
}
std::unique_ptr<Answers> make_answers(State& state) {
    return std::make_unique<MemoryAnswers>(state);
}
std::unique_ptr<Settings> make_settings(State& state) {
    return std::make_unique<MemorySettings>(state);
}

}  // namespace vitrine::service::memory
