// Apps with the team that owns them, and the rollouts in progress.
//
// find() knows no team: the desk compares `team` with its caller and answers "not found".
#pragma once
#include "base/result.h"
#include "contract/apps.h"

namespace vitrine::service::ports {

// `app.rating`, `.review_count` and `.unanswered_reviews` are counted from the reviews here as soon
// as the app has one; before that they are what was stored (an imported catalogue knows its stars).
// `app.stage` is that of the submission with the highest number, or the stored one without any.
struct StoredApp {
    contract::TeamId team;
    contract::App app;
    bool operator==(const StoredApp&) const = default;
};

struct AppQuery {
    contract::TeamId team;
    std::string q;  // part of name or package name, folded as search_terms.h says
    std::int32_t limit = 50;
    std::optional<std::string> cursor;  // AppPage::next of the page before
    std::optional<std::vector<contract::AppId>> only{};  // none: all of the team's
};

struct Apps {
    virtual ~Apps() = default;

    // By (name, id), bytewise. Refuses (invalid): "bad_cursor".
    virtual base::Result<contract::AppPage> list(const AppQuery& query) = 0;
    virtual base::Result<std::vector<contract::AppId>> ids_of(const contract::TeamId& team) = 0;
    virtual base::Result<std::optional<StoredApp>> find(const contract::AppId& id) = 0;
    virtual base::Result<std::optional<StoredApp>> find_by_package(std::string_view name) = 0;
    // Refuses (conflict): "package_name_taken", "id_taken".
    virtual base::Result<void> create(const StoredApp& app) = 0;
    // Replaces everything but the package name and the team. Refuses (not_found).
    virtual base::Result<void> update(const contract::App& app) = 0;
};

struct StoredRelease {
    contract::TeamId team;
    contract::Release release;  // app_name and icon are the app's own, whatever was stored
    bool operator==(const StoredRelease&) const = default;
};

struct Releases {
    virtual ~Releases() = default;

    // Rolling out or halted, of one team and maybe one app, by (app name, release id).
    virtual base::Result<std::vector<contract::Release>> in_progress(
        const contract::TeamId& team, const std::optional<contract::AppId>& app) = 0;
    virtual base::Result<std::optional<StoredRelease>> find(const contract::ReleaseId& id) = 0;
    // Starts at revision 1 and returns it so. Refuses: unknown app (not_found), "id_taken".
    virtual base::Result<contract::Release> insert(const contract::Release& release) = 0;
    // Compare-and-set: `release.revision` must be the stored one; returns it with the next one and
    // tells the change feed. Refuses (stale) "stale_revision", (not_found).
    virtual base::Result<contract::Release> save(const contract::Release& release) = 0;
};

}  // namespace vitrine::service::ports
