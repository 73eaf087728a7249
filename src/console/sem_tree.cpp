#include "console/sem_tree.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vitrine::console {

void SemTree::begin_frame() {
    std::swap(nodes_, previous_);
    nodes_.clear();
    open_.clear();
    std::fill(taken_.begin(), taken_.end(), 0);
}

bool SemTree::claim(std::uint64_t key) {
    if (taken_.size() < 2 * (nodes_.size() + 1)) {
        taken_.assign(std::max<std::size_t>(512, 4 * (nodes_.size() + 1)), 0);
        for (const SemNode& node : nodes_) claim(node.key);
    }
    for (std::size_t at = key % taken_.size();; at = (at + 1) % taken_.size()) {
        if (taken_[at] == key) return false;
        if (taken_[at] == 0) {
            taken_[at] = key;
            return true;
        }
    }
}

std::int32_t SemTree::add(SemNode node) {
    if (node.key == 0) node.key = 1;
    while (!claim(node.key)) node.key = node.key * 0x9e3779b97f4a7c15ull + 1;
    node.parent = open_.empty() ? -1 : open_.back();
    nodes_.push_back(std::move(node));
    return static_cast<std::int32_t>(nodes_.size()) - 1;
}

void SemTree::set_scroll(std::uint64_t key, float top, float height) {
    for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
        if (node->key != key) continue;
        node->scroll_top = top;
        node->scroll_height = height;
        return;
    }
}

void SemTree::open(std::int32_t index) { open_.push_back(index); }

void SemTree::close() {
    if (!open_.empty()) open_.pop_back();
}

void SemTree::act(SemAction action) {
    actions_.push_back(std::move(action));
    ages_.push_back(0);
}

bool SemTree::take(std::uint64_t key, SemActionKind kind) {
    for (std::size_t i = 0; i < actions_.size(); ++i) {
        if (actions_[i].key != key || actions_[i].kind != kind) continue;
        actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(i));
        ages_.erase(ages_.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
    }
    return false;
}

std::optional<std::string> SemTree::take_value(std::uint64_t key, SemActionKind kind) {
    std::optional<std::string> newest;
    for (std::size_t i = 0; i < actions_.size();) {
        if (actions_[i].key != key || actions_[i].kind != kind) {
            ++i;
            continue;
        }
        newest = std::move(actions_[i].value);
        actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(i));
        ages_.erase(ages_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return newest;
}

void SemTree::drop_stale_actions() {
    for (std::size_t i = 0; i < actions_.size();) {
        if (++ages_[i] < 3) {
            ++i;
            continue;
        }
        actions_.erase(actions_.begin() + static_cast<std::ptrdiff_t>(i));
        ages_.erase(ages_.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

const char* role_name(SemRole role) {
    static constexpr const char* names[] = {
        "group", "main", "navigation", "region", "heading", "text", "link", "button", "checkbox",
        "radio", "tab", "tab_list", "text_box", "search_box", "table", "row", "cell",
        "column_header", "list", "list_item", "image", "status", "alert", "dialog", "menu",
        "menu_item", "progress", "separator"};
    return names[static_cast<std::size_t>(role)];
}

namespace {

constexpr struct {
    std::uint32_t flag;
    std::string_view name;
} flag_names[] = {
    {sem_disabled, "disabled"}, {sem_checked, "checked"}, {sem_selected, "selected"},
    {sem_expanded, "expanded"}, {sem_modal, "modal"}, {sem_multiline, "multiline"},
    {sem_current, "current"}, {sem_mixed, "mixed"}, {sem_live, "live"},
};

void append_flags(std::string& out, const SemNode& node) {
    std::string inside;
    for (const auto& entry : flag_names) {
        if (!(node.flags & entry.flag)) continue;
        if (!inside.empty()) inside += ' ';
        inside += entry.name;
    }
    if (node.row > 0) {
        if (!inside.empty()) inside += ' ';
        inside += "row " + base::decimal(node.row);
        if (node.row_count > 0) inside += " of " + base::decimal(node.row_count);
    }
    if (!inside.empty()) out += " [" + inside + "]";
}

void append_line(std::string& out, const SemNode& node, std::size_t depth) {
    out.append(2 * depth, ' ');
    out += role_name(node.role);
    if (node.level > 0) out += base::decimal(node.level);
    if (!node.name.empty()) out += " \"" + node.name + "\"";
    if (!node.value.empty()) out += " = \"" + node.value + "\"";
    append_flags(out, node);
    if (!node.href.empty()) out += " -> " + node.href;
    out += '\n';
}

}  // namespace

std::string screen_text(const std::vector<SemNode>& nodes) {
    std::string out;
    std::vector<std::size_t> depths(nodes.size(), 0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].parent >= 0) depths[i] = depths[static_cast<std::size_t>(nodes[i].parent)] + 1;
        append_line(out, nodes[i], depths[i]);
    }
    return out;
}

}  // namespace vitrine::console
