// Fetches the files that clients of app-submit-with-file name, one after another, on a thread of
// its own. The wall of hooks/reach.h stands where the socket is opened, redirects and proxies are
// not followed, a file may be as long as an upload, and one that stops coming is given up.
#pragma once
#include <atomic>
#include <memory>

#include "service/agc/gallery.h"

namespace vitrine::service::agc {

// Fetches what waits longest; false when nothing does. Stops early, and leaves it waiting, once
// `stopping` is set.
bool fetch_next(Gallery& gallery, const std::atomic<bool>& stopping);

class Fetcher {
public:
    explicit Fetcher(Gallery& gallery);  // starts at once; the gallery must outlive it
    ~Fetcher();                          // cuts what is under way: it is fetched anew
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

}  // namespace vitrine::service::agc
