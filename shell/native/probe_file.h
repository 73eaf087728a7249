// The native half of the probe: the fields of window.vitrine.probe as a JSON object in a file.
//
//   first_data_ms   from the start of the program to the end of the frame that drew the first row
//                   with data; -1 until then
//   frames, blank_rows (share 0..1), top_row, row_keys, shown_query, loading, chart_draws
//   rects           {"test id": [x, y, width, height]} in logical pixels
//   renderer        "gpu" or "cpu";  idle_frames  drawn after the page had come to rest
#pragma once
#include <string>
#include <string_view>

#include "console/console.h"

namespace vitrine::shell {

struct NativeFigures {
    double first_data_ms = -1;
    std::int64_t idle_frames = 0;
    std::string_view renderer = "cpu";
};
std::string probe_json(const console::Console& console, const std::vector<console::SemNode>& nodes,
                       const NativeFigures& figures);

}  // namespace vitrine::shell
