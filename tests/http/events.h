// Senders of events: lines as a device would tell them, and a key that may send them.
#pragma once
#include "shop.h"

namespace vitrine::tests {

// One line for `app` now; `more` replaces or adds fields.
Json a_line(const Shop& shop, const char* kind, const char* device, const Json& more = {});
std::string lines_of(const std::vector<Json>& lines);
std::string gzipped(std::string_view text);

class Sender {
public:
    // A program with a key of `scopes` for `apps` (none: all of Fjord's).
    explicit Sender(Shop& shop, const Json& scopes = {"ingest:write", "metrics:read"},
                    const Json& apps = Json::array());
    Response send(const std::string& batch, const std::string& body,
                  const std::string& encoding = "");
    Response send(const std::string& batch, const std::vector<Json>& lines) {
        return send(batch, lines_of(lines));
    }
    Response get(const std::string& target) { return guest.get(target); }
    // The value of a metric on the shop's today.
    Json today(const char* metric);

    Shop& shop;
    Guest guest;
};

}  // namespace vitrine::tests
