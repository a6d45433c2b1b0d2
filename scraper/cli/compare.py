"""The verb `diff`: what changed between any two versions, text and everything else that a version keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import colored, print_json
from scraper.cli.past import version_of
from scraper.cli.times import short_time
from scraper.compare.links import LinkChanges, compare_links
from scraper.compare.render import FORMATS, as_html, as_json, as_unified, as_words
from scraper.compare.terminal import printable
from scraper.records import FoundLink

if TYPE_CHECKING:
    from storage import History

__all__ = ["diff"]

Row = Mapping[str, Any]
_LINKS_SHOWN = 20


@click.command(cls=VerbCommand)
@click.argument("doc", metavar="DOC")
@click.argument("start", metavar="[FROM]", required=False)
@click.argument("end", metavar="[TO]", required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="words", show_default=True, help="How to show it."
)
@click.option("--json", "as_object", is_flag=True, help="The same as --format json.")
@click.option(
    "--context", type=click.IntRange(0), default=2, show_default=True, help="Unchanged lines around a change."
)
@click.option("--full", is_flag=True, help="Show the whole text, not only what is near a change.")
@click.pass_context
def diff(ctx: click.Context, /, doc: str, start: str | None, end: str | None, form: str, **given: Any) -> None:
    """Show what changed between two versions.

    Of a page and a feed entry with one URL, the one that changed is shown; the page if both did.

    FROM and TO are version numbers (3 or v3) or times (7d, 2025-01-19T12:00Z). Default: the newest version and the one
    before it; with FROM alone, from there to the newest.
    """
    face = face_of(ctx)
    form = "json" if given["as_object"] else form
    with face.history() as past:
        old, new = _versions(past, past.document(doc, changed=True), start, end, face)
        if old is None:
            face.say(
                f"v{new['number']} of {new['url']} is the only version so far; there is nothing to compare it with"
            )
            return
        links = compare_links(_links_of(past, old), _links_of(past, new))
    context = None if given["full"] else given["context"]
    if form == "json":
        print_json(_object(old, new, links))
    elif form == "html":
        click.echo(as_html(old["text"], new["text"]))
    elif form == "unified":
        click.echo(as_unified(old["text"], new["text"], old_name=_label(old), new_name=_label(new)), nl=False)
    else:
        _show(old, new, links, context)


def _versions(past: History, document: Row, start: str | None, end: str | None, face: Face) -> tuple[Row | None, Row]:
    new = _one(past, document, end, face)
    if start is not None:
        return _one(past, document, start, face), new
    numbers = [row["number"] for row in past.versions(new["document_id"])]
    before = max((number for number in numbers if number < new["number"]), default=None)
    return (past.version(new["document_id"], number=before) if before is not None else None), new


def _one(past: History, document: Row, wanted: str | None, face: Face) -> Row:
    if wanted is None:
        return version_of(past, document, face)
    is_number = wanted.lower().removeprefix("v").isdigit() and len(wanted) < 8
    return version_of(past, document, face, **({"number": wanted} if is_number else {"at": wanted}))


def _links_of(past: History, version: Row) -> list[FoundLink]:
    return [FoundLink(**row) for row in past.version_links(version["document_id"], version["number"])]


def _label(version: Row) -> str:
    return f"v{version['number']} {short_time(version['at'])} {version['url']}"


def _object(old: Row, new: Row, links: LinkChanges) -> dict[str, Any]:
    def side(version: Row) -> dict[str, Any]:
        names = ("number", "at", "title", "published", "updated", "updated_by", "significance", "reason")
        return {name: version[name] for name in names}

    return {
        "url": new["url"],
        "from": side(old),
        "to": side(new),
        **as_json(old["text"], new["text"]),
        "links_added": [link.url for link in links.added],
        "links_removed": [link.url for link in links.removed],
        "links_swapped": [{"anchor": b.anchor, "from": a.url, "to": b.url} for a, b in links.swapped],
    }


def _show(old: Row, new: Row, links: LinkChanges, context: int | None) -> None:
    color = colored()
    click.echo(f"{printable(new['title'] or '')}\n{new['url']}".strip())
    click.echo(f"v{old['number']} {short_time(old['at'])}  →  v{new['number']} {short_time(new['at'])}")
    if old["title"] != new["title"]:
        click.echo(f"title: {printable(old['title'] or '(none)')}  →  {printable(new['title'] or '(none)')}")
    click.echo(_dates(old, new) + "\n")
    body = as_words(old["text"], new["text"], color=color, context=context)
    if body:
        click.echo(body, nl=False)
    elif old["number"] == new["number"]:
        click.echo(f"(v{new['number']} is compared with itself)")
    else:
        click.echo("(the text is the same; the bytes differ: pagewatch raw)")
    _show_links(links)


def _dates(old: Row, new: Row) -> str:
    """What the page states about itself in both versions."""
    parts = []
    for name in ("published", "updated", "updated_by"):
        before, after = old[name], new[name]
        label = f"states {name.replace('_', ' ')}"
        if before != after:
            parts.append(f"{label}: {before or '(nothing)'}  →  {after or '(nothing)'}")
        elif after:
            parts.append(f"{label}: {after} (as before)")
    return "\n".join(parts) or "states no date"


def _show_links(links: LinkChanges) -> None:
    lines = [f"~ {b.anchor or 'link'}: {a.url}  →  {b.url}" for a, b in links.swapped]
    lines += [f"+ {link.url}  {link.anchor}".rstrip() for link in links.added]
    lines += [f"- {link.url}  {link.anchor}".rstrip() for link in links.removed]
    if lines:
        click.echo("\nlinks:")
    for line in lines[:_LINKS_SHOWN]:
        click.echo(f"  {printable(line)}")
    if len(lines) > _LINKS_SHOWN:
        click.echo(f"  … and {len(lines) - _LINKS_SHOWN} more (--format json)")
