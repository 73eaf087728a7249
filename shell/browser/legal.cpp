#include "shell/browser/legal.h"

#include <algorithm>

namespace vitrine::browser {
namespace {

using console::SemNode;
using console::SemRole;

class Legal {
public:
    explicit Legal(const std::vector<SemNode>& from) : from_(from), moved_(from.size(), -1) {
        out_.reserve(from.size() + from.size() / 4);
        has_children_.assign(from.size(), false);
        for (const SemNode& node : from)
            if (node.parent >= 0) has_children_[static_cast<std::size_t>(node.parent)] = true;
    }

    std::vector<SemNode> take() {
        for (std::size_t i = 0; i < from_.size(); ++i) add(i);
        return std::move(out_);
    }

private:
    SemNode& at(std::int32_t index) { return out_[static_cast<std::size_t>(index)]; }

    void add(std::size_t i) {
        SemNode node = from_[i];
        if (node.parent >= 0) node.parent = moved_[static_cast<std::size_t>(node.parent)];
        fit_to_ancestors(node);
        if (node.role == SemRole::heading)
            node.level = last_level_ = std::min(std::max(node.level, 1), last_level_ + 1);
        const SemRole wanted = wanted_child(node.parent);
        if (wanted != SemRole::group && !is_wanted(node, wanted)) {
            if (node.role == SemRole::text) node.role = wanted;
            else node.parent = wrap(node, wanted);
        }
        const bool empty_row = node.role == SemRole::row && !has_children_[i];
        out_.push_back(std::move(node));
        moved_[i] = static_cast<std::int32_t>(out_.size()) - 1;
        if (empty_row) add_cell(moved_[i]);
    }

    // What a parent demands of its children; group: nothing.
    SemRole wanted_child(std::int32_t parent) {
        if (parent < 0) return SemRole::group;
        switch (at(parent).role) {
            case SemRole::row: return SemRole::cell;
            case SemRole::list: return SemRole::list_item;
            default: return SemRole::group;
        }
    }

    static bool is_wanted(const SemNode& node, SemRole wanted) {
        return node.role == wanted ||
               (wanted == SemRole::cell && node.role == SemRole::column_header);
    }

    std::int32_t wrap(const SemNode& inner, SemRole role) {
        SemNode outer;
        outer.key = inner.key * 0x9e3779b97f4a7c15ull + 1;
        outer.parent = inner.parent;
        outer.role = role;
        outer.rect = inner.rect;
        out_.push_back(std::move(outer));
        return static_cast<std::int32_t>(out_.size()) - 1;
    }

    void add_cell(std::int32_t row) {
        SemNode cell;
        cell.key = at(row).key * 0x9e3779b97f4a7c15ull + 2;
        cell.parent = row;
        cell.role = SemRole::cell;
        cell.rect = at(row).rect;
        cell.name = at(row).name;
        if (!at(row).value.empty()) cell.name += ", " + at(row).value;
        out_.push_back(std::move(cell));
    }

    // The nearest ancestor with a meaning; groups without a name have none.
    std::int32_t meaning_above(std::int32_t parent) {
        while (parent >= 0 && at(parent).role == SemRole::group && at(parent).name.empty())
            parent = at(parent).parent;
        return parent;
    }

    std::int32_t ancestor(std::int32_t parent, SemRole role) {
        while (parent >= 0 && at(parent).role != role) parent = at(parent).parent;
        return parent;
    }

    void make_plain(SemNode& node) {
        node.role = SemRole::group;
        node.name.clear();
        node.row_count = 0;
    }

    void fit_to_ancestors(SemNode& node) {
        switch (node.role) {
            case SemRole::row: return fit_row(node);
            case SemRole::cell:
            case SemRole::column_header: {
                const std::int32_t above = meaning_above(node.parent);
                if (above < 0 || at(above).role != SemRole::row) node.role = SemRole::text;
                return;
            }
            case SemRole::list_item: {
                const std::int32_t above = meaning_above(node.parent);
                if (above < 0 || at(above).role != SemRole::list) node.role = SemRole::group;
                return;
            }
            case SemRole::region: {
                for (std::int32_t up = node.parent; up >= 0; up = at(up).parent)
                    if (at(up).role == SemRole::region && at(up).name == node.name)
                        return make_plain(node);
                return;
            }
            default: return;
        }
    }

    // Panes between a table and its rows mean nothing by themselves.
    void fit_row(SemNode& node) {
        const std::int32_t table = ancestor(node.parent, SemRole::table);
        if (table < 0) {
            node.role = SemRole::group;
            return;
        }
        for (std::int32_t up = node.parent; up != table; up = at(up).parent) {
            at(table).row_count = std::max(at(table).row_count, at(up).row_count);
            make_plain(at(up));
        }
        at(table).row_count = std::max(at(table).row_count, node.row_count);
        node.row_count = 0;
    }

    const std::vector<SemNode>& from_;
    std::vector<std::int32_t> moved_;
    std::vector<bool> has_children_;
    std::vector<SemNode> out_;
    std::int32_t last_level_ = 0;
};

}  // namespace

std::vector<SemNode> legal(const std::vector<SemNode>& nodes) { return Legal(nodes).take(); }

}  // namespace vitrine::browser
