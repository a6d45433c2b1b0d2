"""The reader: everything that the past can be asked. Works beside a writer; never writes.

Rows are dicts with the field names of the public interface; times are ISO-8601 with an offset.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from scraper.errors import StorageError
from storage import names, reads
from storage.connection import connect_reader, translated
from storage.migrations import SCHEMA_VERSION, check_ours
from storage.reads import Row

if TYPE_CHECKING:
    from storage.blobs import Blobs

__all__ = ["History", "open_history"]

T = TypeVar("T")


def open_history(path: Path) -> History:
    """Open a database for reading. Raises StorageError saying what to do where there is none, or it is not ours."""
    path = Path(path)
    conn = connect_reader(path)
    try:
        version = check_ours(conn, path)
        if version == 0:
            raise StorageError(f"{path} is empty; follow something first: pagewatch add URL")
        if version < SCHEMA_VERSION:
            raise StorageError(
                f"{path} is of an older pagewatch (schema {version}); any verb that writes brings it up to date, "
                "with a backup: pagewatch check"
            )
    except BaseException:
        conn.close()
        raise
    return History(path, conn)


class History:
    """A reading view of one database. May be used from several threads; each call sees one consistent state."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self.path = path
        self._conn = conn
        self._seen = -1
        self._turn = RLock()

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """One read transaction, so that a body and what it is stored against are of one moment."""
        with self._turn, translated(str(self.path)):
            if self._conn.in_transaction:
                yield self._conn
                return
            self._conn.execute("BEGIN")
            try:
                version = self._conn.execute("PRAGMA data_version").fetchone()[0]
                if version != self._seen:  # somebody wrote: an id may mean another body after pruning
                    self.__dict__.pop("_blobs", None)
                    self._seen = version
                yield self._conn
            finally:
                self._conn.execute("ROLLBACK")

    @cached_property
    def _blobs(self) -> Blobs:
        """Bodies and texts, for the verbs that show any."""
        from storage.blobs import Blobs

        return Blobs(self._conn)

    # -- sources and what happened ----------------------------------------------------------------------------------

    def sources(self, *, tag: str | None = None) -> list[Row]:
        """What is followed: `list`."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.sources(conn, tag=tag)

    def source(self, ref: str | int) -> Row:
        """One source by id, URL or unique part. Raises UsageError."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.sources(conn, ref=ref)[0]

    def changes(
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[str] = (),
        source: str | int | None = None,
        tag: str | None = None,
        limit: int | None = None,
        before: int | None = None,
    ) -> list[Row]:
        """Events, newest first; kind 'changed' includes 'redated' and 'stealth_edit'; `before`: older than that event."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.changes(
                conn, since=since, kinds=kinds, source=source, tag=tag, limit=limit, before=before
            )

    def checks(
        self, *, resource: int | None = None, since: datetime | None = None, limit: int | None = None
    ) -> list[Row]:
        """Checks with their decisions and reasons, newest first."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.checks(conn, resource=resource, since=since, limit=limit)

    def deliveries(self, *, state: str | None = None, limit: int | None = None) -> list[Row]:
        """The outbox, newest first: `alerts list`."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.deliveries(conn, state=state, limit=limit)

    def why(self, document_id: int) -> Row:
        """The document, its last checks, its events and who was told of them."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.why(conn, document_id)

    def opml_rows(self) -> list[Row]:
        """kind, url, title, tags of every source."""
        from storage import reads_events

        with self._snapshot() as conn:
            return reads_events.opml_rows(conn)

    # -- documents and versions -------------------------------------------------------------------------------------

    def document(self, ref: str | int, *, changed: bool = False) -> Row:
        """A document by id, URL or unique part of URL or title. Raises UsageError.

        Of a page and a feed entry with one URL the page is meant; with `changed`, the one that has two versions.
        """
        with self._snapshot() as conn:
            return reads.documents(conn, document_id=names.find_document(conn, ref, changed=changed))[0]

    def same_url(self, document_id: int) -> list[Row]:
        """The other documents with the URL of this one: the page of a feed entry, the entries of a page."""
        with self._snapshot() as conn:
            return reads.same_url(conn, document_id)

    def documents(
        self, *, source: str | int | None = None, tag: str | None = None, limit: int | None = None
    ) -> list[Row]:
        """Documents, last changed first."""
        with self._snapshot() as conn:
            return reads.documents(conn, source=source, tag=tag, limit=limit)

    def versions(self, document_id: int) -> list[Row]:
        """All versions of a document, oldest first: `history`."""
        with self._snapshot() as conn:
            return reads.versions(conn, document_id)

    def version(self, document_id: int, *, number: int | None = None, at: datetime | None = None) -> Row:
        """One version with its text: by number (-1: the newest), in force at a time, or the newest. Raises UsageError."""
        with self._snapshot() as conn:
            row = reads.version(conn, document_id, number, at)
            row["text"] = self._blobs.get(reads.bodies(conn, document_id, row["number"])[1]).decode()
            return row

    def text(self, document_id: int, number: int) -> str:
        """The text of a version. Raises UsageError, Corrupt."""
        with self._snapshot() as conn:
            return self._blobs.get(reads.bodies(conn, document_id, number)[1]).decode()

    def raw(self, document_id: int, number: int) -> bytes:
        """The bytes of a version as they came, hash-checked. Raises UsageError, Corrupt."""
        with self._snapshot() as conn:
            return self._blobs.get(reads.bodies(conn, document_id, number)[0])

    def version_links(self, document_id: int, number: int) -> list[Row]:
        """Every link of a version, with its place. Raises UsageError."""
        from storage import reads_links

        with self._snapshot() as conn:
            return reads_links.version_links(conn, self._blobs, document_id, number)

    def statements(self, document_id: int, number: int) -> list[Row]:
        """The dates that a version states about itself."""
        with self._snapshot() as conn:
            return reads.statements(conn, document_id, number)

    def search(self, query: str, *, limit: int = 20) -> list[Row]:
        """Documents of which some version has all words and "phrases" of the query. Raises UsageError."""
        from storage import reads_search

        with self._snapshot() as conn:
            return reads_search.search(conn, self._blobs, query, limit)

    def when(self, document_id: int, phrase: str) -> Row:
        """First and last version that has a phrase. Raises UsageError."""
        from storage import reads_search

        with self._snapshot() as conn:
            return reads_search.when(conn, self._blobs, document_id, phrase)

    # -- links ------------------------------------------------------------------------------------------------------

    def links(
        self,
        *,
        state: str | None = None,
        source: str | int | None = None,
        document: str | int | None = None,
        sentences: bool = False,
    ) -> list[Row]:
        """The link ledger, dead first; the sentence around each link of one document, or where asked for. Raises UsageError."""
        from storage import reads_links

        with self._snapshot() as conn:
            found = names.find_document(conn, document) if document is not None else None
            return reads_links.ledger(
                conn, self._blobs, state=state, source=source, document=found, sentences=sentences
            )

    def link_evidence(self, url: str) -> Row:
        """The verdict on a link with every look at it and the documents that hold it. Raises UsageError."""
        from storage import reads_links

        with self._snapshot() as conn:
            return reads_links.evidence(conn, self._blobs, url)

    def unmapped_codes(self) -> list[Row]:
        """Answers of netdisk providers that are in no table: what the next table should say."""
        from storage import reads_links

        with self._snapshot() as conn:
            return reads_links.unmapped(conn)

    # -- how it is --------------------------------------------------------------------------------------------------

    def stats(self, now: datetime | None = None) -> Row:
        """Counts and sizes."""
        from storage import findings

        with self._snapshot() as conn:
            return findings.stats(conn, self.path, now)

    def findings(self, now: datetime | None = None, *, whole: bool = True) -> list[Row]:
        """What `doctor` reports: level, subject, finding, advice. Without `whole` the file's pages are not checked."""
        from storage import findings

        with self._snapshot() as conn:
            return findings.findings(conn, self.path, now, whole=whole)

    def get_meta(self, key: str) -> str | None:
        """A small value by its key."""
        from storage import upkeep

        with self._snapshot() as conn:
            return upkeep.get_meta(conn, key)

    def rules(self) -> tuple[Row, ...]:
        """The stored alert rules in their order."""
        from storage import outbox

        with self._snapshot() as conn:
            return outbox.rules(conn)

    def channel_names(self) -> tuple[str, ...]:
        """The names of the stored channels (their targets may hold secrets)."""
        from storage import outbox

        with self._snapshot() as conn:
            return tuple(channel.name for channel in outbox.channels(conn))

    def ask(self, call: Callable[[sqlite3.Connection], T]) -> T:
        """What a function of `reads_pages` makes of one consistent state: `ask(lambda conn: happened(conn, since))`."""
        with self._snapshot() as conn:
            return call(conn)

    def close(self) -> None:
        """Close the connection; harmless when called twice."""
        self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
