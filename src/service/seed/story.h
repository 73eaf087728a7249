// Builds one submission with its life so far, stage by stage, as the machine allows.
#pragma once
#include "service/ports.h"

namespace vitrine::service::seed {

class Story {
public:
    Story(contract::AppId app, std::string_view version, std::string_view code,
          std::int64_t number, std::string_view sent_by);

    // One step of the life: how long before `now` it happened, and what. The stage must follow
    // from the one before by the contract's table (checked).
    Story& then(std::int64_t ms_ago, contract::Stage stage, std::string_view actor = "",
                std::string_view reason = "");
    // draft .. queued in one go: written `ms_ago`, queued half an hour later.
    Story& sent(std::int64_t ms_ago);
    // in_review and approved, ending `ms_ago`.
    Story& approved(std::int64_t ms_ago, std::string_view reviewer = "Amara Okafor");
    Story& says(std::int64_t ms_ago, std::string_view author, bool of_store, std::string_view text);
    Story& finds(contract::Finding finding);

    contract::Submission& submission() { return detail_.submission; }
    base::Result<void> plant(ports::Store& store, const contract::TeamId& team, base::Instant now);

private:
    contract::SubmissionDetail detail_;  // times are negative: ms before now
};

}  // namespace vitrine::service::seed
