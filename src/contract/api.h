// Every endpoint of the store, in the order in which the documentation lists them.
#pragma once
#include "contract/account.h"
#include "contract/audit.h"
#include "contract/baskets.h"
#include "contract/bulk_reply.h"
#include "contract/device_sign_ins.h"
#include "contract/exports.h"
#include "contract/graphics.h"
#include "contract/ingest.h"
#include "contract/keys.h"
#include "contract/listings.h"
#include "contract/kiosks.h"
#include "contract/kits.h"
#include "contract/metrics.h"
#include "contract/prices.h"
#include "contract/releases.h"
#include "contract/review_ingest.h"
#include "contract/review_reports.h"
#include "contract/review_tags.h"
#include "contract/review_topics.h"
#include "contract/reviews.h"
#include "contract/safety.h"
#include "contract/search.h"
#include "contract/service_accounts.h"
#include "contract/session.h"
#include "contract/submissions.h"
#include "contract/team.h"
#include "contract/uploads.h"
#include "contract/webhooks.h"

namespace vitrine::contract {

using StoreApi =
    Endpoints<SignIn, SignInWithCode, SignOut, ListSessions, EndOtherSessions, EndSession, GetMe,
              ChangePassword, GetSecondFactor, EnrolSecondFactor, ConfirmSecondFactor,
              RenewRecoveryCodes, DisableSecondFactor,
              ListMembers, ChangeMember, RemoveMember,
              ListInvitations, Invite, RevokeInvitation, AcceptInvitation,
              ListKeys, IssueKey, RevokeKey, IssueServiceAccount,
              GetDeviceSignIn, ApproveDeviceSignIn, DenyDeviceSignIn, ListAudit,
              ListKiosks, PairKiosk, ClaimKiosk, RevokeKiosk,
              ListApps, GetApp, CreateApp, ListRollouts, ChangeRollout,
              ListReleases, GetRelease, GetRolloutRule, PutRolloutRule,
              ListListings, GetListing, PutListing, EditListing, RemoveListing, RestoreListings,
              ListGraphics, AddGraphic, ArrangeGraphics, GetImage, GetDataSafety, PutDataSafety,
              GetPrice, PutPrice,
              ListKits, ListAppKits, PutAppKit, RemoveAppKit, ReadKitUsage, IngestKitUsage,
              ListSubmissions, GetSubmission, CreateSubmission, MoveSubmission, PostMessage,
              DecideSubmission, CreateBasket, GetBasket, EditBasket, GetReviewState,
              GetReviewRules, ChangeReviewRules,
              ReserveUpload, GetUpload, PutPart, CommitUpload, CancelUpload,
              GetPackage, ListPackages,
              ListReviews, CountReviews, GetReview, ReplyToReview, RemoveReply,
              BulkReply, TagReview, ListTags, ExplainTopics,
              ReportReview, GetReport, WithdrawReport, ListReports, ResolveReport,
              ReadMetrics, ReadBreakdown, ReadRetention, ReadFunnel, ListAnnotations, ListIncidents,
              IngestEvents, IngestReviews,
              ListHooks, CreateHook, GetHook, ChangeHook, RemoveHook, RenewHookSecret, PingHook,
              ListDeliveries, GetDelivery, ReplayDelivery,
              ExportReviews, ExportMetrics, ExportSubmissions, Search>;

}  // namespace vitrine::contract
