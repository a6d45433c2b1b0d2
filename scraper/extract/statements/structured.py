"""Dates in <meta>, microdata and RDFa."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from scraper.extract.statements.claims import Claim
from scraper.extract.statements.moments import Moment
from scraper.extract.statements.page import Page
from scraper.extract.statements.values import read_value

__all__ = ["read_meta", "read_properties"]

# Lower-case names in the order in which they are believed.
_META_UPDATED = (
    "article:modified_time", "og:updated_time", "article:modified", "article:updated_time", "og:article:modified_time", "article:modified_date",
    "og:modified_time", "itemprop:datemodified", "datemodified", "date_modified", "date-modified", "dcterms.modified", "dc.date.modified", "dcterms.date.modified",
    "dc.modified", "dcterms:modified", "dc:date.modified", "modified", "modified_time", "modificationdate", "modified-date", "modified_date",
    "last-modified", "lastmodified", "last_modified", "lastmod", "last-update", "last_update", "lastupdate", "last-updated", "last_updated",
    "lastupdated", "updated_at", "updated", "updated_time", "update_time", "updatetime", "date.updated", "date-update", "dateupdated", "update", "updatedate", "update_date",
    "revised", "revision_date", "revision-date", "date-revision", "date.modified", "cme_last_updated", "article.updated", "article:updated", "article_date_updated",
    "parsely-updated", "sailthru.updated", "content-last-updated", "article-modified", "lastpublished", "http-equiv:last-modified",
    "pubdate-modified", "last-modified-date", "dcterms.modified.w3cdtf", "dc.date.lastmodified", "dc.date.lastupdated", "eprints.lastmod", "moddate", "og:last_modified",
    "bt:moddate", "iso-8601-modified-date", "utime", "changed", "citation_lastmodified_date", "dateofrevision", "docmodified",
)  # fmt: skip
_META_PUBLISHED = (
    "article:published_time", "og:published_time", "article:published", "og:article:published_time", "article:published_date", "itemprop:datepublished",
    "datepublished", "date_published", "date-published", "citation_publication_date", "citation_online_date", "citation_date", "parsely-pub-date",
    "sailthru.date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "published", "published_time", "publication_date", "publication-date",
    "published-date", "dcterms.issued", "dcterms.available", "dc.date.issued", "dcterms.date.issued", "dc.date.published", "dcterms.date", "dc.date", "dc:date", "dcterms:date", "dcterms:issued", "article.published",
    "article_date_original", "originalpublicationdate", "originalpublishdate", "displaydate", "cxenseparse:recs:publishtime", "rnews:datepublished",
    "release_date", "apub:time", "bt:pubdate", "ptime", "article_publish_time", "article:create_at", "analyticsattributes.articledate", "date", "dc.date.created",
    "timestamp", "pdate", "article-pubdate", "prism.publicationdate", "article:post_date", "weibo:article:create_at", "itemprop:uploaddate", "publicationdate", "video:release_date", "doc_date", "cdate",
)  # fmt: skip
_META_CREATED = (
    "dcterms.created",
    "dc.created",
    "datecreated",
    "itemprop:datecreated",
    "created",
    "dcterms:created",
    "creation_date",
    "creationdate",
)
_META_REVIEWED = ("itemprop:lastreviewed", "dcterms.reviewed", "datereviewed", "last_reviewed", "last-reviewed")

_PROPERTY_ROLES = (
    ("datemodified", "updated"), ("dct:modified", "updated"), ("dcterms:modified", "updated"), ("dc:modified", "updated"), ("modified", "updated"),
    ("dateupdated", "updated"), ("datepublished", "published"), ("dcterms:issued", "published"), ("dct:issued", "published"), ("dc:issued", "published"), ("dc:date", "published"),
    ("uploaddate", "published"), ("datecreated", "created"), ("dc:created", "created"), ("dcterms:created", "created"), ("issued", "published"), ("lastreviewed", "reviewed"),
)  # fmt: skip
_META_GROUPS = (
    ("updated", _META_UPDATED),
    ("published", _META_PUBLISHED),
    ("created", _META_CREATED),
    ("reviewed", _META_REVIEWED),
)


# Names that are in no list: what is left of them without prefix and separators.
_SHAPES = (
    ("updated", re.compile(r"(?:article|page|content|document|doc|post|news|story|last|date|time|asset)*(?:modified|modification|updated?|revised|lastmod|mod)(?:date|time|datetime|at|on|iso)*")),
    ("published", re.compile(r"(?:article|page|content|document|doc|post|news|story|first|date|time|original|asset)*(?:published|publication|publish|pub|posted|issued)(?:date|time|datetime|at|on|iso)*")),
)  # fmt: skip


@lru_cache(maxsize=2048)
def _role_by_shape(name: str) -> str | None:
    """The role of a <meta> name that is in no list: 'shareaholic:article_published_time'."""
    last = re.split(r"[:.]", name)[-1]
    if last == "date" and last != name:
        return "published"
    plain = re.sub(r"[\s_-]", "", last)
    return next((role for role, shape in _SHAPES if shape.fullmatch(plain)), None)


def read_meta(page: Page) -> None:
    """Claims of <meta> elements in the head or body; OpenGraph and Dublin Core among them."""
    for role, names in _META_GROUPS:
        for rank, name in enumerate(names):
            content = page.metas.get(name)
            if content is None:
                continue
            moment = read_value(content, page.hints, labelled=True)
            if moment is not None:
                page.claims.append(
                    Claim(
                        role,
                        moment,
                        "meta",
                        f"meta:{name}",
                        0.88 - rank / 1000,
                        "article",
                        f"{name}: {content[:80]}",
                        f"meta[{name}]",
                    )
                )

    known = {c.role for c in page.claims}
    for name, content in page.metas.items():
        guessed = _role_by_shape(name) if 3 < len(name) < 60 else None
        moment = read_value(content, page.hints, labelled=True) if guessed and guessed not in known else None
        if guessed and moment is not None:
            page.claims.append(
                Claim(
                    guessed, moment, "meta", f"meta:{name}", 0.8, "article", f"{name}: {content[:80]}", f"meta[{name}]"
                )
            )


def read_properties(page: Page) -> None:
    """Claims of microdata (itemprop) and RDFa (property) elements, with the scope of where they stand."""
    for element, attribute, at in page.stream.properties[:400]:
        if element.tag == "meta" and _in_head(element):
            continue
        name = (element.get(attribute) or "").lower().split()
        role = next(
            (r for key, r in _PROPERTY_ROLES for n in name if n == key or n.endswith((":" + key, "/" + key))), None
        )
        if role is None:
            continue
        moment, value = _property_moment(page, element)
        if moment is None:
            continue
        claim = Claim(role, moment, "microdata" if attribute == "itemprop" else "rdfa", f"{attribute}:{name[0]}", 0.8)
        claim.scope = page.scopes.of(element)
        claim.snippet = f'{attribute}="{name[0]}" {value[:120]}'
        claim.element, claim.at = element, at
        if claim.scope in ("page", "footer", "site") and element.tag == "meta":
            claim.scope = "article"
        page.claims.append(claim)


def _in_head(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "head"


def _property_moment(page: Page, element: Any) -> tuple[Moment | None, str]:
    for attribute in ("content", "datetime", "value", "title"):
        value = element.get(attribute)
        if value:
            moment = read_value(value, page.hints, labelled=True)
            if moment is not None:
                return moment, value
    text = " ".join(element.itertext())[:200] if len(element) < 12 else ""
    return (read_value(text, page.hints, labelled=True) if text else None), text.strip()
