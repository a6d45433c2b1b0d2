"""What all writes share: the connection, the bodies, the words stored once, and who is to be told."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scraper.records import EventFacts
from storage.blobs import Blobs
from storage.connection import write_tx

__all__ = ["Route", "Writing", "host_of", "insert", "plain_key", "tell_nobody"]

_K = TypeVar("_K")
Route = Callable[[EventFacts], Sequence[str]]


def tell_nobody(facts: EventFacts) -> Sequence[str]:
    """The route of a store that was opened without one."""
    return ()


# Nearly all: a twentieth of what taking the URL apart costs.
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+(?::\d+)?)/")


def host_of(url: str) -> str:
    """'host' or 'host:port' of a canonical URL, '' where it has none."""
    plain = _PLAIN_HOST.match(url)
    if plain is not None:
        return plain[1]
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def plain_key(url: str) -> str:
    """The identity of a URL where the caller of `open_store` gave no better rule: the URL without its fragment."""
    head, _, fragment = url.partition("#")
    return url if fragment.startswith(("/", "!")) else head


@dataclass(slots=True)
class Writing:
    """One writer's desk. Use `tx()` for every change; after a rollback nothing remembered is trusted."""

    conn: sqlite3.Connection
    blobs: Blobs
    route: Route
    canonical: Callable[[str], str]
    clock: Callable[[], datetime]
    turn: AbstractContextManager[object]
    _decisions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _judgements: dict[tuple[str, str], int] = field(default_factory=dict)
    _hosts: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def tx(self) -> Iterator[sqlite3.Connection]:
        """One transaction: BEGIN IMMEDIATE, all or nothing, errors as ours."""
        try:
            with write_tx(self.conn, self.turn) as conn:
                yield conn
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """After a rollback an id that was given out may come to mean something else."""
        self.blobs.forget()
        for known in (self._decisions, self._judgements, self._hosts):
            known.clear()

    # -- words and names stored once ------------------------------------------------------------------------------

    def decision_id(self, outcome: str, decision: str, reason: str) -> int:
        """The row of a check's words."""
        words = (outcome, decision, reason)
        found = self._decisions.get(words)
        if found is None:
            found = self._named("decisions", ("outcome", "decision", "reason"), words)
            _remember(self._decisions, words, found)
        return found

    def judgement_id(self, significance: str, reason: str) -> int:
        """The row of a version's words."""
        words = (significance, reason)
        found = self._judgements.get(words)
        if found is None:
            found = self._named("judgements", ("significance", "reason"), words)
            _remember(self._judgements, words, found)
        return found

    def host_id(self, host: str) -> int:
        """The row of a host, made where it is new."""
        found = self._hosts.get(host)
        if found is None:
            found = self._named("hosts", ("host",), (host,))
            _remember(self._hosts, host, found)
        return found

    def _named(self, table: str, columns: tuple[str, ...], values: tuple[str, ...]) -> int:
        where = " AND ".join(f"{c} = ?" for c in columns)
        row = self.conn.execute(f"SELECT id FROM {table} WHERE {where}", values).fetchone()
        if row is not None:
            return int(row[0])
        marks = ", ".join("?" * len(values))
        return insert(self.conn, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)


def insert(conn: sqlite3.Connection, sql: str, values: Iterable[Any]) -> int:
    """Run an INSERT of one row and give its id."""
    rowid = conn.execute(sql, tuple(values)).lastrowid
    assert rowid is not None
    return rowid


def _remember(known: dict[_K, int], key: _K, value: int) -> None:
    """Bounded: reasons may carry foreign text, and a year of them must not stay in memory."""
    if len(known) >= 4096:
        known.clear()
    known[key] = value
