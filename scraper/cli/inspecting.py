"""The verb `inspect`: what extraction sees of files and URLs, nothing stored."""

from __future__ import annotations

import asyncio
import json
import os
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click

from scraper.cli.dates_table import dates_report
from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import as_jsonable, json_line, print_json
from scraper.cli.reading import empty_row, page_row, read_body, read_file
from scraper.cli.wishes import EXTRACTORS, wishes_from
from scraper.compare.terminal import printable
from scraper.errors import ParseLimit, UsageError
from scraper.records import ReadOptions
from scraper.urls import check_url

__all__ = ["inspect"]

Row = dict[str, Any]
_WALL_S = 20.0  # for one file
_AHEAD = 8  # files given to the workers at once
_TEXT_LINES, _LINKS = 12, 10  # shown to people; --full shows all


class Job(NamedTuple):
    """A file to read: where it is, how it was named, and the URL it was fetched from. `body`: a stored one instead."""

    path: Path
    name: str
    url: str | None
    body: bytes | None = None
    content_type: str | None = None


@click.command(cls=VerbCommand)
@click.argument("names", nargs=-1, metavar="[FILE|URL]...")
@click.option(
    "--manifest", type=click.Path(path_type=Path), metavar="PAGES.jsonl", help='Files from {"file", "url"} lines.'
)
@click.option("--base-url", metavar="URL", help="Where the files were fetched from.")
@click.option("--select", multiple=True, metavar="CSS|XPATH", help="Read only these parts.")
@click.option("--ignore", multiple=True, metavar="CSS|XPATH|re:…", help="Leave these parts or phrases out.")
@click.option("--extractor", type=click.Choice(EXTRACTORS), help="How the text is found.")
@click.option("--watch-all", is_flag=True, help="The whole page, menus and footer included.")
@click.option(
    "--stored", is_flag=True, help="The arguments are documents that are followed: read their newest version."
)
@click.option("--explain", is_flag=True, help="Say where dates were found, and what of the page is watched, and why.")
@click.option("--full", is_flag=True, help="Print the whole text and all links.")
@click.option("--jsonl", "form", flag_value="jsonl", help="Print one JSON object per file.")
@click.option("--json", "form", flag_value="json", help="Print one JSON array.")
@click.pass_context
def inspect(ctx: click.Context, /, names: tuple[str, ...], form: str | None, **given: Any) -> int:
    """Show what is read from files or URLs; stores nothing.

    Exit code 1 if one could not be read; it still has its line, with `error`.
    """
    face = face_of(ctx)
    options = wishes_from(
        ReadOptions(),
        {
            "select": given["select"] or None,
            "ignore": given["ignore"] or None,
            "extractor": given["extractor"],
            "watch_all": given["watch_all"] or None,
        },
    )
    base = check_url(given["base_url"]) if given["base_url"] else None
    jobs, urls = (_stored(names, face), []) if given["stored"] else _sorted_out(names, base)
    if given["manifest"] is not None:
        jobs += _manifest(given["manifest"])
    if not jobs and not urls:
        raise UsageError("name a file or URL to inspect, or a --manifest")
    return asyncio.run(_print_all(_Printer(form, given["explain"], given["full"]), jobs, urls, face, options))


def _sorted_out(names: Sequence[str], base: str | None) -> tuple[list[Job], list[str]]:
    """Files and URLs among the arguments; raises UsageError for what is neither."""
    jobs: list[Job] = []
    urls: list[str] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            raise UsageError(f"{name} is a folder; name its files")
        if "://" in name:
            urls.append(check_url(name))
        elif path.exists():
            jobs.append(Job(path, name, base))
        elif os.sep in name or path.suffix in (".html", ".htm", ".xml", ".json", ".txt"):
            raise UsageError(f"no such file: {name}")
        else:
            urls.append(check_url(name))
    return jobs, urls


def _stored(names: Sequence[str], face: Face) -> list[Job]:
    """The newest versions of documents, by number or URL."""
    jobs: list[Job] = []
    with face.history() as history:
        for name in names:
            document = history.document(name)
            newest = history.version(document["id"])
            body = history.raw(document["id"], newest["number"])
            jobs.append(Job(Path(), name, document["url"], body, newest["content_type"]))
    return jobs


def _manifest(manifest: Path) -> list[Job]:
    """The files that a manifest names, beside itself or in the current folder."""
    jobs: list[Job] = []
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"cannot read the manifest {manifest}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the manifest {manifest} is no UTF-8 text") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, url = str(row["file"]), row.get("url")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f'{manifest}:{number}: not a JSON object with "file" and "url"') from error
        beside = manifest.parent / name
        jobs.append(Job(beside if beside.exists() else Path(name), name, str(url) if url else None))
    return jobs


async def _print_all(
    printer: _Printer, jobs: Sequence[Job], urls: Sequence[str], face: Face, options: ReadOptions
) -> int:
    failed = 0
    async for row in _read_files(jobs, options, printer.explain):
        printer.row(row)
        failed += row["error"] is not None
    if urls:
        rows = await asyncio.to_thread(_read_urls, urls, face, options)
        for row in rows:
            printer.row(row)
            failed += row["error"] is not None
    printer.close()
    return 1 if failed else 0


async def _read_files(jobs: Sequence[Job], options: ReadOptions, explain: bool) -> AsyncIterator[Row]:
    """The files' rows, in order; several are read at once."""
    if not jobs:
        return
    from scraper.workers import Workers

    workers = Workers(preload=("scraper.cli.reading", "scraper.extract.page"))
    under_way: deque[asyncio.Future[Row]] = deque()
    try:
        for job in jobs:
            under_way.append(asyncio.ensure_future(_read_one(workers, job, options, explain)))
            if len(under_way) >= _AHEAD:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        workers.close()


async def _read_one(workers: Any, job: Job, options: ReadOptions, explain: bool) -> Row:
    try:
        if job.body is not None:
            read = partial(read_body, job.body, job.content_type, job.url or "", options, explain=explain)
        else:
            read = partial(read_file, str(job.path), job.name, job.url, options, explain)
        row: Row = await workers.run(read, wall_s=_WALL_S)
    except ParseLimit as error:
        return empty_row(job.name, job.url) | {"error": str(error)}
    except OSError as error:
        return empty_row(job.name, job.url) | {"error": f"cannot read the file: {error.strerror or error}"}
    return row


def _read_urls(urls: Sequence[str], face: Face, options: ReadOptions) -> list[Row]:
    from scraper.service import inspect_urls

    rows = []
    for url, (article, reason) in zip(urls, inspect_urls(urls, face.config, options), strict=True):
        row = empty_row(None, url)
        if article is not None:
            row |= page_row(article.reading) | {"barrier": article.barrier}
        rows.append(row | {"error": reason})
    return rows


class _Printer:
    """Prints rows as they come, in the form asked for."""

    def __init__(self, form: str | None, explain: bool, full: bool) -> None:
        self.form, self.explain, self.full = form, explain, full
        self._kept: list[Row] = []
        self._first = True

    def row(self, row: Row) -> None:
        if self.form == "jsonl":
            click.echo(json_line(row))
        elif self.form == "json":
            self._kept.append(row)
        else:
            click.echo(("" if self._first else "\n") + "\n".join(_for_people(row, self.explain, self.full)))
            self._first = False

    def close(self) -> None:
        if self.form == "json":
            print_json([as_jsonable(row) for row in self._kept])


def _for_people(row: Row, explain: bool, full: bool) -> list[str]:
    """A report of one page, feed or sitemap."""
    lines = [printable(str(row["file"] or row["url"]))]
    if row["error"]:
        return [*lines, f"  could not be read: {row['error']}"]
    for name in ("kind", "title", "author", "lang", "published", "updated", "updated_by", "encoding", "barrier"):
        if row.get(name):
            lines.append(f"  {name.replace('_', ' '):<11} {printable(str(row[name]))}")
    lines += dates_report(row, explain) + _blocks(row)
    if "entries" in row:
        return lines + _entries(row["entries"], full)
    lines += _text(row["text"], full) + _links(row["links"], full)
    return lines + [f"  note        {printable(note)}" for note in row.get("notes", ())]


def _blocks(row: Mapping[str, Any]) -> list[str]:
    lines = []
    for block in row.get("blocks", ()):
        mark = "watched" if block["watched"] else "left out"
        lines.append(f"  {mark:<11} {block['place']}, {block['why']}: {printable(block['text'])[:70]}")
    return lines


def _text(text: str, full: bool) -> list[str]:
    blocks = text.split("\n") if text else []
    shown = blocks if full else [block[:200] + ("…" if len(block) > 200 else "") for block in blocks[:_TEXT_LINES]]
    lines = [f"  text        {len(text):,} characters in {len(blocks):,} lines"] + [
        f"  | {printable(b)}" for b in shown
    ]
    return lines + ([f"  | … {len(blocks) - len(shown)} more lines (--full)"] if len(shown) < len(blocks) else [])


def _links(links: Sequence[Mapping[str, Any]], full: bool) -> list[str]:
    shown = links if full else links[:_LINKS]
    lines = [f"  links       {len(links):,}"]
    for link in shown:
        code = f" (code {link['code']})" if link["code"] else ""
        place = f" [{link['place']}]" if link["place"] != "body" else ""
        lines.append(f"  → {printable(link['url'])}{code}{place}  {printable(link['anchor'])}".rstrip())
    return lines + ([f"  … {len(links) - len(shown)} more (--full)"] if len(shown) < len(links) else [])


def _entries(entries: Sequence[Mapping[str, Any]], full: bool) -> list[str]:
    shown = entries if full else entries[:_TEXT_LINES]
    lines = [f"  entries     {len(entries):,}"]
    for entry in shown:
        date = entry.get("updated") or entry.get("published") or entry.get("lastmod") or ""
        lines.append(f"  • {str(date)[:16]:<16} {printable(str(entry.get('title') or entry.get('url') or '?'))}")
    return lines + ([f"  … {len(entries) - len(shown)} more (--full)"] if len(shown) < len(entries) else [])
