// The identifiers of the store's things.
#pragma once
#include "base/ids.h"

namespace vitrine::contract {

using TeamId = base::Id<struct TeamTag>;
using UserId = base::Id<struct UserTag>;
using AppId = base::Id<struct AppTag>;
using ReleaseId = base::Id<struct ReleaseTag>;
using SubmissionId = base::Id<struct SubmissionTag>;
using FindingId = base::Id<struct FindingTag>;
using ReviewId = base::Id<struct ReviewTag>;
using IncidentId = base::Id<struct IncidentTag>;
using SessionId = base::Id<struct SessionTag>;
using InvitationId = base::Id<struct InvitationTag>;
using KeyId = base::Id<struct KeyTag>;
using UploadId = base::Id<struct UploadTag>;
using PackageId = base::Id<struct PackageTag>;
using HookId = base::Id<struct HookTag>;
using DeliveryId = base::Id<struct DeliveryTag>;
using GraphicId = base::Id<struct GraphicTag>;
using KioskId = base::Id<struct KioskTag>;
using EventId = base::Id<struct EventTag>;

}  // namespace vitrine::contract
