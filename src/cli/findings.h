// Findings as people read them, and as SARIF.
#pragma once
#include "cli/out.h"
#include "contract/submissions.h"

namespace vitrine::cli {

void say_findings(const Out& out, const std::vector<contract::Finding>& findings);

// SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run, a rule for each policy, a result for each
// finding. Findings name places inside a package, so the artifact is the package and the place in
// it a logical location; "AndroidManifest.xml:42" gives the line.
Json sarif_of(const std::vector<contract::Finding>& findings, const std::string& artifact);

// "AndroidManifest.xml:42" -> file and line; without a number at the end the line is 0.
struct Spot {
    std::string file;
    std::int64_t line = 0;
};
Spot spot_in(const std::string& where);

}  // namespace vitrine::cli
