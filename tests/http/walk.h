// One operation of the OpenAPI document, asked of a store in every way in which it may go wrong. A
// `Room` is a store with one of everything, served: `ask`, `filled` and `theirs` are all it needs.
#pragma once
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "json_schema.h"
#include "walk_tables.h"

namespace vitrine::tests {

using Json = contract::Json;

struct Operation {
    std::string id, method, path;
    Json spec;
    bool open() const { return spec.contains("security") && spec["security"].empty(); }
    bool takes_json() const {
        return spec.contains("requestBody") &&
               spec["requestBody"]["content"].contains("application/json");
    }
    bool has_parameter(const char* name) const {
        const Json all = spec.value("parameters", Json::array());
        for (const Json& one : all)
            if (one["name"] == name) return true;
        return false;
    }
};

struct Answer {
    int status = 0;
    std::string head, type;
    Json body;
};

// One right request for an operation. `{names}` stand for what the room has planted.
struct Row {
    std::string target;  // "" for the path itself
    Json body = nullptr;
    int status = 200;
    std::string who = "owner", more = "", raw = "";  // further header lines; bytes for a body
};

inline Json at_reference(const Json& document, const Json& reference) {
    return document.at(Json::json_pointer(reference["$ref"].get<std::string>().substr(1)));
}

inline std::vector<Operation> operations_of(const Json& document) {
    std::vector<Operation> out;
    for (const auto& [path, methods] : document["paths"].items())
        for (const auto& [method, spec] : methods.items()) {
            std::string upper = method;
            for (char& c : upper) c = static_cast<char>(std::toupper(c));
            Json whole = spec;
            for (Json& one : whole["parameters"])
                if (one.contains("$ref")) one = at_reference(document, one);
            out.push_back({spec["operationId"], upper, path, whole});
        }
    return out;
}

template <class Room>
class Walk {
public:
    Walk(const Json& document, const Operation& operation,
         const std::map<std::string, Row>& rows)
        : document_(document), operation_(operation), rows_(rows) {
        const auto known = rows.find(operation.id);
        if (known != rows.end()) row_ = known->second;
        if (row_.target.empty()) row_.target = operation.path;
    }

    // What is read with nothing but ids in its path needs no row.
    bool has_row() const {
        if (rows_.contains(operation_.id)) return true;
        if (operation_.method != "GET") return false;
        const Json all = operation_.spec.value("parameters", Json::array());
        for (const Json& one : all)
            if (one["in"] == "query" && one["required"] == true) return false;
        return true;
    }

    void ask_rightly() {
        const Answer answer = send(row_.who, row_.more, body());
        CHECK(answer.status == row_.status);
        must_be_listed(answer);
    }

    bool ask_malformed() {
        if (operation_.takes_json()) {
            expect(send(row_.who, row_.more, "{"), 400);
            expect(send(row_.who, row_.more, R"({"zzz":1})"), 422);
            expect(send(row_.who, row_.more, R"(["a list"])"), 400);
            Room room;
            expect(answer_of(room, row_.who, row_.more, "{}", "text/plain"), 415);
        }
        if (without(Kind::malformed, operation_.id)) return false;
        const char* mark = row_.target.find('?') == std::string::npos ? "?" : "&";
        Walk strange(document_, operation_, rows_);
        strange.row_.target += std::string(mark) + "zzz=1";
        strange.expect(strange.send(row_.who, row_.more, body()), 422);
        return true;
    }

    // Where nobody needs to be known: with a wrong secret.
    bool ask_as_nobody() {
        if (!operation_.open()) {
            expect(send("nobody", row_.more, body()), 401);
            return true;
        }
        const WrongSecret* wrong = wrong_secret(operation_.id);
        if (!wrong) return false;
        Json guess = row_.body;
        guess[wrong->field] = wrong->value;
        expect(send("nobody", row_.more, guess.dump()), wrong->status);
        return true;
    }

    // Of another team: by its ids, or by its name.
    bool ask_as_stranger() {
        if (operation_.open() || without(Kind::foreign, operation_.id)) return false;
        Walk theirs(document_, operation_, rows_);
        const bool has_id = operation_.path.find('{') != std::string::npos;
        if (!has_id && !operation_.has_parameter("team")) return false;
        const char* mark = row_.target.find('?') == std::string::npos ? "?" : "&";
        if (!has_id) theirs.row_.target += std::string(mark) + "team=team_fjord";
        const Answer answer = theirs.send("stranger", row_.more, body());
        // What no team may do is forbidden before anything is looked up.
        const bool of_the_store = row_.who == "reviewer" || row_.who == "chief";
        CHECK((answer.status == 404 || (of_the_store && answer.status == 403)));
        must_be_listed(answer);
        return true;
    }

    // What may be named outside of the path: another team's is answered as one that is not there.
    bool ask_with_foreign_ids() {
        const Foreign* foreign = foreign_of(operation_.id);
        if (!foreign) return !names_things_outside_of_its_path();
        row_.target = foreign->target.empty() ? row_.target : foreign->target;
        std::string told[2];
        for (int i = 0; i < 2; ++i) {
            Room room;
            const std::string id = i == 0 ? room.theirs(foreign->what) : "none_at_all";
            const auto with_id = [&](std::string text) {
                for (std::size_t at; (at = text.find("{foreign}")) != std::string::npos;)
                    text.replace(at, 9, id);
                return text;
            };
            const Answer answer =
                room.ask(operation_.method, room.filled(with_id(row_.target)), row_.who, row_.more,
                         room.filled(with_id(foreign->body)), type_of_body());
            CHECK(answer.status == foreign->status);
            must_be_listed(answer);
            Json body = answer.body;
            if (body.is_object()) body.erase("request_id");
            told[i] = body.dump();
            for (std::size_t at; (at = told[i].find(id)) != std::string::npos;)
                told[i].replace(at, id.size(), "{foreign}");
        }
        CHECK(told[0] == told[1]);
        return true;
    }

    bool ask_with_an_old_revision() {
        if (!operation_.has_parameter("If-Match")) return false;
        const Answer answer = send(row_.who, "If-Match: \"999\"\r\n", body());
        CHECK(answer.status == 412);
        CHECK(answer.body.contains("current"));
        must_be_listed(answer);
        return true;
    }

private:
    bool names_things_outside_of_its_path() const {
        const Json parameters = operation_.spec.value("parameters", Json::array());
        for (const Json& one : parameters)
            if (one["in"] == "query" && (one["name"] == "app" || one["name"] == "apps"))
                return true;
        if (!operation_.takes_json()) return row_.raw.find("app_") != std::string::npos;
        Json schema = operation_.spec["requestBody"]["content"]["application/json"]["schema"];
        if (schema.contains("$ref")) schema = at_reference(document_, schema);
        const Json all = schema.value("properties", Json::object());
        for (const char* name : {"app", "apps", "packages", "graphics", "reviews"})
            if (all.contains(name)) return true;
        return false;
    }

    std::string type_of_body() const {
        return row_.raw.empty() ? "application/json"
               : operation_.id == "PutPart" ? "application/octet-stream"
               : operation_.id == "AddGraphic" ? "image/png"
                                            : "application/x-ndjson";
    }

    std::string body() const { return row_.body.is_null() ? row_.raw : row_.body.dump(); }

    Answer answer_of(Room& room, const std::string& who, const std::string& more,
                     const std::string& bytes, const std::string& type) {
        return room.ask(operation_.method, room.filled(row_.target), who, more,
                        room.filled(bytes), type);
    }

    // In a room of its own: nothing that was asked before is in the way.
    Answer send(const std::string& who, const std::string& more, const std::string& bytes) {
        Room room;
        return answer_of(room, who, more, bytes, type_of_body());
    }

    void expect(const Answer& answer, int status) {
        CHECK(answer.status == status);
        must_be_listed(answer);
    }

    void must_be_listed(const Answer& answer) {
        CAPTURE(answer.status);
        CAPTURE(answer.body.dump().substr(0, 600));
        Json response = operation_.spec["responses"].value(std::to_string(answer.status), Json());
        REQUIRE_MESSAGE(!response.is_null(), "the document does not list this status");
        if (response.contains("$ref")) response = at_reference(document_, response);
        if (!response.contains("content")) return;
        CAPTURE(answer.type);
        REQUIRE(response["content"].contains(answer.type));
        const Json& content = response["content"][answer.type];
        if (answer.type != "application/json" && answer.type != "application/problem+json") return;
        for (const std::string& fault : faults_of(answer.body, content["schema"], document_))
            FAIL_CHECK(fault);
    }

    const Json& document_;
    const Operation& operation_;
    const std::map<std::string, Row>& rows_;
    Row row_;
};

}  // namespace vitrine::tests
