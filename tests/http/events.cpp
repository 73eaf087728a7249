#include "events.h"

#include <doctest/doctest.h>

#include "service/http/negotiate.h"

namespace vitrine::tests {

Json a_line(const Shop& shop, const char* kind, const char* device, const Json& more) {
    Json line = {{"kind", kind}, {"app", shop.notes.text}, {"device", device},
                 {"at", base::rfc3339({shop.clock.ms.load()})}};
    if (more.is_object()) line.update(more);
    return line;
}

std::string lines_of(const std::vector<Json>& lines) {
    std::string out;
    for (const Json& line : lines) out += line.dump() + "\n";
    return out;
}

std::string gzipped(std::string_view text) {
    return service::http::gzip(text);
}

Sender::Sender(Shop& at, const Json& scopes, const Json& apps) : shop(at), guest(*at.app) {
    Guest owner(*shop.app);
    REQUIRE(owner.sign_in(ines).status == 200);
    const Json ask = {{"name", "devices"}, {"scopes", scopes}, {"apps", apps}};
    const Response made = owner.send("POST", "/v1/api-keys", ask.dump());
    REQUIRE(made.status == 200);
    guest.extra = {{"authorization", "Bearer " + body_of(made)["secret"].get<std::string>()}};
}

Response Sender::send(const std::string& batch, const std::string& body,
                      const std::string& encoding) {
    Request request;
    request.method = "POST";
    request.target = "/v1/ingest/events?batch=" + batch;
    request.headers = {{"content-type", "application/x-ndjson"}};
    if (!encoding.empty()) request.headers.push_back({"content-encoding", encoding});
    request.body = body;
    return guest.send(std::move(request));
}

Json Sender::today(const char* metric) {
    const base::Day day = base::day_of({shop.clock.ms.load()});
    const Response answer =
        get("/v1/metrics?metrics=" + std::string(metric) + "&from=" + base::iso_date(day) +
            "&to=" + base::iso_date({day.number + 1}));
    REQUIRE(answer.status == 200);
    return body_of(answer)["series"][0]["values"][0];
}

}  // namespace vitrine::tests
