#include "package/xml/binary_xml.h"

#include <algorithm>

#include "package/bytes.h"
#include "package/resources/strings.h"

namespace vitrine::package {
namespace {

constexpr std::uint16_t chunk_pool = 0x0001, chunk_ids = 0x0180;
constexpr std::uint16_t chunk_start = 0x0102, chunk_end = 0x0103;
constexpr std::uint32_t none = 0xffffffff;
constexpr std::size_t node_bytes = 16, chunk_bytes = 8, attribute_bytes = 20;
constexpr std::size_t text_bytes_most = 32u << 20;

enum DataType : std::uint8_t {
    type_null = 0,
    type_reference = 1,
    type_attribute = 2,
    type_string = 3,
    type_dynamic_reference = 7,
};

class Builder {
public:
    explicit Builder(const Limits& limits) : limits_(limits), out_(std::make_unique<Document>()) {}

    // False: nothing that comes after this chunk can be trusted.
    bool take(std::uint16_t type, std::size_t header, std::string_view chunk) {
        if (type == chunk_pool && pool_.count() == 0) set_pool(chunk);
        else if (type == chunk_ids) ids_ = chunk.substr(std::min(header, chunk.size()));
        else if (type == chunk_start) return start(chunk);
        else if (type == chunk_end && !open_.empty()) open_.pop_back();
        return !(has_root_ && open_.empty());
    }
    bool overflowed() const { return overflowed_; }
    std::unique_ptr<Document> finish() { return has_root_ ? std::move(out_) : nullptr; }

private:
    void set_pool(std::string_view chunk) {
        pool_ = StringPool(chunk);
        known_.assign(pool_.count(), nullptr);
    }

    // Each string is decoded once: many attributes share one.
    std::string_view text(std::uint32_t index) {
        if (index >= known_.size()) return {};
        if (!known_[index]) {
            auto decoded = pool_.at(index);
            out_->texts.push_back(decoded ? std::move(*decoded) : std::string());
            known_[index] = &out_->texts.back();
            text_bytes_ += known_[index]->size();
            if (text_bytes_ > text_bytes_most) overflowed_ = true;
        }
        return *known_[index];
    }

    Value value(std::string_view attribute) {
        Value out;
        const std::uint32_t raw = u32(attribute, 8), data = u32(attribute, 16);
        const auto type = static_cast<std::uint8_t>(little(attribute, 15, 1));
        out.text = raw == none ? std::string_view() : text(raw);
        out.number = data;
        switch (type) {
            case type_null: out.kind = ValueKind::none; break;
            case type_reference:
            case type_attribute:
            case type_dynamic_reference: out.kind = ValueKind::reference; break;
            case type_string:
                out.kind = ValueKind::text;
                out.text = text(data);
                break;
            default: out.kind = ValueKind::number;
        }
        return out;
    }

    bool start(std::string_view chunk) {
        if (chunk.size() < node_bytes + attribute_bytes) return false;
        if (open_.size() >= limits_.xml_depth || ++elements_ > limits_.xml_elements) {
            overflowed_ = true;
            return false;
        }
        Element element;
        element.name = text(u32(chunk, node_bytes + 4));
        const std::size_t from = node_bytes + u16(chunk, node_bytes + 8);
        const std::size_t step = u16(chunk, node_bytes + 10), count = u16(chunk, node_bytes + 12);
        for (std::size_t i = 0; i < count && step >= attribute_bytes; ++i) {
            const std::size_t at = from + i * step;
            if (at > chunk.size() || chunk.size() - at < attribute_bytes) break;
            element.attributes.push_back(attribute(chunk.substr(at, attribute_bytes)));
        }
        Element* place = &out_->root;
        if (!open_.empty()) {
            open_.back()->children.push_back(std::move(element));
            place = &open_.back()->children.back();
        } else {
            *place = std::move(element);
        }
        has_root_ = true;
        open_.push_back(place);
        return !overflowed_;
    }

    Attribute attribute(std::string_view bytes) {
        const std::uint32_t space = u32(bytes, 0), name = u32(bytes, 4);
        Attribute out;
        out.space = space == none ? std::string_view() : text(space);
        out.name = text(name);
        if (std::size_t{name} * 4 < ids_.size()) out.id = u32(ids_, std::size_t{name} * 4);
        out.value = value(bytes);
        return out;
    }

    const Limits& limits_;
    std::unique_ptr<Document> out_;
    StringPool pool_;
    std::vector<const std::string*> known_;
    std::string_view ids_;
    std::vector<Element*> open_;  // a parent's children do not grow while a child is open
    std::size_t text_bytes_ = 0, elements_ = 0;
    bool has_root_ = false, overflowed_ = false;
};

}  // namespace

Read<std::unique_ptr<Document>> read_binary_xml(std::string_view bytes, const Limits& limits) {
    const auto malformed = [] { return refuse(PackageRefusal::manifest_malformed); };
    if (bytes.size() < chunk_bytes) return malformed();
    Builder builder(limits);
    std::size_t at = std::max<std::size_t>(u16(bytes, 2), chunk_bytes);
    while (at + chunk_bytes <= bytes.size()) {
        const std::size_t header = u16(bytes, at + 2), size = u32(bytes, at + 4);
        if (size < chunk_bytes || header > size || size > bytes.size() - at) break;
        if (!builder.take(u16(bytes, at), header, bytes.substr(at, size))) break;
        at += size;
    }
    if (builder.overflowed()) return malformed();
    auto document = builder.finish();
    if (!document) return malformed();
    return document;
}

}  // namespace vitrine::package
