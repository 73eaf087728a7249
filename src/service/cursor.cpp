#include "service/cursor.h"

#include "base/text.h"
#include "base/url.h"

namespace vitrine::service {

std::string write_cursor(std::string_view order, const std::vector<std::string>& key) {
    std::string out(order);
    for (const std::string& part : key) out += "," + base::percent_encode(part);
    return out;
}

base::Result<std::vector<std::string>> read_cursor(std::string_view order, std::size_t parts,
                                                   std::string_view cursor) {
    const auto pieces = base::split(cursor, ',');
    if (pieces.size() != parts + 1 || pieces[0] != order) return base::refused(bad_cursor());
    std::vector<std::string> key;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        auto part = base::percent_decode(pieces[i]);
        if (!part) return base::refused(bad_cursor());
        key.push_back(std::move(*part));
    }
    return key;
}

base::Problem bad_cursor() {
    auto problem = base::Problem::of(base::ProblemKind::invalid, "bad_cursor",
                                     "This page marker does not belong to this list.",
                                     "Start again from the first page.");
    problem.fields.push_back({"cursor", "not_allowed", "not a cursor of this list"});
    return problem;
}

}  // namespace vitrine::service
