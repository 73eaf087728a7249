#include "package/manifest/implied.h"

#include <algorithm>
#include <array>

namespace vitrine::package {
namespace {

constexpr std::int32_t sdk_donut = 4, sdk_jelly_bean = 16, sdk_lollipop = 21;
constexpr std::int32_t any_sdk = 0x7fffffff;

// A required feature brings a broader one along.
struct Broader {
    std::string_view name, implies;
};
constexpr std::array<Broader, 11> broader = {{
    {"android.hardware.camera.autofocus", "android.hardware.camera"},
    {"android.hardware.camera.flash", "android.hardware.camera"},
    {"android.hardware.location.gps", "android.hardware.location"},
    {"android.hardware.location.network", "android.hardware.location"},
    {"android.hardware.faketouch.multitouch", "android.hardware.faketouch"},
    {"android.hardware.faketouch.multitouch.distinct", "android.hardware.faketouch.multitouch"},
    {"android.hardware.faketouch.multitouch.jazzhands", "android.hardware.faketouch.multitouch"},
    {"android.hardware.touchscreen.multitouch", "android.hardware.touchscreen"},
    {"android.hardware.touchscreen.multitouch.distinct", "android.hardware.touchscreen.multitouch"},
    {"android.hardware.touchscreen.multitouch.jazzhands",
     "android.hardware.touchscreen.multitouch"},
    {"", ""},
}};

// A permission implies a feature while the target SDK is in [from, below).
struct ByPermission {
    std::string_view permission, feature;  // permission without "android.permission."
    std::int32_t from = 0, below = any_sdk;
};
constexpr std::array<ByPermission, 26> by_permission = {{
    {"CAMERA", "android.hardware.camera"},
    {"ACCESS_FINE_LOCATION", "android.hardware.location.gps", 0, sdk_lollipop},
    {"ACCESS_FINE_LOCATION", "android.hardware.location"},
    {"ACCESS_COARSE_LOCATION", "android.hardware.location.network", 0, sdk_lollipop},
    {"ACCESS_COARSE_LOCATION", "android.hardware.location"},
    {"ACCESS_MOCK_LOCATION", "android.hardware.location"},
    {"ACCESS_LOCATION_EXTRA_COMMANDS", "android.hardware.location"},
    {"INSTALL_LOCATION_PROVIDER", "android.hardware.location"},
    {"BLUETOOTH", "android.hardware.bluetooth", sdk_donut + 1, any_sdk},
    {"BLUETOOTH_ADMIN", "android.hardware.bluetooth", sdk_donut + 1, any_sdk},
    {"RECORD_AUDIO", "android.hardware.microphone"},
    {"ACCESS_WIFI_STATE", "android.hardware.wifi"},
    {"CHANGE_WIFI_STATE", "android.hardware.wifi"},
    {"CHANGE_WIFI_MULTICAST_STATE", "android.hardware.wifi"},
    {"CALL_PHONE", "android.hardware.telephony"},
    {"CALL_PRIVILEGED", "android.hardware.telephony"},
    {"MODIFY_PHONE_STATE", "android.hardware.telephony"},
    {"PROCESS_OUTGOING_CALLS", "android.hardware.telephony"},
    {"READ_SMS", "android.hardware.telephony"},
    {"RECEIVE_SMS", "android.hardware.telephony"},
    {"RECEIVE_MMS", "android.hardware.telephony"},
    {"RECEIVE_WAP_PUSH", "android.hardware.telephony"},
    {"SEND_SMS", "android.hardware.telephony"},
    {"WRITE_APN_SETTINGS", "android.hardware.telephony"},
    {"WRITE_SMS", "android.hardware.telephony"},
    {"", ""},
}};

constexpr std::string_view permission_prefix = "android.permission.";

}  // namespace

void Features::declare(std::string_view name, bool required) {
    declared_.try_emplace(std::string(name), required);
    if (!required) return;
    for (const Broader& one : broader)
        if (!one.name.empty() && one.name == name) declare(one.implies, true);
}

void Features::imply(std::string_view name) { implied_.try_emplace(std::string(name), true); }

void Features::imply_by_permission(std::string_view permission, std::int32_t target_sdk) {
    if (!permission.starts_with(permission_prefix)) return;
    permission.remove_prefix(permission_prefix.size());
    for (const ByPermission& one : by_permission)
        if (!permission.empty() && one.permission == permission && target_sdk >= one.from &&
            target_sdk < one.below)
            imply(one.feature);
}

void Features::imply_by_orientation(std::uint32_t orientation) {
    if (orientation == 0 || orientation == 6 || orientation == 8)
        imply("android.hardware.screen.landscape");
    if (orientation == 1 || orientation == 7 || orientation == 9)
        imply("android.hardware.screen.portrait");
}

bool Features::has(std::string_view name) const {
    return declared_.contains(name) || implied_.contains(name);
}

std::vector<contract::PackageFeature> Features::finish() {
    if (!has("android.hardware.touchscreen")) imply("android.hardware.faketouch");
    std::vector<contract::PackageFeature> out;
    for (const auto& [name, required] : declared_) out.push_back({name, required, false});
    for (const auto& [name, unused] : implied_)
        if (!declared_.contains(name)) out.push_back({name, true, true});
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

void add_implied_permissions(std::vector<contract::PackagePermission>& permissions,
                             std::int32_t target_sdk) {
    const auto find = [&](std::string_view name) {
        return std::find_if(permissions.begin(), permissions.end(), [&](const auto& one) {
            return !one.from_sdk && one.name.starts_with(permission_prefix) &&
                   std::string_view(one.name).substr(permission_prefix.size()) == name;
        });
    };
    const auto asked = [&](std::string_view name) { return find(name) != permissions.end(); };
    const auto imply = [&](std::string_view name, std::optional<std::int32_t> max_sdk) {
        if (!asked(name))
            permissions.push_back(
                {std::string(permission_prefix) + std::string(name), max_sdk, std::nullopt, true});
    };
    const auto write = find("WRITE_EXTERNAL_STORAGE");
    const bool writes = write != permissions.end();
    const auto write_max = writes ? write->max_sdk : std::nullopt;
    if (target_sdk < sdk_donut) {
        imply("WRITE_EXTERNAL_STORAGE", std::nullopt);
        imply("READ_PHONE_STATE", std::nullopt);
    }
    if (writes || target_sdk < sdk_donut) imply("READ_EXTERNAL_STORAGE", write_max);
    if (target_sdk >= sdk_jelly_bean) return;
    if (asked("READ_CONTACTS")) imply("READ_CALL_LOG", std::nullopt);
    if (asked("WRITE_CONTACTS")) imply("WRITE_CALL_LOG", std::nullopt);
}

}  // namespace vitrine::package
