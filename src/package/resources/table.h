// What package/ needs of a resource table, be it resources.arsc or a bundle's resources.pb:
// the values of an id by configuration, and which configurations there are.
#pragma once
#include <memory>
#include <set>

#include "package/resources/config.h"
#include "package/source.h"
#include "package/xml/element.h"

namespace vitrine::package {

// A value with its text: tables decode on demand.
struct ResourceValue {
    ValueKind kind = ValueKind::none;
    std::uint32_t number = 0;
    std::string text;
};

class ResourceTable {
public:
    virtual ~ResourceTable() = default;

    // The value of `id` that fits `wish` best, after following references; nothing when there is
    // none, or the references never end.
    std::optional<ResourceValue> resolve(std::uint32_t id, const Config& wish) const;

    const std::set<std::string>& locales() const { return locales_; }  // "" is the default
    const std::set<std::uint16_t>& densities() const { return densities_; }

protected:
    // Of `id` itself, not following a reference.
    virtual std::optional<ResourceValue> best(std::uint32_t id, const Config& wish) const = 0;
    void note(const Config& config);  // a configuration that has at least one value

private:
    std::set<std::string> locales_;
    std::set<std::uint16_t> densities_;
};

// resources.arsc; `bytes` move in. Refuses: resources_malformed.
Read<std::unique_ptr<ResourceTable>> read_resource_table(std::string bytes);

}  // namespace vitrine::package
