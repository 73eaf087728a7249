// The settings file as anybody may have written it: never a crash, every setting is one that there
// is, and what is refused says where.
#include <cstdint>
#include <cstdlib>

#include "service/commands/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace vitrine::service::commands;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto settings = settings_in(text, "f");
    if (!settings) {
        if (settings.error().fields.empty()) std::abort();
        for (const auto& field : settings.error().fields)
            if (!field.path.starts_with("f:")) std::abort();
        return 0;
    }
    for (const Setting& one : *settings) {
        bool known = false;
        for (const SettingRow& row : setting_rows())
            known = known || (row.name == one.name && (row.kind != SettingKind::yes_or_no ||
                                                       answer_in(one.value).has_value()));
        if (!known || !one.where.starts_with("f:")) std::abort();
    }
    return 0;
}
