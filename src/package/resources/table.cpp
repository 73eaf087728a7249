#include "package/resources/table.h"

#include <map>

#include "package/bytes.h"
#include "package/resources/strings.h"

namespace vitrine::package {
namespace {

constexpr std::uint16_t chunk_pool = 0x0001, chunk_table = 0x0002, chunk_package = 0x0200,
                        chunk_type = 0x0201;
constexpr std::size_t chunk_bytes = 8;
constexpr std::uint8_t flag_sparse = 1, flag_offset16 = 2;
constexpr std::uint16_t entry_complex = 1, entry_compact = 8;
constexpr std::size_t types_most = 100'000, densities_most = 64, locales_most = 5'000;
// A real manifest asks a few dozen times; a hostile one could ask for days.
constexpr std::uint64_t work_most = 20'000'000;
constexpr int references_most = 20;

// One ResTable_type: the values of one type of resource in one configuration.
struct TypeChunk {
    Config config;
    std::string_view bytes;

    std::uint32_t count() const { return u32(bytes, 12); }
    std::uint8_t flags() const { return static_cast<std::uint8_t>(little(bytes, 9, 1)); }
    std::size_t header() const { return u16(bytes, 2); }

    // The offset of entry number `at`, as the index writes it at place `at`; nothing for a hole.
    std::optional<std::size_t> offset_at(std::uint32_t at) const {
        if (flags() & flag_offset16) {
            const std::uint16_t offset = u16(bytes, header() + std::size_t{at} * 2);
            if (offset == 0xffff) return std::nullopt;
            return std::size_t{offset} * 4;
        }
        const std::uint32_t offset = u32(bytes, header() + std::size_t{at} * 4);
        if (offset == 0xffffffff) return std::nullopt;
        return offset;
    }
    std::optional<std::size_t> sparse_offset(std::uint32_t entry) const {
        std::size_t low = 0, high = count();
        while (low < high) {
            const std::size_t middle = (low + high) / 2, at = header() + middle * 4;
            const std::uint16_t found = u16(bytes, at);
            if (found == entry) return std::size_t{u16(bytes, at + 2)} * 4;
            if (found < entry) low = middle + 1;
            else high = middle;
        }
        return std::nullopt;
    }
    std::optional<std::size_t> find(std::uint32_t entry) const {
        std::optional<std::size_t> offset;
        if (flags() & flag_sparse) offset = sparse_offset(entry);
        else if (entry < count()) offset = offset_at(entry);
        if (!offset) return std::nullopt;
        const std::size_t at = std::size_t{u32(bytes, 16)} + *offset;
        if (at > bytes.size() || bytes.size() - at < 8) return std::nullopt;
        return at;
    }
    bool has_values() const {
        if (flags() & flag_sparse) return count() > 0;
        for (std::uint32_t i = 0; i < count(); ++i)
            if (offset_at(i)) return true;
        return false;
    }
};

class BinaryTable final : public ResourceTable {
public:
    explicit BinaryTable(std::string bytes) : bytes_(std::move(bytes)) {}

    bool read() {
        const std::string_view all = bytes_;
        if (u16(all, 0) != chunk_table || u32(all, 4) > all.size()) return false;
        return each_chunk(all, [&](std::uint16_t type, std::string_view chunk) {
            if (type == chunk_pool && texts_.count() == 0) texts_ = StringPool(chunk);
            return type != chunk_package || read_package(chunk);
        });
    }

protected:
    std::optional<ResourceValue> best(std::uint32_t id, const Config& wish) const override {
        const auto types = types_.find(id >> 16);
        if (types == types_.end()) return std::nullopt;
        const TypeChunk* chosen = nullptr;
        std::size_t place = 0;
        for (const TypeChunk& one : types->second) {
            if (++work_ > work_most) return std::nullopt;
            if (!one.config.fits(wish)) continue;
            if (chosen && !one.config.better_than(chosen->config, wish)) continue;
            if (const auto at = one.find(id & 0xffff)) {
                chosen = &one;
                place = *at;
            }
        }
        if (!chosen) return std::nullopt;
        return value_at(chosen->bytes, place);
    }

private:
    template <class Visit> static bool each_chunk(std::string_view parent, Visit visit) {
        std::size_t at = u16(parent, 2);
        while (at + chunk_bytes <= parent.size()) {
            const std::size_t header = u16(parent, at + 2), size = u32(parent, at + 4);
            if (size < chunk_bytes || header > size || size > parent.size() - at) return false;
            if (!visit(u16(parent, at), parent.substr(at, size))) return false;
            at += size;
        }
        return true;
    }

    bool read_package(std::string_view package) {
        const std::uint32_t id = u32(package, 8) & 0xff;
        return each_chunk(package, [&](std::uint16_t type, std::string_view chunk) {
            return type != chunk_type || read_type(id, chunk);
        });
    }

    bool read_type(std::uint32_t package_id, std::string_view chunk) {
        TypeChunk type;
        type.bytes = chunk;
        const std::size_t step = type.flags() & flag_offset16 ? 2 : 4;
        if (type.header() < 24 || chunk.size() < type.header() || ++type_count_ > types_most ||
            type.count() > (chunk.size() - type.header()) / step)
            return false;
        const std::size_t config_size = u32(chunk, 20);
        if (config_size < 28 || config_size > type.header() - 20) return false;
        type.config = Config::read(chunk.substr(20, config_size));
        if (type.has_values()) note(type.config);
        types_[package_id << 8 | little(chunk, 8, 1)].push_back(std::move(type));
        return true;
    }

    std::optional<ResourceValue> value_at(std::string_view chunk, std::size_t at) const {
        const std::uint16_t flags = u16(chunk, at + 2);
        ResourceValue out;
        std::uint8_t type = 0;
        if (flags & entry_compact) {
            type = static_cast<std::uint8_t>(flags >> 8);
            out.number = u32(chunk, at + 4);
        } else {
            if (flags & entry_complex) return out;  // A bag, an array: neither text nor number.
            const std::size_t value = at + u16(chunk, at);
            if (value + 8 > chunk.size()) return std::nullopt;
            type = static_cast<std::uint8_t>(little(chunk, value + 3, 1));
            out.number = u32(chunk, value + 4);
        }
        if (type == 0) return out;
        if (type == 1 || type == 2 || type == 7) {
            out.kind = ValueKind::reference;
        } else if (type == 3) {
            out.kind = ValueKind::text;
            out.text = texts_.at(out.number).value_or(std::string());
        } else {
            out.kind = ValueKind::number;
        }
        return out;
    }

    std::string bytes_;
    StringPool texts_;
    std::map<std::uint32_t, std::vector<TypeChunk>> types_;  // by package and type id
    std::size_t type_count_ = 0;
    mutable std::uint64_t work_ = 0;
};

}  // namespace

std::optional<ResourceValue> ResourceTable::resolve(std::uint32_t id, const Config& wish) const {
    for (int step = 0; step < references_most; ++step) {
        auto value = best(id, wish);
        if (!value || value->kind != ValueKind::reference) return value;
        id = value->number;
    }
    return std::nullopt;
}

void ResourceTable::note(const Config& config) {
    if (locales_.size() < locales_most) locales_.insert(config.locale);
    if (densities_.size() < densities_most)
        densities_.insert(config.density ? config.density : std::uint16_t{160});
}

Read<std::unique_ptr<ResourceTable>> read_resource_table(std::string bytes) {
    auto table = std::make_unique<BinaryTable>(std::move(bytes));
    if (!table->read()) return refuse(PackageRefusal::resources_malformed);
    return table;
}

}  // namespace vitrine::package
