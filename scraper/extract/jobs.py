"""Sources from other programs' files: text in, wanted sources out.

urlwatch and webchanges keep a YAML document per job. What a job asks for that pagewatch does otherwise or not at all
(shell commands, filters of lines) is said in `remarks`, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scraper.errors import InputError
from scraper.extract.feed_text import clean_line, clean_text
from scraper.records import ReadOptions
from scraper.urls import is_http

try:
    import yaml
except ImportError:  # comes with apprise; an installation may be without
    yaml = None

__all__ = ["WantedSource", "read_jobs"]

_MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class WantedSource:
    """A source as a file asks for it; its kind is to be found out. `remarks` say what could not be taken over."""

    url: str
    title: str | None = None
    note: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)
    paused: bool = False
    remarks: tuple[str, ...] = ()


def read_jobs(text: str) -> tuple[WantedSource, ...]:
    """The web pages of a urlwatch or webchanges job list, in its order.

    Raises InputError if it is no YAML, no job list, or PyYAML is not installed.
    """
    if yaml is None:
        raise InputError("reading urlwatch jobs needs PyYAML: pip install pyyaml")
    if len(text) > _MAX_BYTES:
        raise InputError(f"refused: a job list of more than {_MAX_BYTES} characters")
    try:
        documents = list(yaml.safe_load_all(clean_text(text)))
    except yaml.YAMLError as error:
        raise InputError(f"not a job list: {clean_line(str(error))}") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"not a job list: {type(error).__name__} in its YAML") from error
    jobs = [job for document in documents for job in (document if isinstance(document, list) else [document])]
    jobs = [job for job in jobs if job is not None]
    if not jobs or not all(isinstance(job, dict) for job in jobs):
        raise InputError("not a job list: each YAML document must be a job with a url")
    wanted = [source for job in jobs if (source := _job(job)) is not None]
    if not wanted:
        raise InputError("the job list has no job with an http(s) url (commands are not taken over)")
    return tuple(wanted)


# What of a job needs no remark: it is taken over, or pagewatch does it anyway.
_UNDERSTOOD = frozenset(
    [
        "url",
        "navigate",
        "name",
        "note",
        "filter",
        "filters",
        "kind",
        "enabled",
        "user_visible_url",
        "index_number",
        "guid",
    ]
    + [
        "timeout",
        "max_tries",
        "encoding",
        "ignore_connection_errors",
        "ignore_http_error_codes",
        "ignore_timeout_errors",
    ]
    + ["ignore_too_many_redirects", "monospace", "is_markdown", "markdown_padded_tables", "compared_versions", "tz"]
)


def _job(job: Mapping[object, Any]) -> WantedSource | None:
    url = clean_line(job.get("url")) or clean_line(job.get("navigate"))
    if url is None or not is_http(url):
        return None
    select, ignore, remarks = _filters(job.get("filters", job.get("filter")))
    remarks += [f"not taken over: {key}" for key in map(str, job) if key not in _UNDERSTOOD]
    if job.get("navigate") or job.get("use_browser"):
        remarks.append("was read with a browser; pagewatch reads what the server sends")
    return WantedSource(
        url=url,
        title=clean_line(job.get("name")),
        note=clean_text(note).strip() if isinstance(note := job.get("note"), str) else "",
        options=ReadOptions(select=tuple(select), ignore=tuple(ignore), watch_all=not select and _is_whole(job)),
        paused=job.get("enabled") is False,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _is_whole(job: Mapping[object, Any]) -> bool:
    """Whether the job says that it wants all of the page's text, not just what changes in it."""
    return False if job.get("additions_only") or job.get("deletions_only") else bool(job.get("monospace"))


_HARMLESS = frozenset(
    ["html2text", "strip", "pretty-xml", "ical2text", "beautify", "absolute_links", "normalize", "format-json"]
)


def _filters(given: object) -> tuple[list[str], list[str], list[str]]:
    """(select, ignore, remarks) of a job's filters: a string 'css:main,html2text' or a list of names and mappings."""
    select: list[str] = []
    ignore: list[str] = []
    remarks: list[str] = []
    for name, value in _filter_pairs(given):
        options = value if isinstance(value, dict) else {}
        plain = clean_line(value) if not isinstance(value, dict) else None
        if name in ("css", "xpath"):
            selector = plain or clean_line(options.get("selector") or options.get("path"))
            select += [_marked(selector, name)] if selector else []
            excluded = clean_line(options.get("exclude"))
            ignore += [_marked(excluded, name)] if excluded else []
        elif name in _ELEMENTS:
            wanted = plain or next((clean_line(v) for v in options.values()), None)
            select += [_ELEMENTS[name] + wanted] if wanted else []
        elif name in _LINES:
            pattern = _pattern(plain, options)
            ignore += [f"re:{pattern}"] if pattern else []
        elif name not in _HARMLESS:
            remarks.append(f"filter not taken over: {name}")
    return select, ignore, remarks


_ELEMENTS = {"element-by-id": "#", "element-by-class": ".", "element-by-tag": ""}
_LINES = frozenset(["grepi", "delete_lines_containing", "delete-lines-containing", "remove-lines"])


def _filter_pairs(given: object) -> list[tuple[str, object]]:
    if isinstance(given, str):
        given = [part.strip() for part in re.split(r",(?=[\w-]+(?::|,|$))", given)]
    pairs: list[tuple[str, object]] = []
    for one in given if isinstance(given, list) else [given] if given else []:
        if isinstance(one, dict):
            pairs += [(str(name), value) for name, value in one.items()]
        elif isinstance(one, str):
            name, _, value = one.partition(":")
            pairs.append((name.strip(), value.strip()))
    return pairs


def _marked(selector: str, kind: str) -> str:
    """A selector as ours: XPath begins with '/' or '('."""
    return f"({selector})" if kind == "xpath" and not selector.startswith(("/", "(")) else selector


def _pattern(plain: str | None, options: Mapping[str, object]) -> str | None:
    """The regular expression of a filter that removes lines."""
    expression = plain or clean_line(options.get("re"))
    text = clean_line(options.get("text"))
    return expression or (re.escape(text) if text else None)
