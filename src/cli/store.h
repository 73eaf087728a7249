// The store, asked by the contract's endpoints.
#pragma once
#include "cli/http.h"
#include "contract/api.h"

namespace vitrine::cli {

class Store {
public:
    Store(HttpOptions options, std::string team)
        : http_(std::move(options)), team_(std::move(team)) {}

    // Under an Idempotency-Key when one is given (see http.h for what that allows).
    template <class Endpoint>
    base::Result<typename Endpoint::Reply> ask(const typename Endpoint::Request& request,
                                               const std::string& idempotency_key = {}) {
        const auto json = exchange(contract::to_outgoing<Endpoint>(request), idempotency_key);
        if (!json) return base::refused(json.error());
        return contract::decode<typename Endpoint::Reply>(*json, contract::Unknown::ignore);
    }
    // The path of an endpoint whose body or answer is no JSON, with the team.
    template <class Endpoint>
    std::string path_of(const typename Endpoint::Request& request) const {
        return with_team(contract::to_outgoing<Endpoint>(request).path);
    }

    Http& http() { return http_; }
    const Http& http() const { return http_; }
    const std::string& origin() const { return http_.options().origin; }
    const std::string& team() const { return team_; }
    // What the store said beside the last problem: "current", "conflicts".
    const Json& beside() const { return http_.beside(); }

private:
    base::Result<Json> exchange(const contract::Outgoing& out, const std::string& key);
    std::string with_team(const std::string& path) const;

    Http http_;
    std::string team_;
};

// A key made of what is asked, so that the same wish has the same key: pieces may hold anything.
std::string key_of(std::initializer_list<std::string_view> pieces);

// An app by its id or package name. Refuses (not_found).
base::Result<contract::App> find_app(Store& store, const std::string& name);

}  // namespace vitrine::cli
