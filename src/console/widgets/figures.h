// Numbers with pictures: KPI tile, change, progress, rollout, queue.
#pragma once
#include <span>

#include "console/widgets/panel.h"
#include "contract/metrics.h"

namespace vitrine::console {

// An arrow and the change; green when it is good, red when bad, grey when it means nothing.
enum class Verdict : std::uint8_t { good, bad, none };
struct Change {
    double value = 0;                      // its sign gives the arrow
    std::string_view text;                 // without sign: "6.4%"
    Verdict verdict = Verdict::none;
};
float change_label(Ui& ui, Rect rect, const Change& change, Align align = Align::left);
float change_width(Ui& ui, const Change& change);
// The change of a metric between two totals, judged by more_is_better.
struct ChangeText {
    std::string text;
    double value = 0;
    Verdict verdict = Verdict::none;
};
std::optional<ChangeText> change_of(contract::Metric metric, std::optional<double> value,
                                    std::optional<double> before);

// Title and age, number and change, a small line below over the full width. `tile` of analytics:
// `chosen` draws the accent line on top and makes it a radio to press.
struct KpiLook {
    std::string_view id, title, number;
    std::optional<ChangeText> change = {};
    std::optional<Age> age = {};
    std::span<const std::optional<double>> line = {};
    std::size_t provisional = 0;           // that many points at the end are drawn dashed
    std::string_view href = {};            // makes it a link
    std::string_view test_id = {};
};
Press kpi_tile(Ui& ui, Rect rect, const KpiLook& look);            // 150 high
struct MetricTile {
    KpiLook kpi;
    bool chosen = false;
};
Press metric_tile(Ui& ui, Rect rect, const MetricTile& look);      // 64 high

void progress_bar(Ui& ui, Rect rect, std::string_view name, double share, Colour colour = 0);
// Equal segments for the steps of the plan, filled to the step in force; labels below (28 high).
void rollout_bar(Ui& ui, Rect rect, std::span<const double> steps, double fraction, bool held,
                 bool labels = true);
// Now .. likely range .. tomorrow, with the likely moment marked (36 high).
struct QueueRange {
    base::Instant from, to;                // ends of the bar
    base::Instant early, likely, late;
    std::string_view from_label, to_label;
};
void queue_range(Ui& ui, Rect rect, const QueueRange& look);

}  // namespace vitrine::console
