// Prints every broken rule as file:line: why, and closes with 'N passed, N failed'.
#include <iostream>

#include "tests/house/house.h"

namespace {

void report(const house::Wrong& wrong) {
    std::cout << wrong.path;
    if (wrong.line > 0) std::cout << ':' << wrong.line;
    std::cout << ": " << wrong.why << '\n';
}

}  // namespace

int main(int count, char** words) {
    std::vector<house::FileRule> rules = house::architecture_rules();
    for (const auto& more : {house::style_rules(), house::home_rules()})
        rules.insert(rules.end(), more.begin(), more.end());
    int judged = 0;
    const auto misjudged = house::misjudged_samples(rules, judged);
    for (const std::string& line : misjudged)
        std::cout << "tests/house/samples.cpp: " << line << '\n';
    int failed = static_cast<int>(misjudged.size()), passed = judged - failed;

    const house::Tree tree = house::read_tree(count > 1 ? words[1] : VT_SOURCE_DIR);
    auto settle = [&](const char* sentence, const house::Found& found) {
        for (const house::Wrong& wrong : found) report(wrong);
        std::cout << (found.empty() ? "ok    " : "FAIL  ") << sentence << '\n';
        ++(found.empty() ? passed : failed);
    };
    for (const house::FileRule& rule : rules) {
        house::Found found;
        for (const house::Source& source : tree.sources)
            if (source.path != "tests/house/samples.cpp") rule.check(source, tree, found);
        settle(rule.sentence, found);
    }
    for (const house::TreeRule& rule : house::tree_rules()) {
        house::Found found;
        rule.check(tree, found);
        settle(rule.sentence, found);
    }
    std::cout << tree.sources.size() << " files read\n"
              << passed << " passed, " << failed << " failed\n";
    return failed == 0 && !tree.sources.empty() ? 0 : 1;
}
