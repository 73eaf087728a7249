// Translators behind ports::Translator: none, or a server that speaks LibreTranslate's API
// (POST /translate with q, source, target and format; answers translatedText).
#pragma once
#include <string>

#include "service/ports/machine.h"

namespace vitrine::service::translate {

// Refuses everything with "translator_off".
struct NoTranslator final : ports::Translator {
    base::Result<contract::Translation> translate(std::string_view text, std::string_view from,
                                                  std::string_view to) override;
    bool is_off() const override { return true; }
};

// Sends only the text and the two languages. Waits at most `timeout_ms`; any trouble is
// "translator_failed". Thread-safe.
class LibreTranslate final : public ports::Translator {
public:
    explicit LibreTranslate(std::string url, long timeout_ms = 2000)
        : url_(std::move(url)), timeout_ms_(timeout_ms) {}
    base::Result<contract::Translation> translate(std::string_view text, std::string_view from,
                                                  std::string_view to) override;

private:
    std::string url_;  // "http://127.0.0.1:5000", with or without a slash at the end
    long timeout_ms_;
};

}  // namespace vitrine::service::translate
