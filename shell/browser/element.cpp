// The table from roles to elements and ARIA.
#include "base/text.h"
#include "shell/browser/mirror.h"

namespace vitrine::browser {
namespace {

using console::SemNode;
using console::SemRole;

Tag tag_of(const SemNode& node) {
    switch (node.role) {
        case SemRole::heading: {
            const std::int32_t level = node.level < 1 ? 2 : node.level > 6 ? 6 : node.level;
            return static_cast<Tag>(static_cast<std::int32_t>(Tag::h1) + level - 1);
        }
        case SemRole::text: return Tag::span;
        case SemRole::link: return Tag::link;
        case SemRole::button:
        case SemRole::checkbox:
        case SemRole::radio:
        case SemRole::tab:
        case SemRole::menu_item: return Tag::button;
        case SemRole::text_box:
            return node.flags & console::sem_multiline ? Tag::textarea : Tag::input;
        case SemRole::search_box: return Tag::input;
        case SemRole::navigation: return Tag::nav;
        case SemRole::region: return Tag::section;
        default: return Tag::div;
    }
}

// "" where the tag alone says it.
const char* aria_role(const SemNode& node) {
    switch (node.role) {
        case SemRole::group: return node.name.empty() ? "" : "group";
        case SemRole::checkbox: return "checkbox";
        case SemRole::radio: return "radio";
        case SemRole::tab: return "tab";
        case SemRole::tab_list: return "tablist";
        case SemRole::table: return "grid";
        case SemRole::row: return "row";
        case SemRole::cell: return "gridcell";
        case SemRole::column_header: return "columnheader";
        case SemRole::list: return "list";
        case SemRole::list_item: return "listitem";
        case SemRole::image: return "img";
        case SemRole::status: return "status";
        case SemRole::alert: return "alert";
        case SemRole::dialog: return "dialog";
        case SemRole::menu: return "menu";
        case SemRole::menu_item: return "menuitem";
        case SemRole::progress: return "progressbar";
        case SemRole::separator: return "separator";
        default: return "";
    }
}

bool is_field(Tag tag) { return tag == Tag::input || tag == Tag::textarea; }

// These are named by what stands in them; the others by a label.
bool speaks_its_text(const SemNode& node, Tag tag) {
    switch (node.role) {
        case SemRole::cell:
        case SemRole::column_header:
        case SemRole::list_item:
        case SemRole::status:
        case SemRole::alert: return true;
        default:
            return tag != Tag::div && tag != Tag::nav && tag != Tag::section && !is_field(tag);
    }
}

bool needs_tab_index(const SemNode& node, Tag tag) {
    return (node.flags & console::sem_focusable) && (tag == Tag::div || tag == Tag::span);
}

// Collects attributes in the order of Attr; empty ones are left out.
class Attrs {
public:
    explicit Attrs(Element& element) : element_(element) {}
    void set(Attr attr, std::string value) {
        if (!value.empty()) element_.attrs.emplace_back(attr, std::move(value));
    }
    void set_if(bool condition, Attr attr, const char* value) {
        if (condition) element_.attrs.emplace_back(attr, value);
    }

private:
    Element& element_;
};

void set_state(const SemNode& node, Attrs& out) {
    const auto flag = [&](std::uint32_t bit) { return (node.flags & bit) != 0; };
    out.set_if(flag(console::sem_disabled), Attr::disabled, "true");
    if (node.role == SemRole::checkbox || node.role == SemRole::radio)
        out.set(Attr::checked, flag(console::sem_mixed)     ? "mixed"
                               : flag(console::sem_checked) ? "true"
                                                            : "false");
    const bool selected = flag(console::sem_selected);
    const bool in_table = node.role == SemRole::row || node.role == SemRole::cell;
    if (node.role == SemRole::tab || (selected && in_table))
        out.set(Attr::selected, selected ? "true" : "false");
    out.set_if(selected && node.role == SemRole::button, Attr::pressed, "true");
    out.set_if(flag(console::sem_expanded), Attr::expanded, "true");
    out.set_if(flag(console::sem_current) || (selected && node.role == SemRole::list_item),
               Attr::current, node.role == SemRole::link ? "page" : "true");
    if (node.row > 0 && in_table) out.set(Attr::row_index, base::decimal(node.row));
    if (node.row_count > 0 && node.role == SemRole::table)
        out.set(Attr::row_count, base::decimal(node.row_count));
    if (node.row > 0 && node.row_count > 0 && node.role == SemRole::list_item) {
        out.set(Attr::place_in_set, base::decimal(node.row));
        out.set(Attr::size_of_set, base::decimal(node.row_count));
    }
    out.set_if(flag(console::sem_modal), Attr::modal, "true");
}

}  // namespace

Element element_of(const SemNode& node, bool has_children) {
    Element out;
    out.key = node.key;
    out.tag = tag_of(node);
    Attrs attrs(out);
    const bool field = is_field(out.tag);
    const bool inner = speaks_its_text(node, out.tag) && !has_children;
    if (inner) out.text = node.name;
    attrs.set(Attr::role, aria_role(node));
    if (!inner) attrs.set(Attr::label, node.name);
    attrs.set(Attr::href, node.href);
    attrs.set(Attr::lang, node.lang);
    set_state(node, attrs);
    if (field) {
        attrs.set(Attr::placeholder, node.hint);
        out.attrs.emplace_back(Attr::value, node.value);
        attrs.set_if(node.role == SemRole::search_box, Attr::type, "search");
    } else {
        attrs.set(Attr::description, node.flags & console::sem_disabled ? node.value : node.hint);
    }
    attrs.set_if(node.flags & console::sem_live, Attr::live, "polite");
    attrs.set_if(needs_tab_index(node, out.tag), Attr::tab_index, "0");
    attrs.set_if(node.flags & console::sem_selectable_text, Attr::look, "body");
    if (node.role == SemRole::progress) attrs.set(Attr::value_text, node.value);
    return out;
}

}  // namespace vitrine::browser
