#include "cli/findings.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/commands.h"

namespace vitrine::cli {

using contract::Finding;
using contract::Severity;

Spot spot_in(const std::string& where) {
    const std::size_t colon = where.rfind(':');
    if (colon == std::string::npos) return {where, 0};
    const auto line = base::parse_decimal(where.substr(colon + 1));
    if (!line || *line < 1) return {where, 0};
    return {where.substr(0, colon), *line};
}

void say_findings(const Out& out, const std::vector<Finding>& findings) {
    for (const Finding& one : findings) {
        if (one.fixed) continue;
        const bool blocks = one.severity == Severity::blocking;
        out.line(out.ink(blocks ? Ink::bad : Ink::warn, blocks ? "blocking" : "advice  ") + "  " +
                 plain(one.policy) + "  " + (one.where.empty() ? "" : plain(one.where) + ": ") +
                 out.ink(Ink::strong, plain(one.title)));
        if (!one.detail.empty()) out.line("          " + plain(one.detail));
        for (const auto& evidence : one.evidence)
            for (const auto& line : evidence.lines)
                out.line("            " + std::string(line.marked ? "> " : "  ") +
                         plain(line.label) + (line.label.empty() ? "" : ": ") +
                         plain(line.value));
    }
}

Json sarif_of(const std::vector<Finding>& findings, const std::string& artifact) {
    Json rules = Json::array(), results = Json::array();
    std::set<std::string> known;
    for (const Finding& one : findings) {
        if (one.fixed) continue;
        const bool blocks = one.severity == Severity::blocking;
        if (known.insert(one.policy).second)
            rules.push_back({{"id", one.policy}, {"shortDescription", {{"text", one.title}}}});
        const Spot spot = spot_in(one.where);
        Json place = {{"artifactLocation", {{"uri", base::percent_encode(artifact)}}}};
        if (spot.line > 0) place["region"] = {{"startLine", spot.line}};
        Json location = {{"physicalLocation", std::move(place)}};
        if (!spot.file.empty())
            location["logicalLocations"] = Json::array({{{"fullyQualifiedName", spot.file}}});
        results.push_back({{"ruleId", one.policy},
                           {"level", blocks ? "error" : "warning"},
                           {"message", {{"text", one.title + " " + one.detail}}},
                           {"locations", Json::array({std::move(location)})},
                           {"partialFingerprints", {{"finding/v1", one.id.text}}}});
    }
    Json driver = {{"name", "vitrine"}, {"version", version_text}, {"rules", std::move(rules)}};
    Json run = {{"tool", {{"driver", std::move(driver)}}}, {"results", std::move(results)}};
    return {{"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
}

}  // namespace vitrine::cli
