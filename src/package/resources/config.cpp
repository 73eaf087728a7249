#include "package/resources/config.h"

#include <cstdlib>

#include "package/bytes.h"

namespace vitrine::package {
namespace {

constexpr std::uint16_t density_medium = 160, density_any = 0xfffe;

// Two letters, or three packed into 15 bits: bit 15 set, five bits each, from the lowest.
std::string unpacked(std::string_view two, char base) {
    const auto first = static_cast<unsigned char>(two[0]);
    const auto second = static_cast<unsigned char>(two[1]);
    if (!first) return {};
    if (!(first & 0x80)) return {two[0], two[1]};
    const unsigned bits = static_cast<unsigned>(first) << 8 | second;
    std::string out;
    for (const unsigned shift : {0u, 5u, 10u})
        out += static_cast<char>(base + static_cast<char>(bits >> shift & 0x1f));
    return out;
}

std::string until_nul(std::string_view text) {
    return std::string(text.substr(0, text.find('\0')));
}

std::string locale_of(std::string_view bytes) {
    std::string out = unpacked(bytes.substr(8, 2), 'a');
    const bool script_computed = bytes.size() > 52 && bytes[52] != 0;
    const std::string region = unpacked(bytes.substr(10, 2), '0');
    const auto add = [&](const std::string& part) {
        if (part.empty()) return;
        if (!out.empty()) out += '-';
        out += part;
    };
    if (bytes.size() >= 40 && !script_computed) add(until_nul(bytes.substr(36, 4)));
    add(region);
    if (bytes.size() >= 48) add(until_nul(bytes.substr(40, 8)));
    return out;
}

template <class T> bool clashes(T mine, T device) { return mine != 0 && mine != device; }

// More specific wins where the device says something; 0 when both say the same.
template <class T> int specific(T mine, T other) {
    return mine == other ? 0 : (mine != 0) - (other != 0);
}

// Android would rather shrink a picture than enlarge it: the next larger density wins, and among
// smaller ones the largest.
int nearer_density(std::uint16_t mine, std::uint16_t other, std::uint16_t wish) {
    const int a = mine ? mine : density_medium, b = other ? other : density_medium;
    if (a == b) return 0;
    if (mine == density_any || other == density_any) return mine == density_any ? 1 : -1;
    const int want = wish ? wish : density_medium;
    const int high = a > b ? a : b, low = a > b ? b : a;
    const bool high_wins = want >= high || (want > low && ((2 * low) - want) * high <= want * want);
    return high_wins == (a == high) ? 1 : -1;
}

}  // namespace

Config Config::read(std::string_view bytes) {
    Config out;
    std::string padded(bytes.substr(0, bytes.size() < 64 ? bytes.size() : 64));
    if (padded.size() < 36) padded.resize(36, '\0');
    const std::string_view all = padded;
    out.mcc = u16(all, 4);
    out.mnc = u16(all, 6);
    out.locale = locale_of(all);
    out.orientation = static_cast<std::uint8_t>(little(all, 12, 1));
    out.touchscreen = static_cast<std::uint8_t>(little(all, 13, 1));
    out.density = u16(all, 14);
    out.keyboard = static_cast<std::uint8_t>(little(all, 16, 1));
    out.navigation = static_cast<std::uint8_t>(little(all, 17, 1));
    out.input_flags = static_cast<std::uint8_t>(little(all, 18, 1));
    out.screen_width = u16(all, 20);
    out.screen_height = u16(all, 22);
    out.sdk = u16(all, 24);
    out.screen_layout = static_cast<std::uint8_t>(little(all, 28, 1));
    out.ui_mode = static_cast<std::uint8_t>(little(all, 29, 1));
    out.smallest_width_dp = u16(all, 30);
    out.width_dp = u16(all, 32);
    out.height_dp = u16(all, 34);
    return out;
}

Config Config::plain_phone() {
    Config out;
    out.orientation = 1;
    out.density = density_medium;
    out.sdk = 10'000;
    out.width_dp = out.smallest_width_dp = 320;
    out.height_dp = 480;
    out.screen_layout = 2;  // normal size
    return out;
}

bool Config::fits(const Config& device) const {
    const auto part = [](std::uint8_t value, int mask) {
        return static_cast<std::uint8_t>(value & mask);
    };
    if (clashes(mcc, device.mcc) || clashes(mnc, device.mnc)) return false;
    if (!locale.empty() && locale != device.locale) return false;
    const int size = part(screen_layout, 0x0f), device_size = part(device.screen_layout, 0x0f);
    if (size != 0 && size > device_size) return false;
    for (const int mask : {0x30, 0xc0})  // long screen, layout direction
        if (clashes(part(screen_layout, mask), part(device.screen_layout, mask))) return false;
    for (const int mask : {0x0f, 0x30})  // television and their like, night
        if (clashes(part(ui_mode, mask), part(device.ui_mode, mask))) return false;
    if (smallest_width_dp > device.smallest_width_dp || width_dp > device.width_dp ||
        height_dp > device.height_dp)
        return false;
    if (clashes(orientation, device.orientation) || clashes(touchscreen, device.touchscreen) ||
        clashes(keyboard, device.keyboard) || clashes(navigation, device.navigation))
        return false;
    if (screen_width > device.screen_width || screen_height > device.screen_height) return false;
    return sdk <= device.sdk;
}

bool Config::better_than(const Config& other, const Config& device) const {
    const auto size = [](const Config& one) { return one.screen_layout & 0x0f; };
    for (const int wins :
         {specific(mcc, other.mcc), specific(mnc, other.mnc),
          specific(locale.size(), other.locale.size()),
          (smallest_width_dp > other.smallest_width_dp) -
              (smallest_width_dp < other.smallest_width_dp),
          (width_dp + height_dp > other.width_dp + other.height_dp) -
              (width_dp + height_dp < other.width_dp + other.height_dp),
          (size(*this) > size(other)) - (size(*this) < size(other)),
          specific(orientation, other.orientation), specific(ui_mode, other.ui_mode),
          nearer_density(density, other.density, device.density),
          specific(touchscreen, other.touchscreen), specific(input_flags, other.input_flags),
          specific(keyboard, other.keyboard), specific(navigation, other.navigation),
          (sdk > other.sdk) - (sdk < other.sdk)})
        if (wins != 0) return wins > 0;
    return false;
}

}  // namespace vitrine::package
