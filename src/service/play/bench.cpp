#include "service/play/bench.h"

#include "base/text.h"

namespace vitrine::service::play {

std::string Visit::value(std::string_view name) const {
    const std::string* found = base::find_value(values, name);
    return found ? *found : std::string();
}

std::string Visit::asked(std::string_view name) const {
    const std::string* found = base::find_value(query, name);
    return found ? *found : std::string();
}

bool Visit::is_asked(std::string_view name) const {
    return asked(name) == "true";
}

base::Result<contract::App> app_of(Bench& bench, const Visit& visit) {
    auto app = bench.world.store.apps().find_by_package(visit.value("packageName"));
    if (!app) return base::refused(app.error());
    if (!*app || !visit.who.owns((*app)->team) || !visit.who.reaches((*app)->app.id))
        return base::refused(application_not_found());
    return std::move((*app)->app);
}

base::Result<std::vector<contract::Package>> packages_with(Bench& bench,
                                                           const contract::AppId& app,
                                                           std::int64_t code) {
    std::vector<contract::Package> all;
    ports::PackageQuery query{app, 200, std::nullopt};
    for (;;) {
        auto page = bench.world.store.packages().list(query);
        if (!page) return base::refused(page.error());
        for (contract::Package& one : page->items)
            if (base::parse_decimal(one.version_code.value_or("")) == code)
                all.push_back(std::move(one));
        if (!page->next) return all;
        query.cursor = page->next;
    }
}

std::string text_in(const Json& object, std::string_view name) {
    if (!object.is_object()) return {};
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Json part_in(const Json& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    const auto at = object.find(name);
    return at != object.end() ? *at : Json(nullptr);
}

base::Result<std::optional<std::string>> text_of(const Json& body, std::string_view name) {
    const auto at = body.find(name);
    if (at == body.end() || at->is_null()) return std::nullopt;
    if (!at->is_string()) return base::refused(bad_request(name, "text was expected"));
    return at->get<std::string>();
}

}  // namespace vitrine::service::play
