// Reviews from CSV, plain or gzip, into the store: streamed, in batches, exactly once.
//
// Columns are matched by name (review_id, app_id, app_name, app_version, user, rating, lang,
// country, title, text, helpful, created_at, reply, replied_at, device, system, translation), or
// as `map` says. A review's natural key is (its app's package name, review_id); without a
// review_id a hash of author, date and text takes its place. What follows from a row:
//   app       app_id when it is a package name, else a package name made from it, from app_name,
//             or from the file's name ("imported.app_reviews_ar")
//   rating    rounded; empty means without one (thumbs up or down are no stars); off the scale is
//             a bad row
//   date      of the row; a row without one is `contract::undated`, behind every dated review
//   text      title and text, at most 16,000 code points; wrong UTF-8 is repaired and reported
//   reply     kept with its date, or the review's own date where it has none; author: the team
#pragma once
#include "base/clock.h"
#include "service/import/fields.h"
#include "service/import/report.h"
#include "service/import/target.h"

namespace vitrine::service::import {

struct ReviewOptions {
    std::string path;
    ColumnMap map;
    std::string app;               // package name for every row, or ""
    std::int32_t rating_scale = 5;  // the file's highest rating
};

const std::vector<std::string_view>& review_fields();

// Refuses what stops the whole import: an unreadable file, no header, a store in trouble.
base::Result<void> import_reviews(ports::Store& store, Target& target, const ReviewOptions& options,
                                  Report& report);

}  // namespace vitrine::service::import
