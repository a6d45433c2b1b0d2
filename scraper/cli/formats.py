"""Listings of sources in other programs' and our own formats, read into what the store is asked to follow."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from scraper.cli.sources import Wanted
from scraper.cli.wishes import OPTION_NAMES, options_from, texts_of
from scraper.errors import InputError, UsageError
from scraper.records import ResourceKind, Rhythm
from scraper.urls import check_url, kind_by_shape

if TYPE_CHECKING:
    from scraper.extract.opml import Outline

__all__ = ["FORMATS", "looks_like_warc", "read_listing", "rhythm_of", "sniff_format", "wanted_from"]

FORMATS = ("opml", "urls", "json", "jobs")

_YAML = (b"url:", b"name:", b"navigate:", b"command:")


class Listing(NamedTuple):
    """What was found, what was skipped with the reason, and what of the found could not be taken over."""

    found: list[Wanted]
    skipped: list[str]
    remarks: list[str] = []  # noqa: RUF012 (never changed)


def sniff_format(body: bytes) -> str:
    """'opml', 'json', 'jobs' or 'urls', told from the first bytes."""
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return "opml"
    if head.startswith((b"{", b"[")):
        return "json"
    lines = [line.strip() for line in head.splitlines() if line.strip() and not line.startswith(b"#")]
    if any(line == b"---" or line.startswith(_YAML) for line in lines):
        return "jobs"
    return "urls"


def looks_like_warc(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a WARC file, compressed or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def read_listing(body: bytes, form: str) -> Listing:
    """The sources in a file. Raises InputError for a file that is not of that format at all."""
    readers: dict[str, Callable[[bytes], Listing]] = {"opml": _opml, "urls": _urls, "json": _json, "jobs": _jobs}
    found, skipped, remarks = readers[form](body)
    unique = {(one.kind, one.url): one for one in reversed(found)}
    return Listing(list(reversed(unique.values())), skipped, remarks)


def _urls(body: bytes) -> Listing:
    """One URL per line; '#' begins a comment, words after the URL are its title, '#words' its tags."""
    found: list[Wanted] = []
    skipped: list[str] = []
    for number, raw in enumerate(_as_text(body, "a list of URLs").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        url, _, words = line.partition(" ")
        _take(found, skipped, f"line {number}", partial(_bare, url, words))
    return Listing(found, skipped)


def _as_text(body: bytes, what: str) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not {what}: no UTF-8 text (byte {error.start})") from error
    if "\0" in text:
        raise InputError(f"not {what}: a binary file")
    return text


def _jobs(body: bytes) -> Listing:
    """urlwatch's and webchanges' job lists."""
    from scraper.extract.jobs import read_jobs

    jobs = read_jobs(_as_text(body, "a job list"))
    found = [
        Wanted(job.url, kind_by_shape(job.url), job.title, (), job.note, options=job.options, paused=job.paused)
        for job in jobs
    ]
    return Listing(found, [], [f"{job.url}: {remark}" for job in jobs for remark in job.remarks])


def _bare(url: str, words: str = "") -> Wanted:
    """A URL with what stands after it: '#tag's and a title."""
    checked = check_url(url)
    tags = tuple(word[1:] for word in words.split() if word.startswith("#") and len(word) > 1)
    title = " ".join(word for word in words.split() if not word.startswith("#"))
    return Wanted(checked, kind_by_shape(checked), title or None, tags)


def _opml(body: bytes) -> Listing:
    from scraper.extract.opml import read_opml

    found: list[Wanted] = []
    skipped: list[str] = []
    for outline in read_opml(body):
        _take(found, skipped, outline.title or outline.url, partial(_outlined, outline))
    return Listing(found, skipped)


def _outlined(outline: Outline) -> Wanted:
    """A source of an OPML file, with the settings that only our own files have."""
    settings: dict[str, Any] = {
        k: v for k, v in outline.settings if k in ("every", "cron", "tz", "note", "options", "paused")
    }
    if "options" in settings:
        try:
            settings["options"] = json.loads(settings["options"])
        except ValueError as error:
            raise UsageError(f"{outline.url}: cannot read its options: {error}") from error
    settings["paused"] = settings.get("paused") == "true"
    row = {"url": outline.url, "kind": outline.kind, "title": outline.title or None, "tags": list(outline.tags)}
    return wanted_from({**row, **settings})


def _json(body: bytes) -> Listing:
    try:
        document = json.loads(body)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    rows = document.get("sources") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise InputError('no list of sources in this JSON; expected {"sources": [{"url": …}]}')
    found: list[Wanted] = []
    skipped: list[str] = []
    for number, row in enumerate(rows, 1):
        _take(found, skipped, f"source {number}", partial(wanted_from, row))
    return Listing(found, skipped)


def _take(found: list[Wanted], skipped: list[str], where: str, make: Callable[[], Wanted]) -> None:
    try:
        found.append(make())
    except UsageError as error:
        skipped.append(f"{where}: {error}")


def wanted_from(row: object) -> Wanted:
    """A source from a JSON or TOML object. Raises UsageError naming what is wrong."""
    if isinstance(row, str):
        return _bare(row)
    if not isinstance(row, Mapping) or not isinstance(row.get("url"), str):
        raise UsageError("a source needs a url")
    known = {"url", "kind", "title", "tags", "note", "every", "cron", "tz", "options", "paused", *OPTION_NAMES}
    for name in row:
        if name not in known:
            raise UsageError(f"{row['url']}: unknown key {name!r}; there are {', '.join(sorted(known))}")
    url = check_url(row["url"])
    kind = row.get("kind")
    if kind is not None and kind not in set(ResourceKind):
        raise UsageError(f"{url}: no such kind {kind!r}; there are page, feed, sitemap")
    return Wanted(
        url,
        ResourceKind(kind) if kind else kind_by_shape(url),
        _text(row, "title"),
        texts_of(row, "tags"),
        _text(row, "note") or "",
        rhythm_of(row),
        options_from({**(row.get("options") or {}), **{k: v for k, v in row.items() if k in OPTION_NAMES}}),
        paused=row.get("paused") is True,
    )


def rhythm_of(row: Mapping[str, Any]) -> Rhythm:
    """`every` ('30m' or seconds), or `cron` with `tz`."""
    every, cron, tz = row.get("every"), row.get("cron"), row.get("tz")
    if every is not None and cron is not None:
        raise UsageError(f"{row['url']}: every or cron, not both")
    from scraper.revisit import check_cron, parse_interval

    if every is not None:
        return Rhythm(every_s=every if isinstance(every, int) else int(parse_interval(str(every))))
    if cron is not None:
        check_cron(str(cron), tz)
        return Rhythm(cron=str(cron), tz=tz)
    return Rhythm()


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name}: expected text, not {value!r}")
    return value
