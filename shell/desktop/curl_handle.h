// One exchange with the store on a curl easy handle: how it is set up is the same for the quick
// questions, for the change stream and for signing in.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "contract/endpoint.h"
#include "shell/desktop/cookies.h"
#include "shell/desktop/origin.h"

namespace vitrine::shell {

struct CurlFree {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct CurlMultiFree {  // a CURLM is void to the compiler, as a CURL is
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// The headers of a reply that matter here; filled while they arrive.
struct ReplyHead {
    std::vector<std::string> set_cookies;
};

struct Exchange {
    std::unique_ptr<CURL, CurlFree> easy;
    std::unique_ptr<curl_slist, CurlFree> headers;
    std::string body_out, body_in;
    ReplyHead head;
    char error[CURL_ERROR_SIZE] = "";

    static constexpr std::size_t reply_bytes_max = 64u << 20;

    // Ready to perform; must not move in memory afterwards, curl knows its address.
    Exchange(const Origin& origin, const contract::Outgoing& out, const Cookies& cookies,
             const std::string& csrf_token);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    void add_header(const std::string& line);  // before it is performed
    long status() const;                       // after it; 0 when nothing came back
};

// Once per program, before any thread.
void start_curl();

}  // namespace vitrine::shell
