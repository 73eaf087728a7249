#include <algorithm>

#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

using base::Problem;
using base::refused;
using base::Result;

class MemoryEdits final : public Edits {
public:
    explicit MemoryEdits(State& state) : state_(state) {}

    Result<void> create(const StoredEdit& next, std::int32_t open_max) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(next.app.text)) return refused(Problem::not_found("app"));
        if (state_.edits.contains(next.id)) return refused(taken("id_taken"));
        std::int32_t open = 0;
        for (const auto& [id, one] : state_.edits)
            open += one.app == next.app && one.state == EditState::open;
        if (open >= open_max)
            return refused(Problem::conflict("too_many_edits", "The app has too many edits."));
        StoredEdit kept = next;
        kept.revision = 1;
        state_.set(state_.edits, next.id, kept);
        return {};
    }
    Result<std::optional<StoredEdit>> find(std::string_view id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.edits.find(id);
        if (at == state_.edits.end()) return std::nullopt;
        return at->second;
    }
    Result<StoredEdit> save(const StoredEdit& edit) override {
        const Lock lock(state_.mutex);
        const auto at = state_.edits.find(edit.id);
        if (at == state_.edits.end()) return refused(Problem::not_found("edit"));
        if (at->second.revision != edit.revision)
            return refused(Problem::of(base::ProblemKind::stale, "stale_revision",
                                       "The edit was changed meanwhile."));
        StoredEdit kept = at->second;
        kept.state = edit.state;
        kept.expires_at = edit.expires_at;
        kept.facts = edit.facts;
        kept.images = edit.images;
        ++kept.revision;
        state_.set(state_.edits, edit.id, kept);
        return kept;
    }
    Result<void> remove(std::string_view id) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.edits, std::string(id));
        return {};
    }
    Result<std::vector<StoredEdit>> expired(base::Instant now, std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<StoredEdit> over;
        for (const auto& [id, one] : state_.edits)
            if (one.expires_at <= now) over.push_back(one);
        std::ranges::sort(over, {}, [](const StoredEdit& one) {
            return std::pair(one.expires_at, one.id);
        });
        if (over.size() > static_cast<std::size_t>(limit)) over.resize(
            static_cast<std::size_t>(limit));
        return over;
    }
    Result<std::vector<std::string>> images() override {
        const Lock lock(state_.mutex);
        std::vector<std::string> all;
        for (const auto& [id, one] : state_.edits)
            if (one.state == EditState::open)
                all.insert(all.end(), one.images.begin(), one.images.end());
        std::ranges::sort(all);
        all.erase(std::ranges::unique(all).begin(), all.end());
        return all;
    }
    Result<void> put_note(std::string_view space, std::string_view name,
                          std::string_view text) override {
        const Lock lock(state_.mutex);
        const std::pair key{std::string(space), std::string(name)};
        if (text.empty()) state_.erase(state_.edit_notes, key);
        else state_.set(state_.edit_notes, key, std::string(text));
        return {};
    }
    Result<std::string> note(std::string_view space, std::string_view name) override {
        const Lock lock(state_.mutex);
        const auto at = state_.edit_notes.find({std::string(space), std::string(name)});
        return at == state_.edit_notes.end() ? std::string() : at->second;
    }
    Result<std::vector<Note>> notes(std::string_view space) override {
        const Lock lock(state_.mutex);
        std::vector<Note> all;
        for (const auto& [key, text] : state_.edit_notes)
            if (key.first == space) all.push_back({key.second, text});
        return all;
    }
    Result<void> put_file(const ports::BuildFile& file) override {
        const Lock lock(state_.mutex);
        state_.set(state_.build_files, key_of(file), file);
        return {};
    }
    Result<std::vector<ports::BuildFile>> files(const contract::AppId& app,
                                         std::string_view edit) override {
        const Lock lock(state_.mutex);
        std::vector<ports::BuildFile> all;
        for (const auto& [key, file] : state_.build_files)
            if (file.app == app && file.edit == edit) all.push_back(file);
        return all;
    }
    Result<void> settle_files(const contract::AppId& app, std::string_view edit) override {
        const auto all = files(app, edit);
        const Lock lock(state_.mutex);
        for (ports::BuildFile file : *all) {
            state_.erase(state_.build_files, key_of(file));
            file.edit.clear();
            state_.set(state_.build_files, key_of(file), file);
        }
        return {};
    }
    Result<void> drop_files(const contract::AppId& app, std::string_view edit) override {
        const auto all = files(app, edit);
        const Lock lock(state_.mutex);
        for (const ports::BuildFile& file : *all) state_.erase(state_.build_files, key_of(file));
        return {};
    }
    Result<bool> names_file(std::string_view sha256) override {
        const Lock lock(state_.mutex);
        return std::ranges::any_of(state_.build_files, [&](const auto& one) {
            return one.second.sha256 == sha256;
        });
    }

private:
    static std::tuple<std::string, std::string, std::int64_t, std::string> key_of(
        const ports::BuildFile& file) {
        return {file.app.text, file.edit, file.version, file.kind};
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Edits> make_edits(State& state) {
    return std::make_unique<MemoryEdits>(state);
}

}  // namespace vitrine::service::memory
