#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/house/house.h"

namespace house {
namespace {

namespace fs = std::filesystem;

bool is_word_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// Walks C++ once: comments become spaces, strings and characters keep their quotes only. Include
// lines stay whole, their paths are what a rule reads.
class Stripper {
public:
    std::string run(std::string_view text) {
        for (at_ = 0; at_ < text.size();) step(text);
        return std::move(out_);
    }

private:
    void step(std::string_view text) {
        if (text.substr(at_, 2) == "//") return blank(text, text.find('\n', at_));
        if (text.substr(at_, 2) == "/*") {
            const std::size_t end = text.find("*/", at_ + 2);
            return blank(text, end == text.npos ? end : end + 2);
        }
        if (text.substr(at_, 9) == "#include ") return copy(text, text.find('\n', at_));
        if (text.substr(at_, 2) == "R\"") return raw(text);
        const bool digit_separator = text[at_] == '\'' && at_ > 0 &&
                                     std::isxdigit(static_cast<unsigned char>(text[at_ - 1]));
        if (text[at_] == '"' || (text[at_] == '\'' && !digit_separator)) return quoted(text);
        out_ += text[at_++];
    }
    void blank(std::string_view text, std::size_t end) {
        for (end = std::min(end, text.size()); at_ < end; ++at_)
            out_ += text[at_] == '\n' ? '\n' : ' ';
    }
    void copy(std::string_view text, std::size_t end) {
        end = std::min(end, text.size());
        out_ += text.substr(at_, end - at_);
        at_ = end;
    }
    void raw(std::string_view text) {
        const std::size_t open = text.find('(', at_);
        const std::string close = ")" + std::string(text.substr(at_ + 2, open - at_ - 2)) + "\"";
        const std::size_t end = text.find(close, open);
        out_ += "\"\"";
        blank(text, end == text.npos ? end : end + close.size());
    }
    void quoted(std::string_view text) {
        const char quote = text[at_++];
        out_ += quote;
        while (at_ < text.size() && text[at_] != quote && text[at_] != '\n')
            at_ += text[at_] == '\\' ? 2 : 1;
        if (at_ < text.size() && text[at_] == quote) ++at_;
        out_ += quote;
    }

    std::string out_;
    std::size_t at_ = 0;
};

bool is_ours(const fs::path& path) {
    for (const fs::path& part : path)
        if (part == ".git" || part == "build" || part == "node_modules") return false;
    return true;
}

bool is_text(const std::string& path) {
    constexpr std::string_view binary[] = {".png", ".ttf", ".otf", ".gz", ".bin", ".woff2", ".ico"};
    return std::none_of(std::begin(binary), std::end(binary), [&](std::string_view end) {
        return std::string_view(path).ends_with(end);
    });
}

void collect_keys(const nlohmann::json& node, const std::string& prefix,
                  std::vector<std::string>& out) {
    if (!node.is_object()) {
        out.push_back(prefix);
        return;
    }
    if (node.contains("other")) out.push_back(prefix);
    for (const auto& [key, value] : node.items())
        collect_keys(value, prefix.empty() ? key : prefix + "." + key, out);
}

}  // namespace

Source make_source(std::string path, std::string_view text) {
    Source out;
    out.path = std::move(path);
    out.lines = split_lines(text);
    out.code = out.is_cpp() ? split_lines(Stripper().run(text)) : out.lines;
    out.code.resize(out.lines.size());
    return out;
}

Tree read_tree(const std::string& root) {
    Tree out;
    std::vector<fs::path> all;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
        const fs::path inside = entry->path().lexically_relative(root);
        if (!is_ours(inside)) {
            entry.disable_recursion_pending();
            continue;
        }
        if (entry->is_regular_file() && !entry->is_symlink()) all.push_back(inside);
    }
    std::sort(all.begin(), all.end());
    for (const fs::path& path : all) {
        out.paths.push_back(path.generic_string());
        std::ifstream file(fs::path(root) / path, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        out.sizes.push_back(text.size());
        if (is_text(out.paths.back())) out.sources.push_back(make_source(out.paths.back(), text));
        if (out.paths.back() == "assets/words/en.json")
            collect_keys(nlohmann::json::parse(text, nullptr, false), "", out.words);
    }
    std::sort(out.words.begin(), out.words.end());
    return out;
}

void add(Found& found, const Source& source, std::size_t line_index, std::string why) {
    found.push_back({source.path, static_cast<int>(line_index) + 1, std::move(why)});
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const bool open = at == 0 || !is_word_letter(text[at - 1]);
        const std::size_t end = at + word.size();
        if (open && (end == text.size() || !is_word_letter(text[end]))) return true;
    }
    return false;
}

}  // namespace house
