#include "shell/browser/mirror.h"

#include <algorithm>
#include <bit>

#include "shell/browser/imports.h"
#include "shell/browser/legal.h"

namespace vitrine::browser {
namespace {

enum Command : std::uint32_t { make = 1, drop, put, rect, text, attr, focus, clip };

constexpr std::uint32_t taken_away = 0xffffffff;

std::uint32_t address_of(const std::string& value) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(value.data()));
}
std::uint32_t bytes_of(const std::string& value) {
    return static_cast<std::uint32_t>(value.size());
}
std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

// How much of each edge the clip hides; nothing when the node has no clip.
void cut(Element& element, const console::Rect& box, const console::Rect& window) {
    if (window.w <= 0 && window.h <= 0) return;
    element.clip[0] = std::max(0.f, window.y - box.y);
    element.clip[1] = std::max(0.f, box.right() - window.right());
    element.clip[2] = std::max(0.f, box.bottom() - window.bottom());
    element.clip[3] = std::max(0.f, window.x - box.x);
}

// While a dialog is open, what is beside it and beside its ancestors cannot be reached.
void make_rest_inert(const std::vector<console::SemNode>& nodes, std::vector<Element>& elements) {
    std::int32_t modal = -1;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].flags & console::sem_modal) modal = static_cast<std::int32_t>(i);
    if (modal < 0) return;
    std::vector<std::uint8_t> open(nodes.size(), 0);
    for (std::int32_t i = modal; i >= 0; i = nodes[static_cast<std::size_t>(i)].parent)
        open[static_cast<std::size_t>(i)] = 1;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::int32_t parent = nodes[i].parent;
        const bool above = parent >= 0 && open[static_cast<std::size_t>(parent)];
        const bool beside = parent < 0 || (parent != modal && above);
        if (beside && !open[i]) elements[i].attrs.emplace_back(Attr::inert, "");
    }
}

}  // namespace

std::vector<Element> Mirror::read(const std::vector<console::SemNode>& nodes) {
    std::vector<std::uint8_t> parents(nodes.size(), 0);
    for (const auto& node : nodes)
        if (node.parent >= 0) parents[static_cast<std::size_t>(node.parent)] = 1;
    std::vector<Element> next;
    next.reserve(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto& node = nodes[i];
        next.push_back(element_of(node, parents[i] != 0));
        Element& element = next.back();
        element.rect = node.rect;
        if (node.parent >= 0) {
            const auto& origin = nodes[static_cast<std::size_t>(node.parent)].rect;
            element.rect.x -= origin.x;
            element.rect.y -= origin.y;
        }
        if (!parents[i]) cut(element, node.rect, node.clip);
    }
    make_rest_inert(nodes, next);
    return next;
}

void Mirror::keep_ids(std::vector<Element>& next) {
    std::vector<std::pair<std::uint64_t, Element*>> index;
    index.reserve(shown_.size());
    for (Element& element : shown_) {
        element.matched = false;
        index.emplace_back(element.key, &element);
    }
    std::stable_sort(index.begin(), index.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    before_.assign(next.size(), nullptr);
    for (std::size_t i = 0; i < next.size(); ++i) {
        auto at = std::lower_bound(index.begin(), index.end(), next[i].key,
                                   [](const auto& a, std::uint64_t key) { return a.first < key; });
        while (at != index.end() && at->first == next[i].key &&
               (at->second->matched || at->second->tag != next[i].tag))
            ++at;
        if (at != index.end() && at->first == next[i].key) {
            at->second->matched = true;
            before_[i] = at->second;
            next[i].id = at->second->id;
        } else {
            next[i].id = ++last_id_;
        }
    }
}

void Mirror::show(const console::SemTree& tree) {
    words_.clear();
    const std::vector<console::SemNode> nodes = legal(tree.nodes());
    std::vector<Element> next = read(nodes);
    keep_ids(next);
    std::vector<std::uint32_t> last_child(next.size() + 1, 0);
    for (std::size_t i = 0; i < next.size(); ++i) {
        const std::int32_t parent = nodes[i].parent;
        next[i].parent = parent < 0 ? 0 : next[static_cast<std::size_t>(parent)].id;
        next[i].after = std::exchange(last_child[static_cast<std::size_t>(parent + 1)], next[i].id);
    }
    // Made and moved first, so that nothing that stays is dropped together with its old parent.
    for (std::size_t i = 0; i < next.size(); ++i) tell(next[i], before_[i]);
    for (const Element& element : shown_)
        if (!element.matched) command({drop, element.id});
    tell_focus(tree, next);
    if (!words_.empty()) vt_mirror(words_.data(), static_cast<std::uint32_t>(words_.size()));
    shown_ = std::move(next);
}

void Mirror::tell(const Element& now, const Element* before) {
    if (!before) command({make, now.id, static_cast<std::uint32_t>(now.tag)});
    if (!before || before->parent != now.parent || before->after != now.after)
        command({put, now.id, now.parent, now.after});
    if (!before || before->rect != now.rect)
        command({rect, now.id, bits(now.rect.x), bits(now.rect.y), bits(now.rect.w),
                 bits(now.rect.h)});
    if (before ? !std::equal(now.clip, now.clip + 4, before->clip)
               : now.clip[0] + now.clip[1] + now.clip[2] + now.clip[3] > 0)
        command({clip, now.id, bits(now.clip[0]), bits(now.clip[1]), bits(now.clip[2]),
                 bits(now.clip[3])});
    if (before ? before->text != now.text : !now.text.empty())
        command({text, now.id, address_of(now.text), bytes_of(now.text)});
    tell_attrs(now, before);
}

void Mirror::tell_attrs(const Element& now, const Element* before) {
    const auto find = [](const Element* element, Attr name) -> const std::string* {
        if (element)
            for (const auto& one : element->attrs)
                if (one.first == name) return &one.second;
        return nullptr;
    };
    for (const auto& [name, value] : now.attrs) {
        const std::string* old = find(before, name);
        if (!old || *old != value)
            command({attr, now.id, static_cast<std::uint32_t>(name), address_of(value),
                     bytes_of(value)});
    }
    if (!before) return;
    for (const auto& [name, value] : before->attrs)
        if (!find(&now, name))
            command({attr, now.id, static_cast<std::uint32_t>(name), 0, taken_away});
}

void Mirror::tell_focus(const console::SemTree& tree, const std::vector<Element>& next) {
    if (tree.focus() == seen_focus_) return;
    if (tree.focus() == page_focus_) {
        seen_focus_ = page_focus_;
        return;
    }
    for (const Element& element : next) {
        if (element.key != tree.focus()) continue;
        seen_focus_ = page_focus_ = element.key;
        return command({focus, element.id});
    }
    if (tree.focus() != 0) return;  // Not drawn yet: the next show() finds it.
    seen_focus_ = page_focus_ = 0;
    command({focus, 0});
}

bool Mirror::is_urgent(const console::SemTree& tree) const {
    return tree.focus() != seen_focus_ && tree.focus() != page_focus_;
}

void Mirror::focused(std::uint32_t id) { page_focus_ = key_of(id); }

std::uint64_t Mirror::key_of(std::uint32_t id) const {
    for (const Element& element : shown_)
        if (element.id == id) return element.key;
    return 0;
}

void Mirror::command(std::initializer_list<std::uint32_t> words) {
    words_.insert(words_.end(), words);
}

}  // namespace vitrine::browser
