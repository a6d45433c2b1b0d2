"""Verbs that ask about the past: changes, history, text, raw, search, when."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import ago, parse_time, short_time
from scraper.compare.terminal import printable
from scraper.errors import UsageError
from scraper.records import EventKind

if TYPE_CHECKING:
    from storage import History

__all__ = ["changes", "history", "raw", "search", "text", "version_of", "when"]

Row = Mapping[str, Any]


@click.command(cls=VerbCommand)
@click.option("--since", metavar="TIME", help="Only since then: 7d, 12h, yesterday, 2025-01-19.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of event; may be repeated.")
@click.option("--source", metavar="SOURCE", help="Only of this source, by number or URL.")
@click.option("--tag", metavar="TAG", help="Only of sources with this tag.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@format_options
@click.pass_context
def changes(ctx: click.Context, /, kinds: tuple[str, ...], since: str | None, form: str | None, **given: Any) -> None:
    """List what happened, newest first.

    Kinds: new, changed (edits of every sort), stealth_edit, redated, fake_refresh, title_changed, link_dead, gone, …
    """
    face = face_of(ctx)
    wanted = _event_kinds(kinds)
    start = parse_time(since, face.now(), option="--since") if since else None
    with face.history() as history:
        rows = history.changes(
            since=start, kinds=wanted, source=given["source"], tag=given["tag"], limit=given["limit"]
        )
    now = face.now()
    columns = (
        Column("id", lambda r: str(r["id"]), right=True),
        Column("at", lambda r: f"{short_time(r['at'])}\n{ago(r['at'], now)}"),
        Column("kind", lambda r: f"{r['kind']}\n{_steps(r)}".rstrip()),
        Column("what", lambda r: f"{r['url'] or ''}\n{r['summary']}".strip(), wide=True),
    )
    emit(rows, columns, form, empty="no events" if kinds or since else "nothing happened yet")


def _event_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    known = {str(kind) for kind in EventKind}
    wanted = tuple(kind.strip().replace("-", "_") for text in kinds for kind in text.split(",") if kind.strip())
    for kind in wanted:
        if kind not in known:
            from difflib import get_close_matches

            near = get_close_matches(kind, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(known))}"
            raise UsageError(f"--kind: no such kind of event {kind!r}{hint}")
    return wanted


def _steps(row: Row) -> str:
    """'v1 → v2', 'v2', or nothing."""
    before, after = row["from_version"], row["to_version"]
    return f"v{before} → v{after}" if before and after else f"v{after}" if after else ""


@click.command(cls=VerbCommand)
@click.argument("doc", metavar="DOC")
@format_options
@click.pass_context
def history(ctx: click.Context, /, doc: str, form: str | None) -> None:
    """List the versions of a document.

    DOC is a document's number, its URL, or a part of its URL or title that no other document has. Where a page and a feed
    entry share a URL, the page is meant; the entry goes by its number.
    """
    face = face_of(ctx)
    with face.history() as past:
        document = past.document(doc)
        rows, others = past.versions(document["id"]), past.same_url(document["id"])
    if form is None:
        click.echo(f"{printable(document['title'] or '(no title)')}\n{document['url']}")
        for other in others:
            click.echo(f"({_what(other)} with this URL: document {other['id']}, {other['versions']} versions)")
        click.echo("")
    now = face.now()
    columns = (
        Column("v", lambda r: str(r["number"]), right=True),
        Column("at", lambda r: f"{short_time(r['at'])}\n{ago(r['at'], now)}"),
        Column("worth", lambda r: str(r["significance"])),
        Column("bytes", lambda r: f"{r['bytes']:,}", right=True),
        Column("states", lambda r: f"{_states(r)}\n{r['reason']}".strip(), wide=True),
    )
    emit(rows, columns, form, empty="no version was stored yet; pagewatch check")


def _what(document: Row) -> str:
    return "the feed entry" if document["entry_key"] else "the page"


def _states(row: Row) -> str:
    if row["updated"]:
        return f"updated {row['updated'][:16]}" + (f" by {row['updated_by']}" if row["updated_by"] else "")
    return f"published {row['published'][:16]}" if row["published"] else ""


@click.command(cls=VerbCommand)
@click.argument("doc", metavar="DOC")
@click.option("--version", "number", metavar="N", help="This version; default: the newest.")
@click.option("--at", metavar="TIME", help="The version that stood there at that time.")
@click.pass_context
def text(ctx: click.Context, /, doc: str, number: str | None, at: str | None) -> None:
    """Print the text of a version."""
    face = face_of(ctx)
    with face.history() as past:
        body = version_of(past, past.document(doc), face, number=number, at=at)["text"]
    click.echo(printable(body) if sys.stdout.isatty() else body)


@click.command(cls=VerbCommand)
@click.argument("doc", metavar="DOC")
@click.option("--version", "number", metavar="N", help="This version; default: the newest.")
@click.option("--at", metavar="TIME", help="The version that stood there at that time.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.pass_context
def raw(ctx: click.Context, /, doc: str, number: str | None, at: str | None, output: Path | None) -> None:
    """Print the bytes of a version as they were fetched."""
    face = face_of(ctx)
    with face.history() as past:
        version = version_of(past, past.document(doc), face, number=number, at=at)
        body = past.raw(version["document_id"], version["number"])
    if output is not None:
        output.write_bytes(body)
        face.say(f"wrote {len(body):,} bytes to {output}")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def version_of(past: History, document: Row, face: Face, *, number: str | None = None, at: str | None = None) -> Row:
    """The version of a document that a person means: by number ('3' or 'v3'), by time, or the newest."""
    if number is not None and at is not None:
        raise UsageError("give --version or --at, not both")
    if number is not None:
        digits = number.lower().removeprefix("v")
        if not digits.isascii() or not digits.isdigit():
            raise UsageError(f"--version takes a number, not {number!r}; pagewatch history {document['id']} lists them")
        return past.version(document["id"], number=int(digits))
    moment: datetime | None = parse_time(at, face.now(), option="--at") if at is not None else None
    return past.version(document["id"], at=moment)


@click.command(cls=VerbCommand)
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many.")
@format_options
@click.pass_context
def search(ctx: click.Context, /, query: str, limit: int, form: str | None) -> None:
    """Search every version of everything.

    All words must occur; "quoted words" in that order. Chinese, Japanese and Korean need no spaces.
    """
    face = face_of(ctx)
    with face.history() as past:
        rows = [{**row, "version": row["number"]} for row in past.search(query, limit=limit)]
    columns = (
        Column("v", _range, right=True),
        Column("at", lambda r: short_time(r["at"])),
        Column("where", lambda r: f"{r['title'] or ''}\n{r['url']}\n{r['snippet']}".strip(), wide=True),
    )
    emit(rows, columns, form, empty=f"nothing has {query!r}")


def _range(row: Row) -> str:
    """The versions that have it: '2', '1–4', '3–' where the newest has it too."""
    first, last = row["first_version"], row["last_version"]
    return f"{first}–" if row["current"] else str(first) if first == last else f"{first}–{last}"


@click.command(cls=VerbCommand)
@click.argument("doc", metavar="DOC")
@click.argument("phrase")
@format_options
@click.pass_context
def when(ctx: click.Context, /, doc: str, phrase: str, form: str | None) -> int:
    """Find the first and last version that has a phrase.

    Exit code 1 if no version has it.
    """
    face = face_of(ctx)
    with face.history() as past:
        row = past.when(past.document(doc)["id"], phrase)
    if not row["versions"]:
        click.echo(f"no version of {row['url']} has {phrase!r}", err=True)
        return 1
    emit_one(row, form, lambda found: _show_when(found, face.now()))
    return 0


def _show_when(row: Row, now: datetime) -> None:
    click.echo(row["url"])
    for label, number, at in (
        ("first", row["first_version"], row["first_at"]),
        ("last", row["last_version"], row["last_at"]),
    ):
        click.echo(f"  {label:<6} v{number}  {short_time(at)}  ({ago(at, now)})")
    if row["gone_at"]:
        click.echo(f"  gone   {short_time(row['gone_at'])}  ({ago(row['gone_at'], now)})")
    else:
        click.echo("  the newest version has it")
    if row["snippet"]:
        click.echo(f"  {printable(row['snippet'])}")
