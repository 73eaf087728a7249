// Committing an edit: what it wishes becomes writes of the desks, all in one unit of work.
//
//   listing, images, details  merged by field into the listing's draft; the draft's new revision
//                             goes along with the first release that is sent, else alone
//   a release of new codes    a submission with packages, notes and fraction, sent to review unless
//                             it is a draft
//   a release that is out     set, halt, resume, complete of its rollout
//   a release under review    taken back and sent anew (CANCEL_IN_REVIEW_AND_SUBMIT), or refused
//   a release that is left out  a draft, or what is under review, is taken back; a track emptied
//                             altogether takes back what rolls out, too
//   testers                   kept
//
// What others changed since the edit began stays where the edit does not want it otherwise. Where
// both changed the same field differently nothing is written: the answer (409) names the fields
// and the edit goes on. `userFraction` and status of what is not approved yet are a wish: once it
// is, the store starts the rollout by itself (start_approved).
#pragma once
#include "service/play/tracks.h"

namespace vitrine::service::play {

Answer edits_commit(Bench& bench, const Visit& visit);
Answer edits_validate(Bench& bench, const Visit& visit);

// Starts what was approved and is wished to go out; about once a second.
void start_approved(Bench& bench);

}  // namespace vitrine::service::play
