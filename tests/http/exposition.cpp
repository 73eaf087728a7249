#include "exposition.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <set>

namespace vitrine::tests {
namespace {

bool is_name(std::string_view text, bool label) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0]))) return false;
    return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return std::isalnum(c) || c == '_' || (c == ':' && !label);
    });
}

// What a sample of a family may be called.
bool belongs(const Family& family, std::string_view sample) {
    if (family.type != "histogram") return sample == family.name;
    if (!sample.starts_with(family.name)) return false;
    const std::string_view rest = sample.substr(family.name.size());
    return rest == "_bucket" || rest == "_sum" || rest == "_count";
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Exposition read() {
        if (text_.empty() || text_.back() != '\n') wrong("the last line does not end");
        while (!text_.empty()) {
            ++line_;
            const std::size_t end = std::min(text_.find('\n'), text_.size());
            read_line(text_.substr(0, end));
            text_.remove_prefix(std::min(end + 1, text_.size()));
        }
        for (const Family& family : out_.families) check(family);
        return std::move(out_);
    }

private:
    void wrong(const std::string& what) {
        out_.wrong.push_back(std::to_string(line_) + ": " + what);
    }

    void read_line(std::string_view line) {
        if (line.empty()) return wrong("an empty line");
        if (line.starts_with("# HELP ")) return begin(line.substr(7));
        if (line.starts_with("# TYPE ")) return type(line.substr(7));
        if (line.starts_with("#")) return wrong("a comment that is neither HELP nor TYPE");
        sample(line);
    }
    void begin(std::string_view line) {
        const std::size_t blank = line.find(' ');
        const std::string name(line.substr(0, blank));
        if (!is_name(name, false)) wrong("no name: " + name);
        if (blank == line.npos || line.size() == blank + 1) wrong("HELP says nothing");
        if (out_.find(name)) wrong("twice: " + name);
        out_.families.push_back({name, "", std::string(line.substr(blank + 1)), {}});
    }
    void type(std::string_view line) {
        const std::size_t blank = line.find(' ');
        const std::string name(line.substr(0, blank)), type(line.substr(blank + 1));
        if (out_.families.empty() || out_.families.back().name != name)
            return wrong("TYPE does not follow HELP of " + name);
        if (type != "counter" && type != "gauge" && type != "histogram") wrong("type " + type);
        out_.families.back().type = type;
    }
    void sample(std::string_view line) {
        Sample one;
        const std::size_t end = line.find_first_of("{ ");
        if (end == line.npos) return wrong("a sample without a value");
        one.name = line.substr(0, end);
        line.remove_prefix(end);
        if (line[0] == '{' && !labels(line, one)) return wrong("labels of " + one.name);
        if (line.empty() || line[0] != ' ') return wrong("no blank before the value");
        const std::string number(line.substr(1));
        char* stop = nullptr;
        one.value = std::strtod(number.c_str(), &stop);
        if (number.empty() || *stop != 0 || number[0] == ' ') wrong("no number: " + number);
        if (out_.families.empty() || !belongs(out_.families.back(), one.name))
            return wrong(one.name + " stands outside of its family");
        out_.families.back().samples.push_back(std::move(one));
    }
    // Takes `{a="b",c="d"}` off the line.
    static bool labels(std::string_view& line, Sample& one) {
        line.remove_prefix(1);
        while (!line.empty() && line[0] != '}') {
            const std::size_t equals = line.find("=\"");
            if (equals == line.npos || !is_name(line.substr(0, equals), true)) return false;
            const std::string name(line.substr(0, equals));
            line.remove_prefix(equals + 2);
            std::string value;
            while (!line.empty() && line[0] != '"') {
                if (line[0] == '\\') {
                    line.remove_prefix(1);
                    if (line.empty() || std::string_view("\\\"n").find(line[0]) == line.npos)
                        return false;
                }
                value += line[0];
                line.remove_prefix(1);
            }
            if (line.empty() || !one.labels.emplace(name, value).second) return false;
            line.remove_prefix(1);
            if (!line.empty() && line[0] == ',') line.remove_prefix(1);
            else if (line.empty() || line[0] != '}') return false;
        }
        if (line.empty()) return false;
        line.remove_prefix(1);
        return true;
    }

    void check(const Family& family) {
        if (family.type.empty()) wrong("no TYPE of " + family.name);
        const bool total = family.name.ends_with("_total");
        if (total != (family.type == "counter"))
            wrong("only counters end in _total: " + family.name);
        std::set<std::pair<std::string, std::map<std::string, std::string>>> seen;
        for (const Sample& one : family.samples) {
            if (!seen.insert({one.name, one.labels}).second) wrong("twice: " + one.name);
            if (family.type != "gauge" && !(one.value >= 0)) wrong("negative: " + one.name);
        }
        if (family.type == "histogram") check_buckets(family);
    }
    // By labels without `le`: they rise to +Inf, which is the count, and there is one sum.
    void check_buckets(const Family& family) {
        struct Series {
            double bound = -INFINITY, height = 0, last = -1, count = -2;
            int sums = 0;
        };
        std::map<std::map<std::string, std::string>, Series> all;
        for (const Sample& one : family.samples) {
            auto labels = one.labels;
            const bool bucket = one.name.ends_with("_bucket");
            if (bucket != labels.contains("le")) wrong("le belongs to buckets: " + one.name);
            const double bound = bucket ? std::strtod(labels["le"].c_str(), nullptr) : 0;
            labels.erase("le");
            Series& series = all[labels];
            if (one.name.ends_with("_sum")) ++series.sums;
            else if (!bucket) series.count = one.value;
            else {
                if (bound <= series.bound || one.value < series.height) wrong("buckets that fall");
                series.bound = bound;
                series.height = one.value;
                if (std::isinf(bound)) series.last = one.value;
            }
        }
        for (const auto& [labels, series] : all)
            if (series.last != series.count || series.sums != 1)
                wrong("+Inf, count and sum of " + family.name);
    }

    std::string_view text_;
    int line_ = 0;
    Exposition out_;
};

}  // namespace

const Family* Exposition::find(std::string_view name) const {
    const auto at = std::ranges::find(families, name, &Family::name);
    return at == families.end() ? nullptr : &*at;
}

double Exposition::value(std::string_view name,
                         const std::map<std::string, std::string>& labels) const {
    for (const Family& family : families)
        for (const Sample& one : family.samples)
            if (one.name == name && one.labels == labels) return one.value;
    return -1;
}

Exposition read_exposition(std::string_view text) {
    return Reader(text).read();
}

}  // namespace vitrine::tests
