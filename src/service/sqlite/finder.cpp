#include <algorithm>

#include "base/text.h"
#include "service/search_terms.h"
#include "service/sqlite/finder_sql.h"
#include "service/sqlite/review_search.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {
namespace {

std::string team_phrase(const std::optional<contract::TeamId>& team) {
    std::string out;
    if (!team) return out;
    for (const Term& term : search_terms(team->text, service::Reading::document))
        out += (out.empty() ? "team : (\"" : " + \"") + term.text + "\"";
    return out.empty() ? out : out + ") AND ";
}

// One letter says so little that nobody looks for one name with it.
std::int32_t looked_at(std::string_view q) {
    const std::string_view word = base::trimmed(q);
    const auto letters = std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; });
    return letters > 1 ? 5000 : 500;
}

class SqliteFinder final : public Finder {
public:
    explicit SqliteFinder(Database& store) : store_(store) {}

    base::Result<std::vector<contract::App>> apps(const FindQuery& query) override {
        const TextQuery words = read_text_query(query.q);
        if (words.phrases.empty()) return std::vector<contract::App>();
        const std::string match = team_phrase(query.team) + "{name package_name} : (" +
                                  match_expression(words) + ")";
        return rows(store_, std::string(find_apps_sql),
                    [](const Query& row) {
                        contract::App app;
                        app.id = {row.text(0)};
                        app.package_name = row.text(1);
                        app.name = row.text(2);
                        app.icon = row.text(3);
                        return app;
                    },
                    match, team_of(query), ids_json(query.only),
                    folded_text(base::trimmed(query.q)), query.limit, looked_at(query.q));
    }

    base::Result<std::vector<contract::Submission>> submissions(const FindQuery& query) override {
        const TextQuery words = read_text_query(query.q);
        if (words.phrases.empty()) return std::vector<contract::Submission>();
        const std::string match = team_phrase(query.team) + "{version_name number} : (" +
                                  match_expression(words) + ")";
        return rows(store_, std::string(find_submissions_sql),
                    [](const Query& row) {
                        contract::Submission found;
                        found.id = {row.text(0)};
                        found.number = row.integer(1);
                        found.version_name = row.text(2);
                        found.stage = value_in<contract::Stage>(row.view(3));
                        found.app = {row.text(4)};
                        found.app_name = row.text(5);
                        return found;
                    },
                    match, team_of(query), ids_json(query.only), query.limit);
    }

private:
    static std::optional<std::string> team_of(const FindQuery& query) {
        return query.team ? std::optional(query.team->text) : std::nullopt;
    }

    Database& store_;
};

}  // namespace

std::unique_ptr<Finder> make_finder(Files files) {
    return std::make_unique<SqliteFinder>(files.store);
}

}  // namespace vitrine::service::sqlite
