// What the last frame showed, for measuring: window.vitrine.probe in the browser, --probe FILE
// natively. Views fill it while they draw; reading it changes nothing.
#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace vitrine::console {

struct Probe {
    std::int64_t frames = 0;       // drawn since the start
    std::int64_t first_data_frame = -1;  // the first frame that drew a row with data
    std::int32_t visible_rows = 0, blank_rows = 0;  // of the page's main list, last frame
    std::int64_t top_row = 0;      // index of its first visible row
    std::array<std::string, 5> row_keys;  // ids of its first visible rows, "" past the end
    std::string shown_query;       // the text filter whose rows are on screen
    bool loading = false;          // something wanted has no value yet
    std::int64_t chart_draws = 0;  // charts drawn since the start

    void begin_frame();
    // One row of the main list was drawn; `key` empty: drawn without data (a skeleton).
    void row(std::string_view key, std::int64_t index);
};

}  // namespace vitrine::console
