// Things by the beginnings of the words of their names, for the palette: through an index, never
// by reading all names.
#pragma once
#include "base/result.h"
#include "contract/apps.h"
#include "contract/submissions.h"

namespace vitrine::service::ports {

struct FindQuery {
    std::optional<contract::TeamId> team;  // none: of all teams
    std::string q;  // read as search_terms.h says; the last word by its beginning
    std::int32_t limit = 20;
    std::optional<std::vector<contract::AppId>> only{};  // none: all
};

// What is found is filled in as far as a list shows it: names, icon, number, stage.
struct Finder {
    virtual ~Finder() = default;

    // By name and package name. What the query names whole comes first, then by (name, id).
    virtual base::Result<std::vector<contract::App>> apps(const FindQuery& query) = 0;
    // By version name or number, also "#7"; the highest number first.
    virtual base::Result<std::vector<contract::Submission>> submissions(
        const FindQuery& query) = 0;
};

}  // namespace vitrine::service::ports
