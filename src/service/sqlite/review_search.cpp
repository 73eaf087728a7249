#include "service/sqlite/review_search.h"

namespace vitrine::service::sqlite {
namespace {

// The tokenizer has no state: any address that is not null stands for it.
int create(void*, const char**, int, Fts5Tokenizer** out) {
    static char nothing;
    *out = reinterpret_cast<Fts5Tokenizer*>(&nothing);
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

using TakeTerm = int (*)(void*, int, const char*, int, int, int);

int tokenize(Fts5Tokenizer*, void* context, int flags, const char* text, int length,
             TakeTerm take) {
    const std::string_view utf8(text, static_cast<std::size_t>(length));
    const bool query = (flags & FTS5_TOKENIZE_QUERY) != 0;
    for (const Term& term : search_terms(utf8, query ? Reading::query : Reading::document)) {
        const int code = take(context, 0, term.text.data(), static_cast<int>(term.text.size()),
                              static_cast<int>(term.begin), static_cast<int>(term.end));
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

}  // namespace

base::Result<void> register_search_terms(Connection& connection) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(connection.handle(), "SELECT fts5(?1)", -1, &statement, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
        code = sqlite3_finalize(statement);
    }
    if (code != SQLITE_OK || !api) return base::refused(connection.problem(code));
    fts5_tokenizer tokenizer{create, destroy, tokenize};
    code = api->xCreateTokenizer(api, "vitrine", nullptr, &tokenizer, nullptr);
    if (code != SQLITE_OK) return base::refused(connection.problem(code));
    return {};
}

// Terms have neither quotes nor operators in them, and reading one again gives it back unchanged.
std::string match_expression(const TextQuery& query) {
    std::string out;
    for (const Phrase& phrase : query.phrases) {
        if (!out.empty()) out += " AND ";
        for (std::size_t i = 0; i < phrase.terms.size(); ++i)
            out += (i == 0 ? "\"" : " + \"") + phrase.terms[i] + "\"";
        if (phrase.open_ended) out += " *";
    }
    return out;
}

}  // namespace vitrine::service::sqlite
