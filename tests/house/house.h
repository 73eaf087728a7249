// The house's rules as a program: it reads our own source and says where a rule is broken.
//
// A rule is a function from one file to what is wrong in it, or from the whole tree. Every rule is
// one test; samples.cpp shows each of them a bad file that it must refuse and a good one that it
// must let pass. What a rule cannot see (a name that says nothing, a comment that repeats the code)
// is for people.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace house {

struct Wrong {
    std::string path;
    int line = 0;  // from 1; 0: the file as a whole
    std::string why;
};

// One text file of ours. `code` is `lines` with comments blanked and string contents removed, so
// that a word in a sentence breaks no rule; for files that are not C++ it equals `lines`.
struct Source {
    std::string path;  // from the root of the tree, with '/'
    std::vector<std::string> lines, code;

    bool is_cpp() const { return ends(".cpp") || ends(".h"); }
    bool ends(std::string_view end) const { return std::string_view(path).ends_with(end); }
    bool under(std::string_view folder) const { return std::string_view(path).starts_with(folder); }
};
Source make_source(std::string path, std::string_view text);

struct Tree {
    std::vector<Source> sources;     // texts
    std::vector<std::string> paths;  // all files
    std::vector<std::size_t> sizes;  // bytes, by path
    std::vector<std::string> words;  // keys of assets/words/en.json; plural ones by their stem too
};
Tree read_tree(const std::string& root);

using Found = std::vector<Wrong>;
struct FileRule {
    const char* sentence;
    void (*check)(const Source&, const Tree&, Found&);
};
struct TreeRule {
    const char* sentence;
    void (*check)(const Tree&, Found&);
};
std::vector<FileRule> architecture_rules();
std::vector<FileRule> style_rules();
std::vector<FileRule> home_rules();  // where colours, words, SQL, status codes may live
std::vector<TreeRule> tree_rules();

// The rule's own test. Gives the sentences of the samples that it judged wrongly.
std::vector<std::string> misjudged_samples(const std::vector<FileRule>& rules, int& judged);

void add(Found& found, const Source& source, std::size_t line_index, std::string why);
bool has_word(std::string_view text, std::string_view word);  // whole word

}  // namespace house
