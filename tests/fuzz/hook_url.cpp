// Addresses of webhooks as anybody may write them: never a crash, and what is allowed is plain
// enough that every reader of URLs sees the same host in it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/hooks/reach.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace vitrine::service::hooks;
    const std::string url(reinterpret_cast<const char*>(bytes), size);
    const bool outside = !refuse_url(url, Reach::open_net);
    const bool anywhere = !refuse_url(url, Reach::any);
    if (outside && !anywhere) std::abort();  // a wider reach never shuts a door
    if (!anywhere) return 0;
    for (const char c : url)
        if (c <= ' ' || c >= 0x7f || c == '@') {
            const std::size_t path = url.find_first_of("/?", 8);
            if (c != '@' || url.find('@') < path) std::abort();
        }
    return 0;
}
