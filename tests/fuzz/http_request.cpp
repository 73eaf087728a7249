// Arbitrary requests into the whole sheet over a memory store: whatever comes, an answer goes, and
// it is never "internal". The input is cut at newlines: method, target, flags, header lines, an
// empty line, body. Flag 's' sends the cookie and the token of a signed-in owner.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "contract/api.h"
#include "service/http/app.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/translate/translators.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

constexpr std::string_view email = "ines@fjord.example", password = "correct horse";

struct Target {
    base::FixedClock clock{base::Instant{1'780'000'000'000}};
    ports::SeededRandom random{7};
    machine::Argon2Hasher hasher{machine::Cost::least};
    translate::NoTranslator translator;
    std::unique_ptr<ports::Store> store = memory::make_store();
    std::unique_ptr<ports::Blobs> blobs = memory::make_blobs(1 << 20);
    std::unique_ptr<http::App> app;
    std::string cookie, token;

    Target() {
        if (!machine::start_crypto()) std::abort();
        ports::Account account{{{"usr_ines"}, "Ines", std::string(email)},
                               *hasher.hash(password), contract::StoreRole::none, clock.now()};
        (void)store->accounts().put_team({{"team_fjord"}, "Fjord"});
        (void)store->accounts().create(account);
        (void)store->accounts().put_member(
            {{"team_fjord"}, account.user.id, contract::Role::owner});
        ports::StoredApp stored{{"team_fjord"}, {}};
        stored.app.id = {"app_notes"};
        stored.app.package_name = "org.example.notes";
        (void)store->apps().create(stored);
        ports::IncomingReview review{"fuzz", "1", {}};
        review.review.id = {"rev_1"};
        review.review.app = {"app_notes"};
        review.review.text = "Synchronisiert nicht mehr 同步";
        (void)store->reviews().upsert(std::span(&review, 1));
        http::AppOptions options;
        options.per_address = options.per_account = {1e9, 1e9};
        options.sign_ins_per_address = options.sign_ins_per_account = {1e9, 1e9};
        app = std::make_unique<http::App>(
            desks::World{*store, clock, random, hasher, translator, *blobs}, http::Site(), options);
        if (!sign_in()) std::abort();
    }
    // False: the input changed the password or asks for a second factor.
    bool sign_in() {
        http::Request request;
        request.method = "POST";
        request.target = "/v1/session";
        request.headers = {{"content-type", "application/json"}};
        request.body = contract::Json{{"email", email}, {"password", password}}.dump();
        const http::Response answer = app->handle(request);
        const std::string* set = answer.find("Set-Cookie");
        if (!set || answer.status != 200) return false;
        cookie = set->substr(0, set->find(';'));
        token = contract::Json::parse(answer.body)["csrf_token"].get<std::string>();
        return true;
    }
};

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

http::Request request_from(std::string_view rest, const Target& target) {
    http::Request request;
    request.method = take_line(rest);
    request.target = take_line(rest);
    const std::string_view flags = take_line(rest);
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
            request.headers.push_back({base::lower_ascii(line.substr(0, colon)),
                                       std::string(base::trimmed(line.substr(colon + 1)))});
    }
    request.body = rest;
    if (flags.find('j') != std::string_view::npos)
        request.headers.push_back({"content-type", "application/json"});
    if (flags.find('s') == std::string_view::npos) return request;
    request.headers.push_back({"cookie", target.cookie});
    request.headers.push_back({"x-csrf-token", target.token});
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static auto kept = std::make_unique<Target>();
    Target& target = *kept;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const http::Request request = request_from(text, target);
    const http::Response answer = target.app->handle(request);
    if (answer.status < 200 || answer.status == 500) std::abort();
    if (answer.stream) target.app->close_stream(*answer.stream);
    for (const auto& header : answer.headers)  // nothing of the request may split the answer
        if (header.value.find_first_of("\r\n") != std::string::npos) std::abort();
    const std::string* type = answer.find("Content-Type");
    const bool json = type && type->find("json") != std::string::npos;
    if (json && request.method != "HEAD" && !answer.find("Content-Encoding") &&
        !contract::Json::accept(answer.content()))
        std::abort();
    if (request.method == "DELETE" && answer.status == 200 && !target.sign_in())
        kept = std::make_unique<Target>();
    return 0;
}
