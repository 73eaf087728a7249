#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryDeviceSignIns final : public DeviceSignIns {
public:
    explicit MemoryDeviceSignIns(State& state) : state_(state) {}

    base::Result<void> create(const StoredDeviceSignIn& next) override {
        const Lock lock(state_.mutex);
        for (const auto& [hash, one] : state_.device_sign_ins)
            if (hash == next.device_hash || one.code_hash == next.code_hash)
                return base::refused(taken("id_taken"));
        state_.set(state_.device_sign_ins, next.device_hash, next);
        return {};
    }
    base::Result<std::optional<StoredDeviceSignIn>> find_by_code(
        std::string_view code_hash) override {
        const Lock lock(state_.mutex);
        for (const auto& [hash, one] : state_.device_sign_ins)
            if (one.code_hash == code_hash) return one;
        return std::nullopt;
    }
    base::Result<std::optional<StoredDeviceSignIn>> find_by_device(
        std::string_view device_hash) override {
        const Lock lock(state_.mutex);
        const auto at = state_.device_sign_ins.find(device_hash);
        if (at == state_.device_sign_ins.end()) return std::nullopt;
        return at->second;
    }
    base::Result<void> settle(std::string_view code_hash, ports::DeviceAnswer answer,
                              const std::optional<StoredKey>& key) override {
        const Lock lock(state_.mutex);
        for (const auto& [hash, one] : state_.device_sign_ins) {
            if (one.code_hash != code_hash || one.answer != ports::DeviceAnswer::none) continue;
            StoredDeviceSignIn next = one;
            next.answer = answer;
            next.key = key;
            state_.set(state_.device_sign_ins, std::string(hash), next);
            return {};
        }
        return base::refused(base::Problem::not_found("device sign-in"));
    }
    base::Result<void> take(std::string_view device_hash) override {
        const Lock lock(state_.mutex);
        if (!state_.device_sign_ins.contains(device_hash))
            return base::refused(base::Problem::not_found("device sign-in"));
        state_.erase(state_.device_sign_ins, std::string(device_hash));
        return {};
    }
    base::Result<std::int64_t> remove_expired(base::Instant now) override {
        const Lock lock(state_.mutex);
        std::vector<std::string> over;
        for (const auto& [hash, one] : state_.device_sign_ins)
            if (one.asked.expires_at <= now) over.push_back(hash);
        for (const std::string& hash : over) state_.erase(state_.device_sign_ins, hash);
        return static_cast<std::int64_t>(over.size());
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<DeviceSignIns> make_device_sign_ins(State& state) {
    return std::make_unique<MemoryDeviceSignIns>(state);
}

}  // namespace vitrine::service::memory
