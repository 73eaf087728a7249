#include "service/sqlite/schema.h"

namespace vitrine::service::sqlite {
namespace {

// Times are milliseconds since 1970, enums their names in the contract, lists of things that are
// never asked for alone JSON. `row` is an internal number, `id` what the world sees.
constexpr const char* store_tables[] = {R"sql(
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE accounts(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL, store_role TEXT NOT NULL, created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE teams(id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE members(
    team TEXT NOT NULL REFERENCES teams, user TEXT NOT NULL REFERENCES accounts,
    role TEXT NOT NULL, PRIMARY KEY(team, user)
) WITHOUT ROWID;
CREATE INDEX members_by_user ON members(user);
CREATE TABLE sessions(
    token_hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, user TEXT NOT NULL REFERENCES accounts,
    created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    address TEXT NOT NULL, agent TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions(user);
CREATE INDEX sessions_by_end ON sessions(expires_at);

CREATE TABLE apps(
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, team TEXT NOT NULL REFERENCES teams,
    package_name TEXT NOT NULL UNIQUE, name TEXT NOT NULL, default_locale TEXT NOT NULL,
    icon TEXT NOT NULL, live_version TEXT NOT NULL, stage TEXT NOT NULL,
    active_devices INTEGER NOT NULL, rating REAL, review_count INTEGER NOT NULL,
    unanswered_reviews INTEGER NOT NULL, folded TEXT NOT NULL
);
CREATE INDEX apps_by_name ON apps(team, name, id);
-- Counted as reviews come in; a row appears with an app's first review.
CREATE TABLE app_reviews(
    app INTEGER PRIMARY KEY REFERENCES apps, reviews INTEGER NOT NULL, unanswered INTEGER NOT NULL,
    rated INTEGER NOT NULL, stars INTEGER NOT NULL
);
CREATE TABLE releases(
    id TEXT PRIMARY KEY, app INTEGER NOT NULL REFERENCES apps, stage TEXT NOT NULL,
    revision INTEGER NOT NULL, facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX releases_by_stage ON releases(stage, app);

CREATE TABLE submissions(
    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, app INTEGER NOT NULL REFERENCES apps,
    version_name TEXT NOT NULL, version_code TEXT NOT NULL, track TEXT NOT NULL,
    stage TEXT NOT NULL, fraction REAL NOT NULL, sent_by TEXT NOT NULL,
    package_bytes INTEGER NOT NULL, locale_count INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, blocking INTEGER NOT NULL, advice INTEGER NOT NULL,
    checks_passed INTEGER NOT NULL, attention TEXT, outlook TEXT, revision INTEGER NOT NULL,
    timeline TEXT NOT NULL, findings TEXT NOT NULL, messages TEXT NOT NULL, folded TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX submissions_by_change ON submissions(updated_at, id);
CREATE INDEX submissions_by_app ON submissions(app, number);
CREATE TABLE decisions(
    submission TEXT NOT NULL REFERENCES submissions, at INTEGER NOT NULL, took_ms INTEGER NOT NULL,
    PRIMARY KEY(submission, at)
) WITHOUT ROWID;
CREATE INDEX decisions_by_age ON decisions(at, submission);
CREATE TABLE audit(
    row INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    thing TEXT NOT NULL, reason TEXT NOT NULL, policies TEXT NOT NULL, team TEXT, app TEXT
);
CREATE INDEX audit_by_thing ON audit(thing, row);

-- reviews is narrow, because it is read whole once (review_columns.h); the words are beside it.
CREATE TABLE reviews(
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, app INTEGER NOT NULL REFERENCES apps,
    source TEXT NOT NULL, source_id TEXT NOT NULL, rating INTEGER, language TEXT NOT NULL,
    country TEXT NOT NULL, version TEXT NOT NULL, topics TEXT NOT NULL,
    created_at INTEGER NOT NULL, helpful INTEGER NOT NULL, replied INTEGER NOT NULL,
    revision INTEGER NOT NULL, touched INTEGER NOT NULL, UNIQUE(source, source_id)
);
CREATE INDEX reviews_by_touch ON reviews(touched);
CREATE TABLE review_texts(
    row INTEGER PRIMARY KEY REFERENCES reviews, text TEXT NOT NULL, author TEXT NOT NULL,
    device TEXT NOT NULL, system TEXT NOT NULL, previous_rating INTEGER, edits INTEGER NOT NULL,
    translation_locale TEXT, translation TEXT
);
-- Every version of every reply; the newest stands unless reviews.replied is 0.
CREATE TABLE review_replies(
    review INTEGER NOT NULL REFERENCES reviews, version INTEGER NOT NULL, text TEXT NOT NULL,
    author TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(review, version)
) WITHOUT ROWID;
-- Grows with every transaction that touches reviews; reviews.touched is its value then.
CREATE TABLE review_generation(number INTEGER NOT NULL);
INSERT INTO review_generation VALUES(0);
CREATE VIRTUAL TABLE review_search USING fts5(
    text, translation, content='', columnsize=0, tokenize='vitrine', prefix='1 2');

CREATE TABLE changes(
    id INTEGER PRIMARY KEY AUTOINCREMENT, team TEXT, topic TEXT NOT NULL, thing TEXT NOT NULL,
    app TEXT NOT NULL
);
CREATE TABLE answers(
    key TEXT NOT NULL, user TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(key, user)
) WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers(at);
)sql",
                                        R"sql(
-- Authors are found too. A contentless index cannot gain a column, so it is made again.
DROP TABLE review_search;
CREATE VIRTUAL TABLE review_search USING fts5(
    text, translation, author, content='', columnsize=0, tokenize='vitrine', prefix='1 2');
INSERT INTO review_search(rowid, text, translation, author)
    SELECT row, text, translation, author FROM review_texts;
)sql",
                                        R"sql(
ALTER TABLE members ADD COLUMN apps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE members ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TABLE invitations(
    id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, team TEXT NOT NULL REFERENCES teams,
    email TEXT NOT NULL, email_key TEXT NOT NULL, role TEXT NOT NULL, apps TEXT NOT NULL,
    invited_by TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    UNIQUE(team, email_key)
) WITHOUT ROWID;
CREATE TABLE api_keys(
    id TEXT PRIMARY KEY, key_hash TEXT NOT NULL UNIQUE, team TEXT NOT NULL REFERENCES teams,
    name TEXT NOT NULL, scopes TEXT NOT NULL, apps TEXT NOT NULL, issued_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, last_used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX api_keys_by_team ON api_keys(team);
CREATE TABLE second_factors(
    user TEXT PRIMARY KEY REFERENCES accounts, secret TEXT NOT NULL, created_at INTEGER NOT NULL,
    confirmed_at INTEGER, last_step INTEGER NOT NULL, recovery_hashes TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE sign_in_steps(
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES accounts,
    expires_at INTEGER NOT NULL, wrong_codes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_steps_by_user ON sign_in_steps(user);
CREATE INDEX audit_by_team ON audit(team, row);
)sql",
                                        R"sql(
-- Bytes on their way in and packages; the bytes themselves are files (service/files).
CREATE TABLE packages(
    id TEXT PRIMARY KEY, app INTEGER NOT NULL REFERENCES apps, sha256 TEXT NOT NULL,
    name TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL, version_code TEXT,
    version_name TEXT NOT NULL, uploaded_by TEXT NOT NULL, uploaded_at INTEGER NOT NULL,
    facts TEXT NOT NULL, UNIQUE(app, sha256)
) WITHOUT ROWID;
CREATE INDEX packages_by_age ON packages(app, uploaded_at, id);
CREATE TABLE uploads(
    id TEXT PRIMARY KEY, app INTEGER NOT NULL REFERENCES apps, name TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL, part_bytes INTEGER NOT NULL,
    received TEXT NOT NULL, refusal TEXT, package TEXT, sent_by TEXT NOT NULL,
    verified INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX uploads_by_app ON uploads(app);
CREATE INDEX uploads_by_end ON uploads(expires_at);
)sql",
                                        R"sql(
-- What a submission would publish, one row a version; the newest stands.
CREATE TABLE baskets(
    submission TEXT NOT NULL REFERENCES submissions, revision INTEGER NOT NULL,
    facts TEXT NOT NULL, PRIMARY KEY(submission, revision)
) WITHOUT ROWID;
CREATE TABLE review_states(
    submission TEXT PRIMARY KEY REFERENCES submissions, facts TEXT NOT NULL
) WITHOUT ROWID;
)sql",
                                        R"sql(
-- Webhooks. hook_news is written with the change itself and becomes deliveries soon after.
CREATE TABLE webhooks(
    id TEXT PRIMARY KEY, team TEXT NOT NULL REFERENCES teams, secret TEXT NOT NULL,
    url TEXT NOT NULL, kinds TEXT NOT NULL, apps TEXT NOT NULL, created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, disabled_for TEXT NOT NULL, disabled_at INTEGER,
    failing_since INTEGER, revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX webhooks_by_team ON webhooks(team);
CREATE TABLE hook_news(row INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE deliveries(
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    hook TEXT NOT NULL REFERENCES webhooks, event TEXT NOT NULL, kind TEXT NOT NULL, app TEXT,
    state TEXT NOT NULL, queued_at INTEGER NOT NULL, tries INTEGER NOT NULL, last_try_at INTEGER,
    next_try_at INTEGER, outcome TEXT NOT NULL, status INTEGER, took_ms INTEGER, replay_of TEXT,
    body TEXT NOT NULL
);
CREATE INDEX deliveries_by_hook ON deliveries(hook, row);
CREATE INDEX deliveries_waiting ON deliveries(hook, next_try_at, row)
    WHERE next_try_at IS NOT NULL;
CREATE INDEX deliveries_by_age ON deliveries(queued_at);
)sql",
                                        R"sql(
-- Names by the beginnings of their words, kept up to date by the rows themselves. The team is a
-- column of the index, so that one team's search does not walk through everybody's names.
CREATE VIRTUAL TABLE app_names USING fts5(
    team, name, package_name, content='apps', content_rowid='row', columnsize=0,
    tokenize='vitrine', prefix='1 2 3');
INSERT INTO app_names(app_names) VALUES('rebuild');
CREATE TRIGGER app_named AFTER INSERT ON apps BEGIN
    INSERT INTO app_names(rowid, team, name, package_name)
        VALUES(new.row, new.team, new.name, new.package_name);
END;
CREATE TRIGGER app_renamed AFTER UPDATE OF name ON apps WHEN new.name <> old.name BEGIN
    INSERT INTO app_names(app_names, rowid, team, name, package_name)
        VALUES('delete', old.row, old.team, old.name, old.package_name);
    INSERT INTO app_names(rowid, team, name, package_name)
        VALUES(new.row, new.team, new.name, new.package_name);
END;
CREATE VIRTUAL TABLE submission_names USING fts5(
    team, version_name, number, content='', columnsize=0, tokenize='vitrine', prefix='1 2 3');
INSERT INTO submission_names(rowid, team, version_name, number)
    SELECT s.number, a.team, s.version_name, s.number
    FROM submissions s JOIN apps a ON a.row = s.app;
CREATE TRIGGER submission_named AFTER INSERT ON submissions BEGIN
    INSERT INTO submission_names(rowid, team, version_name, number)
        SELECT new.number, a.team, new.version_name, new.number FROM apps a WHERE a.row = new.app;
END;
CREATE TRIGGER submission_renamed AFTER UPDATE OF version_name ON submissions
    WHEN new.version_name <> old.version_name BEGIN
    INSERT INTO submission_names(submission_names, rowid, team, version_name, number)
        SELECT 'delete', old.number, a.team, old.version_name, old.number
        FROM apps a WHERE a.row = old.app;
    INSERT INTO submission_names(rowid, team, version_name, number)
        SELECT new.number, a.team, new.version_name, new.number FROM apps a WHERE a.row = new.app;
END;
)sql",
                                        R"sql(
-- A release is its submission; only the figures of examples are kept beside it. Rows of releases
-- whose submission is not known had nothing to publish.
CREATE TABLE release_figures(
    submission TEXT PRIMARY KEY REFERENCES submissions, facts TEXT NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO release_figures
    SELECT s.id, r.facts FROM releases r JOIN submissions s ON s.app = r.app
        AND s.version_name = json_extract(r.facts, '$.version_name')
        AND s.track = json_extract(r.facts, '$.track') AND s.stage = r.stage;
DROP TABLE releases;
CREATE TABLE rollout_rules(
    app INTEGER PRIMARY KEY REFERENCES apps, revision INTEGER NOT NULL, facts TEXT NOT NULL
);
-- When the service's own next step is due (store_rules.h): found by its index, never looked for.
ALTER TABLE submissions ADD COLUMN due_at INTEGER;
UPDATE submissions SET due_at = updated_at WHERE stage IN ('validating', 'ready');
UPDATE submissions SET due_at = (
    SELECT strftime('%s', json_extract(b.facts, '$.publish_at')) * 1000 +
        CAST(substr(json_extract(b.facts, '$.publish_at'), 21, 3) AS INTEGER)
    FROM baskets b WHERE b.submission = submissions.id ORDER BY b.revision DESC LIMIT 1)
    WHERE stage = 'scheduled';
CREATE INDEX submissions_due ON submissions(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX submissions_out ON submissions(app, track)
    WHERE stage IN ('rolling_out', 'halted');
CREATE INDEX reviews_by_version ON reviews(app, version, created_at);
)sql",
                                        R"sql(
-- Listings: every write of an app's draft is the next revision, and a part's newest version up to
-- a revision is what stood there. `floor`: every revision from there on is whole.
CREATE TABLE listings(
    app INTEGER PRIMARY KEY REFERENCES apps, revision INTEGER NOT NULL, live INTEGER NOT NULL,
    floor INTEGER NOT NULL
);
CREATE TABLE listing_parts(
    app INTEGER NOT NULL REFERENCES listings, name TEXT NOT NULL, revision INTEGER NOT NULL,
    facts TEXT NOT NULL, PRIMARY KEY(app, name, revision)
) WITHOUT ROWID;
CREATE TABLE listing_holds(
    app INTEGER NOT NULL REFERENCES listings, submission TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY(app, submission)
) WITHOUT ROWID;
CREATE TABLE graphics(
    id TEXT PRIMARY KEY, app INTEGER NOT NULL REFERENCES apps, sha256 TEXT NOT NULL,
    facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX graphics_by_content ON graphics(sha256, app);
-- Contents that may belong to nothing, to be looked at.
CREATE TABLE noted_images(sha256 TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX noted_images_by_age ON noted_images(since);
CREATE INDEX packages_by_content ON packages(sha256);
)sql",
                                        R"sql(
-- Secrets lay here clear before (sealing.h).
UPDATE second_factors SET secret = vt_seal('second_factors/' || user, secret);
UPDATE webhooks SET secret = vt_seal('webhooks/' || id, secret);
)sql",
                                        R"sql(
-- Kits of apps, and displays that are paired with a team. `credentials` are sealed.
CREATE TABLE app_kits(
    app INTEGER NOT NULL REFERENCES apps, kit TEXT NOT NULL, facts TEXT NOT NULL,
    credentials TEXT NOT NULL, revision INTEGER NOT NULL, warned_month TEXT NOT NULL,
    warned TEXT NOT NULL, PRIMARY KEY(app, kit)
) WITHOUT ROWID;
CREATE TABLE kit_usage(
    app INTEGER NOT NULL REFERENCES apps, kit TEXT NOT NULL, day INTEGER NOT NULL,
    used INTEGER NOT NULL, PRIMARY KEY(app, kit, day)
) WITHOUT ROWID;
CREATE TABLE kit_batches(
    team TEXT NOT NULL REFERENCES teams, id TEXT NOT NULL, hash TEXT NOT NULL,
    answer TEXT NOT NULL, received_at INTEGER NOT NULL, PRIMARY KEY(team, id)
) WITHOUT ROWID;
CREATE INDEX kit_batches_by_age ON kit_batches(received_at);
CREATE TABLE kiosks(
    id TEXT PRIMARY KEY, team TEXT NOT NULL REFERENCES teams, code_hash TEXT UNIQUE,
    token_hash TEXT UNIQUE, name TEXT NOT NULL, apps TEXT NOT NULL,
    reads_reviews INTEGER NOT NULL, paired_by TEXT NOT NULL, created_at INTEGER NOT NULL,
    code_expires_at INTEGER NOT NULL, paired_at INTEGER, last_seen_at INTEGER
) WITHOUT ROWID;
CREATE INDEX kiosks_by_team ON kiosks(team);
CREATE INDEX submissions_by_stage ON submissions(stage);
)sql",
                                        R"sql(
-- gone: bit 0, its source has withdrawn it (and its words); bit 1, the store has removed it.
ALTER TABLE reviews ADD COLUMN tags TEXT NOT NULL DEFAULT '';
ALTER TABLE reviews ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
CREATE TABLE review_batches(
    team TEXT NOT NULL REFERENCES teams, id TEXT NOT NULL, hash TEXT NOT NULL,
    answer TEXT NOT NULL, received_at INTEGER NOT NULL, PRIMARY KEY(team, id)
) WITHOUT ROWID;
CREATE INDEX review_batches_by_age ON review_batches(received_at);
CREATE TABLE review_reports(
    review TEXT PRIMARY KEY REFERENCES reviews(id), team TEXT NOT NULL REFERENCES teams,
    state TEXT NOT NULL, reported_at INTEGER NOT NULL, facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX review_reports_by_state ON review_reports(state, reported_at, review);
)sql",
                                        R"sql(
-- A team's submissions without a look at everybody's: the team of an app never changes.
ALTER TABLE submissions ADD COLUMN team TEXT NOT NULL DEFAULT '';
UPDATE submissions SET team = (SELECT a.team FROM apps a WHERE a.row = submissions.app);
CREATE INDEX submissions_by_team ON submissions(team, updated_at, id);
-- What is swept by its end.
CREATE INDEX invitations_by_end ON invitations(expires_at);
CREATE INDEX sign_in_steps_by_end ON sign_in_steps(expires_at);
CREATE INDEX kiosks_by_end ON kiosks(code_expires_at) WHERE paired_at IS NULL;
CREATE INDEX kiosks_by_sight ON kiosks(last_seen_at);
CREATE INDEX uploads_by_state ON uploads(state);
CREATE INDEX uploads_by_content ON uploads(sha256) WHERE state <> 'committed';
)sql",
                                        R"sql(
CREATE TABLE prices(
    app INTEGER PRIMARY KEY REFERENCES apps, revision INTEGER NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, changed_at INTEGER NOT NULL
);
)sql",
                                        R"sql(
-- Whether topics were read off the review's words; else its source gave them, or nobody did.
ALTER TABLE reviews ADD COLUMN topics_found INTEGER NOT NULL DEFAULT 0;
)sql",
                                        R"sql(
-- What the devices of events are hashed with lay here clear before (sealing.h).
UPDATE settings SET value = vt_seal('settings/' || key, value)
    WHERE key = 'events.device_secret';
)sql",
                                        R"sql(
-- The public keys of service accounts; edits that publishing tools prepare; their words that have
-- no other home.
CREATE TABLE key_signers(
    key TEXT PRIMARY KEY REFERENCES api_keys ON DELETE CASCADE, key_id TEXT NOT NULL,
    public_key TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE edits(
    id TEXT PRIMARY KEY, team TEXT NOT NULL, app TEXT NOT NULL, by TEXT NOT NULL,
    state TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    listing INTEGER NOT NULL, facts TEXT NOT NULL, images TEXT NOT NULL, revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX edits_open ON edits(app) WHERE state = 'open';
CREATE INDEX edits_by_end ON edits(expires_at);
CREATE INDEX edits_with_images ON edits(images) WHERE images <> '[]' AND state = 'open';
CREATE TABLE edit_notes(
    space TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(space, name)
) WITHOUT ROWID;
)sql",
                                        R"sql(
-- Symbols and expansion files of versions; edit '': committed.
CREATE TABLE build_files(
    app TEXT NOT NULL, edit TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, refers_to INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(app, edit, version, kind)
) WITHOUT ROWID;
CREATE INDEX build_files_by_content ON build_files(sha256);
)sql",
                                        R"sql(
-- Programs that wait for a person to let them in; `key` is the key that they will get. Keys that
-- are a person's.
CREATE TABLE device_sign_ins(
    device_hash TEXT PRIMARY KEY, code_hash TEXT NOT NULL UNIQUE, program TEXT NOT NULL,
    scopes TEXT NOT NULL, address TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, answer TEXT NOT NULL, team TEXT, person TEXT, key TEXT
) WITHOUT ROWID;
CREATE INDEX device_sign_ins_by_end ON device_sign_ins(expires_at);
ALTER TABLE api_keys ADD COLUMN person TEXT;
)sql"};

constexpr const char* metrics_tables[] = {R"sql(
CREATE TABLE series(
    row INTEGER PRIMARY KEY, app TEXT NOT NULL, metric TEXT NOT NULL, grain TEXT NOT NULL,
    UNIQUE(app, metric, grain)
);
CREATE TABLE points(
    series INTEGER NOT NULL REFERENCES series, start INTEGER NOT NULL, value REAL NOT NULL,
    state INTEGER NOT NULL, revision INTEGER NOT NULL, computed_at INTEGER NOT NULL,
    PRIMARY KEY(series, start)
) WITHOUT ROWID;
CREATE TABLE slice_series(
    row INTEGER PRIMARY KEY, app TEXT NOT NULL, metric TEXT NOT NULL, dimension TEXT NOT NULL,
    UNIQUE(app, metric, dimension)
);
CREATE TABLE slices(
    series INTEGER NOT NULL REFERENCES slice_series, day INTEGER NOT NULL, key TEXT NOT NULL,
    value REAL NOT NULL, PRIMARY KEY(series, day, key)
) WITHOUT ROWID;
CREATE TABLE annotations(
    app TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,
    detail TEXT NOT NULL, halted INTEGER NOT NULL, effect REAL, PRIMARY KEY(app, at, kind, label)
) WITHOUT ROWID;
CREATE TABLE incidents(
    id TEXT PRIMARY KEY, title TEXT NOT NULL, detail TEXT NOT NULL, resolved INTEGER NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;
)sql",
                                          R"sql(
-- Events in batches and what is kept from them. A batch's raw events are the rows after the last
-- one of the batch before, up to `last_event`.
CREATE TABLE batches(
    row INTEGER PRIMARY KEY, team TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL,
    answer TEXT NOT NULL, received_at INTEGER NOT NULL, last_event INTEGER NOT NULL,
    UNIQUE(team, id)
);
CREATE INDEX batches_by_age ON batches(received_at, row);
CREATE TABLE event_apps(row INTEGER PRIMARY KEY, app TEXT NOT NULL UNIQUE);
CREATE TABLE raw_events(
    row INTEGER PRIMARY KEY, app INTEGER NOT NULL, kind INTEGER NOT NULL, device INTEGER NOT NULL,
    at INTEGER NOT NULL, country TEXT NOT NULL, version TEXT NOT NULL, device_class TEXT NOT NULL,
    channel TEXT NOT NULL, amount INTEGER NOT NULL
);
-- One row a device and app: first times of the funnel's steps, and its active days as bits.
CREATE TABLE devices(
    app INTEGER NOT NULL, device INTEGER NOT NULL, viewed INTEGER, installed INTEGER,
    opened INTEGER, paid INTEGER, last_day INTEGER NOT NULL, days INTEGER NOT NULL,
    PRIMARY KEY(app, device)
) WITHOUT ROWID;
CREATE TABLE cohorts(
    app INTEGER NOT NULL, day INTEGER NOT NULL, after INTEGER NOT NULL, devices INTEGER NOT NULL,
    PRIMARY KEY(app, day, after)
) WITHOUT ROWID;
CREATE TABLE funnels(
    app INTEGER NOT NULL, day INTEGER NOT NULL, step INTEGER NOT NULL, devices INTEGER NOT NULL,
    PRIMARY KEY(app, day, step)
) WITHOUT ROWID;
-- What the ratios of an hour or day are made of.
CREATE TABLE tallies(
    app INTEGER NOT NULL, grain INTEGER NOT NULL, start INTEGER NOT NULL, opens INTEGER NOT NULL,
    crashes INTEGER NOT NULL, views INTEGER NOT NULL, installs INTEGER NOT NULL,
    PRIMARY KEY(app, grain, start)
) WITHOUT ROWID;
CREATE INDEX points_provisional ON points(start) WHERE state = 0;
)sql",
                                          R"sql(
-- Sessions and crashes of an hour by version, to compare a new version with the one before.
CREATE TABLE version_tallies(
    app INTEGER NOT NULL, version TEXT NOT NULL, start INTEGER NOT NULL, opens INTEGER NOT NULL,
    crashes INTEGER NOT NULL, PRIMARY KEY(app, version, start)
) WITHOUT ROWID;
CREATE INDEX version_tallies_by_age ON version_tallies(start);
)sql",
                                          R"sql(
-- A batch's raw events are one value (packed_events.h); raw_events holds those that came before.
CREATE TABLE raw_batches(
    batch INTEGER PRIMARY KEY REFERENCES batches, events INTEGER NOT NULL, packed BLOB NOT NULL
);
-- Batches whose figures are not counted yet (event_figures.h).
CREATE TABLE waiting_batches(
    batch INTEGER PRIMARY KEY REFERENCES raw_batches, events INTEGER NOT NULL,
    received_at INTEGER NOT NULL
);
-- Some forty devices a row (device_pages.h); those of earlier versions move here one by one.
CREATE TABLE device_pages(place INTEGER PRIMARY KEY, lives BLOB NOT NULL);
)sql"};

}  // namespace

std::span<const char* const> store_steps() {
    return store_tables;
}

std::span<const char* const> metrics_steps() {
    return metrics_tables;
}

}  // namespace vitrine::service::sqlite
