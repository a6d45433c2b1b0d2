"""The stable views: what other tools and people in the sqlite3 shell may rely on. Columns are only ever added.

They are dropped and made anew by every migration, so they can change with the tables beneath them.
"""

from __future__ import annotations

__all__ = ["VIEWS", "VIEW_NAMES"]

VIEW_NAMES = ("v_documents", "v_versions", "v_statements", "v_events", "v_links", "v_checks", "v_deliveries")

VIEWS = """
CREATE VIEW v_documents AS
SELECT d.id, d.url, d.title, r.kind, d.key AS entry_key, r.state, d.version AS versions,
       strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS last_version_at, g.published, g.updated, g.updated_by, g.lang, g.author,
       d.created_at AS first_seen_at, r.last_checked_at, r.last_changed_at, r.next_check_at, d.missing_since, r.error,
       d.resource_id, r.url AS resource_url
FROM documents d
JOIN resources r ON r.id = d.resource_id
LEFT JOIN versions v ON v.document_id = d.id AND v.number = d.version
LEFT JOIN checks c ON c.id = v.check_id
LEFT JOIN readings g ON g.id = v.reading_id;

CREATE VIEW v_versions AS
SELECT d.url, v.document_id, v.number, strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS at,
       j.significance, j.reason, g.title, g.author, g.lang,
       g.published, g.updated, g.updated_by, b.size AS bytes, lower(hex(b.sha256)) AS sha256,
       coalesce(t.digest, lower(hex(tb.sha256))) AS text_sha256, tb.size AS text_bytes,
       length(b.body) AS stored_bytes, g.content_type, g.encoding, g.extractor, v.check_id, v.reading_id
FROM versions v
JOIN documents d ON d.id = v.document_id
JOIN checks c ON c.id = v.check_id
JOIN judgements j ON j.id = v.judgement_id
JOIN readings g ON g.id = v.reading_id
JOIN blobs b ON b.id = v.raw_id
JOIN texts t ON t.id = v.text_id
JOIN blobs tb ON tb.id = t.blob_id;

CREATE VIEW v_statements AS
SELECT d.url, v.document_id, v.number, strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS at,
       s.position, p.role, s.value, p.precision, p.source, s.snippet, s.updated_by,
       p.locator, strftime('%Y-%m-%dT%H:%M:%SZ', s.start_at, 'unixepoch') AS start_at,
       strftime('%Y-%m-%dT%H:%M:%SZ', s.end_at, 'unixepoch') AS end_at, s.zone, p.zone_source, p.calendar, p.scope, p.lang, p.rule, p.score
FROM versions v
JOIN documents d ON d.id = v.document_id
JOIN checks c ON c.id = v.check_id
JOIN statements s ON s.reading_id = v.reading_id
JOIN places p ON p.id = s.place_id;

CREATE VIEW v_events AS
SELECT e.id, e.at, e.kind, coalesce(e.url, d.url, r.url) AS url,
       (SELECT s.url FROM source_resources sr JOIN sources s ON s.id = sr.source_id
        WHERE sr.resource_id = e.resource_id ORDER BY s.removed_at IS NOT NULL, s.id LIMIT 1) AS source,
       e.from_version, e.to_version, e.summary, e.detail, coalesce(d.title, r.title) AS title,
       e.document_id, e.resource_id, e.target_id, e.held
FROM events e
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN resources r ON r.id = e.resource_id
WHERE e.rolled_into IS NULL;

CREATE VIEW v_links AS
SELECT d.url AS document_url, d.title AS document_title, coalesce(t.url, t.canonical) AS url, l.anchor, nullif(l.code, '') AS code,
       coalesce(t.overruled, t.state) AS state, t.reason, t.since, t.last_checked_at AS checked_at, t.evidence,
       l.first_version, coalesce(l.until_version, d.version) AS last_version, l.until_version IS NULL AS current,
       l.place, t.final_url, coalesce(n.url, n.canonical) AS replaced_by,
       t.overruled, t.overruled_why, strftime('%Y-%m-%dT%H:%M:%SZ', t.next_check_at, 'unixepoch') AS next_check_at,
       l.document_id, l.target_id
FROM links l
JOIN documents d ON d.id = l.document_id
JOIN link_targets t ON t.id = l.target_id
LEFT JOIN link_targets n ON n.id = l.replaced_by;

CREATE VIEW v_checks AS
SELECT c.id, strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS at, r.url, r.kind, w.outcome, c.status, w.decision, w.reason, c.elapsed_us / 1000.0 AS elapsed_ms,
       c.wire_bytes, c.final_url, c.resource_id
FROM checks c
JOIN resources r ON r.id = c.resource_id
JOIN decisions w ON w.id = c.decision_id;

CREATE VIEW v_deliveries AS
SELECT o.id, o.event_id, o.channel, o.state, o.attempts, o.at, o.next_attempt_at, o.error,
       e.kind, e.at AS event_at, coalesce(e.url, d.url, r.url) AS url, e.summary
FROM deliveries o
JOIN events e ON e.id = o.event_id
LEFT JOIN documents d ON d.id = e.document_id
LEFT JOIN resources r ON r.id = e.resource_id;
"""
