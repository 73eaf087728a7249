// Store catalogues into apps: four formats, told apart by their first line.
//
//   play table   CSV  App,Category,Rating,Reviews,...        one row an app, by name
//   charts       CSV  country,pricing,genre,rank,app_id      one row a rank, apps repeat
//   listings     JSONL {"app_id","title","score",...}        one line a release, newest wins
//   f-droid      JSONL {"package","name",...}                one line an app
//
// What our contract has a field for is taken: name, package name (made from the name or id where
// the source has none of our kind), default locale, live version, rating and number of reviews.
// Install counts are left out: "10,000+" is no number of active devices. The first row of an app
// wins, among listings the newest; memory grows with the number of apps, not of rows.
#pragma once
#include "service/import/report.h"
#include "service/import/target.h"

namespace vitrine::service::import {

base::Result<void> import_catalogue(ports::Store& store, Target& target, const std::string& path,
                                    Report& report);

}  // namespace vitrine::service::import
