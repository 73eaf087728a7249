// All desks of the store together.
#pragma once
#include "service/desks/account_desk.h"
#include "service/desks/app_desk.h"
#include "service/desks/audit_desk.h"
#include "service/desks/device_desk.h"
#include "service/desks/event_desk.h"
#include "service/desks/export_desk.h"
#include "service/desks/graphic_desk.h"
#include "service/desks/hook_desk.h"
#include "service/desks/incident_desk.h"
#include "service/desks/key_desk.h"
#include "service/desks/listing_desk.h"
#include "service/desks/kiosk_desk.h"
#include "service/desks/kit_desk.h"
#include "service/desks/metric_desk.h"
#include "service/desks/package_desk.h"
#include "service/desks/release_desk.h"
#include "service/desks/report_desk.h"
#include "service/desks/review_desk.h"
#include "service/desks/review_intake.h"
#include "service/desks/review_rules.h"
#include "service/desks/search_desk.h"
#include "service/desks/session_desk.h"
#include "service/desks/simulated_reviewer.h"
#include "service/desks/submission_desk.h"
#include "service/desks/team_desk.h"
#include "service/desks/upload_desk.h"

namespace vitrine::service::desks {

struct Desks {
    explicit Desks(World world, service::hooks::Reach hook_reach = service::hooks::Reach::open_net)
        : sessions(world), accounts(world), team(world), keys(world), audit(world), apps(world),
          submissions(world), releases(world, submissions), reviews(world), metrics(world),
          incidents(world), uploads(world), packages(world), rules(world), events(world),
          hooks(world, hook_reach), search(world), exports(world, reviews, metrics, submissions),
          listings(world), graphics(world), kits(world), kiosks(world), reports(world),
          review_intake(world), devices(world) {}

    SessionDesk sessions;
    AccountDesk accounts;
    TeamDesk team;
    KeyDesk keys;
    AuditDesk audit;
    AppDesk apps;
    SubmissionDesk submissions;
    ReleaseDesk releases;
    ReviewDesk reviews;
    MetricDesk metrics;
    IncidentDesk incidents;
    UploadDesk uploads;
    PackageDesk packages;
    RuleDesk rules;
    EventDesk events;
    HookDesk hooks;
    SearchDesk search;
    ExportDesk exports;
    ListingDesk listings;
    GraphicDesk graphics;
    KitDesk kits;
    KioskDesk kiosks;
    ReportDesk reports;
    ReviewIntakeDesk review_intake;
    DeviceDesk devices;
};

}  // namespace vitrine::service::desks
