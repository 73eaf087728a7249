#include "service/translate/translators.h"

#include <curl/curl.h>

#include "base/json.h"

namespace vitrine::service::translate {
namespace {

using base::Json;
using base::Problem;
using base::refused;
using base::Result;

constexpr std::size_t answer_bytes_max = 256 * 1024;

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* out) {
    auto& text = *static_cast<std::string*>(out);
    if (text.size() + size * count > answer_bytes_max) return 0;
    text.append(bytes, size * count);
    return size * count;
}

// "de-DE" -> "de": LibreTranslate knows plain languages.
std::string plain_language(std::string_view tag) {
    return tag.empty() ? "auto" : std::string(tag.substr(0, tag.find('-')));
}

Problem failed() {
    return Problem::unavailable("translator_failed", "The translation server gave no answer.", "");
}

Result<std::string> post(const std::string& url, const std::string& body, long timeout_ms) {
    CURL* curl = curl_easy_init();
    if (!curl) return refused(failed());
    std::string answer;
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) return refused(failed());
    return answer;
}

}  // namespace

Result<contract::Translation> NoTranslator::translate(std::string_view, std::string_view,
                                                      std::string_view) {
    return refused(Problem::unavailable("translator_off", "No translation server is set up.",
                                        "Start the store with --translate-url URL."));
}

Result<contract::Translation> LibreTranslate::translate(std::string_view text,
                                                        std::string_view from,
                                                        std::string_view to) {
    const Json ask = {{"q", std::string(text)},
                      {"source", plain_language(from)},
                      {"target", plain_language(to)},
                      {"format", "text"}};
    const bool slash = url_.ends_with('/');
    auto answer = post(url_ + (slash ? "translate" : "/translate"), base::dump_json(ask),
                       timeout_ms_);
    if (!answer) return refused(answer.error());
    const auto json = base::parse_json(*answer);
    if (!json || !json->is_object()) return refused(failed());
    const auto at = json->find("translatedText");
    if (at == json->end() || !at->is_string()) return refused(failed());
    return contract::Translation{std::string(to), at->get<std::string>()};
}

}  // namespace vitrine::service::translate
