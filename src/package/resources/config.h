// A configuration of a resource: for which devices a value is meant (ResTable_config in AOSP's
// ResourceTypes.h), as far as the choice of a label or an icon needs it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::package {

struct Config {
    std::uint16_t mcc = 0, mnc = 0;
    std::string locale;  // BCP 47 as the table writes it, "" for the default
    std::uint8_t orientation = 0, touchscreen = 0, keyboard = 0, navigation = 0, input_flags = 0;
    std::uint16_t density = 0;
    std::uint16_t screen_width = 0, screen_height = 0, sdk = 0;
    std::uint8_t screen_layout = 0, ui_mode = 0;
    std::uint16_t smallest_width_dp = 0, width_dp = 0, height_dp = 0;
    bool operator==(const Config&) const = default;

    static Config read(std::string_view bytes);  // a ResTable_config of any size
    // A plain phone of medium density, portrait, newest platform, no locale: what aapt2 asks for.
    static Config plain_phone();

    bool fits(const Config& device) const;
    // Whether this beats `other` on `device`; both fit.
    bool better_than(const Config& other, const Config& device) const;
};

}  // namespace vitrine::package
