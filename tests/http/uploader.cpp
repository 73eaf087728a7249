#include "uploader.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <csignal>
#include <fstream>

#include "base/text.h"
#include "package/signing/crypto.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"

namespace vitrine::tests {

std::string Told::code() const {
    return body.is_object() && body.contains("code") ? body["code"].get<std::string>() : "";
}

Told told_in(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    Told out{status_of(answer), nullptr, answer.substr(0, end)};
    if (end != std::string::npos) out.body = Json::parse(answer.substr(end + 4), nullptr, false);
    return out;
}

Uploader::Uploader(std::uint16_t at, std::string_view email) : port(at) {
    const Told in = ask("POST", "/v1/session", {{"email", email}, {"password", password}});
    REQUIRE(in.status == 200);
    token = in.body["csrf_token"].get<std::string>();
    const std::size_t from = in.head.find("vt_session=");
    cookie = in.head.substr(from, in.head.find(';', from) - from);
}

Told Uploader::send(const std::string& bytes) {
    if (!wire_) wire_ = std::make_unique<Wire>(port);
    Told out = told_in(wire_->ask(bytes));
    if (out.head.find("Connection: close") != std::string::npos) wire_.reset();
    return out;
}

Told Uploader::ask(const std::string& method, const std::string& target, const Json& body) {
    const std::string text = body.is_null() ? "" : body.dump();
    std::string head = method + " " + target + " HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n";
    if (method != "GET") head += "X-CSRF-Token: " + token + "\r\n";
    if (!text.empty()) head += "Content-Type: application/json\r\n";
    return send(head + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text);
}

std::string Uploader::part_head(const std::string& upload, std::int64_t offset, std::size_t bytes,
                                const std::string& more) const {
    return "PUT /v1/uploads/" + upload + "/parts/" + std::to_string(offset) +
           " HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\nX-CSRF-Token: " + token +
           "\r\nContent-Type: application/octet-stream\r\n" + more +
           "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

Told Uploader::put(const std::string& upload, std::int64_t offset, std::string_view bytes) {
    return send(part_head(upload, offset, bytes.size()) + std::string(bytes));
}

Told Uploader::reserve(const std::string& app, std::int64_t size, const std::string& sha256) {
    return ask("POST", "/v1/uploads",
               {{"app", app}, {"name", "app.apk"}, {"size", size}, {"sha256", sha256}});
}

Told Uploader::reserve(const std::string& app, std::string_view bytes) {
    return reserve(app, static_cast<std::int64_t>(bytes.size()), sha256_of(bytes));
}

Told Uploader::commit(const std::string& upload) {
    return ask("POST", "/v1/uploads/" + upload + "/commit");
}

Told Uploader::upload(const std::string& app, std::string_view bytes) {
    const Told reserved = reserve(app, bytes);
    REQUIRE(reserved.status == 200);
    const std::string id = reserved.body["id"].get<std::string>();
    REQUIRE(put(id, 0, bytes).status == 200);
    return commit(id);
}

std::string sha256_of(std::string_view bytes) {
    return package::hex(package::digest_of(package::Hash::sha256, bytes));
}

std::string noise(std::size_t bytes) {
    service::ports::SeededRandom random(11);
    std::vector<std::uint8_t> raw(bytes);
    random.fill(raw);
    return {raw.begin(), raw.end()};
}

std::int64_t received(const Json& upload) {
    std::int64_t sum = 0;
    for (const Json& one : upload["received"])
        sum += one["to"].get<std::int64_t>() - one["from"].get<std::int64_t>();
    return sum;
}

std::string archive_of(const std::string& name, const std::string& bytes) {
    const auto number = [](std::uint64_t value, int width) {
        std::string out;
        for (int i = 0; i < width; ++i, value >>= 8) out += static_cast<char>(value & 255);
        return out;
    };
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
                           static_cast<uInt>(bytes.size()));
    const std::string facts = number(20, 2) + number(0, 8) + number(crc, 4) +
                              number(bytes.size(), 4) + number(bytes.size(), 4) +
                              number(name.size(), 2) + number(0, 2);
    const std::string local = "PK\3\4" + facts + name + bytes;
    const std::string central = "PK\1\2" + number(20, 2) + facts + number(0, 14) + name;
    return local + central + "PK\5\6" + number(0, 4) + number(1, 2) + number(1, 2) +
           number(central.size(), 4) + number(local.size(), 4) + number(0, 2);
}

namespace {

[[noreturn]] void serve(const std::string& folder, service::http::ServerOptions options,
                        int tell) {
    auto store = service::sqlite::open_store(folder);
    auto blobs = service::files::open_blobs(folder);
    if (!store || !blobs) _exit(1);
    Shop shop(generous(), std::move(*store), {}, std::move(*blobs));
    shop.random = service::ports::SeededRandom(static_cast<std::uint64_t>(::getpid()));
    options.tick_ms = 0;
    const auto server = service::http::Server::listen(*shop.app, options);
    if (!server) _exit(1);
    const std::uint16_t port = (*server)->port();
    if (::write(tell, &port, sizeof port) != sizeof port) _exit(1);
    (*server)->run();
    _exit(0);
}

}  // namespace

Child::Child(const std::string& folder, service::http::ServerOptions options) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    process_ = ::fork();
    if (process_ == 0) serve(folder, options, ends[1]);
    ::close(ends[1]);
    const auto count = ::read(ends[0], &port_, sizeof port_);
    ::close(ends[0]);
    REQUIRE(count == sizeof port_);
}

void Child::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
}

std::int64_t Child::peak_kib() const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return base::parse_decimal(base::trimmed(
                std::string_view(line).substr(6, line.find("kB") - 6))).value_or(0);
    return 0;
}

}  // namespace vitrine::tests
