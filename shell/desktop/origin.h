// Where the store is: "https://store.example:8443", taken apart once at the border.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::shell {

class Origin {
public:
    // Accepts http and https with a host and maybe a port; refuses everything else with a sentence
    // that says what was expected. A path behind the host is refused, a lone '/' is dropped.
    static base::Result<Origin> parse(std::string_view text);

    const std::string& text() const { return text_; }
    bool loopback() const;  // this very machine: no proxy is asked

private:
    explicit Origin(std::string text, std::string host)
        : text_(std::move(text)), host_(std::move(host)) {}
    std::string text_, host_;
};

}  // namespace vitrine::shell
