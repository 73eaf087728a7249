// What EventLines makes of a text that comes in pieces, for tests and for the fuzzer.
#pragma once
#include <vector>

#include "service/event_lines.h"

namespace vitrine::tests {

struct HeardLines final : service::TakesLines {
    struct One {
        std::int32_t number = 0;
        base::Result<contract::Event> event;
    };
    std::vector<One> all;

    HeardLines(std::string_view text, std::size_t piece) {
        service::EventLines lines(*this);
        for (std::size_t at = 0; at < text.size(); at += piece) lines.give(text.substr(at, piece));
        lines.finish();
    }
    void take(std::int32_t number, const service::EventLine& event) override {
        all.push_back({number, service::event_of(event)});
    }
    void refuse(std::int32_t number, const base::Problem& problem) override {
        all.push_back({number, base::refused(problem)});
    }
};

}  // namespace vitrine::tests
