"""Verbs that carry subscriptions in and out: import and export; and the changes as a feed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.formats import FORMATS, Listing, looks_like_warc, read_listing, sniff_format
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import as_jsonable
from scraper.cli.sources import Wanted, follow
from scraper.cli.times import parse_time
from scraper.compare.terminal import printable
from scraper.errors import UsageError

__all__ = ["export", "import_sources"]

# A list of up to this size is read here: a worker costs a second.
INLINE_BYTES = 32 << 10
_EXPORTS = ("opml", "urls", "json", "atom", "jsonfeed")


@click.command("import", cls=VerbCommand)
@click.argument("file", metavar="FILE")
@click.option("--format", "form", type=click.Choice((*FORMATS, "warc")), help="Default: told by the content.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for all of them; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only say what would be followed.")
@click.pass_context
def import_sources(ctx: click.Context, /, file: str, form: str | None, tags: tuple[str, ...], dry_run: bool) -> int:
    """Follow what a file lists: OPML, URLs, JSON, jobs, WARC.

    `-` reads standard input. What is followed already is left as it is, so importing twice does no harm. Nothing is
    fetched; a list of bare URLs is taken for what it looks like. Jobs are those of urlwatch and webchanges (YAML). Of a WARC file the captures of pages become versions at their own times, and nobody is told of them. Exit code 1 if some lines could not be used.
    """
    face = face_of(ctx)
    if form == "warc" or (form is None and _is_archive(file)):
        return _import_archive(face, file, tags, dry_run=dry_run)
    body = _read(file)
    found, skipped, remarks = _listed(body, form or sniff_format(body))
    wanted = [_tagged(one, tags) for one in found]
    if dry_run:
        for one in wanted:
            click.echo(f"would follow {one.kind} {one.url}")
        added = known = 0
    else:
        added, known = _follow_all(face, wanted)
    for line in remarks:
        face.say(f"note: {printable(line)}")
    for line in skipped:
        click.echo(f"skipped {printable(line)}", err=True)
    counts = f"{len(wanted)} found" if dry_run else f"{added} added, {known} already followed"
    click.echo(counts + (f", {len(skipped)} skipped" if skipped else ""))
    if not wanted and not skipped:
        raise UsageError(f"{file} lists nothing")
    return 1 if skipped else 0


def _listed(body: bytes, form: str) -> Listing:
    """The sources in a file; what is long, or could unfold into something long, is read in a worker with its limits."""
    unfolds = b"<!ENTITY" in body or (form == "jobs" and b"&" in body and b"*" in body)
    if len(body) <= INLINE_BYTES and not unfolds:
        return read_listing(body, form)
    import asyncio  # start-up cost, as the workers'

    from scraper.workers import Workers

    async def read() -> Listing:
        workers = Workers(preload=("scraper.cli.formats",))
        try:
            return await workers.run(read_listing, body, form)
        finally:
            workers.close()

    return asyncio.run(read())


def _is_archive(file: str) -> bool:
    path = Path(file)
    if file == "-" or not path.is_file():
        return False
    with path.open("rb") as opened:
        return looks_like_warc(opened.read(1024))


def _import_archive(face: Face, file: str, tags: tuple[str, ...], *, dry_run: bool) -> int:
    from scraper.service.archive import import_archive, words_of

    path = Path(file)
    if not path.is_file():
        raise UsageError(f"a WARC file is read piece by piece and must be a file: {file}")
    if not dry_run:
        with face.store(create=True):
            pass
    report = import_archive(face.db_path, face.config, path, face.now(), tags=tags, dry_run=dry_run)
    for line in words_of(report):
        click.echo(f"would store {line}" if dry_run and line.startswith(str(report.captures)) else line)
    if report.error is not None:
        click.echo(f"skipped {printable(f'the rest of {file}: {report.error}')}", err=True)
    elif not report.captures and not report.passed:
        raise UsageError(f"{file} lists nothing")
    return 1 if report.error is not None else 0


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder; name a file")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"no such file: {file}") from error


def _tagged(one: Wanted, tags: tuple[str, ...]) -> Wanted:
    from dataclasses import replace

    return replace(one, tags=tuple(dict.fromkeys((*one.tags, *tags)))) if tags else one


def _follow_all(face: Face, wanted: Iterable[Wanted]) -> tuple[int, int]:
    added = known = 0
    with face.store(create=True) as store:
        for one in wanted:
            _, is_new = follow(store, one, face.now())
            added, known = added + is_new, known + (not is_new)
    return added, known


@click.command(cls=VerbCommand)
@click.option("--format", "form", type=click.Choice(_EXPORTS), default="opml", show_default=True, help="What to write.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--tag", metavar="TAG", help="Only sources (or changes of sources) with this tag.")
@click.option("--since", metavar="TIME", help="Changes only since then (atom, jsonfeed).")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="At most so many changes.")
@click.pass_context
def export(ctx: click.Context, /, form: str, output: Path | None, tag: str | None, **given: Any) -> None:
    """Write sources, or the changes as a feed, to a file.

    opml, urls and json hold the sources (json with every setting, for `import`); atom and jsonfeed the changes.
    """
    face = face_of(ctx)
    with face.history() as history:
        if form in ("atom", "jsonfeed"):
            since = parse_time(given["since"], face.now(), option="--since") if given["since"] else None
            body = _changes_feed(history.changes(since=since, tag=tag, limit=given["limit"]), form)
        elif form == "opml":
            body = _opml(history.sources(tag=tag))
        else:
            body = _listing(history.sources(tag=tag), form)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(body)
        face.say(f"wrote {output}")


def _changes_feed(rows: Iterable[Mapping[str, Any]], form: str) -> bytes:
    from scraper.channels import atom_feed, json_feed

    return atom_feed(rows) if form == "atom" else json_feed(rows)


def _opml(rows: Iterable[Mapping[str, Any]]) -> bytes:
    from scraper.extract.opml import Outline, write_opml

    outlines = []
    for row in rows:
        settings = _settings(row)
        own: list[tuple[str, str]] = [
            (name, str(settings[name])) for name in ("every", "cron", "tz", "note") if name in settings
        ]
        own += [("paused", "true")] if row["paused"] else []
        own += [("options", json.dumps(settings["options"], ensure_ascii=False))] if "options" in settings else []
        outlines.append(Outline(row["url"], row["title"] or "", tuple(row["tags"]), None, row["kind"], tuple(own)))
    return write_opml(outlines)


def _listing(rows: Iterable[Mapping[str, Any]], form: str) -> bytes:
    if form == "urls":
        return "".join(f"{row['url']}\n" for row in rows).encode()
    sources = [_settings(row) for row in rows]
    return (json.dumps({"pagewatch": 1, "sources": sources}, ensure_ascii=False, indent=2) + "\n").encode()


def _settings(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a user set, without what pagewatch found out."""
    named = {**row, "every": f"{row['every_s']}s" if row["every_s"] else None}
    names = ("kind", "url", "title", "tags", "note", "every", "cron", "tz", "options", "paused")
    return {name: as_jsonable(named[name]) for name in names if named[name] not in (None, "", [], {}, False)}
