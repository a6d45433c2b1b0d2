"""The schema of a new database, to be read as a whole. `migrations.py` brings older ones here.

User configuration (sources, channels, rules) and machine state (all else) are in different tables. Rows that repeat
are stored once: a version points to bodies, a text and a reading, and most versions share all but the raw body.
Times are UTC text of whole seconds ('2026-11-24T14:05:35Z'); where a table has very many they are integers, seconds since
1970 (`checks.at`, `link_targets.next_check_at`, `statements`). JSON is text, hashes are blobs.
"""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "HOST_TROUBLES", "ROBOTS", "SCHEMA", "SEARCH"]

# 'pgwt': marks the file as ours (`file`, and the refusal of foreign databases).
APPLICATION_ID = 0x70677774

# What robots.txt of an origin ('https://example.org') last said; asked again after `until`.
ROBOTS = """CREATE TABLE robots (
  origin TEXT PRIMARY KEY,
  until TEXT NOT NULL,
  answer TEXT NOT NULL                     -- JSON object: rules, or why nothing may be fetched
) STRICT, WITHOUT ROWID;
"""

# Hosts that gave no answer lately: failures of their URLs in a row, and until when those wait. Any answer ends it.
HOST_TROUBLES = """CREATE TABLE host_troubles (
  host_id INTEGER PRIMARY KEY REFERENCES hosts (id),
  trouble TEXT NOT NULL                    -- JSON object, see patience.py
) STRICT;
"""

SCHEMA = """
-- What a user asked to follow. A removed source stays as a row, so that its history keeps its name.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('page', 'feed', 'sitemap')),
  url TEXT NOT NULL,
  canonical TEXT NOT NULL,
  title TEXT,
  tags TEXT NOT NULL DEFAULT '[]',         -- JSON array
  note TEXT NOT NULL DEFAULT '',
  every_s INTEGER,
  cron TEXT,
  tz TEXT,
  options TEXT NOT NULL DEFAULT '{}',      -- JSON object: what differs from the defaults
  paused INTEGER NOT NULL DEFAULT 0,
  resource_id INTEGER REFERENCES resources (id),
  created_at TEXT NOT NULL,
  edited_at TEXT,
  removed_at TEXT
) STRICT;
-- One source per kind and URL; adding it again finds it.
CREATE UNIQUE INDEX sources_identity ON sources (kind, canonical);

CREATE TABLE hosts (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,                      -- 'example.org' or 'example.org:8080'
  retry_after TEXT,                        -- the host asked to be left alone until then
  base_blob_id INTEGER,                    -- a page of this host: first versions of its siblings are stored against it
  liveness_json TEXT NOT NULL DEFAULT '',
  compare_json TEXT NOT NULL DEFAULT ''
) STRICT;
-- Every new URL looks its host up.
CREATE UNIQUE INDEX hosts_identity ON hosts (host);

-- One URL that is fetched. next_check_at is the schedule.
CREATE TABLE resources (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('page', 'feed', 'sitemap')),
  url TEXT NOT NULL,
  canonical TEXT NOT NULL,
  host_id INTEGER NOT NULL REFERENCES hosts (id),
  active INTEGER NOT NULL DEFAULT 1,       -- some source that is neither paused nor removed follows it
  state TEXT NOT NULL DEFAULT 'new',       -- new | ok | failing | blocked | gone | moved
  next_check_at TEXT,                      -- NULL: never again by itself
  next_reason TEXT NOT NULL DEFAULT '',
  last_checked_at TEXT,
  last_changed_at TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since TEXT,
  retry_after TEXT,                        -- binds forced checks too
  error TEXT,
  etag TEXT,
  last_modified TEXT,
  validators_url TEXT,                     -- NULL with validators: the URL itself
  raw_sha256 TEXT,                         -- what the last body is known by: a keyed mark; older releases: its SHA-256
  fingerprint TEXT,
  expected_lastmod TEXT,
  title TEXT,
  rate_json TEXT NOT NULL DEFAULT '',
  memory_json TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  last_check_id INTEGER                    -- the newest of its checks
) STRICT;
-- Discoveries: is this URL known already?
CREATE UNIQUE INDEX resources_identity ON resources (canonical, kind);
-- What is due: found in order, however many resources there are.
CREATE INDEX resources_due ON resources (next_check_at) WHERE active = 1;
-- What cannot be read: asked for by every look at the overview, and hardly ever many.
CREATE INDEX resources_trouble ON resources (state, last_checked_at DESC)
  WHERE active = 1 AND state IN ('failing', 'blocked', 'gone');
-- A host that asks to be left alone: its resources are put off at once.
CREATE INDEX resources_host ON resources (host_id);

CREATE TABLE source_resources (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  PRIMARY KEY (source_id, resource_id)
) STRICT, WITHOUT ROWID;
-- Which sources does this resource answer to? Asked for each due row.
CREATE INDEX source_resources_resource ON source_resources (resource_id);

-- URLs that a resource had before a permanent redirect was adopted.
CREATE TABLE resource_urls (
  id INTEGER PRIMARY KEY,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  url TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT;
-- `show` and lookups by an old URL.
CREATE INDEX resource_urls_url ON resource_urls (url);

-- Requests that were begun. A row that no check took away is the trace of a crash.
CREATE TABLE attempts (
  resource_id INTEGER PRIMARY KEY REFERENCES resources (id),
  at TEXT NOT NULL
) STRICT;

-- What has versions: an article page (key '') or one feed entry (its key in the feed).
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  key TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL,
  title TEXT,
  version INTEGER NOT NULL DEFAULT 0,      -- number of the newest version
  missing_since TEXT,                      -- a feed entry that the feed no longer has
  memory_json TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;
-- The document of a resource, an entry by its key.
CREATE UNIQUE INDEX documents_identity ON documents (resource_id, key);
-- `history URL`.
CREATE INDEX documents_url ON documents (url);

-- The words of decisions, stored once: 'not modified' / 'unchanged' / '304'.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  outcome TEXT NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
-- Every check looks its words up.
CREATE UNIQUE INDEX decisions_identity ON decisions (outcome, decision, reason);

-- One row per fetch: what was seen, what was decided. By far the most rows: small ones, always added at the end. Those
-- of one resource are found from its newest one back; an index would cost half as much as the rows, and a page of the
-- file per check. Ids rise with time, so no index on `at`.
CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  before_id INTEGER,                       -- the check of this resource before it; may be pruned
  at INTEGER NOT NULL,                     -- seconds since 1970, UTC; text in the views
  decision_id INTEGER NOT NULL REFERENCES decisions (id),
  status INTEGER,
  elapsed_us INTEGER NOT NULL DEFAULT 0,
  wire_bytes INTEGER NOT NULL DEFAULT 0,
  final_url TEXT                           -- NULL: the resource's own
) STRICT;

-- Bodies: zstd frames without their headers (which follow from the size), each with other bodies as raw dictionary,
-- hash-checked when read.
CREATE TABLE blobs (
  id INTEGER PRIMARY KEY,
  base_id INTEGER REFERENCES blobs (id),   -- the nearer relative
  base2_id INTEGER REFERENCES blobs (id),  -- another one; the dictionary is base2 and then base
  depth INTEGER NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- A tracked text and its digest; digest NULL: the body's own sha256.
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  digest TEXT
) STRICT;

-- What extraction made of a page beside its text and links; shared by versions that read the same.
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  mark BLOB NOT NULL,                      -- 8 bytes of a hash over all of it: equal to the previous version's?
  title TEXT,
  author TEXT,
  lang TEXT,
  encoding TEXT,
  content_type TEXT,
  extractor TEXT NOT NULL DEFAULT '',
  published TEXT, updated TEXT,            -- as stated, in the page's own zone
  updated_by TEXT,
  why TEXT NOT NULL DEFAULT '',
  conflicts TEXT,                          -- JSON array
  flags TEXT                               -- JSON array
) STRICT;

-- Where and how a page states dates: the part of a statement that stays when its value moves.
CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  role TEXT NOT NULL, precision TEXT NOT NULL, source TEXT NOT NULL,
  locator TEXT NOT NULL DEFAULT '',
  zone_source TEXT, calendar TEXT NOT NULL DEFAULT 'gregorian',
  scope TEXT NOT NULL DEFAULT 'unknown', lang TEXT,
  rule TEXT NOT NULL DEFAULT '', score REAL NOT NULL DEFAULT 0
) STRICT;

-- The dates that a page states about itself (read them through v_statements).
CREATE TABLE statements (
  id INTEGER PRIMARY KEY,
  reading_id INTEGER NOT NULL REFERENCES readings (id),
  position INTEGER NOT NULL,
  place_id INTEGER NOT NULL REFERENCES places (id),
  value TEXT NOT NULL,
  snippet TEXT NOT NULL DEFAULT '',
  updated_by TEXT,
  start_at INTEGER,                        -- seconds since 1970, UTC; text in the views
  end_at INTEGER,
  zone TEXT
) STRICT;
-- The statements of a reading.
CREATE INDEX statements_reading ON statements (reading_id);

-- The words of significance, stored once.
CREATE TABLE judgements (
  id INTEGER PRIMARY KEY,
  significance TEXT NOT NULL CHECK (significance IN ('substance', 'peripheral', 'technical')),
  reason TEXT NOT NULL
) STRICT;
-- Every version looks its words up.
CREATE UNIQUE INDEX judgements_identity ON judgements (significance, reason);

-- A version is found by its document and number, so that is its key; its time is that of the check that found it.
CREATE TABLE versions (
  document_id INTEGER NOT NULL REFERENCES documents (id),
  number INTEGER NOT NULL,                 -- from 1, never used again
  check_id INTEGER NOT NULL REFERENCES checks (id),
  judgement_id INTEGER NOT NULL REFERENCES judgements (id),
  raw_id INTEGER NOT NULL REFERENCES blobs (id),
  text_id INTEGER NOT NULL REFERENCES texts (id),
  links_id INTEGER REFERENCES blobs (id),  -- every link found, as JSON; NULL: none
  reading_id INTEGER NOT NULL REFERENCES readings (id),
  PRIMARY KEY (document_id, number)
) STRICT, WITHOUT ROWID;

-- One row per canonical link: the verdict on it.
CREATE TABLE link_targets (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,                    -- 48 bits of a hash of `canonical`
  canonical TEXT NOT NULL,
  url TEXT,                                -- as written; NULL: equal to canonical
  active INTEGER NOT NULL DEFAULT 1,       -- the newest version of a followed document holds it
  state TEXT NOT NULL DEFAULT 'unknown',
  reason TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT '',
  since TEXT,
  last_checked_at TEXT,
  next_check_at INTEGER,                   -- seconds since 1970, UTC; text in the views
  next_reason TEXT NOT NULL DEFAULT '',
  overruled TEXT,
  overruled_why TEXT,
  overruled_at TEXT,
  final_url TEXT,
  verdict_json TEXT NOT NULL DEFAULT '',
  snapshot_json TEXT NOT NULL DEFAULT ''
) STRICT;
-- Is this link known? By hash: URLs are long, and a second copy of each would cost more than the rest of the row.
CREATE INDEX link_targets_key ON link_targets (key);
-- Which links are due.
CREATE INDEX link_targets_due ON link_targets (next_check_at) WHERE active = 1 AND next_check_at IS NOT NULL;
-- The states that people ask for; alive is most of them and not among these.
CREATE INDEX link_targets_state ON link_targets (state) WHERE state IN ('dead', 'suspect', 'blocked');
-- … and what people said themselves, which goes before it.
CREATE INDEX link_targets_overruled ON link_targets (overruled) WHERE overruled IS NOT NULL;

-- The ledger: which document holds which link, from which version to which.
CREATE TABLE links (
  document_id INTEGER NOT NULL REFERENCES documents (id),
  target_id INTEGER NOT NULL REFERENCES link_targets (id),
  first_version INTEGER NOT NULL,
  code TEXT NOT NULL DEFAULT '',           -- '': none
  until_version INTEGER,                   -- last version that has it; NULL: the newest does
  anchor TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT 'body',
  replaced_by INTEGER REFERENCES link_targets (id),
  PRIMARY KEY (document_id, target_id, first_version, code)
) STRICT, WITHOUT ROWID;
-- The documents of a link.
CREATE INDEX links_target ON links (target_id);

-- One row per look at a link: the evidence.
CREATE TABLE link_checks (
  id INTEGER PRIMARY KEY,
  target_id INTEGER NOT NULL REFERENCES link_targets (id),
  at TEXT NOT NULL,
  state TEXT NOT NULL,
  evidence_class TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  status INTEGER, final_url TEXT,
  chain TEXT,                              -- JSON array of [url, status, target]
  title TEXT,
  body_sha256 TEXT,
  detail TEXT                              -- JSON object
) STRICT;
-- The evidence of one link.
CREATE INDEX link_checks_target ON link_checks (target_id);

-- What happened: the unit of alerting.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  resource_id INTEGER REFERENCES resources (id),
  document_id INTEGER REFERENCES documents (id),
  target_id INTEGER REFERENCES link_targets (id),
  check_id INTEGER,                        -- checks may be pruned
  url TEXT,                                -- NULL: the document's or the resource's
  from_version INTEGER,
  to_version INTEGER,
  summary TEXT NOT NULL,
  detail TEXT,                             -- JSON object
  held INTEGER NOT NULL DEFAULT 0,         -- waits for the end of the pass
  rolled_into INTEGER REFERENCES events (id)
) STRICT;
-- `changes --since`.
CREATE INDEX events_at ON events (at);
-- `alerts why DOC`.
CREATE INDEX events_document ON events (document_id);
-- Events of a resource without a document (a feed that fails), for `show` and `changes --source`.
CREATE INDEX events_resource ON events (resource_id);
-- The end of a pass asks for these few.
CREATE INDEX events_held ON events (id) WHERE held = 1;

-- The outbox: one row per event and channel, written with the event.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES events (id),
  channel TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  at TEXT NOT NULL,                        -- when it came to this state
  next_attempt_at TEXT,                    -- NULL: at once
  error TEXT
) STRICT;
-- An event goes to a channel once.
CREATE UNIQUE INDEX deliveries_identity ON deliveries (event_id, channel);
-- What is to be sent: nearly always none or few.
CREATE INDEX deliveries_open ON deliveries (id) WHERE state IN ('pending', 'sending');
-- What was given up: few, and people ask for it.
CREATE INDEX deliveries_failed ON deliveries (id) WHERE state = 'failed';

CREATE TABLE channels (
  name TEXT PRIMARY KEY,
  target TEXT NOT NULL                     -- may hold secrets
) STRICT, WITHOUT ROWID;

CREATE TABLE rules (
  position INTEGER PRIMARY KEY,
  rule TEXT NOT NULL                       -- JSON object
) STRICT;

-- Who writes now and when it was last seen alive; for `doctor`.
CREATE TABLE daemon (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  command TEXT NOT NULL,
  started_at TEXT NOT NULL,
  heartbeat_at TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# The words of every document: one row per version that has words which the version before it had not, with only those
# words (`search.py`). No positions and no lengths (`detail=none`): a hit is checked against the text itself. The rows
# are numbered from 1 because a posting costs as many bytes as its row number.
SEARCH = """
CREATE TABLE search_rows (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES documents (id)
) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5 (
  words, content = '', detail = none, columnsize = 0,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co S*'"
);
"""
