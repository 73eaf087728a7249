// What every call works with, and one call on its way.
#pragma once
#include "service/desks/desks.h"
#include "service/play/errors.h"

namespace vitrine::service::play {

using contract::Json;

struct Bench {
    desks::World world;
    desks::Desks& desks;
};

struct Visit {
    const desks::Caller& who;
    base::Query values;        // of the path's braces
    const base::Query& query;
    std::string store;         // "https://store.example"
    Json body = Json::object();

    std::string value(std::string_view name) const;  // of the path, "" without
    std::string asked(std::string_view name) const;  // of the query, "" without
    bool is_asked(std::string_view name) const;      // "true"
};

// Null: there is nothing to say.
using Answer = base::Result<Json>;

// The app of {packageName}. What belongs to another team is not found.
base::Result<contract::App> app_of(Bench& bench, const Visit& visit);

// The app's packages with this version code, the newest first.
base::Result<std::vector<contract::Package>> packages_with(Bench& bench,
                                                           const contract::AppId& app,
                                                           std::int64_t code);

// A member of an object if it is there and a string, an object or an array; else "" or null.
std::string text_in(const Json& object, std::string_view name);
Json part_in(const Json& object, std::string_view name);

// Refuses (invalid) a member of the body that is there and no string.
base::Result<std::optional<std::string>> text_of(const Json& body, std::string_view name);

}  // namespace vitrine::service::play
