// The Prometheus text format, read strictly (exposition format 0.0.4): for the tests of /metrics.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::tests {

struct Sample {
    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
};

struct Family {
    std::string name, type, help;
    std::vector<Sample> samples;
};

struct Exposition {
    std::vector<Family> families;
    std::vector<std::string> wrong;  // "12: a sample before its TYPE"

    const Family* find(std::string_view name) const;
    // The value of the one sample with these labels; -1 without one.
    double value(std::string_view name,
                 const std::map<std::string, std::string>& labels = {}) const;
};

// Everything that breaks the format or what it asks of names, types, counters and histograms is
// noted as wrong.
Exposition read_exposition(std::string_view text);

}  // namespace vitrine::tests
