// Somebody who uploads over real sockets, and a store in a process of its own that can be killed.
#pragma once
#include <sys/types.h>

#include <memory>
#include <string>

#include "wire.h"

namespace vitrine::tests {

struct Told {
    int status = 0;
    Json body;
    std::string head;
    std::string code() const;  // of a problem, "" otherwise
};

// Keeps the cookie and the token; one connection, made anew where it was closed.
class Uploader {
public:
    Uploader(std::uint16_t port, std::string_view email);

    Told ask(const std::string& method, const std::string& target, const Json& body = nullptr);
    // The head of a part, for tests that send its bytes as they like. `more`: further lines.
    std::string part_head(const std::string& upload, std::int64_t offset, std::size_t bytes,
                          const std::string& more = "") const;
    Told put(const std::string& upload, std::int64_t offset, std::string_view bytes);
    Told reserve(const std::string& app, std::string_view bytes);  // of just these bytes
    Told reserve(const std::string& app, std::int64_t size, const std::string& sha256);
    Told commit(const std::string& upload);
    Told look(const std::string& upload) { return ask("GET", "/v1/uploads/" + upload); }
    // Reserves, sends in one part, and commits.
    Told upload(const std::string& app, std::string_view bytes);

    std::uint16_t port;
    std::string cookie, token;

private:
    Told send(const std::string& bytes);
    std::unique_ptr<Wire> wire_;
};

Told told_in(const std::string& answer);
std::string sha256_of(std::string_view bytes);
std::string noise(std::size_t bytes);  // the same every time, and no archive
std::int64_t received(const Json& upload);  // bytes
// A zip archive of one stored entry.
std::string archive_of(const std::string& name, const std::string& bytes);

// A store in a child process: its database and blobs lie in the folder.
class Child {
public:
    explicit Child(const std::string& folder, service::http::ServerOptions options = {});
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    void kill();  // SIGKILL
    std::uint16_t port() const { return port_; }
    std::int64_t peak_kib() const;  // the most memory it ever held

private:
    pid_t process_ = 0;
    std::uint16_t port_ = 0;
};

}  // namespace vitrine::tests
