#include "package/manifest/manifest.h"

#include <algorithm>
#include <array>

#include "package/manifest/implied.h"

namespace vitrine::package {
namespace {

using contract::ComponentKind;
using contract::PackageFacts;

// android.R.attr: these numbers are frozen, the names in a package need not be.
enum Attr : std::uint32_t {
    attr_label = 0x01010001, attr_icon = 0x01010002, attr_name = 0x01010003,
    attr_permission = 0x01010006, attr_debuggable = 0x0101000f, attr_exported = 0x01010010,
    attr_orientation = 0x0101001e, attr_min_sdk = 0x0101020c, attr_version_code = 0x0101021b,
    attr_version_name = 0x0101021c, attr_target_sdk = 0x01010270, attr_max_sdk = 0x01010271,
    attr_test_only = 0x01010272, attr_required = 0x0101028e, attr_sandbox = 0x0101054c,
    attr_compile_sdk = 0x01010572, attr_version_code_major = 0x01010577,
};

constexpr std::int32_t sdk_provider_exported_below = 17;
constexpr std::size_t names_most = 20'000, text_bytes_most = 16u << 20;

// The platform before the one whose codename starts with the letter.
struct Codename {
    char letter;
    std::int32_t sdk;
};
constexpr std::array<Codename, 20> codenames = {{
    {'C', 2}, {'D', 3}, {'E', 4}, {'F', 7}, {'G', 8}, {'H', 10}, {'I', 13}, {'J', 15}, {'K', 18},
    {'L', 20}, {'M', 22}, {'N', 23}, {'O', 25}, {'P', 27}, {'Q', 28}, {'R', 29}, {'S', 30},
    {'T', 32}, {'U', 33}, {'V', 34},
}};

std::int32_t sdk_of_codename(std::string_view name) {
    std::int32_t out = 1;
    for (const Codename& one : codenames)
        if (!name.empty() && name[0] >= one.letter) out = one.sdk;
    return out;
}

class ManifestReader {
public:
    explicit ManifestReader(const ResourceTable* resources) : resources_(resources) {}

    Read<ManifestFacts> read(const Element& root) {
        read_root(root);
        for (const Element& child : root.children) visit(child, root);
        facts().features = features_.finish();
        add_implied_permissions(facts().permissions, target_);
        if (out_.range.target_sdk == 0 && !facts().target_sdk_codename)
            out_.range.target_sdk = out_.range.min_sdk;
        if (text_bytes_ > text_bytes_most) return refuse(PackageRefusal::manifest_malformed);
        return std::move(out_);
    }

private:
    PackageFacts& facts() { return out_.facts; }

    // The text of an attribute; what was written where a reference leads nowhere.
    std::optional<std::string> text(const Attribute* attribute,
                                    const Config& wish = Config::plain_phone()) const {
        if (!attribute) return std::nullopt;
        const Value& value = attribute->value;
        if (value.kind == ValueKind::reference && resources_) {
            auto resolved = resources_->resolve(value.number, wish);
            if (resolved && resolved->kind == ValueKind::text) return count(resolved->text);
        }
        return count(base::to_valid_utf8(value.text));
    }
    // A hundred thousand elements may share one long text; copies of it are not shared.
    std::string count(std::string text) const {
        text_bytes_ += text.size();
        return text_bytes_ > text_bytes_most ? std::string() : std::move(text);
    }
    std::string text_or_empty(const Element& element, std::uint32_t id) const {
        return text(element.find(id)).value_or(std::string());
    }
    std::optional<std::int32_t> number(const Attribute* attribute) const {
        if (!attribute) return std::nullopt;
        const Value& value = attribute->value;
        if (value.kind == ValueKind::number) return static_cast<std::int32_t>(value.number);
        if (value.kind != ValueKind::reference || !resources_) return std::nullopt;
        const auto resolved = resources_->resolve(value.number, Config::plain_phone());
        if (!resolved || resolved->kind != ValueKind::number) return std::nullopt;
        return static_cast<std::int32_t>(resolved->number);
    }
    bool flag(const Element& element, std::uint32_t id, bool otherwise) const {
        return number(element.find(id)).value_or(otherwise) != 0;
    }

    void read_root(const Element& root) {
        facts().package_name = text(root.find("package")).value_or(std::string());
        facts().version_name = text_or_empty(root, attr_version_name);
        facts().split = text(root.find("split"));
        facts().compile_sdk = number(root.find(attr_compile_sdk));
        out_.range.sandbox_version = number(root.find(attr_sandbox)).value_or(1);
        const auto low = static_cast<std::uint32_t>(
            number(root.find(attr_version_code)).value_or(0));
        const auto high = static_cast<std::uint32_t>(
            number(root.find(attr_version_code_major)).value_or(0));
        const auto code = static_cast<std::int64_t>(std::uint64_t{high} << 32 | low);
        if (code > 0) facts().version_code = base::decimal(code);
    }

    void visit(const Element& element, const Element& parent) {
        if (element.name == "application") read_application(element);
        else if (element.name == "uses-sdk") read_sdks(element);
        else if (element.name == "uses-permission") read_permission(element, std::nullopt);
        else if (element.name == "uses-permission-sdk-23") read_permission(element, 23);
        else if (element.name == "uses-feature") read_feature(element, parent);
        else if (element.name == "meta-data") remember(text_or_empty(element, attr_name));
        else read_component(element);
        for (const Element& child : element.children) visit(child, element);
    }

    void read_application(const Element& element) {
        if (has_application_) return;
        has_application_ = true;
        facts().label = text_or_empty(element, attr_label);
        facts().icon = text_or_empty(element, attr_icon);
        facts().debuggable = flag(element, attr_debuggable, false);
        facts().test_only = flag(element, attr_test_only, false);
        const Attribute* icon = element.find(attr_icon);
        if (!icon || !resources_) return;
        for (const std::uint16_t density : resources_->densities()) {
            Config wish = Config::plain_phone();
            wish.density = density;
            auto path = text(icon, wish);
            if (path && !path->empty()) facts().icons.push_back({density, std::move(*path)});
        }
    }

    void read_sdk(const Element& element, std::uint32_t id, std::optional<std::int32_t>& sdk,
                  std::optional<std::string>& codename) const {
        const Attribute* attribute = element.find(id);
        if (!attribute) return;
        sdk = number(attribute);
        codename.reset();
        if (!sdk) codename = text(attribute);
    }

    void read_sdks(const Element& element) {
        read_sdk(element, attr_min_sdk, facts().min_sdk, facts().min_sdk_codename);
        read_sdk(element, attr_target_sdk, facts().target_sdk, facts().target_sdk_codename);
        if (const auto most = number(element.find(attr_max_sdk))) facts().max_sdk = most;
        if (facts().min_sdk_codename == "Donut" || facts().target_sdk_codename == "Donut")
            target_ = std::max(target_, 4);
        target_ = std::max({target_, facts().min_sdk.value_or(0), facts().target_sdk.value_or(0)});
        const std::int32_t least =
            facts().min_sdk_codename ? sdk_of_codename(*facts().min_sdk_codename)
                                     : facts().min_sdk.value_or(1);
        out_.range.min_sdk = std::max(out_.range.min_sdk, least);
        out_.range.target_sdk = facts().target_sdk.value_or(0);
    }

    void read_permission(const Element& element, std::optional<std::int32_t> from_sdk) {
        contract::PackagePermission out;
        out.name = text_or_empty(element, attr_name);
        if (out.name.empty()) return;
        const auto most = number(element.find(attr_max_sdk));
        if (most && *most >= 0) out.max_sdk = most;
        out.from_sdk = from_sdk;
        features_.imply_by_permission(out.name, target_);
        facts().permissions.push_back(std::move(out));
    }

    void read_feature(const Element& element, const Element& parent) {
        const std::string name = text_or_empty(element, attr_name);
        const bool grouped = parent.name == "feature-group";
        if (!name.empty()) features_.declare(name, grouped || flag(element, attr_required, true));
    }

    std::string full_name(std::string name) const {
        const std::size_t dot = name.find('.');
        if (dot == 0) return out_.facts.package_name + name;
        return dot == name.npos ? out_.facts.package_name + '.' + name : name;
    }

    void read_component(const Element& element) {
        constexpr std::array<std::string_view, 5> tags = {"activity", "activity-alias", "service",
                                                          "receiver", "provider"};
        const auto tag = std::find(tags.begin(), tags.end(), element.name);
        if (tag == tags.end()) return;
        const auto kind = static_cast<ComponentKind>(tag - tags.begin());
        const std::string name = full_name(text_or_empty(element, attr_name));
        remember(name);
        const bool has_filter =
            std::any_of(element.children.begin(), element.children.end(),
                        [](const Element& child) { return child.name == "intent-filter"; });
        const bool otherwise = kind == ComponentKind::provider
                                   ? target_ < sdk_provider_exported_below
                                   : has_filter;
        if (flag(element, attr_exported, otherwise))
            facts().exported.push_back({kind, name, text_or_empty(element, attr_permission)});
        if (kind != ComponentKind::activity) return;
        if (const auto orientation = number(element.find(attr_orientation)))
            features_.imply_by_orientation(static_cast<std::uint32_t>(*orientation));
        if (!facts().launchable_activity && is_launchable(element))
            facts().launchable_activity = name;
    }

    bool is_launchable(const Element& activity) const {
        bool is_main = false, is_launcher = false;
        for (const Element& filter : activity.children) {
            if (filter.name != "intent-filter") continue;
            for (const Element& one : filter.children) {
                const std::string name = text_or_empty(one, attr_name);
                is_main |= one.name == "action" && name == "android.intent.action.MAIN";
                is_launcher |=
                    one.name == "category" && name == "android.intent.category.LAUNCHER";
            }
        }
        return is_main && is_launcher;
    }

    void remember(std::string name) {
        if (!name.empty() && out_.names.size() < names_most) out_.names.push_back(std::move(name));
    }

    const ResourceTable* resources_;
    ManifestFacts out_;
    Features features_;
    std::int32_t target_ = 0;  // the highest target or minimum seen so far
    bool has_application_ = false;
    mutable std::size_t text_bytes_ = 0;
};

}  // namespace

Read<ManifestFacts> read_manifest(const Element& root, const ResourceTable* resources) {
    if (root.name != "manifest") return refuse(PackageRefusal::manifest_malformed);
    return ManifestReader(resources).read(root);
}

}  // namespace vitrine::package
