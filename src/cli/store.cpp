#include "cli/store.h"

#include "base/text.h"
#include "cli/files.h"

namespace vitrine::cli {

using base::refused;
using base::Result;

std::string Store::with_team(const std::string& path) const {
    if (team_.empty()) return path;
    const char joint = path.find('?') == std::string::npos ? '?' : '&';
    return path + joint + std::string(contract::team_parameter) + "=" +
           base::percent_encode(team_);
}

Result<Json> Store::exchange(const contract::Outgoing& out, const std::string& key) {
    HttpAsk ask;
    ask.method = contract::name_of(out.verb);
    ask.path = with_team(out.path);
    ask.body = out.body;
    ask.if_match = out.if_match;
    ask.idempotency_key = key;
    ask.repeatable = out.verb == contract::Verb::get;
    const auto body = http_.ask(ask);
    if (!body) return refused(body.error());
    if (body->empty()) return Json::object();
    return base::parse_json(*body);
}

std::string key_of(std::initializer_list<std::string_view> pieces) {
    std::string all;
    for (const auto piece : pieces)
        all += base::decimal(static_cast<std::int64_t>(piece.size())) + ":" + std::string(piece);
    return "cli-" + sha256_hex(all).substr(0, 40);
}

Result<contract::App> find_app(Store& store, const std::string& name) {
    if (name.starts_with("app_")) return store.ask<contract::GetApp>({{name}});
    contract::ListApps::Request ask;
    ask.q = name;
    ask.limit = 200;
    do {
        const auto page = store.ask<contract::ListApps>(ask);
        if (!page) return refused(page.error());
        for (const auto& app : page->items)
            if (app.package_name == name) return app;
        ask.cursor = page->next;
    } while (ask.cursor);
    return refused(base::Problem::of(base::ProblemKind::not_found, "not_found",
                                     "There is no app " + name + ", or not for this key.",
                                     "Register it in the console first, or name another --team."));
}

}  // namespace vitrine::cli
