#include "contract/safety.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::contract {
namespace {

using enum DataType;

struct PermissionRow {
    std::string_view name;  // after "android.permission."
    DataType type;
};
// Permissions whose only use is to read such data. Camera and storage are not among them: an app
// may scan codes or keep files of its own.
constexpr PermissionRow permission_rows[] = {
    {"ACCESS_FINE_LOCATION", precise_location},
    {"ACCESS_COARSE_LOCATION", approximate_location},
    {"ACCESS_BACKGROUND_LOCATION", precise_location},
    {"READ_CONTACTS", contacts},
    {"GET_ACCOUNTS", personal_info},
    {"READ_PHONE_NUMBERS", personal_info},
    {"READ_SMS", messages},
    {"RECEIVE_SMS", messages},
    {"READ_CALL_LOG", call_log},
    {"READ_MEDIA_IMAGES", photos},
    {"READ_MEDIA_AUDIO", audio},
    {"RECORD_AUDIO", audio},
    {"READ_CALENDAR", calendar},
    {"BODY_SENSORS", health},
    {"ACTIVITY_RECOGNITION", activity},
};

struct KitRow {
    KitKind kind;
    DataType type;
    DataPurpose purpose;
};
constexpr KitRow kit_rows[] = {
    {KitKind::ads, device_ids, DataPurpose::ads},
    {KitKind::analytics, app_interactions, DataPurpose::analytics},
    {KitKind::crashes, crash_logs, DataPurpose::analytics},
    {KitKind::payment, purchases, DataPurpose::app_function},
};

const DataUse* use_of(const DataSafety& form, DataType type) {
    const auto at = std::ranges::find(form.uses, type, &DataUse::type);
    return at == form.uses.end() ? nullptr : &*at;
}

bool declares(const DataSafety& form, DataType type) {
    // Who says precisely where somebody is has said roughly where.
    return use_of(form, type) ||
           (type == approximate_location && use_of(form, precise_location));
}

}  // namespace

base::Result<DataSafety> tidied(DataSafety form) {
    std::vector<base::FieldProblem> wrong;
    for (std::size_t i = 0; i < form.uses.size(); ++i) {
        DataUse& use = form.uses[i];
        const std::string path = "uses." + base::decimal(static_cast<std::int64_t>(i));
        if (use.purposes.empty())
            wrong.push_back({path + ".purposes", "too_short", "name at least one"});
        std::ranges::sort(use.purposes);
        if (std::ranges::adjacent_find(use.purposes) != use.purposes.end())
            wrong.push_back({path + ".purposes", "not_allowed", "given more than once"});
        for (std::size_t j = 0; j < i; ++j)
            if (form.uses[j].type == use.type)
                wrong.push_back({path + ".type", "not_allowed", "given more than once"});
    }
    if (!wrong.empty()) return base::refused(invalid_fields(std::move(wrong)));
    std::ranges::sort(form.uses, {}, &DataUse::type);
    return form;
}

std::vector<Undeclared> undeclared(const PackageFacts& package, const DataSafety& form) {
    constexpr std::string_view prefix = "android.permission.";
    std::vector<Undeclared> out;
    for (const PackagePermission& asked : package.permissions) {
        if (asked.implied || !asked.name.starts_with(prefix)) continue;
        for (const PermissionRow& row : permission_rows)
            if (row.name == std::string_view(asked.name).substr(prefix.size()) &&
                !declares(form, row.type))
                out.push_back({asked.name, row.type, std::nullopt, false});
    }
    for (const PackageKit& kit : package.kits) {
        for (const KitRow& row : kit_rows) {
            if (row.kind != kit.kind) continue;
            const DataUse* use = use_of(form, row.type);
            if (use && std::ranges::find(use->purposes, row.purpose) != use->purposes.end())
                continue;
            out.push_back({kit.name, row.type, use ? std::optional(row.purpose) : std::nullopt,
                           true});
        }
    }
    return out;
}

}  // namespace vitrine::contract
