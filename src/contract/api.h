// Every endpoint of the store, in the order in which the documentation lists them.
#pragma once
#include "contract/metrics.h"
#include "contract/reviews.h"
#include "contract/session.h"
#include "contract/submissions.h"
#include "contract/uploads.h"

namespace vitrine::contract {

using StoreApi =
    Endpoints<SignIn, SignOut, ListSessions, GetMe,
              ListApps, GetApp, CreateApp, ListRollouts, ChangeRollout,
              ListSubmissions, GetSubmission, CreateSubmission, MoveSubmission, PostMessage,
              DecideSubmission,
              ReserveUpload, GetUpload, PutPart, CommitUpload, CancelUpload,
              GetPackage, ListPackages,
              ListReviews, CountReviews, GetReview, ReplyToReview, RemoveReply,
              ReadMetrics, ReadBreakdown, ListAnnotations, ListIncidents>;

}  // namespace vitrine::contract
