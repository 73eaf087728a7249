// Where the console is: a value, written as a path and query. The URL in the browser, `--place`
// natively. Everything a reload must bring back is in here; nothing else is.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/metrics.h"
#include "contract/reviews.h"
#include "contract/submissions.h"

namespace vitrine::console {

enum class Page : std::uint8_t {
    overview, submissions, submission, reviews, analytics,
    board_today, board_ratings,  // the wall's: "/boards/today", "/boards/ratings"; not in browsers
    not_found,
};

struct Place {
    Page page = Page::overview;
    contract::AppId app;                // the app chosen in the sidebar, or empty
    contract::SubmissionId submission;  // of page submission
    contract::SubmissionScope scope = contract::SubmissionScope::all;
    std::int32_t days = 28;             // span of overview and analytics
    contract::Metric metric = contract::Metric::installs;
    contract::Grain grain = contract::Grain::day;
    contract::Dimension by = contract::Dimension::country;
    bool compare = true;
    contract::ReviewFilter filter;      // of page reviews
    contract::ReviewSort sort = contract::ReviewSort::newest;
    contract::ReviewId review;          // the one shown beside the list
    bool operator==(const Place&) const = default;
};

// "/reviews?rating=1,2&q=map". Values that are the default are left out.
std::string write_place(const Place& place);
Place read_place(std::string_view path_and_query);  // an unknown path gives Page::not_found
std::string title_of(const Place& place);

}  // namespace vitrine::console
