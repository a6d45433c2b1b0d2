"""Reading the link ledger."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from storage.linksets import load_links, sentences_in
from storage.reads import Row, bodies, rows, source_filter
from storage.times import clean

if TYPE_CHECKING:
    from storage.blobs import Blobs

__all__ = ["evidence", "ledger", "unmapped"]

# Documents of one link whose sentences are looked up: each costs a body of links.
MAX_SENTENCES = 20
_LEDGER = """
SELECT v.document_url, v.url, v.anchor, v.code, v.state, v.reason,
       CASE WHEN v.overruled IS NULL THEN v.since ELSE t.overruled_at END AS since, v.checked_at, v.evidence, v.first_version,
       v.last_version, v.document_title, v.final_url, v.replaced_by,
       v.replaced_by IS NOT NULL AND v.state = 'dead' AS repaired,
       CASE WHEN v.state IN ('dead', 'suspect') THEN (SELECT count(*) FROM link_checks c WHERE c.target_id = v.target_id
            AND c.state = 'suspect' AND c.id > coalesce((SELECT max(id) FROM link_checks g WHERE g.target_id = v.target_id
            AND g.state = 'alive'), 0)) END AS failed_looks,
       CASE WHEN v.state IN ('dead', 'suspect') THEN (SELECT min(c.at) FROM link_checks c WHERE c.target_id = v.target_id
            AND c.state = 'suspect' AND c.id > coalesce((SELECT max(id) FROM link_checks g WHERE g.target_id = v.target_id
            AND g.state = 'alive'), 0)) END AS failing_since,
       v.overruled, v.overruled_why, v.place, v.current, v.document_id, v.target_id, v.next_check_at
FROM v_links v JOIN documents d ON d.id = v.document_id JOIN link_targets t ON t.id = v.target_id
WHERE 1
"""
# Dead first; within a state the newest turn first.
_ORDER = """
ORDER BY CASE v.state WHEN 'dead' THEN 0 WHEN 'suspect' THEN 1 WHEN 'blocked' THEN 2 WHEN 'unknown' THEN 3
         WHEN 'unsupported' THEN 4 ELSE 5 END, v.current DESC, since DESC, v.document_id, v.target_id, v.first_version
"""


def ledger(
    conn: sqlite3.Connection,
    blobs: Blobs,
    *,
    state: str | None = None,
    source: str | int | None = None,
    document: int | None = None,
    sentences: bool = False,
) -> list[Row]:
    """The rows of the ledger. `sentence` is filled where asked for, '' otherwise: it is kept with the version, a body each."""
    where, values = source_filter(conn, "d.resource_id", source, None)
    if document is not None:
        where += " AND v.document_id = ?"
        values.append(document)
    if state is not None:
        where += " AND v.state = ?"
        values.append(state)
    found = rows(conn.execute(f"{_LEDGER}{where}{_ORDER}", values))
    for row in found:
        row["sentence"] = ""
    if sentences or document is not None:
        held: dict[int, list[Row]] = {}
        for row in found:
            held.setdefault(row["document_id"], []).append(row)
        for holder, its in held.items():
            _sentences(conn, blobs, holder, its)
    return found


_UNMAPPED = """
SELECT t.canonical AS url, c.at, c.evidence, c.detail FROM link_checks c JOIN link_targets t ON t.id = c.target_id
WHERE c.reason IN ('unmapped', 'api_changed') ORDER BY c.id DESC
"""


def unmapped(conn: sqlite3.Connection) -> list[Row]:
    """Answers of providers that are in no table, one row per provider and code, the newest first."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows(conn.execute(_UNMAPPED)):
        detail = json.loads(row["detail"]) if isinstance(row["detail"], str) else row["detail"] or {}
        name = str(row["evidence"]).partition(":")[0], str(detail.get("code", ""))
        first = {"provider": name[0], "code": name[1], "times": 0, "last_seen": row["at"], "url": row["url"]}
        entry = found.setdefault(name, {**first, "evidence": row["evidence"], "body": detail.get("body", "")})
        entry["times"] += 1
    return list(found.values())


def _sentences(conn: sqlite3.Connection, blobs: Blobs, document_id: int, found: list[Row]) -> None:
    """The sentence around each link, from the last version that has it (an older one where that was pruned)."""
    known: dict[int, dict[str, str]] = {}
    for row in found:
        number = row["last_version"]
        if number not in known:
            body = conn.execute(
                "SELECT links_id FROM versions WHERE document_id = ? AND number <= ? ORDER BY number DESC LIMIT 1",
                (document_id, number),
            ).fetchone()
            known[number] = sentences_in(blobs.get(body[0])) if body and body[0] is not None else {}
        row["sentence"] = known[number].get(row["url"], "")


def evidence(conn: sqlite3.Connection, blobs: Blobs, url: str) -> Row:
    """A link's verdict with every look at it, newest first, and the documents that hold it. Raises UsageError."""
    from storage.ledger import find_target  # with all that writes versions: twice what listing the ledger costs

    target_id = find_target(conn, clean(url))
    if target_id is None:
        row = conn.execute(
            "SELECT id FROM link_targets WHERE url = ? OR canonical = ?", (clean(url), clean(url))
        ).fetchone()
        if row is None:
            raise UsageError(f"no link {url!r} in the ledger; see: pagewatch links")
        target_id = row[0]
    target: dict[str, Any] = rows(
        conn.execute(
            "SELECT coalesce(url, canonical) AS url, coalesce(overruled, state) AS state, reason, evidence, "
            "CASE WHEN overruled IS NULL THEN since ELSE overruled_at END AS since, last_checked_at AS checked_at, strftime('%Y-%m-%dT%H:%M:%SZ', next_check_at, 'unixepoch') AS next_check_at, next_reason, overruled, overruled_why, overruled_at, final_url "
            "FROM link_targets WHERE id = ?",
            (target_id,),
        )
    )[0]
    target["looks"] = rows(
        conn.execute(
            "SELECT at, state, evidence_class, reason, evidence, status, final_url, chain, title, body_sha256, detail "
            "FROM link_checks WHERE target_id = ? ORDER BY id DESC",
            (target_id,),
        )
    )
    target["documents"] = rows(
        conn.execute(
            "SELECT document_url, document_title, anchor, code, first_version, last_version, current, replaced_by, url, "
            "document_id FROM v_links WHERE target_id = ? ORDER BY current DESC, document_id",
            (target_id,),
        )
    )
    for row in target["documents"][:MAX_SENTENCES]:
        row["sentence"] = ""
        _sentences(conn, blobs, row["document_id"], [row])
    return target


def version_links(conn: sqlite3.Connection, blobs: Blobs, document_id: int, number: int) -> list[Row]:
    """Every link of a version, navigation included, in the page's order."""
    links_id = bodies(conn, document_id, number)[2]
    links = load_links(blobs.get(links_id)) if links_id is not None else ()
    return [
        {
            "url": k.url,
            "canonical": k.canonical,
            "anchor": k.anchor,
            "sentence": k.sentence,
            "code": k.code,
            "place": k.place,
            "position": k.position,
        }
        for k in links
    ]
