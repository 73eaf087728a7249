// Releases: an approved submission, seen from its track.
//
// A release is not kept beside its submission: it is the submission, from its approval on, so that
// stage, fraction, packages and notes have one home each. Its id is made of the submission's, its
// revision (ETag, If-Match) is the submission's. Packages and notes cannot change any more.
//
// On a track at most one release is live and at most one rolls out or is halted. What is there now,
// and at which fraction, is GET /v1/apps/{app}/releases?track=T&stages=rolling_out,halted,live.
//
//   start                 set (grows)          complete, or set to 1
//   approved ---------> rolling_out <-------> halted      -> live; the live one before: superseded
//                         |        halt, resume  |             |
//                         '---- roll_back -------'             '-- roll_back: rolled_back, and the
//                            the live one stays live               superseded one is live again
//
// Version codes grow on a track: what starts must be above what is live.
#pragma once
#include "contract/baskets.h"
#include "contract/rollout_rule.h"

namespace vitrine::contract {

// The release of a submission, and back. Whatever is no release's id leads to no submission.
ReleaseId release_of(const SubmissionId& submission);
SubmissionId submission_of(const ReleaseId& release);
// Whether a submission at this stage is a release: it was approved.
bool is_release(Stage stage);
// That, and it has a version: what changed only the listing has nothing to roll out.
bool is_release(const Submission& submission);
std::vector<Stage> release_stages();

struct ReleaseDetail {
    Release release;
    SubmissionId submission;
    std::string version_code;
    std::vector<PackageId> packages;
    std::vector<LocaleNotes> notes;
    std::optional<base::Instant> publish_at;  // of a scheduled one
    // What a roll back would leave on the track; without any it cannot be rolled back.
    std::optional<ReleaseId> previous;
    std::vector<Comparison> watch;  // what the app's rollout rule sees, while it rolls out
    bool operator==(const ReleaseDetail&) const = default;
};
constexpr auto fields(const ReleaseDetail*) {
    using R = ReleaseDetail;
    return field_list(field("release", &R::release), field("submission", &R::submission),
                      field("version_code", &R::version_code), field("packages", &R::packages),
                      field("notes", &R::notes), field("publish_at", &R::publish_at),
                      field("previous", &R::previous), field("watch", &R::watch));
}

struct ReleaseList {
    std::vector<Release> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;
    bool operator==(const ReleaseList&) const = default;
};
constexpr auto fields(const ReleaseList*) {
    using R = ReleaseList;
    return field_list(field("items", &R::items), field("next", &R::next),
                      field("total", &R::total));
}

struct ListReleases {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/releases", Access::member,
                               "Releases of an app, the last submitted first.", "bad_cursor",
                               Right::read_releases};
    struct Request {
        AppId app;
        std::optional<Track> track;
        std::vector<Stage> stages;
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReleaseList;
};
constexpr auto fields(const ListReleases::Request*) {
    using R = ListReleases::Request;
    return field_list(field("app", &R::app), field("track", &R::track),
                      field("stages", &R::stages, max_length(20)),
                      field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(400)));
}

struct GetRelease {
    static constexpr Call call{Verb::get, "/v1/releases/{release}", Access::member,
                               "One release: packages, notes, rollout and what its rule sees.", "",
                               Right::read_releases};
    struct Request {
        ReleaseId release;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReleaseDetail;
};
constexpr auto fields(const GetRelease::Request*) {
    return field_list(field("release", &GetRelease::Request::release));
}

struct GetRolloutRule {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/rollout_rule", Access::member,
                               "When the store halts a rollout of the app by itself.", "",
                               Right::read_releases};
    struct Request {
        AppId app;
        bool operator==(const Request&) const = default;
    };
    using Reply = RolloutRule;
};
constexpr auto fields(const GetRolloutRule::Request*) {
    return field_list(field("app", &GetRolloutRule::Request::app));
}

// A bound that is absent is not watched.
struct PutRolloutRule {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/rollout_rule", Access::member,
                               "Set when the store halts a rollout of the app by itself.", "",
                               Right::publish};
    struct Request {
        AppId app;
        std::optional<double> crash_rate_by, rating_by;
        std::optional<double> confidence;
        std::optional<std::int32_t> sessions_min, ratings_min;
        std::optional<std::string> if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = RolloutRule;
};
constexpr auto fields(const PutRolloutRule::Request*) {
    using R = PutRolloutRule::Request;
    return field_list(field("app", &R::app), field("crash_rate_by", &R::crash_rate_by),
                      field("rating_by", &R::rating_by), field("confidence", &R::confidence),
                      field("sessions_min", &R::sessions_min),
                      field("ratings_min", &R::ratings_min), field("if_match", &R::if_match),
                      field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
