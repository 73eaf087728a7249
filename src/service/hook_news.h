// What webhooks are told of a change, made by both stores from what they have just written.
// Ids and times of the event itself come later (desks/hook_desk.h); the team is the app's.
#pragma once
#include "service/ports/hooks.h"
#include "service/ports/submissions.h"

namespace vitrine::service {

inline constexpr std::size_t news_reviews_max = 50;

// None when the stage is the one it was. `before`: none for a new submission.
std::optional<contract::HookBody> submission_news(std::optional<contract::Stage> before,
                                                  const contract::Submission& now,
                                                  const ports::AuditEntry& audit);
contract::HookBody release_news(const contract::Release& release);
contract::HookBody reply_news(const contract::Review& review);

// Reviews of several apps that come in together: one piece of news for each app.
class ArrivedReviews {
public:
    void add(const contract::AppId& app, const contract::ReviewId& review);
    std::vector<contract::HookBody> news() const;  // by app id

private:
    std::vector<contract::HookBody> news_;
};

// Whether a hook wants it: by kind and app, and only while it is enabled.
bool wants(const contract::Hook& hook, contract::HookKind kind,
           const std::optional<contract::AppId>& app);

}  // namespace vitrine::service
