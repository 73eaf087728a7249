// A shop with packages to put into baskets: the store knows what was read from them, as if they had
// been uploaded.
#pragma once
#include <doctest/doctest.h>

#include "shop.h"

namespace vitrine::tests {

inline constexpr const char* our_key = "aa11", *other_key = "bb22";  // digests of signers

struct BasketRoom {
    Shop shop{generous()};
    Guest dev{*shop.app}, reviewer{*shop.app}, chief{*shop.app};

    BasketRoom();
    // A sound package; `code` is also what its id ends with: "pkg_101".
    contract::PackageDetail package(int code, const char* app = "app_notes") const;
    std::string add(const contract::PackageDetail& package);  // its id
    std::string add(int code) { return add(package(code)); }

    Response create(const Json& packages, Json more = Json::object());
    std::string draft(const Json& packages, const Json& more = Json::object());  // its id
    Response edit(const std::string& id, const Json& change, const std::string& match = "*");
    Response edit(Guest& who, const std::string& id, const Json& change, const std::string& match,
                  const std::string& query = "");
    Response move(const std::string& id, const char* name, const std::string& query = "");
    Response decide(Guest& who, const std::string& id, Json ask);
    Response decide(const std::string& id, const char* name) {
        return decide(reviewer, id, {{"move", name}});
    }
    Json basket(const std::string& id);
    Json detail(const std::string& id) { return body_of(dev.get("/v1/submissions/" + id)); }
    std::string stage(const std::string& id) { return detail(id)["submission"]["stage"]; }
    void tick();                           // the service does what is to be done now
    void accept(const std::string& id);    // from a draft to approved
    Response rules(const Json& ask) { return chief.send("PUT", "/v1/review-rules", ask.dump()); }
};

// The policies of findings, in order: "VP-1.2.2 VP-2.1.1".
std::string policies(const Json& findings);
Json a_finding();

}  // namespace vitrine::tests
