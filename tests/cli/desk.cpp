#include "desk.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace vitrine::tests {
namespace {

constexpr const char* programs = VT_BINARY_DIR;
constexpr const char* password = "correct horse battery";

int free_port() {
    const int door = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(door, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::getsockname(door, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    ::close(door);
    return ntohs(address.sin_port);
}

// Somebody with a browser: cookie and CSRF token.
class Person {
public:
    Person(std::string origin, const std::string& email) : origin_(std::move(origin)) {
        curl_easy_setopt(easy_, CURLOPT_COOKIEFILE, "");
        const Json me =
            ask("POST", "/v1/session", {{"email", email}, {"password", password}});
        token_ = me["csrf_token"].get<std::string>();
    }
    ~Person() { curl_easy_cleanup(easy_); }
    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;

    Json ask(const std::string& method, const std::string& path, const Json& body) {
        const std::string url = origin_ + path, text = body.dump();
        std::string answer;
        curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
        headers = curl_slist_append(headers, ("X-CSRF-Token: " + token_).c_str());
        headers = curl_slist_append(headers, ("Origin: " + origin_).c_str());
        curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy_, CURLOPT_PROXY, "");
        curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, text.c_str());
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &answer);
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION,
                         +[](char* bytes, std::size_t size, std::size_t count, void* into) {
                             static_cast<std::string*>(into)->append(bytes, size * count);
                             return size * count;
                         });
        REQUIRE(curl_easy_perform(easy_) == CURLE_OK);
        curl_slist_free_all(headers);
        const auto json = base::parse_json(answer);
        REQUIRE_MESSAGE(json, answer);
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        INFO(method, " ", path, " ", answer);
        REQUIRE(status == 200);
        return *json;
    }

private:
    std::string origin_, token_;
    CURL* easy_ = curl_easy_init();
};

}  // namespace

Ran Desk::operator_does(std::vector<std::string> words, const std::string& secret) const {
    Start start{std::move(words), {{"VITRINE_PASSWORD", secret}}, "", "", 0, nullptr};
    start.words.insert(start.words.end(), {"--data", data.path()});
    auto ran = run_program(std::string(programs) + "/vitrine-store", start);
    INFO(ran.err);
    REQUIRE(ran.exit == 0);
    return ran;
}

Desk::Desk() : port_(free_port()) {
    static const bool started = (cli::start_http(), true);
    (void)started;
    operator_does({"user", "add", "--email", "ines@fjord.example", "--name", "Ines", "--team",
                   "Fjord", "--role", "owner"},
                  password);
    operator_does({"user", "add", "--email", "rita@store.example", "--name", "Rita",
                   "--store-role", "reviewer"},
                  password);
    operator_does({"user", "add", "--email", "carl@store.example", "--name", "Carl",
                   "--store-role", "store_admin"},
                  password);
    key = base::trimmed(operator_does({"key", "issue", "--team", "Fjord", "--name", "ci",
                                       "--scopes",
                                       "apps:read,apps:write,releases:read,releases:write,"
                                       "releases:publish,reviews:read,reviews:reply,"
                                       "metrics:read,ingest:write"})
                            .out);
    REQUIRE(key.starts_with("vtk_"));
    open();
}

void Desk::open() {
    store = std::make_unique<StoreProcess>(
        data.path(), std::vector<std::string>{"--port", base::decimal(port_), "--reviewer",
                                              "nobody"});
    REQUIRE_MESSAGE(store->listens(), store->said());
    origin = "http://127.0.0.1:" + base::decimal(store->port());
}

std::map<std::string, std::string> Desk::environment() const {
    return {{"HOME", home.path()},
            {"XDG_CONFIG_HOME", home.path() + "/config"},
            {"XDG_STATE_HOME", home.path() + "/state"},
            {"VITRINE_STORE", origin},
            {"VITRINE_KEY", key}};
}

Ran Desk::vitrine(Start start) const {
    for (const auto& [name, value] : environment()) start.environment.emplace(name, value);
    if (start.folder.empty()) start.folder = work.path();
    return run_program(std::string(programs) + "/vitrine", start);
}
Ran Desk::vitrine(std::vector<std::string> words) const {
    return vitrine(Start{std::move(words), {}, "", "", 0, nullptr});
}

base::Result<Json> Desk::ask(const std::string& method, const std::string& path, const Json& body,
                             const std::string& if_match) const {
    cli::Http http({origin, key, 5000});
    cli::HttpAsk ask;
    ask.method = method;
    ask.path = path;
    if (!body.is_null()) ask.body = body.dump();
    ask.if_match = if_match;
    const auto answer = http.ask(ask);
    if (!answer) return base::refused(answer.error());
    return base::parse_json(*answer);
}

Json Desk::must(const std::string& method, const std::string& path, const Json& body,
                const std::string& if_match) const {
    const auto answer = ask(method, path, body, if_match);
    INFO(method, " ", path, " ", answer ? "" : answer.error().title);
    REQUIRE(answer);
    return *answer;
}

std::string Desk::app(const std::string& package_name) const {
    return must("POST", "/v1/apps",
                {{"package_name", package_name}, {"name", "An app"}, {"default_locale", "en"}})
        ["id"].get<std::string>();
}

Json Desk::as_owner(const std::string& method, const std::string& path, const Json& body) const {
    return Person(origin, "ines@fjord.example").ask(method, path, body);
}

void Desk::decide(const std::string& submission, const std::string& move) const {
    Person rita(origin, "rita@store.example");
    const std::string place = "/v1/submissions/" + submission + "/decision";
    rita.ask("POST", place, {{"move", "claim"}});
    Json decision = {{"move", move}, {"reason", "Looked at it."}};
    if (move != "approve")
        decision["findings"] = {{{"id", "f1"}, {"policy", "VP-4.3.2"}, {"severity", "blocking"},
                                 {"title", "It crashes"}, {"detail", "Mend it."},
                                 {"where", "Main.kt:42"}, {"fixed", false},
                                 {"evidence", Json::array()}}};
    rita.ask("POST", place, decision);
}

void Desk::set_floor(int target_sdk) const {
    Person carl(origin, "carl@store.example");
    carl.ask("PUT", "/v1/review-rules",
             {{"second_reviewer", "never"}, {"decide_within_hours", 72},
              {"target_sdk_floor", target_sdk}});
}

std::string shared_package(const std::string& name) {
    std::ifstream file(std::string(VT_SHARED_DIR) + "/data/packages/" + name, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    if (out.str().empty()) MESSAGE("SKIPPED: ../shared/data/packages has no " << name);
    return out.str();
}

}  // namespace vitrine::tests
