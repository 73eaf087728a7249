#include "shell/desktop/curl_handle.h"

#include "base/text.h"

namespace vitrine::shell {
namespace {

constexpr long connect_timeout_ms = 10'000, answer_timeout_ms = 30'000;

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* exchange) {
    std::string& body = static_cast<Exchange*>(exchange)->body_in;
    const std::size_t length = size * count;
    if (body.size() + length > Exchange::reply_bytes_max) return 0;  // curl gives up
    body.append(bytes, length);
    return length;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* exchange) {
    const std::string_view line(bytes, size * count);
    constexpr std::string_view name = "set-cookie:";
    if (base::starts_with_ignoring_case(line, name))
        static_cast<Exchange*>(exchange)->head.set_cookies.emplace_back(
            base::trimmed(line.substr(name.size())));
    return size * count;
}

}  // namespace

Exchange::Exchange(const Origin& origin, const contract::Outgoing& out, const Cookies& cookies,
                   const std::string& csrf_token)
    : easy(curl_easy_init()), body_out(out.body) {
    CURL* const c = easy.get();
    const std::string url = origin.text() + out.path;
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, answer_timeout_ms);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "vitrine-console");
    if (origin.loopback()) curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, this);
    if (!cookies.empty()) curl_easy_setopt(c, CURLOPT_COOKIE, cookies.header().c_str());
    const bool write = out.verb != contract::Verb::get;
    if (write) {
        const std::string verb(contract::name_of(out.verb));
        curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, verb.c_str());
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_out.size()));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body_out.c_str());
        add_header("Content-Type: application/json");
        add_header("Expect:");  // no round trip before a small body
        if (!csrf_token.empty()) add_header("X-CSRF-Token: " + csrf_token);
    }
    if (!out.if_match.empty()) add_header("If-Match: " + out.if_match);
}

void Exchange::add_header(const std::string& line) {
    if (line.find_first_of("\r\n") != std::string::npos) return;
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
}

long Exchange::status() const {
    long code = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
}

void start_curl() { curl_global_init(CURL_GLOBAL_DEFAULT); }

}  // namespace vitrine::shell
