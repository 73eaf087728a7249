// Every method of androidpublisher v3, in the order of Google's document, and who serves it.
//
// docs/play.md says the same in words; tests/http holds the two against each other and against
// Google's document.
#pragma once
#include <span>

#include "service/play/bench.h"

namespace vitrine::service::play {

enum class Upload : std::uint8_t {
    none, apk, bundle, image, sharing_apk, sharing_bundle, symbols, expansion,
};

struct Method {
    std::string_view id;    // "androidpublisher.edits.insert"
    std::string_view verb;  // "POST"
    std::string_view path;  // "applications/{packageName}/edits/{editId}:commit"
    contract::Right right;  // without it nothing is even looked at
    Answer (*serve)(Bench&, const Visit&);  // null: not served, or an upload
    Upload upload = Upload::none;           // also at /upload/..., where the bytes go
    // With ?alt=media: the bytes of what the address names.
    http::Response (*send)(Bench&, const Visit&) = nullptr;

    bool served() const {
        return serve || send || upload != Upload::none;
    }
};

std::span<const Method> methods();

struct FoundMethod {
    const Method* method = nullptr;  // none: no method is there
    base::Query values;
    bool other_verb = false;         // the path is known, with another verb
};
// `path` follows ".../androidpublisher/v3/", percent-encoded. The most literal pattern that fits.
FoundMethod find_method(std::string_view verb, std::string_view path);

}  // namespace vitrine::service::play
