// A developer's desk: a real store in a process of its own, a key for it, a home folder, and
// `vitrine` to work with. And the store's reviewer, who comes with a browser's session.
#pragma once
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "cli/http.h"
#include "program.h"
#include "tests/http/folder.h"
#include "tests/http/store_process.h"

namespace vitrine::tests {

struct Desk {
    Folder data, home, work;
    std::unique_ptr<StoreProcess> store;
    std::string key, origin;

    Desk();
    void open();  // the store, on the port it had
    void close() { store->kill(); }

    Ran vitrine(std::vector<std::string> words) const;
    Ran vitrine(Start start) const;  // with the home and the key
    std::map<std::string, std::string> environment() const;

    // Straight to the store, with the key.
    base::Result<Json> ask(const std::string& method, const std::string& path,
                           const Json& body = nullptr, const std::string& if_match = "") const;
    Json must(const std::string& method, const std::string& path, const Json& body = nullptr,
              const std::string& if_match = "") const;
    std::string app(const std::string& package_name) const;  // made; its id
    // The store's lowest target SDK, as its administrator.
    void set_floor(int target_sdk) const;
    // As the team's owner, who has a browser.
    Json as_owner(const std::string& method, const std::string& path, const Json& body) const;
    // As the store's reviewer: claims, and makes the move.
    void decide(const std::string& submission, const std::string& move) const;

    Ran operator_does(std::vector<std::string> words, const std::string& password = {}) const;

private:
    int port_ = 0;
};

// A file of ../shared/data/packages; "" when the folder is absent, said loudly.
std::string shared_package(const std::string& name);

}  // namespace vitrine::tests
