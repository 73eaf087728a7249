// Service accounts: API keys for publishing tools that sign in the way Google's tools do.
//
// A service account is an API key (keys.h): the same scopes, apps, end and revocation, in the same
// list. Beside the secret it has an RSA-2048 key pair, of which the store keeps the public half.
// What is answered is what the tools read from a file:
//
//   credentials       {"type":"service_account","client_email",...,"private_key","token_uri"}: the
//                     tool signs a JWT (RS256) and trades it at {url}/oauth2/token
//   external_account  {"type":"external_account",...,"token_url","credential_source"}: the tool
//                     trades the subject token, which lies in a file of its own beside it, at
//                     {url}/sts/token (RFC 8693); for tools that sign in at Google otherwise
//
// Both end in an access token of one hour, which is void when the key is revoked.
#pragma once
#include "contract/keys.h"

namespace vitrine::contract {

struct IssuedServiceAccount {
    ApiKey key;
    std::string client_email;
    std::string credentials, external_account;  // files, JSON
    std::string subject_token;                  // the file that external_account names
    bool operator==(const IssuedServiceAccount&) const = default;
};
constexpr auto fields(const IssuedServiceAccount*) {
    using R = IssuedServiceAccount;
    return field_list(field("key", &R::key), field("client_email", &R::client_email),
                      field("credentials", &R::credentials),
                      field("external_account", &R::external_account),
                      field("subject_token", &R::subject_token));
}
inline IssuedServiceAccount without_secret(IssuedServiceAccount issued) {
    issued.credentials.clear();
    issued.external_account.clear();
    issued.subject_token.clear();
    return issued;
}

struct IssueServiceAccount {
    static constexpr Call call{Verb::post, "/v1/service-accounts", Access::member,
                               "Make a service account for publishing tools; its files are shown "
                               "in this answer only.",
                               "too_many_keys", Right::manage_team};
    struct Request {
        std::string name;
        std::string url;  // where tools reach this store: "https://store.example"
        std::optional<std::vector<Scope>> scopes;  // absent: what publishing tools need
        std::optional<std::vector<AppId>> apps;    // absent or empty: all
        std::optional<std::int32_t> valid_days;    // 365 when absent
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = IssuedServiceAccount;
};
constexpr auto fields(const IssueServiceAccount::Request*) {
    using R = IssueServiceAccount::Request;
    return field_list(field("name", &R::name, length(1, 100)),
                      field("url", &R::url, length(8, 200)),
                      field("scopes", &R::scopes, max_length(11)),
                      field("apps", &R::apps, max_length(200)),
                      field("valid_days", &R::valid_days, range(1, 730)),
                      field("reason", &R::reason, max_length(500)));
}

}  // namespace vitrine::contract
