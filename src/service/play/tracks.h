// Tracks and their releases as Play tells them, made of this store's submissions.
//
//   Play's track   internal | alpha  | beta | production
//   ours           internal | closed | open | production
//
//   a submission that is            is a release with the status
//   rolling out                     inProgress, with its userFraction
//   halted                          halted, with its userFraction
//   live                            completed
//   on its way to its approval      what the tool wished; else inProgress with the basket's
//                                   fraction, completed without one
//   a draft that was never sent     draft
//
// Names of releases, priorities and targets of countries have no home in the store: they are kept
// as a note of the submission and told again.
#pragma once
#include "service/play/bench.h"
#include "service/play/edit.h"

namespace vitrine::service::play {

std::optional<contract::Track> track_named(std::string_view play);
std::string_view name_in_play(contract::Track track);

// A submission with what it publishes.
struct Out {
    contract::Submission submission;
    contract::Basket basket;
    std::vector<std::int64_t> codes;  // sorted
    Json wish;                        // the note: {status, name, inAppUpdatePriority, ...}
    Json release;                     // as Play tells it
};
// Of one app, with a version, and not over: by track, the newest first.
base::Result<std::vector<Out>> all_out(Bench& bench, const Visit& visit,
                                       const contract::App& app);
// {"production": Track, ...}, every track.
base::Result<Json> all_tracks(Bench& bench, const Visit& visit, const contract::App& app);
Json track_of(contract::Track track, const std::vector<Out>& all);

std::vector<std::int64_t> codes_in(const Json& release);  // sorted; none that is no number
bool is_pending(contract::Stage stage);         // not approved yet
bool is_under_review(contract::Stage stage);    // sent, and nobody has given it back
bool is_held_by_developers(contract::Stage stage);

// The note of a submission.
std::string release_note(const contract::SubmissionId& submission);

Answer tracks_list(Bench& bench, const Visit& visit);
Answer tracks_get(Bench& bench, const Visit& visit);
Answer tracks_put(Bench& bench, const Visit& visit);
Answer tracks_patch(Bench& bench, const Visit& visit);
Answer tracks_create(Bench& bench, const Visit& visit);
Answer releases_list(Bench& bench, const Visit& visit);  // outside of edits

}  // namespace vitrine::service::play
