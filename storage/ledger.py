"""Writing the link ledger: which document holds which link, from which version to which."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.records import FoundLink
from storage.times import SECONDS, clean
from storage.versions import Written
from storage.writing import Writing, insert

__all__ = ["keep", "target_key"]


@dataclass(frozen=True, slots=True)
class _Held:
    """A row of the ledger that the newest version still had."""

    target_id: int
    first_version: int
    canonical: str
    anchor: str
    code: str


_ROW = "WHERE document_id = ? AND target_id = ? AND first_version = ? AND code = ?"


def _row(document_id: int, held: _Held) -> tuple[int, int, int, str]:
    return document_id, held.target_id, held.first_version, held.code


def target_key(canonical: str) -> int:
    """48 bits of a hash: what link targets are looked up by."""
    return int.from_bytes(hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).digest()[:6], "big")


def find_target(conn: sqlite3.Connection, canonical: str) -> int | None:
    """The row of a canonical link."""
    rows = conn.execute("SELECT id, canonical FROM link_targets WHERE key = ?", (target_key(canonical),))
    return next((int(row[0]) for row in rows if row[1] == canonical), None)


def keep(w: Writing, written: Written, *, watch_all: bool, active: bool) -> None:
    """Bring the ledger of a document to its new version. Links in the body count; with `watch_all`, all do."""
    if written.links is None:
        return
    wanted = _one_per_target(k for k in written.links if watch_all or k.place == "body")
    held = _held(w.conn, written.document_id)
    fresh = [k for name, k in wanted.items() if name not in held]
    made = [(k, _open(w, written, k, active)) for k in fresh]
    _close(w.conn, written, [h for name, h in held.items() if name not in wanted], made)
    _relabel(w.conn, written.document_id, held, wanted)


def _one_per_target(links: Iterable[FoundLink]) -> dict[tuple[str, str], FoundLink]:
    """One link per target and code: the first one that has an anchor text, else the first."""
    chosen: dict[tuple[str, str], FoundLink] = {}
    for link in links:
        name = (clean(link.canonical), clean(link.code or ""))
        known = chosen.get(name)
        if known is None or (link.anchor.strip() and not known.anchor.strip()):
            chosen[name] = link
    return chosen


def _held(conn: sqlite3.Connection, document_id: int) -> dict[tuple[str, str], _Held]:
    rows = conn.execute(
        "SELECT l.target_id, l.first_version, t.canonical, l.anchor, l.code FROM links l "
        "JOIN link_targets t ON t.id = l.target_id WHERE l.document_id = ? AND l.until_version IS NULL",
        (document_id,),
    )
    held = [_Held(*row) for row in rows]
    return {(h.canonical, h.code): h for h in held}


def _open(w: Writing, written: Written, link: FoundLink, active: bool) -> int:
    target_id = _target(w, link, written.at, active)
    w.conn.execute(
        "INSERT INTO links (document_id, target_id, anchor, code, place, first_version) VALUES (?, ?, ?, ?, ?, ?)",
        (
            written.document_id,
            target_id,
            clean(link.anchor),
            clean(link.code or ""),
            link.place,
            written.number,
        ),
    )
    return target_id


def _target(w: Writing, link: FoundLink, at: str, active: bool) -> int:
    """The row of a link's target; a new one is unknown and due now, or unsupported where no one can look."""
    canonical, url = clean(link.canonical), clean(link.url)
    known = find_target(w.conn, canonical)
    if known is not None:
        if active:
            w.conn.execute("UPDATE link_targets SET active = 1 WHERE id = ? AND active = 0", (known,))
        return known
    scheme = canonical.partition(":")[0].lower()
    web = scheme in ("http", "https")
    return insert(
        w.conn,
        "INSERT INTO link_targets (key, canonical, url, active, state, reason, evidence, since, next_check_at) "
        f"VALUES (?, ?, ?, ?, ?, ?, ?, ?, {SECONDS.format('?')})",
        (
            target_key(canonical),
            canonical,
            None if url == canonical else url,
            int(active),
            "unknown" if web else "unsupported",
            "" if web else "scheme",
            "" if web else f"not checked: {scheme}: links need another program",
            None if web else at,
            at if web else None,
        ),
    )


def _close(
    conn: sqlite3.Connection, written: Written, gone: Sequence[_Held], fresh: Sequence[tuple[FoundLink, int]]
) -> None:
    """End the rows of links that the version no longer has, and say what stands in their place."""
    for held in gone:
        successor = next((t for k, t in fresh if held.anchor and k.anchor == held.anchor and t != held.target_id), None)
        if successor is None and len(gone) == len(fresh) == 1:
            successor = fresh[0][1]
        conn.execute(
            f"UPDATE links SET until_version = ?, replaced_by = ? {_ROW}",
            (written.number - 1, successor, *_row(written.document_id, held)),
        )
    for held in gone:
        conn.execute(
            "UPDATE link_targets SET active = EXISTS (SELECT 1 FROM links l JOIN documents d ON d.id = l.document_id "
            "JOIN resources r ON r.id = d.resource_id WHERE l.target_id = link_targets.id AND l.until_version IS NULL "
            "AND r.active = 1) WHERE id = ?",
            (held.target_id,),
        )


def _relabel(
    conn: sqlite3.Connection,
    document_id: int,
    held: dict[tuple[str, str], _Held],
    wanted: dict[tuple[str, str], FoundLink],
) -> None:
    """An anchor text that changed is the same link under another name."""
    for name, link in wanted.items():
        old = held.get(name)
        if old is not None and old.anchor != clean(link.anchor):
            conn.execute(
                f"UPDATE links SET anchor = ?, place = ? {_ROW}",
                (clean(link.anchor), link.place, *_row(document_id, old)),
            )
