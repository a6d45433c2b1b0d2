"""Dates of the entity that is the page, in its JSON-LD blocks.

Nested things (comments, videos, publishers, list items, live-blog children) are not the page and are not read.
"""

from __future__ import annotations

import html as html_entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_value

__all__ = ["read_jsonld"]

_KEYS = (
    ("dateModified", "updated"),
    ("datePublished", "published"),
    ("dateCreated", "created"),
    ("lastReviewed", "reviewed"),
    ("uploadDate", "published"),
)
_PAGE_TYPES = re.compile(
    r"(?:Article|Posting|WebPage|AboutPage|ContactPage|FAQPage|QAPage|ItemPage|CollectionPage|CheckoutPage|ProfilePage|Report|Recipe|Dataset|"
    r"CreativeWork|HowTo|Course|Book|Question|Guide|Chapter|Review|Blog|PodcastEpisode|Episode|SoftwareApplication|SoftwareSourceCode|"
    r"VideoObject|DigitalDocument|Legislation|MedicalEntity|MedicalCondition|Drug|TechArticle|LearningResource|Product|Movie|Event|JobPosting)$"
)
_FOREIGN_TYPES = frozenset(
    ("website", "itemlist", "comment", "answer", "claimreview", "imageobject", "organization", "newsmediaorganization", "person", "breadcrumblist",
     "listitem", "usercomments", "rating", "searchaction", "sitenavigationelement", "wpheader", "wpfooter", "claim", "datafeed", "offer")
)  # fmt: skip
_LESS = frozenset(
    (
        "videoobject",
        "product",
        "book",
        "event",
        "review",
        "movie",
        "jobposting",
        "softwareapplication",
        "collectionpage",
        "blog",
    )
)
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "about", "hasPart")
_DATE_KEY = re.compile(r'"(dateModified|datePublished)"\s*:\s*"([^"\n]{6,60})"')
MAX_BLOCK = 3_000_000
MAX_NODES = 400


@dataclass(frozen=True, slots=True)
class _Entity:
    """One top-level entity: how well it fits the page, and where it stood."""

    fit: float
    order: int
    kind: str
    pointer: str
    node: dict[str, Any]


def read_jsonld(page: Page) -> None:
    """Adds the dates of the best-fitting entity as article claims, those of clearly other entities as related ones."""
    entities: list[_Entity] = []
    for index, element in enumerate(page.tree.iter("script")):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        text = element.text or ""
        if len(text) > MAX_BLOCK or len(entities) > MAX_NODES or "date" not in text:
            continue
        loaded = _load(text)
        if loaded is None:
            _read_broken(page, text, index)
            continue
        for pointer, node in _nodes(loaded):
            entity = _entity(page, node, f"/script[{index}]{pointer}", len(entities))
            if entity is not None:
                entities.append(entity)
    _claim_all(page, entities)


def _load(text: str) -> Any | None:
    """The JSON of a block, forgiving comments, entities, raw line ends and trailing commas; None where it is broken."""
    text = text.strip()
    for start, end in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>"), ("/*<![CDATA[*/", "/*]]>*/")):
        if text.startswith(start):
            text = text[len(start) :].strip()
        if text.endswith(end):
            text = text[: -len(end)].strip()
    text = text.rstrip(";")
    for attempt in (str, html_entities.unescape, _repair):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repair(text: str) -> str:
    return re.sub(r",\s{0,50}([}\]])", r"\1", text)


def _nodes(loaded: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entities that may be the page, with JSON pointers; an explicit stack, at most three containers deep."""
    stack: list[tuple[str, Any, int]] = [("", loaded, 0)]
    seen = 0
    while stack and seen < MAX_NODES:
        pointer, value, depth = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend(
                (f"{pointer}/{i}", v, depth)
                for i, v in reversed(list(enumerate(value[:MAX_NODES])))
                if isinstance(v, (dict, list))
            )
        elif isinstance(value, dict):
            if any(":" in key for key in value):
                value = {key.rsplit(":", 1)[-1] if key.startswith("schema:") else key: v for key, v in value.items()}
            yield pointer, value
            if depth < 3:
                for key in _CONTAINERS:
                    inner = value.get(key)
                    if isinstance(inner, (dict, list)):
                        stack.append((f"{pointer}/{key}", inner, depth + 1))


def _text(value: Any) -> str:
    """A date as text from a string, a Unix time, a list that begins with one, or a typed value ({"@value": …})."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (str, int, float)) else ""


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [k.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for k in kinds if isinstance(k, str)]


def _entity(page: Page, node: dict[str, Any], pointer: str, order: int) -> _Entity | None:
    if not any(node.get(key) for key, _ in _KEYS):
        return None
    kinds = _types(node)
    if any(k.lower() in _FOREIGN_TYPES for k in kinds):
        return None
    if kinds and not any(_PAGE_TYPES.search(k) for k in kinds):
        return None
    if "/hasPart" in pointer or "/about" in pointer:
        return None
    fit = _fit(page, node)
    name = kinds[0] if kinds else "Thing"
    fit += (
        0.0 if name.lower() in _LESS or not kinds else 0.5 if name.endswith(("Article", "Posting", "Report")) else 0.3
    )
    return _Entity(fit, order, name, pointer, node)


def _fit(page: Page, node: dict[str, Any]) -> float:
    """2: the URL is this page's; 1: the headline is; -1: both are others'; 0: it says nothing."""
    mine, said_url = _path(page.url), False
    canonical = page.metas.get("og:url")
    wanted = {mine, _path(canonical)} if canonical else {mine}
    for value in _addresses(node):
        said_url = True
        if _path(value) in wanted:
            return 2.0
    headline = node.get("headline") or node.get("name")
    if isinstance(headline, str) and len(headline) > 5:
        text = fold(clean(html_entities.unescape(headline[:300]))).strip()
        if text[:24] in page.headline or (page.headline and page.headline[:24] in text):
            return 1.0
        start, end = page.headline_span
        if end > start and text[:24] in page.stream.folded[start:end]:
            return 1.0
        return -1.0 if said_url else -0.2
    return -0.5 if said_url else 0.0


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http", "/")):
            yield value


def _path(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return url
    return unquote(path).rstrip("/").removesuffix("/amp").lower() or "/"


def _claim_all(page: Page, entities: list[_Entity]) -> None:
    if not entities:
        return
    entities.sort(key=lambda e: (-e.fit, e.order))
    best = entities[0].fit
    alone = len(entities) == 1
    for entity in entities:
        own = (
            _may_be_page(entity)
            and entity.fit >= best - 1.0
            and (entity.fit > 0 or alone or best <= 0 and entity.order == entities[0].order)
        )
        if best <= -0.2 and not alone and len(entities) > 2:
            own = False
        for key, role in _KEYS:
            value = _text(entity.node.get(key))
            if value:
                _claim(page, entity, key, role, own, value)


def _may_be_page(entity: _Entity) -> bool:
    """Whether an entity may be the page itself: a video, product or event must name the page's address or headline."""
    return entity.fit > 0 or entity.kind.lower() not in _LESS


def _claim(page: Page, entity: _Entity, key: str, role: str, own: bool, value: str) -> None:
    moment = read_value(value, page.hints)
    if moment is None:
        return
    page.claims.append(
        Claim(
            role,
            moment,
            "jsonld",
            f"jsonld:{entity.kind}.{key}",
            score=0.9 + entity.fit / 100 if key != "uploadDate" else 0.6,
            scope="article" if own else "related",
            snippet=f'"{key}": "{value[:60]}"',
            locator=f"{entity.pointer}/{key}",
        )
    )


def _read_broken(page: Page, text: str, index: int) -> None:
    """Dates by pattern from a block that no JSON reader takes; the first of each key only."""
    if "itemListElement" in text and "Article" not in text:
        return
    seen: set[str] = set()
    for m in _DATE_KEY.finditer(text):
        key = m[1]
        moment = None if key in seen else read_value(m[2], page.hints)
        if moment is None:
            continue
        seen.add(key)
        role = "updated" if key == "dateModified" else "published"
        page.claims.append(
            Claim(role, moment, "jsonld", "jsonld:broken", 0.8, "article", m[0][:200], f"/script[{index}]")
        )
