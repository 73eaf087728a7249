#include "shell/native/probe_file.h"

#include "base/json.h"

namespace vitrine::shell {

std::string probe_json(const console::Console& console, const std::vector<console::SemNode>& nodes,
                       const NativeFigures& figures) {
    const console::Probe& probe = console.probe();
    base::Json rects = base::Json::object();
    for (const console::SemNode& node : nodes)
        if (!node.test_id.empty())
            rects[node.test_id] = {node.rect.x, node.rect.y, node.rect.w, node.rect.h};
    const double blank =
        probe.visible_rows == 0 ? 0 : static_cast<double>(probe.blank_rows) / probe.visible_rows;
    const base::Json out{{"first_data_ms", figures.first_data_ms},
                         {"frames", probe.frames},
                         {"idle_frames", figures.idle_frames},
                         {"blank_rows", blank},
                         {"top_row", probe.top_row},
                         {"row_keys", probe.row_keys},
                         {"shown_query", probe.shown_query},
                         {"loading", probe.loading},
                         {"chart_draws", probe.chart_draws},
                         {"renderer", figures.renderer},
                         {"rects", std::move(rects)}};
    return base::dump_json(out) + "\n";
}

}  // namespace vitrine::shell
