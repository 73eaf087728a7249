// A team with reviews to answer, tag and report.
#pragma once
#include "events.h"

namespace vitrine::tests {

struct Voices {
    Shop shop{generous()};
    Guest owner{*shop.app};  // of Fjord

    Voices();
    // A review of Fjord's app; `more` sets its text, author, version or rating.
    void add(const std::string& id, const Json& more = Json::object());
    // {"review": id} of each.
    static Json targets(std::initializer_list<const char*> ids);
    Response bulk(const Json& ask) {
        return owner.send("POST", "/v1/reviews:bulk_reply", ask.dump());
    }
    Response tag(const std::string& id, const Json& tags) {
        return owner.send("PUT", "/v1/reviews/" + id + "/tags", Json{{"tags", tags}}.dump());
    }
    std::string reply_of(const std::string& id);  // "" without one
    Guest key_for(const Json& scopes, const Json& apps = Json::array());
};

}  // namespace vitrine::tests
