#include "service/hook_news.h"

#include <algorithm>

namespace vitrine::service {

using contract::HookBody;
using contract::HookKind;

std::optional<HookBody> submission_news(std::optional<contract::Stage> before,
                                        const contract::Submission& now,
                                        const ports::AuditEntry& audit) {
    if (before == now.stage) return std::nullopt;
    HookBody body;
    body.kind = HookKind::submission_stage;
    body.app = now.app;
    body.submission = contract::SubmissionNews{now.id,    now.number, now.version_name,
                                               now.version_code, now.track, before,
                                               now.stage, audit.at,   audit.reason};
    return body;
}

HookBody release_news(const contract::Release& release) {
    HookBody body;
    body.kind = HookKind::release;
    body.app = release.app;
    body.release = contract::ReleaseNews{release.id,    release.version_name, release.track,
                                         release.stage, release.fraction,     release.halt_reason};
    return body;
}

HookBody reply_news(const contract::Review& review) {
    HookBody body;
    body.kind = HookKind::reply;
    body.app = review.app;
    body.reply = contract::ReplyNews{review.id, review.reply};
    return body;
}

void ArrivedReviews::add(const contract::AppId& app, const contract::ReviewId& review) {
    auto at = std::ranges::lower_bound(news_, app, {}, [](const HookBody& body) {
        return *body.app;
    });
    if (at == news_.end() || *at->app != app) {
        at = news_.insert(at, HookBody());
        at->kind = HookKind::review;
        at->app = app;
        at->reviews.emplace();
    }
    ++at->reviews->added;
    if (at->reviews->reviews.size() < news_reviews_max) at->reviews->reviews.push_back(review);
}

std::vector<HookBody> ArrivedReviews::news() const {
    return news_;
}

bool wants(const contract::Hook& hook, HookKind kind, const std::optional<contract::AppId>& app) {
    if (hook.disabled_for != contract::HookTrouble::none) return false;
    if (std::ranges::find(hook.kinds, kind) == hook.kinds.end()) return false;
    return hook.apps.empty() || (app && std::ranges::find(hook.apps, *app) != hook.apps.end());
}

}  // namespace vitrine::service
