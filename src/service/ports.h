// The ports of the service: what the desks may ask of the world, each an interface with promises.
// Two adapters keep them, memory/ and sqlite/ (of blobs: memory/ and files/); tests/conformance
// holds both to the same suite.
//
// Every call may come from any thread. A read sees a state between two writes, never half of one.
// A write that answered is kept (SQLite: on disk, also after kill -9 and loss of power). Trouble
// with the machine is a Problem of kind unavailable with one of these codes, never a crash:
//   database_corrupt | database_readonly | disk_full | database_locked_by_other | database_failed
//   database_gone (another file lies where the store's was: every write is refused)
#pragma once
#include <array>
#include <memory>

#include "base/clock.h"
#include "service/ports/accounts.h"
#include "service/ports/apps.h"
#include "service/ports/baskets.h"
#include "service/ports/blobs.h"
#include "service/ports/changes.h"
#include "service/ports/device_sign_ins.h"
#include "service/ports/edits.h"
#include "service/ports/finder.h"
#include "service/ports/hooks.h"
#include "service/ports/events.h"
#include "service/ports/kiosks.h"
#include "service/ports/kits.h"
#include "service/ports/listings.h"
#include "service/ports/machine.h"
#include "service/ports/metrics.h"
#include "service/ports/people.h"
#include "service/ports/packages.h"
#include "service/ports/releases.h"
#include "service/ports/reports.h"
#include "service/ports/reviews.h"
#include "service/ports/submissions.h"

namespace vitrine::service {
namespace ports {

// A unit of work: while it lives, the writes of the thread that began it become one transaction,
// and that thread's reads see them; other threads' writes wait, so keep it short. Without commit()
// its destructor undoes them all. It must die on the thread that began it. A batch begun inside a
// batch is a part of it: it can be undone alone, and lasts when the outer one is committed.
// Metrics live in a file of their own: a batch is all or nothing per file, not across the two.
struct Batch {
    virtual ~Batch() = default;
    virtual base::Result<void> commit() = 0;  // at most once
};

// How much there is and how much waits, for those who watch the store.
struct Load {
    std::int64_t store_bytes = 0, metrics_bytes = 0;  // with what is still in their logs
    std::int64_t hook_news = 0, deliveries = 0;       // not yet spread; waiting to be sent
    std::int64_t uploads = 0;                         // open
    std::int64_t checks = 0, reviews = 0;  // submissions that wait for checks, for a reviewer
};

// A name for what the store holds at a moment. It never comes back once something was written.
struct Stamp {
    std::array<std::uint32_t, 12> words{};
    bool operator==(const Stamp&) const = default;
};

struct Store {
    virtual ~Store() = default;
    // Whoever takes it, reads, and finds it unchanged later knows that nothing was written in
    // between, by this program or another: what was read is what would be read again. Not meant are
    // Metrics and Events, and when sessions, keys and displays were last seen. It costs less than
    // a read and waits for nobody. None where the store cannot tell: memory/ never can; sqlite/ not
    // while somebody commits, and not in a batch.
    virtual std::optional<Stamp> stamp() = 0;
    virtual Accounts& accounts() = 0;
    virtual Invitations& invitations() = 0;
    virtual Keys& keys() = 0;
    virtual Factors& factors() = 0;
    virtual Apps& apps() = 0;
    virtual Releases& releases() = 0;
    virtual Submissions& submissions() = 0;
    virtual Reviews& reviews() = 0;
    virtual Metrics& metrics() = 0;
    virtual Events& events() = 0;
    virtual Changes& changes() = 0;
    virtual Answers& answers() = 0;
    virtual Settings& settings() = 0;
    virtual Uploads& uploads() = 0;
    virtual Packages& packages() = 0;
    virtual Hooks& hooks() = 0;
    virtual Finder& finder() = 0;
    virtual Kits& kits() = 0;
    virtual Kiosks& kiosks() = 0;
    virtual base::Result<Load> load() = 0;
    virtual base::Result<std::unique_ptr<Batch>> begin_batch() = 0;
    // Trouble that would lose what is written now, or that a read has met. Cheap.
    virtual base::Result<void> sound() = 0;
    virtual Baskets& baskets() = 0;
    virtual Listings& listings() = 0;
    virtual Reports& reports() = 0;
    virtual Edits& edits() = 0;
    virtual DeviceSignIns& device_sign_ins() = 0;
};

}  // namespace ports

using ports::Account, ports::Accounts, ports::Answers, ports::AppQuery, ports::Apps,
      ports::AcceptedBasket, ports::Baskets,
      ports::AuditEntry, ports::AuditQuery, ports::AuditRow, ports::AuditRows, ports::Batch,
      ports::ChangeRow, ports::Changes, ports::DeviceEvent, ports::EventBatch, ports::Events,
      ports::Factors, ports::GivenAnswer, ports::IncomingReview, ports::Invitations,
      ports::JoinedPoint, ports::Keys, ports::Membership, ports::Metrics, ports::OwnedSession,
      ports::PasswordHasher, ports::Point, ports::PointGrain, ports::PointState, ports::Random,
      ports::ReleaseQuery, ports::ReleaseRows, ports::Releases, ports::ReviewQuery,
      ports::Reviews, ports::SeededRandom, ports::Session,
      ports::Settings, ports::SignInStep, ports::Slice, ports::Stamp, ports::Store,
      ports::StoredApp,
      ports::StoredFactor, ports::StoredInvitation, ports::StoredKey, ports::StoredRelease,
      ports::StoredReview, ports::StoredSubmission, ports::SubmissionQuery, ports::Submissions,
      ports::Translator, ports::UpsertCount, ports::random_hex, ports::random_id,
      ports::Blobs, ports::PackageQuery, ports::Packages, ports::StoredPackage, ports::StoredUpload,
      ports::UploadBytes, ports::Uploads, ports::DeliveryQuery, ports::Finder, ports::FindQuery,
      ports::HookNews, ports::Hooks, ports::StoredDelivery, ports::StoredHook,
      ports::ListingHead, ports::ListingPart, ports::Listings, ports::StoredGraphic,
      ports::KitBatch, ports::Kiosks, ports::Kits, ports::Load, ports::StoredKiosk,
      ports::StoredKit, ports::Edits, ports::EditState, ports::KeySigner, ports::StoredEdit,
      ports::ReportQuery, ports::Reports, ports::ReviewBatch, ports::ReviewName,
      ports::StoredReport, ports::StoredReports, ports::DeviceSignIns, ports::StoredDeviceSignIn;

}  // namespace vitrine::service
