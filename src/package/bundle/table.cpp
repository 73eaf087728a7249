#include <unordered_map>

#include "base/text.h"
#include "package/bundle/bundle.h"
#include "package/bundle/proto.h"

namespace vitrine::package {
namespace {

constexpr std::size_t entries_most = 500'000;
constexpr std::uint64_t work_most = 5'000'000;

// Configuration: locale 3, smallest width 9, width 7, height 8, layout size 10, orientation 15,
// ui mode 16, night 17, density 18, sdk 24. Enums count like ResTable_config's bits.
Config read_config(std::string_view message) {
    Config out;
    ProtoField one;
    const auto small = [&] { return static_cast<std::uint8_t>(one.value); };
    const auto medium = [&] { return static_cast<std::uint16_t>(one.value); };
    for (ProtoReader reader(message); reader.next(one);) switch (one.number) {
            case 1: out.mcc = medium(); break;
            case 2: out.mnc = medium(); break;
            case 3: out.locale = base::to_valid_utf8(one.bytes.substr(0, 60)); break;
            case 5: out.screen_width = medium(); break;
            case 6: out.screen_height = medium(); break;
            case 7: out.width_dp = medium(); break;
            case 8: out.height_dp = medium(); break;
            case 9: out.smallest_width_dp = medium(); break;
            case 10: out.screen_layout |= small() & 0x0f; break;
            case 15: out.orientation = small(); break;
            case 16: out.ui_mode |= small() & 0x0f; break;
            case 17: out.ui_mode |= static_cast<std::uint8_t>((small() & 3) << 4); break;
            case 18: out.density = medium(); break;
            case 19: out.touchscreen = small(); break;
            case 21: out.keyboard = small(); break;
            case 23: out.navigation = small(); break;
            case 24: out.sdk = medium(); break;
            default: break;
        }
    return out;
}

class ProtoTable final : public ResourceTable {
public:
    explicit ProtoTable(std::string bytes) : bytes_(std::move(bytes)) {}

    // ResourceTable: package 2; Package: id 1, type 3; Type: id 1, entry 3; Entry: id 1.
    bool read() {
        return each(bytes_, 2, [&](std::string_view package) {
            const std::uint32_t package_id = id_of(package);
            return each(package, 3, [&](std::string_view type) {
                const std::uint32_t type_id = package_id << 8 | (id_of(type) & 0xff);
                return each(type, 3, [&](std::string_view entry) {
                    return read_entry(type_id << 16 | (id_of(entry) & 0xffff), entry);
                });
            });
        });
    }

protected:
    // ConfigValue: config 1, value 2; Value: item 4.
    std::optional<ResourceValue> best(std::uint32_t id, const Config& wish) const override {
        const auto entry = entries_.find(id);
        if (entry == entries_.end()) return std::nullopt;
        std::optional<Config> chosen;
        std::string_view value;
        each(entry->second, 6, [&](std::string_view one) {
            if (++work_ > work_most) return false;
            const Config config = read_config(proto_field(one, 1).bytes);
            if (!config.fits(wish) || (chosen && !config.better_than(*chosen, wish))) return true;
            chosen = config;
            value = proto_field(one, 2).bytes;
            return true;
        });
        if (!chosen) return std::nullopt;
        const Value item = read_proto_item(proto_field(value, 4).bytes);
        return ResourceValue{item.kind, item.number, base::to_valid_utf8(item.text)};
    }

private:
    static std::uint32_t id_of(std::string_view message) {
        return static_cast<std::uint32_t>(proto_field(proto_field(message, 1).bytes, 1).value);
    }
    template <class Visit>
    static bool each(std::string_view message, std::uint32_t number, Visit visit) {
        ProtoReader reader(message);
        ProtoField one;
        while (reader.next(one))
            if (one.number == number && !visit(one.bytes)) return false;
        return !reader.failed();
    }
    bool read_entry(std::uint32_t id, std::string_view entry) {
        if (entries_.size() >= entries_most) return false;
        entries_.try_emplace(id, entry);
        return each(entry, 6, [&](std::string_view one) {
            note(read_config(proto_field(one, 1).bytes));
            return true;
        });
    }

    std::string bytes_;
    std::unordered_map<std::uint32_t, std::string_view> entries_;
    mutable std::uint64_t work_ = 0;
};

}  // namespace

Read<std::unique_ptr<ResourceTable>> read_proto_table(std::string bytes) {
    auto table = std::make_unique<ProtoTable>(std::move(bytes));
    if (!table->read()) return refuse(PackageRefusal::resources_malformed);
    return table;
}

}  // namespace vitrine::package
