// The maps of files that we know by their header.
#include "service/import/events.h"

namespace vitrine::service::import {
namespace {

constexpr std::string_view custom_events =
    "in-app events have no metric of their own yet: they are kept as listing_views of an app made "
    "for this file";

constexpr Preset all[] = {
    {"coronamelder-downloads", "Date (yyyy-mm-dd)", "Downloads App Store (iOS) (daily)",
     "Date (yyyy-mm-dd)=day,Total downloads (daily)=installs,"
     "Downloads App Store (iOS) (daily)=installs.channel.App Store,"
     "Downloads Play Store (Android) (daily)=installs.channel.Play Store,"
     "Downloads Huawei App Gallery (Android) (daily)=installs.channel.AppGallery",
     "CoronaMelder", "", Hidden::minus_one},
    {"coronamelder-authorisations", "Date (yyyy-mm-dd)",
     "Reported positive tests through app authorised by GGD (daily)",
     "Date (yyyy-mm-dd)=day,"
     "Reported positive tests through app authorised by GGD (daily)=listing_views",
     "CoronaMelder authorisations", custom_events, Hidden::minus_one},
    {"immuni-downloads", "data", "ios",
     "data=day,ios_android=installs,ios=installs.channel.App Store,"
     "android=installs.channel.Play Store",
     "Immuni", "", Hidden::minus_one},
    {"immuni-events", "data", "notifiche_inviate", "data=day,notifiche_inviate=listing_views",
     "Immuni notifications", custom_events, Hidden::minus_one},
    {"immuni-events-by-region", "settimana", "denominazione_regione",
     "settimana=day,denominazione_regione=by_country,notifiche_inviate=listing_views",
     "Immuni notifications by region", custom_events, Hidden::minus_one},
    {"electron-npm-downloads", "day", "package", "day=day,package=app,downloads=installs", "", "",
     Hidden::none},
    {"electron-asset-downloads", "day", "version",
     "day=day,version=by_version,downloads_since_previous=installs", "Electron", "",
     Hidden::none},
    {"protondb-reports", "reported_at", "app_id",
     "reported_at=day,app_id=app,app_name=app_name,stabilityFaults=crashes", "",
     "each report of a stability fault counts as one crash", Hidden::none},
};

}  // namespace

std::span<const Preset> presets() {
    return all;
}

}  // namespace vitrine::service::import
