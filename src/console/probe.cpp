#include "console/probe.h"

namespace vitrine::console {

void Probe::begin_frame() {
    ++frames;
    visible_rows = blank_rows = 0;
    top_row = 0;
    for (auto& key : row_keys) key.clear();
}

void Probe::row(std::string_view key, std::int64_t index) {
    if (visible_rows == 0) top_row = index;
    if (visible_rows < static_cast<std::int32_t>(row_keys.size()))
        row_keys[static_cast<std::size_t>(visible_rows)] = key;
    ++visible_rows;
    if (key.empty()) ++blank_rows;
    else if (first_data_frame < 0) first_data_frame = frames;
}

}  // namespace vitrine::console
