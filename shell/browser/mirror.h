// SemTree to DOM: keeps what the page's mirror shows and tells it only what changed, as a list of
// 32-bit words that web/dom_mirror.mjs reads once. Writes only; nothing is read back.
//
//   make   1 id tag                  an element; ids are small numbers of ours, 0 is the root
//   drop   2 id                      with all below it
//   put    3 id parent after         becomes the child after `after` (0: the first)
//   rect   4 id x y w h              floats, logical pixels from its parent's top left
//   text   5 id pointer bytes
//   attr   6 id name pointer bytes   `bytes` 0xffffffff: taken away
//   focus  7 id                      0: nothing has the focus
//   clip   8 id top right bottom left  floats, how much of each edge is hidden
//
// A node keeps its element while its key and tag stay; a list row is known by the thing it shows,
// so a screen reader that stands on it stays there while the list moves.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "console/sem_tree.h"

namespace vitrine::browser {

// The same order as `tags` in web/dom_mirror.mjs.
enum class Tag : std::uint8_t {
    div, span, link, button, input, textarea, h1, h2, h3, h4, h5, h6, nav, section,
};

// The same order as `attributes` in web/dom_mirror.mjs; the page sets no other.
enum class Attr : std::uint8_t {
    role, label, href, lang, disabled, checked, selected, pressed, expanded, current, row_index,
    row_count, place_in_set, size_of_set, modal, description, placeholder, value, type, live,
    tab_index, look, inert, value_text,
};

struct Element {
    std::uint64_t key = 0;
    std::uint32_t id = 0, parent = 0, after = 0;
    Tag tag = Tag::div;
    console::Rect rect;
    float clip[4] = {0, 0, 0, 0};
    std::string text;
    std::vector<std::pair<Attr, std::string>> attrs;  // in the order of Attr
    bool matched = false;
};

class Mirror {
public:
    // Sends the page what differs between the tree and what it shows.
    void show(const console::SemTree& tree);
    // True when the console moved the focus: show() must not wait for frames to settle.
    bool is_urgent(const console::SemTree& tree) const;

    // The page's element `id` has the focus now (0: none of ours).
    void focused(std::uint32_t id);
    std::uint64_t key_of(std::uint32_t id) const;  // 0: there is none any more

private:
    std::vector<Element> read(const std::vector<console::SemNode>& nodes);
    void keep_ids(std::vector<Element>& next);
    void tell(const Element& now, const Element* before);
    void tell_attrs(const Element& now, const Element* before);
    void tell_focus(const console::SemTree& tree, const std::vector<Element>& next);
    void command(std::initializer_list<std::uint32_t> words);

    std::vector<Element> shown_;
    std::vector<const Element*> before_;  // by index of the new elements, null: new
    std::vector<std::uint32_t> words_;
    std::uint32_t last_id_ = 0;
    std::uint64_t seen_focus_ = 0, page_focus_ = 0;
};

// What a node looks like as an element, without ids and places.
Element element_of(const console::SemNode& node, bool has_children);

}  // namespace vitrine::browser
