// Features and permissions that nobody wrote down but the platform assumes.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/packages.h"

namespace vitrine::package {

class Features {
public:
    void declare(std::string_view name, bool required);
    void imply(std::string_view name);
    // `target_sdk` as far as it was known where the permission stands.
    void imply_by_permission(std::string_view permission, std::int32_t target_sdk);
    void imply_by_orientation(std::uint32_t orientation);

    // Sorted by name. Without a word about touch screens, a fake one is assumed.
    std::vector<contract::PackageFeature> finish();

private:
    bool has(std::string_view name) const;

    std::map<std::string, bool, std::less<>> declared_;  // required?
    std::map<std::string, bool, std::less<>> implied_;
};

// Appends what Android grants besides, by the target SDK.
void add_implied_permissions(std::vector<contract::PackagePermission>& permissions,
                             std::int32_t target_sdk);

}  // namespace vitrine::package
