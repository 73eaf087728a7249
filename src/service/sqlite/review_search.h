// Full text search in SQLite: search_terms.h as the FTS5 tokenizer "vitrine".
// FTS5's tokenizer interface: https://www.sqlite.org/fts5.html, section 7.1.
#pragma once
#include "service/search_terms.h"
#include "service/sqlite/connection.h"

namespace vitrine::service::sqlite {

base::Result<void> register_search_terms(Connection& connection);

// `query` as an FTS5 MATCH expression; it must have phrases.
std::string match_expression(const TextQuery& query);

}  // namespace vitrine::service::sqlite
