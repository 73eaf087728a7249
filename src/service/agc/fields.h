// What a client said, from its query or its JSON body. Values are read leniently, as the tools
// write them (a number as text, a list with commas), and checked strictly: whatever is missing, too
// long or unknown is named, all of it at once.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/url.h"
#include "contract/codec.h"

namespace vitrine::service::agc {

class Fields {
public:
    // A query may have parameters that nobody here knows: the tools send some. A body may not.
    explicit Fields(const base::Query& query) : query_(&query) {}
    explicit Fields(const contract::Json& body) : body_(&body) {}

    // Lengths in code points. An empty value is none.
    std::optional<std::string> text(const char* name, std::size_t length_max);
    std::string required(const char* name, std::size_t length_max);
    // What may be empty and yet said, as a text that is to be cleared.
    std::optional<std::string> words(const char* name, std::size_t length_max);
    std::optional<std::int64_t> number(const char* name, std::int64_t least, std::int64_t most);
    std::int64_t required_number(const char* name, std::int64_t least, std::int64_t most);
    std::optional<base::Instant> instant(const char* name);  // yyyy-MM-ddTHH:mm:ss+ZZZZ
    std::vector<std::string> list(const char* name, std::size_t count_max);
    const contract::Json* json(const char* name);

    void add(const char* name, const char* code, std::string detail);
    base::Result<void> done();  // refuses (invalid) when anything was wrong

private:
    std::optional<std::string> raw(const char* name);

    const base::Query* query_ = nullptr;
    const contract::Json* body_ = nullptr;
    std::set<std::string, std::less<>> asked_{};
    std::vector<base::FieldProblem> problems_{};
};

}  // namespace vitrine::service::agc
