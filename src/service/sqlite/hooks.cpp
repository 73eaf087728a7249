#include <limits>

#include "base/text.h"
#include "service/cursor.h"
#include "service/sqlite/sealing.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {

base::Result<void> note(Connection& writer, const contract::HookBody& body) {
    Query listening(writer,
                    "SELECT a.team FROM apps a WHERE a.id = ?1 AND EXISTS (SELECT 1 FROM webhooks "
                    "w WHERE w.team = a.team AND w.disabled_for = 'none')",
                    body.app->text);
    if (!listening.step()) {
        if (auto trouble = listening.trouble()) return base::refused(std::move(*trouble));
        return {};
    }
    contract::HookBody whole = body;
    whole.team = {listening.text(0)};
    return run(writer, "INSERT INTO hook_news(body) VALUES(?1)", json_text(whole));
}

namespace {

constexpr std::string_view hook_columns =
    "SELECT id, team, secret, url, kinds, apps, created_by, created_at, disabled_for, "
    "disabled_at, failing_since, revision FROM webhooks ";

std::optional<base::Instant> maybe_instant(const Query& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(row.instant(column));
}
std::optional<std::int32_t> maybe_small(const Query& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(row.small(column));
}

std::string hook_place(const contract::HookId& id) {
    return "webhooks/" + id.text;
}

// Its secret is still sealed.
StoredHook hook_at(const Query& row) {
    StoredHook stored{{row.text(1)}, row.text(2), {}};
    contract::Hook& hook = stored.hook;
    hook.id = {row.text(0)};
    hook.url = row.text(3);
    // A kind that this version does not know is left out: it must never turn into another.
    for (const auto& name : from_json_text<std::vector<std::string>>(row.view(4)))
        if (const auto kind = contract::value_of<contract::HookKind>(name))
            hook.kinds.push_back(*kind);
    hook.apps = from_json_text<std::vector<contract::AppId>>(row.view(5));
    hook.created_by = row.text(6);
    hook.created_at = row.instant(7);
    // An unknown trouble is still a trouble.
    hook.disabled_for = contract::value_of<contract::HookTrouble>(row.view(8))
                            .value_or(contract::HookTrouble::by_person);
    hook.disabled_at = maybe_instant(row, 9);
    hook.failing_since = maybe_instant(row, 10);
    hook.revision = row.integer(11);
    return stored;
}

constexpr std::string_view delivery_columns =
    "SELECT d.row, d.hook, d.id, d.event, d.kind, d.app, d.state, d.queued_at, d.tries, "
    "d.last_try_at, d.next_try_at, d.outcome, d.status, d.took_ms, d.replay_of, d.body ";

StoredDelivery delivery_at(const Query& row) {
    StoredDelivery stored{row.integer(0), {row.text(1)}, {}, row.text(15)};
    contract::Delivery& one = stored.delivery;
    one.id = {row.text(2)};
    one.event = {row.text(3)};
    one.kind = value_in<contract::HookKind>(row.view(4));
    if (!row.null(5)) one.app = contract::AppId{row.text(5)};
    one.state = value_in<contract::DeliveryState>(row.view(6));
    one.queued_at = row.instant(7);
    one.tries = row.small(8);
    one.last_try_at = maybe_instant(row, 9);
    one.next_try_at = maybe_instant(row, 10);
    one.outcome = value_in<contract::TryOutcome>(row.view(11));
    one.status = maybe_small(row, 12);
    one.took_ms = maybe_small(row, 13);
    if (!row.null(14)) one.replay_of = contract::DeliveryId{row.text(14)};
    return stored;
}

std::string sql(std::string_view columns, std::string_view rest) {
    return std::string(columns) + std::string(rest);
}

template <class Id>
std::optional<std::string> maybe_text(const std::optional<Id>& id) {
    return id ? std::optional(id->text) : std::nullopt;
}

class SqliteHooks final : public Hooks {
public:
    explicit SqliteHooks(Files files) : store_(files.store), vault_(files.vault) {}

    base::Result<void> create(const StoredHook& next) override {
        const contract::Hook& hook = next.hook;
        const auto secret = sealed(vault_, hook_place(hook.id), next.secret);
        if (!secret) return base::refused(secret.error());
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (!Query(writer, "SELECT 1 FROM teams WHERE id = ?1", next.team.text).step())
                return base::refused(base::Problem::not_found("team"));
            if (Query(writer, "SELECT 1 FROM webhooks WHERE id = ?1", hook.id.text).step())
                return base::refused(taken("id_taken"));
            return run(writer,
                       "INSERT INTO webhooks VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                       "?12)",
                       hook.id.text, next.team.text, *secret, hook.url, json_text(hook.kinds),
                       json_text(hook.apps), hook.created_by, hook.created_at,
                       word(hook.disabled_for), hook.disabled_at, hook.failing_since,
                       hook.revision);
        });
    }
    base::Result<std::optional<StoredHook>> find(const contract::HookId& id) override {
        auto found = first(store_, sql(hook_columns, "WHERE id = ?1"), hook_at, id.text);
        if (found && *found)
            if (auto done = open_secret(**found); !done) return base::refused(done.error());
        return found;
    }
    base::Result<std::vector<StoredHook>> of_team(const contract::TeamId& team) override {
        auto found =
            rows(store_, sql(hook_columns, "WHERE team = ?1 ORDER BY created_at DESC, id DESC"),
                 hook_at, team.text);
        if (!found) return found;
        for (StoredHook& one : *found)
            if (auto done = open_secret(one); !done) return base::refused(done.error());
        return found;
    }
    base::Result<contract::Hook> save(const StoredHook& next) override {
        const contract::Hook& hook = next.hook;
        const auto secret = sealed(vault_, hook_place(hook.id), next.secret);
        if (!secret) return base::refused(secret.error());
        return change(store_, [&](Connection& writer) -> base::Result<contract::Hook> {
            const auto done =
                run(writer,
                    "UPDATE webhooks SET secret = ?3, url = ?4, kinds = ?5, apps = ?6, "
                    "disabled_for = ?7, disabled_at = ?8, failing_since = ?9, "
                    "revision = revision + 1 WHERE id = ?1 AND revision = ?2",
                    hook.id.text, hook.revision, *secret, hook.url, json_text(hook.kinds),
                    json_text(hook.apps), word(hook.disabled_for), hook.disabled_at,
                    hook.failing_since);
            if (!done) return base::refused(done.error());
            const bool saved = writer.changed_rows() == 1;
            Query now(writer, sql(hook_columns, "WHERE id = ?1"), hook.id.text);
            if (!now.step())
                return base::refused(now.trouble().value_or(base::Problem::not_found("webhook")));
            if (!saved) return base::refused(stale_revision());
            return hook_at(now).hook;
        });
    }
    base::Result<void> remove(const contract::HookId& id) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            auto done = run(writer, "DELETE FROM deliveries WHERE hook = ?1", id.text);
            if (done) done = run(writer, "DELETE FROM webhooks WHERE id = ?1", id.text);
            return done;
        });
    }

    base::Result<std::vector<HookNews>> take_news(std::int32_t limit) override;

    base::Result<void> add_delivery(const StoredDelivery& next) override;
    base::Result<std::optional<StoredDelivery>> find_delivery(
        const contract::DeliveryId& id) override {
        return first(store_, sql(delivery_columns, "FROM deliveries d WHERE d.id = ?1"),
                     delivery_at, id.text);
    }
    base::Result<void> save_delivery(const contract::Delivery& next) override;
    base::Result<contract::DeliveryPage> deliveries(const DeliveryQuery& query) override;
    base::Result<std::vector<StoredDelivery>> due(base::Instant now,
                                                  std::span<const contract::HookId> busy,
                                                  std::int32_t limit) override;

    base::Result<std::int64_t> waiting(const contract::HookId& hook) override {
        const auto count = first(
            store_,
            "SELECT count(*) FROM deliveries WHERE hook = ?1 AND next_try_at IS NOT NULL",
            [](const Query& row) { return row.integer(0); }, hook.text);
        if (!count) return base::refused(count.error());
        return count->value_or(0);
    }
    base::Result<std::int64_t> give_up(const std::optional<contract::HookId>& hook,
                                       base::Instant before,
                                       contract::TryOutcome outcome) override {
        const std::string of_hook = hook ? "hook = ?4 AND " : "";
        return counted(
            "UPDATE deliveries SET state = ?1, outcome = ?2, next_try_at = NULL WHERE " + of_hook +
                "next_try_at IS NOT NULL AND queued_at < ?3",
            word(contract::DeliveryState::given_up), word(outcome), before, hook);
    }
    base::Result<std::int64_t> forget_before(base::Instant when) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done =
                run(writer, "DELETE FROM deliveries WHERE queued_at < ?1 AND next_try_at IS NULL",
                    when);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

private:
    base::Result<void> open_secret(StoredHook& stored) const {
        auto secret = unsealed(vault_, hook_place(stored.hook.id), stored.secret);
        if (!secret) return base::refused(secret.error());
        stored.secret = std::move(*secret);
        return {};
    }
    base::Result<std::int64_t> counted(const std::string& text, std::string_view state,
                                       std::string_view outcome, base::Instant before,
                                       const std::optional<contract::HookId>& hook) {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done = hook ? run(writer, text, state, outcome, before, hook->text)
                                   : run(writer, text, state, outcome, before);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

    Database& store_;
    const machine::Vault& vault_;
};

base::Result<std::vector<HookNews>> SqliteHooks::take_news(std::int32_t limit) {
    return change(store_, [&](Connection& writer) -> base::Result<std::vector<HookNews>> {
        std::vector<HookNews> news;
        {
            Query oldest(writer, "SELECT row, body FROM hook_news ORDER BY row LIMIT ?1", limit);
            while (oldest.step())
                news.push_back({oldest.integer(0),
                                from_json_text<contract::HookBody>(oldest.view(1))});
            if (auto trouble = oldest.trouble()) return base::refused(std::move(*trouble));
        }
        if (news.empty()) return news;
        const auto done = run(writer, "DELETE FROM hook_news WHERE row <= ?1", news.back().row);
        if (!done) return base::refused(done.error());
        return news;
    });
}

base::Result<void> SqliteHooks::add_delivery(const StoredDelivery& next) {
    const contract::Delivery& one = next.delivery;
    return change(store_, [&](Connection& writer) -> base::Result<void> {
        if (!Query(writer, "SELECT 1 FROM webhooks WHERE id = ?1", next.hook.text).step())
            return base::refused(base::Problem::not_found("webhook"));
        if (Query(writer, "SELECT 1 FROM deliveries WHERE id = ?1", one.id.text).step())
            return base::refused(taken("id_taken"));
        return run(writer,
                   "INSERT INTO deliveries(id, hook, event, kind, app, state, queued_at, tries, "
                   "last_try_at, next_try_at, outcome, status, took_ms, replay_of, body) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                   one.id.text, next.hook.text, one.event.text, word(one.kind),
                   maybe_text(one.app), word(one.state), one.queued_at, one.tries,
                   one.last_try_at, one.next_try_at, word(one.outcome), one.status, one.took_ms,
                   maybe_text(one.replay_of), next.body);
    });
}

base::Result<void> SqliteHooks::save_delivery(const contract::Delivery& next) {
    return change(store_, [&](Connection& writer) -> base::Result<void> {
        const auto done = run(writer,
                              "UPDATE deliveries SET state = ?2, tries = ?3, last_try_at = ?4, "
                              "next_try_at = ?5, outcome = ?6, status = ?7, took_ms = ?8 "
                              "WHERE id = ?1",
                              next.id.text, word(next.state), next.tries, next.last_try_at,
                              next.next_try_at, word(next.outcome), next.status, next.took_ms);
        if (!done) return done;
        if (writer.changed_rows() == 1) return {};
        return base::refused(base::Problem::not_found("delivery"));
    });
}

base::Result<contract::DeliveryPage> SqliteHooks::deliveries(const DeliveryQuery& query) {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (query.cursor) {
        const auto key = read_cursor("deliveries", 1, *query.cursor);
        if (!key) return base::refused(key.error());
        const auto row = base::parse_decimal((*key)[0]);
        if (!row) return base::refused(bad_cursor());
        before = *row;
    }
    auto found = rows(store_,
                      sql(delivery_columns,
                          "FROM deliveries d WHERE d.hook = ?1 AND d.row < ?2 AND "
                          "(?3 IS NULL OR d.state = ?3) ORDER BY d.row DESC LIMIT ?4"),
                      delivery_at, query.hook.text, before,
                      query.state ? std::optional(std::string(word(*query.state))) : std::nullopt,
                      query.limit + 1);
    if (!found) return base::refused(found.error());
    contract::DeliveryPage page;
    const auto limit = static_cast<std::size_t>(query.limit);
    if (found->size() > limit) {
        found->resize(limit);
        page.next = write_cursor("deliveries", {base::decimal(found->back().row)});
    }
    for (StoredDelivery& one : *found) page.items.push_back(std::move(one.delivery));
    return page;
}

// `waits` steps from hook to hook along the index of what waits, so that a hook with ten thousand
// deliveries costs no more than one with a single one.
base::Result<std::vector<StoredDelivery>> SqliteHooks::due(base::Instant now,
                                                           std::span<const contract::HookId> busy,
                                                           std::int32_t limit) {
    const std::vector<contract::HookId> left_out(busy.begin(), busy.end());
    return rows(store_,
                "WITH RECURSIVE waits(hook) AS (SELECT min(hook) FROM deliveries "
                "WHERE next_try_at IS NOT NULL UNION ALL SELECT (SELECT min(d.hook) FROM "
                "deliveries d WHERE d.next_try_at IS NOT NULL AND d.hook > waits.hook) "
                "FROM waits WHERE waits.hook IS NOT NULL) " +
                    sql(delivery_columns,
                        "FROM waits JOIN deliveries d ON d.row = (SELECT n.row FROM deliveries n "
                        "WHERE n.hook = waits.hook AND n.next_try_at IS NOT NULL "
                        "ORDER BY n.next_try_at, n.row LIMIT 1) WHERE "
                        "(d.next_try_at <= ?1 OR d.next_try_at > ?4) AND "
                        "d.hook NOT IN (SELECT value FROM json_each(?2)) "
                        "ORDER BY d.next_try_at, d.row LIMIT ?3"),
                delivery_at, now, json_text(left_out), limit,
                base::Instant{now.ms + ports::hook_wait_max_ms});
}

}  // namespace

std::unique_ptr<Hooks> make_hooks(Files files) {
    return std::make_unique<SqliteHooks>(files);
}

}  // namespace vitrine::service::sqlite
