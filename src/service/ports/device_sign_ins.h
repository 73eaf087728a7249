// Programs that wait for a person to let them in (contract/device_sign_ins.h). Both codes come here
// hashed. The short one could be found from its hash by trying all of them; whoever reads the
// database gains nothing by it, since it only names what a signed-in person may answer.
#pragma once
#include "contract/device_sign_ins.h"
#include "service/ports/people.h"

namespace vitrine::service::ports {

enum class DeviceAnswer : std::uint8_t { none, approved, denied };
constexpr auto names(const DeviceAnswer*) {
    return std::array<std::string_view, 3>{"none", "approved", "denied"};
}

struct StoredDeviceSignIn {
    std::string device_hash;  // unique: of what the program keeps
    std::string code_hash;    // unique: of what the person types
    contract::DeviceSignIn asked;
    DeviceAnswer answer = DeviceAnswer::none;
    std::optional<StoredKey> key{};  // once approved: what it will get, without its hash
    bool operator==(const StoredDeviceSignIn&) const = default;
};

struct DeviceSignIns {
    virtual ~DeviceSignIns() = default;

    // Refuses "id_taken".
    virtual base::Result<void> create(const StoredDeviceSignIn& waiting) = 0;
    virtual base::Result<std::optional<StoredDeviceSignIn>> find_by_code(
        std::string_view code_hash) = 0;
    virtual base::Result<std::optional<StoredDeviceSignIn>> find_by_device(
        std::string_view device_hash) = 0;
    // Refuses (not_found) unless it waits without an answer: of two who answer, one does.
    virtual base::Result<void> settle(std::string_view code_hash, DeviceAnswer answer,
                                      const std::optional<StoredKey>& key) = 0;
    // Refuses (not_found) what is not there: of two who take it, one has it.
    virtual base::Result<void> take(std::string_view device_hash) = 0;
    virtual base::Result<std::int64_t> remove_expired(base::Instant now) = 0;
};

}  // namespace vitrine::service::ports
