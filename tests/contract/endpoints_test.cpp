// Every endpoint's request and reply travel whole, and every wrong one is named.
#include <doctest/doctest.h>

#include "contract/problem.h"
#include "sample.h"

namespace vitrine::tests {

using namespace contract;
using base::ProblemKind;

// What a router makes of a request on the wire: the values of the braces, and the query.
Incoming arrived(const Call& call, const Outgoing& out, base::Query& path, base::Query& query) {
    const std::size_t mark = out.path.find('?');
    const std::string path_text = out.path.substr(0, mark);
    const auto wanted = base::split(call.path, '/'), got = base::split(path_text, '/');
    REQUIRE(wanted.size() == got.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with('{')) continue;
        path.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), *base::percent_decode(got[i]));
    }
    if (mark != std::string::npos) query = *base::parse_query(out.path.substr(mark + 1));
    return {path, query, out.body, out.if_match};
}

TEST_CASE("every endpoint's request arrives as it was sent") {
    StoreApi::each([]<class Endpoint>() {
        CAPTURE(Endpoint::call.path);
        const auto sent = Sampler().make<typename Endpoint::Request>();
        const Outgoing out = to_outgoing<Endpoint>(sent);
        CHECK(out.verb == Endpoint::call.verb);
        base::Query path, query;
        const auto got = from_incoming<Endpoint>(arrived(Endpoint::call, out, path, query));
        REQUIRE(got);
        CHECK(*got == sent);
    });
}

TEST_CASE("every endpoint's reply is read back as it was written") {
    StoreApi::each([]<class Endpoint>() {
        using Reply = typename Endpoint::Reply;
        CAPTURE(Endpoint::call.path);
        const auto sent = Sampler().make<Reply>();
        const auto text = base::dump_json(encode(sent));
        const auto got = decode<Reply>(*base::parse_json(text), Unknown::refuse);
        REQUIRE(got);
        CHECK(*got == sent);
    });
}

TEST_CASE("an older console reads a newer store's reply and passes over what it does not know") {
    StoreApi::each([]<class Endpoint>() {
        using Reply = typename Endpoint::Reply;
        const auto sent = Sampler().make<Reply>();
        Json json = encode(sent);
        json["from_the_future"] = {{"x", 1}};
        CHECK(*decode<Reply>(json, Unknown::ignore) == sent);
        CHECK(!decode<Reply>(json, Unknown::refuse));
    });
}

TEST_CASE("an unknown field is refused by every endpoint, in body and in query") {
    StoreApi::each([]<class Endpoint>() {
        CAPTURE(Endpoint::call.path);
        const auto sent = Sampler().make<typename Endpoint::Request>();
        Outgoing out = to_outgoing<Endpoint>(sent);
        out.path += (out.path.find('?') == std::string::npos ? "?" : "&") + std::string("zzz=1");
        base::Query path, query;
        const auto got = from_incoming<Endpoint>(arrived(Endpoint::call, out, path, query));
        REQUIRE(!got);
        CHECK(got.error().fields.back().path == "zzz");
        CHECK(got.error().fields.back().code == "unknown");
    });
}

TEST_CASE("every required field that is missing is named, all at once") {
    StoreApi::each([]<class Endpoint>() {
        CAPTURE(Endpoint::call.path);
        std::size_t required = 0;
        each_field<typename Endpoint::Request>([&](const auto& one) {
            using Type = typename std::decay_t<decltype(one)>::Type;
            const bool textual = travels_as_text(Endpoint::call, one.name);
            required += !is_optional<Type> && !(is_list<Type> && textual);
        });
        const auto got = from_incoming<Endpoint>({{}, {}, "", ""});
        CHECK(got.has_value() == (required == 0));
        if (got) return;
        CHECK(got.error().kind == ProblemKind::invalid);
        CHECK(got.error().fields.size() == required);
        for (const auto& field : got.error().fields) CHECK(field.code == "missing");
    });
}

TEST_CASE("every field of the wrong type is named by its path") {
    StoreApi::each([]<class Endpoint>() {
        using Reply = typename Endpoint::Reply;
        const Json whole = encode(Sampler().make<Reply>());
        for (const auto& [name, value] : whole.items()) {
            Json broken = whole;
            broken[name] = {{"a", "place where an object is always wrong"}};
            if (value.is_object()) broken[name] = 7;
            const auto got = decode<Reply>(broken, Unknown::refuse);
            CAPTURE(name);
            REQUIRE(!got);
            CHECK(got.error().fields.front().path == name);
            CHECK(got.error().fields.front().code == "wrong_type");
        }
    });
}

TEST_CASE("a wrong value deep inside is named by its whole path") {
    Json json = encode(Sampler().make<SubmissionDetail>());
    json["findings"][1]["evidence"][0]["lines"][1]["marked"] = "yes";
    const auto got = decode<SubmissionDetail>(json, Unknown::refuse);
    REQUIRE(!got);
    CHECK(got.error().fields.front().path == "findings.1.evidence.0.lines.1.marked");
}

TEST_CASE("hostile input does not make the list of problems grow without bound") {
    Json items = Json::array();
    for (int i = 0; i < 5000; ++i) items.push_back(7);
    const auto got = decode<AppPage>({{"items", items}, {"next", nullptr}}, Unknown::refuse);
    REQUIRE(!got);
    CHECK(got.error().fields.size() <= 50);
}

TEST_CASE("numbers that cannot be exact in every client are refused") {
    CHECK(!decode<FacetRow>(*base::parse_json(R"({"key":"","label":"","count":1e3})"),
                            Unknown::refuse));
    CHECK(!decode<FacetRow>(
        *base::parse_json(R"({"key":"","label":"","count":9223372036854775808})"),
        Unknown::refuse));
    CHECK(!decode<FacetRow>(
        *base::parse_json(R"({"key":"","label":"","count":-9223372036854775808})"),
        Unknown::refuse));
    CHECK(decode<FacetRow>(*base::parse_json(R"({"key":"","label":"","count":9007199254740992})"),
                           Unknown::refuse));
}

TEST_CASE("a problem is read back as it was written, whatever the body around it") {
    base::Problem sent = invalid_fields({{"a.0.b", "missing", "this field is required"}});
    sent.detail = "Mend it";
    sent.request_id = "abc";
    const std::string text = base::dump_json(problem_to_json(sent, 422));
    CHECK(problem_from_json(ProblemKind::invalid, text) == sent);
    for (const char* strange : {"", "<html>", "[]", "{}", R"({"code":7})", R"({"code":""})"})
        CHECK(problem_from_json(ProblemKind::unavailable, strange).code == "bad_answer");
}

TEST_CASE("names of enums are distinct, and unknown ones are refused with the choices") {
    const auto got = decode<ListSubmissions::Request>(
        {{"stages", Json::array({"draft", "dreaming"})}}, Unknown::refuse);
    REQUIRE(!got);
    CHECK(got.error().fields.front().path == "stages.1");
    CHECK(got.error().fields.front().detail.find("draft, validating") != std::string::npos);
}

}  // namespace vitrine::tests
