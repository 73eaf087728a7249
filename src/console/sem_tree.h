// SemTree: what is on screen, as meaning. Every widget that draws also appends one node; the DOM
// mirror, the test driver and native accessibility read nothing else.
//
// Nodes are stored in paint order, parents before children. `key` identifies a node across frames:
// a hash of its path of names and, for list rows, the thing's id, never a row number.
// Actions come back by key and are taken by the widget when it is next drawn.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::console {

struct Rect {
    float x = 0, y = 0, w = 0, h = 0;  // logical pixels, from the top left of the page
    float right() const { return x + w; }
    float bottom() const { return y + h; }
    bool operator==(const Rect&) const = default;
};

enum class SemRole : std::uint8_t {
    group, main, navigation, region, heading, text, link, button, checkbox, radio, tab, tab_list,
    text_box, search_box, table, row, cell, column_header, list, list_item, image, status, alert,
    dialog, menu, menu_item, progress, separator,
};

enum SemFlag : std::uint32_t {
    sem_disabled = 1, sem_checked = 2, sem_selected = 4, sem_expanded = 8, sem_focusable = 16,
    sem_modal = 32, sem_multiline = 64, sem_current = 128, sem_mixed = 256,
    sem_selectable_text = 512,  // body text that a reader may want to select and copy
    sem_live = 1024,            // announce changes politely
};

constexpr std::uint32_t flag_if(bool on, SemFlag flag) {
    return on ? static_cast<std::uint32_t>(flag) : 0;
}

struct SemNode {
    std::uint64_t key = 0;
    std::int32_t parent = -1;  // index in nodes()
    SemRole role = SemRole::group;
    std::uint32_t flags = 0;
    std::int32_t level = 0;                   // heading level
    std::int32_t row = 0, row_count = 0;      // 1-based aria-rowindex / aria-rowcount, 0 none
    Rect rect, clip;
    float scroll_top = 0, scroll_height = 0;  // regions that scroll: where, and of what height
    std::string name;   // what a person calls it; never empty for what can be pressed
    std::string value;  // text boxes, progress; for disabled things the reason
    std::string href;   // links
    std::string lang;
    std::string hint;   // placeholder, description
    std::string test_id;  // stable name for the probe's rects(), else ""
};

// scroll: `value` is the new scroll_top in whole logical pixels.
enum class SemActionKind : std::uint8_t { press, focus, blur, set_value, submit, scroll };
struct SemAction {
    std::uint64_t key = 0;
    SemActionKind kind = SemActionKind::press;
    std::string value;
};

class SemTree {
public:
    void begin_frame();                       // the finished tree becomes previous()
    // Child of the open node; its index. A key that is taken in this frame is changed to a free
    // one: read it from the node.
    std::int32_t add(SemNode node);
    void set_scroll(std::uint64_t key, float top, float height);  // of a node added before
    void open(std::int32_t index);            // following nodes become its children
    void close();
    const std::vector<SemNode>& nodes() const { return nodes_; }
    const std::vector<SemNode>& previous() const { return previous_; }

    void act(SemAction action);               // from DOM mirror, driver or keyboard
    bool take(std::uint64_t key, SemActionKind kind);  // true once per action
    // The value of the newest action of this kind (set_value, scroll) for `key`, once.
    std::optional<std::string> take_value(std::uint64_t key,
                                          SemActionKind kind = SemActionKind::set_value);
    bool has_actions() const { return !actions_.empty(); }
    void drop_stale_actions();                // at frame end: what nobody took for two frames

    std::uint64_t focus() const { return focus_; }
    void set_focus(std::uint64_t key) { focus_ = key; }

private:
    bool claim(std::uint64_t key);  // false: taken in this frame

    std::vector<SemNode> nodes_, previous_;
    std::vector<std::uint64_t> taken_;  // open hash set of this frame's keys, 0 is free
    std::vector<std::int32_t> open_;
    std::vector<SemAction> actions_;
    std::vector<std::uint8_t> ages_;
    std::uint64_t focus_ = 0;
};

const char* role_name(SemRole role);  // "button", for tests and screen text
// The tree as indented text: one node a line, `role "name" = value [flags]`.
std::string screen_text(const std::vector<SemNode>& nodes);

}  // namespace vitrine::console
