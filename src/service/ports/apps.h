// Apps with the team that owns them.
//
// find() knows no team: the desk compares `team` with its caller and answers "not found".
#pragma once
#include "base/result.h"
#include "contract/apps.h"
#include "contract/prices.h"

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

    // Free, with revision 0, while nobody has set it.
    virtual base::Result<contract::Price> price(const contract::AppId& app) = 0;
    // Saves it, its changed_at set, under the next revision, which it returns, and tells the change
    // feed of the listing.
    // Refuses: unknown app (not_found), another revision than the stored one (stale).
    virtual base::Result<contract::Price> put_price(const contract::AppId& app,
                                                    const contract::Price& price) = 0;
};

}  // namespace vitrine::service::ports
