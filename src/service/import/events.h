// Daily figures from CSV, plain or gzip, into series and their slices.
//
// A column becomes, by the map (column=target):
//   day                      the date: "2020-08-17", with or without a time
//   app                      a package name, or an id one is made from; else --app, else the file
//   app_name                 the name of an app that is made
//   by_country, by_version, by_device, by_channel      the row's key in a slice
//   METRIC                   installs, crashes, ...: the day's value
//   METRIC.DIMENSION.KEY     installs.channel.Play Store: the value of one slice
// A value is a number, or yes/no for 1/0. Empty is a gap, and so is -1 ("hidden") unless the map
// says otherwise: nothing is written, never a zero. Values of one day are added up over the rows.
// A point that was there with another value is written as `corrected`; equal ones are left alone.
// Known files bring their own map (presets()); memory grows with the number of points.
#pragma once
#include "base/clock.h"
#include "service/import/report.h"
#include "service/import/target.h"

namespace vitrine::service::import {

enum class Hidden : std::uint8_t { minus_one, none };

struct EventOptions {
    std::string path;
    std::string map;     // "" : the preset whose header fits
    std::string preset;  // by name, or ""
    std::string app;
    Hidden hidden = Hidden::minus_one;
};

struct Preset {
    std::string_view name, first_column, second_column, map, app_name, note;
    Hidden hidden;
};
std::span<const Preset> presets();

base::Result<void> import_events(ports::Store& store, base::Clock& clock, Target& target,
                                 const EventOptions& options, Report& report);

}  // namespace vitrine::service::import
