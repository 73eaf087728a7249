#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using base::Problem;
using contract::Basket;
using contract::SubmissionId;

// "'approved','live'": names come from the contract, so they need no quoting.
std::string accepted_list() {
    std::string out;
    for (const contract::Stage stage : accepted_stages())
        out += (out.empty() ? "'" : ",'") + std::string(word(stage)) + "'";
    return out;
}

base::Result<void> refuse_unknown(Connection& writer, const SubmissionId& id) {
    Query known(writer, "SELECT 1 FROM submissions WHERE id = ?1", id.text);
    if (known.step()) return {};
    return base::refused(known.trouble().value_or(Problem::not_found("submission")));
}

AcceptedBasket accepted_at(const Query& row) {
    return {{row.text(0)}, value_in<contract::Track>(row.view(1)), row.text(2),
            from_json_text<Basket>(row.view(3))};
}

class SqliteBaskets final : public Baskets {
public:
    explicit SqliteBaskets(Database& store) : store_(store) {}

    base::Result<void> keep(const SubmissionId& id, std::int64_t revision,
                            const Basket& basket) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown(writer, id); !known) return known;
            const auto kept = run(writer, "INSERT OR REPLACE INTO baskets VALUES(?1, ?2, ?3)",
                                  id.text, revision, json_text(basket));
            if (!kept) return kept;
            if (auto due = renew_due(writer, id.text); !due) return due;
            return run(writer,
                       "DELETE FROM baskets WHERE submission = ?1 AND revision <= (SELECT revision "
                       "FROM baskets WHERE submission = ?1 ORDER BY revision DESC LIMIT 1 "
                       "OFFSET ?2)",
                       id.text, basket_versions_kept);
        });
    }

    base::Result<std::optional<Basket>> as_of(const SubmissionId& id,
                                              std::int64_t revision) override {
        return first(store_,
                     "SELECT facts FROM baskets WHERE submission = ?1 AND revision <= ?2 "
                     "ORDER BY revision DESC LIMIT 1",
                     [](const Query& row) { return from_json_text<Basket>(row.view(0)); }, id.text,
                     revision);
    }

    base::Result<std::optional<AcceptedBasket>> accepted(
        const contract::AppId& app, const std::optional<contract::Track>& track) override {
        return first(store_,
                     "SELECT s.id, s.track, s.version_code, b.facts "
                     "FROM apps a JOIN submissions s ON s.app = a.row "
                     "JOIN baskets b ON b.submission = s.id AND b.revision = "
                     "(SELECT max(revision) FROM baskets WHERE submission = s.id) "
                     "WHERE a.id = ?1 AND s.stage IN (" + accepted_list() +
                         ") AND (?2 IS NULL OR s.track = ?2) "
                         "AND json_array_length(b.facts, '$.packages') > 0 "
                         "ORDER BY CAST(s.version_code AS INTEGER) DESC, s.id DESC LIMIT 1",
                     accepted_at, app.text,
                     track ? std::optional(std::string(word(*track))) : std::nullopt);
    }

    base::Result<void> note(const SubmissionId& id, const contract::ReviewState& state) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown(writer, id); !known) return known;
            return run(writer, "INSERT OR REPLACE INTO review_states VALUES(?1, ?2)", id.text,
                       json_text(state));
        });
    }

    base::Result<contract::ReviewState> review_of(const SubmissionId& id) override {
        auto found = first(store_, "SELECT facts FROM review_states WHERE submission = ?1",
                           [](const Query& row) {
                               return from_json_text<contract::ReviewState>(row.view(0));
                           },
                           id.text);
        if (!found) return base::refused(found.error());
        return found->value_or(contract::ReviewState{});
    }

private:
    Database& store_;
};

}  // namespace

std::unique_ptr<Baskets> make_baskets(Files files) {
    return std::make_unique<SqliteBaskets>(files.store);
}

}  // namespace vitrine::service::sqlite
