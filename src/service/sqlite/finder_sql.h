// What the palette asks of the database; a header, because a test looks at the plans of these
// texts: each must begin with an index of names and never walk through a table.
#pragma once

namespace vitrine::service::sqlite {

// The match, team or null, ids of apps as JSON or null, the folded query, how many at most, and how
// many names are looked at: this bounds what a letter costs where there are tens of thousands.
inline constexpr const char* find_apps_sql =
    "SELECT a.id, a.package_name, a.name, a.icon FROM "
    "(SELECT rowid AS row FROM app_names WHERE app_names MATCH ?1 LIMIT ?6) n "
    "CROSS JOIN apps a ON a.row = n.row WHERE (?2 IS NULL OR a.team = ?2) AND "
    "(?3 IS NULL OR a.id IN (SELECT value FROM json_each(?3))) "
    "ORDER BY ?4 NOT IN (substr(a.folded, 1, instr(a.folded, char(10)) - 1), "
    "substr(a.folded, instr(a.folded, char(10)) + 1)), a.name, a.id LIMIT ?5";

// The match, team or null, ids of apps as JSON or null, how many at most.
inline constexpr const char* find_submissions_sql =
    "SELECT s.id, s.number, s.version_name, s.stage, a.id, a.name FROM submission_names "
    "CROSS JOIN submissions s ON s.number = submission_names.rowid "
    "CROSS JOIN apps a ON a.row = s.app WHERE submission_names MATCH ?1 AND "
    "(?2 IS NULL OR a.team = ?2) AND "
    "(?3 IS NULL OR a.id IN (SELECT value FROM json_each(?3))) "
    "ORDER BY submission_names.rowid DESC LIMIT ?4";

}  // namespace vitrine::service::sqlite
