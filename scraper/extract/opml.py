"""Subscription lists: OPML in and out, and plain lists of URLs.

OPML is read by listparser, which forgives what readers write; what it drops (page addresses, sources that are no
feeds, our own settings) is read by a scan of our own, which also stands in where listparser finds nothing.
Our settings are attributes of our own namespace: other programs ignore them, ours gives everything back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

import listparser
from lxml import etree

from scraper.errors import InputError
from scraper.extract.feed_split import decode_feed, defuse
from scraper.extract.feed_text import clean_line
from scraper.records import ResourceKind
from scraper.urls import canonical, is_http

__all__ = ["NAMESPACE", "Outline", "read_opml", "read_url_list", "write_opml", "write_url_list"]

NAMESPACE = "urn:pagewatch:opml:1"
_MAX_OUTLINES = 100_000
_ALIEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # characters that XML cannot hold


@dataclass(frozen=True, slots=True)
class Outline:
    """One source of a list. `settings` are (name, value) pairs of pagewatch's own, such as every, cron, tz, note."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    html_url: str | None = None
    kind: str = ResourceKind.FEED.value
    settings: tuple[tuple[str, str], ...] = ()


# -- OPML in ---------------------------------------------------------------------------------------------------


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The sources of an OPML file in its order, each URL once; folders and categories become tags.

    Raises InputError with a one-line reason if the file is no OPML or lists nothing that could be followed.
    """
    if not body.strip():
        raise InputError("not OPML: an empty file")
    text = _ALIEN.sub("", decode_feed(body, None)[0])
    if not re.search(r"<(?:[\w.-]+:)?(?:opml|outline)\b", text, re.IGNORECASE):
        raise InputError("not OPML: no <opml> and no <outline> in it")
    raw = re.sub(rb"&(?!#?\w+;)", b"&amp;", defuse(text.encode("utf-8", "replace")))  # bare ampersands in addresses
    if raw.count(b"<outline") > _MAX_OUTLINES:
        raise InputError(f"refused: more than {_MAX_OUTLINES} outlines")
    theirs = {outline.url: outline for outline in _by_listparser(raw)}
    outlines = _scan(raw)
    for url, outline in theirs.items():
        own = outlines.get(url, outline)
        outlines[url] = replace(own, tags=own.tags or outline.tags, title=own.title or outline.title)
    if not outlines:
        raise InputError("the OPML file lists no feed with an http(s) address")
    return tuple(outlines.values())


def _by_listparser(raw: bytes) -> list[Outline]:
    """What listparser finds: feeds with title and tags. It is given ASCII, so that no encoding is guessed."""
    document = raw.decode("utf-8").encode("ascii", "xmlcharrefreplace")
    try:
        found = listparser.parse(re.sub(rb"^\s*<\?xml[^>]*\?>", b"", document))
    except (etree.LxmlError, ValueError, KeyError, IndexError, AttributeError):
        return []  # the own scan stands in
    outlines = []
    for feed in found.get("feeds", ()):
        url = _address(feed.get("url"))
        tags = [part for path in feed.get("categories", ()) for part in path]
        if url:
            outlines.append(Outline(url, clean_line(feed.get("title")) or "", _tags(tags)))
    return outlines


def _scan(raw: bytes) -> dict[str, Outline]:
    """URL -> outline, by a forgiving XML parser that resolves no entities and fetches nothing."""
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(re.sub(rb"^\s*<\?xml[^>]*\?>", b"", raw), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found: dict[str, Outline] = {}
    if root is None:
        return found
    folders: dict[Any, tuple[str, ...]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag.rpartition("}")[2].lower() != "outline":
            continue
        inherited = folders.get(element.getparent(), ())
        outline = _outline({str(n).lower(): str(v) for n, v in element.attrib.items()}, inherited)
        if outline is None:
            name = clean_line(element.get("text") or element.get("title"))
            folders[element] = (*inherited, name) if name else inherited
            continue
        folders[element] = inherited
        known = found.get(outline.url)
        found[outline.url] = replace(known, tags=_tags([*known.tags, *outline.tags])) if known else outline
    return found


def _outline(attributes: Mapping[str, str], folders: tuple[str, ...]) -> Outline | None:
    """The source that an outline's attributes (lower-case names) describe; None for a folder."""
    own = {name.rpartition("}")[2]: value for name, value in attributes.items() if name.startswith(f"{{{NAMESPACE}}}")}
    kind = own.pop("kind", "feed")
    feed = _address(attributes.get("xmlurl"))
    url = feed or _address(attributes.get("url"))
    if url is None or kind not in set(ResourceKind):
        return None
    listed = _listed(own.pop("tags", None))
    category = [part for path in attributes.get("category", "").split(",") for part in path.split("/")]
    title = clean_line(attributes.get("text")) or clean_line(attributes.get("title")) or ""
    title = "" if title == url else title
    page = "page" if feed is None and "kind" not in {n.rpartition("}")[2] for n in attributes} else kind
    tags = _tags([*folders, *category]) if listed is None else listed
    return Outline(url, title, tags, _address(attributes.get("htmlurl")), page, tuple(sorted(own.items())))


def _listed(tags: str | None) -> tuple[str, ...] | None:
    """Our own list of tags, which may hold commas and slashes."""
    try:
        listed = json.loads(tags) if tags is not None else None
    except (ValueError, RecursionError):
        return None
    return tuple(str(tag) for tag in listed) if isinstance(listed, list) else None


def _tags(names: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for raw in names if (name := clean_line(raw))))


def _address(value: object) -> str | None:
    """An http(s) address; 'feed:' in front of one is dropped."""
    text = re.sub(r"^feed:(?://)?(?=https?:)", "", clean_line(value) or "", flags=re.IGNORECASE)
    text = re.sub(r"^feed://", "http://", text, flags=re.IGNORECASE)
    return text if is_http(text) and not re.search(r"\s", text) else None


# -- OPML out --------------------------------------------------------------------------------------------------


def write_opml(rows: Iterable[Outline | Mapping[str, Any]], *, title: str = "pagewatch subscriptions") -> bytes:
    """OPML 2.0 (UTF-8): a folder per first tag, sources that are no feeds as links, settings in our namespace.

    Rows are outlines or mappings with url and, where known, title, tags, html_url, kind and settings.
    """
    ElementTree.register_namespace("pagewatch", NAMESPACE)
    opml = ElementTree.Element("opml", {"version": "2.0"})
    head = ElementTree.SubElement(opml, "head")
    ElementTree.SubElement(head, "title").text = _clean(title)
    body = ElementTree.SubElement(opml, "body")
    folders: dict[str, ElementTree.Element] = {}
    for row in rows:
        outline = row if isinstance(row, Outline) else _from_row(row)
        parent = body
        if outline.tags:
            name = _clean(outline.tags[0])
            if name not in folders:
                folders[name] = ElementTree.SubElement(body, "outline", {"text": name, "title": name})
            parent = folders[name]
        ElementTree.SubElement(parent, "outline", _attributes(outline))
    ElementTree.indent(opml)
    return bytes(ElementTree.tostring(opml, encoding="utf-8", xml_declaration=True)) + b"\n"


def _attributes(outline: Outline) -> dict[str, str]:
    title = _clean(outline.title or outline.url)
    is_feed = outline.kind == ResourceKind.FEED
    attributes = {"type": "rss" if is_feed else "link", "text": title, "title": title}
    attributes["xmlUrl" if is_feed else "url"] = _clean(outline.url)
    if outline.html_url:
        attributes["htmlUrl"] = _clean(outline.html_url)
    if outline.tags:
        plain = [tag for tag in outline.tags if not re.search(r"[,/]", tag)]
        attributes["category"] = _clean(",".join(plain))
        attributes[f"{{{NAMESPACE}}}tags"] = _clean(json.dumps(list(outline.tags), ensure_ascii=False))
    if not is_feed:
        attributes[f"{{{NAMESPACE}}}kind"] = outline.kind
    for name, value in outline.settings:
        if re.fullmatch(r"[A-Za-z_][\w-]*", name, re.ASCII) and name not in ("tags", "kind"):
            attributes[f"{{{NAMESPACE}}}{name.lower()}"] = _clean(value)
    return attributes


_SETTINGS = ("every", "cron", "tz", "note")


def _from_row(row: Mapping[str, Any]) -> Outline:
    tags = row.get("tags") or ()
    if isinstance(tags, str):
        tags = _listed(tags) or tuple(part.strip() for part in tags.split(",") if part.strip())
    settings = row.get("settings") or {name: row[name] for name in _SETTINGS if row.get(name)}
    pairs = settings.items() if isinstance(settings, Mapping) else settings
    return Outline(
        url=str(row["url"]),
        title=str(row.get("title") or ""),
        tags=tuple(str(tag) for tag in tags),
        html_url=row.get("html_url"),
        kind=str(row.get("kind") or ResourceKind.FEED.value),
        settings=tuple(sorted((str(name), str(value)) for name, value in pairs)),
    )


def _clean(text: str) -> str:
    return _ALIEN.sub("", text)


# -- lists of URLs ---------------------------------------------------------------------------------------------


def read_url_list(text: str) -> tuple[Outline, ...]:
    """One URL a line, tags as '#tag' or after a tab or blank; '#' begins a comment line; blank lines are skipped.

    Bare host names get 'https://'. The same URL twice is one with the tags of both. Kinds are not known: ''.
    Raises InputError naming the line that is neither.
    """
    found: dict[str, Outline] = {}
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith(("#", "//", ";")):
            continue
        first, *rest = line.split()
        url = first if is_http(first) else f"https://{first}"
        if not is_http(first) and not re.match(r"[\w-]+(\.[\w-]+)+([:/?#]|$)", first):
            raise InputError(f"line {number} is no URL: {first[:80]!r}")
        tags = _tags(tag.strip("#,") for tag in rest)
        key = canonical(url)
        known = found.get(key)
        found[key] = replace(known, tags=_tags([*known.tags, *tags])) if known else Outline(url, "", tags, kind="")
    return tuple(found.values())


def write_url_list(rows: Iterable[Outline | Mapping[str, Any]]) -> str:
    """One URL a line, its tags after it as '#tag' (blanks in tags become '_')."""
    lines = []
    for row in rows:
        outline = row if isinstance(row, Outline) else _from_row(row)
        tags = ("#" + re.sub(r"[\s,#]+", "_", tag) for tag in outline.tags)
        lines.append(" ".join([outline.url, *tags]))
    return "".join(f"{line}\n" for line in lines)
