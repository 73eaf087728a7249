#include "voices.h"

#include <doctest/doctest.h>

namespace vitrine::tests {

Voices::Voices() {
    REQUIRE(owner.sign_in(ines).status == 200);
}

void Voices::add(const std::string& id, const Json& more) {
    service::ports::IncomingReview incoming;
    incoming.source = "test";
    incoming.source_id = id;
    contract::Review& review = incoming.review;
    review.id = {id};
    review.app = shop.notes;
    review.rating = more.value("rating", 2);
    review.text = more.value("text", "It fell over");
    review.author = more.value("author", "");
    review.version = more.value("version", "");
    review.created_at = shop.clock.now();
    REQUIRE(shop.store->reviews().upsert(std::span(&incoming, 1)));
}

Json Voices::targets(std::initializer_list<const char*> ids) {
    Json out = Json::array();
    for (const char* id : ids) out.push_back({{"review", id}});
    return out;
}

std::string Voices::reply_of(const std::string& id) {
    const auto found = shop.store->reviews().find({id});
    REQUIRE(found);
    REQUIRE(*found);
    return (*found)->review.reply ? (*found)->review.reply->text : "";
}

Guest Voices::key_for(const Json& scopes, const Json& apps) {
    const Json ask = {{"name", "robot"}, {"scopes", scopes}, {"apps", apps}};
    const Response made = owner.send("POST", "/v1/api-keys", ask.dump());
    REQUIRE(made.status == 200);
    Guest key(*shop.app);
    const Json body = body_of(made);
    key.extra = {{"authorization", "Bearer " + body["secret"].get<std::string>()}};
    return key;
}

}  // namespace vitrine::tests
