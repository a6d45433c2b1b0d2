"""Verbs on links: the ledger, verdicts corrected by a person, and judging links once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand, VerbGroup
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import ago, short_time
from scraper.compare.terminal import printable
from scraper.errors import UsageError
from scraper.liveness.reasons import in_words
from scraper.urls import check_url

__all__ = ["link", "links"]

STATES = ("alive", "suspect", "dead", "blocked", "unsupported", "unknown")
Row = Mapping[str, Any]
_DEAD_FOUND = 4


@click.group(cls=VerbGroup, invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only links in this state.")
@click.option("--source", metavar="SOURCE", help="Only links in documents of this source.")
@click.option("--document", metavar="DOC", help="Only links of this document.")
@format_options
@click.pass_context
def links(ctx: click.Context, /, state: str | None, source: str | None, document: str | None, form: str | None) -> None:
    """List the link ledger, or correct a verdict.

    Dead links come first. `links mark URL STATE` sets a verdict by hand; `links show URL` prints the evidence; `links unmapped` lists answers of
    netdisks that are in no table.
    """
    if ctx.invoked_subcommand is not None:
        return
    face = face_of(ctx)
    now = face.now()
    patience = timedelta(seconds=float(face.config.links.abandoned))
    with face.history() as history:
        found = history.links(state=state, source=source, document=document, sentences=form is not None)
    rows = [{**row, "fate": _fate(row, now, patience)} for row in found]
    columns = (
        Column("state", lambda r: str(r["state"])),
        Column("since", lambda r: ago(r["since"], now)),
        Column("link", lambda r: _link_lines(r), wide=True),
    )
    emit(rows, columns, form, empty="no such links" if state or source or document else "no links are known yet")


def _fate(row: Row, now: datetime, patience: timedelta) -> str | None:
    """What became of a dead link: 'repaired' (a later version leads elsewhere in its place), 'removed', 'abandoned'."""
    if row["state"] != "dead":
        return None
    if not row["current"]:
        return "repaired" if row["replaced_by"] else "removed"
    return "abandoned" if row["since"] and now - datetime.fromisoformat(row["since"]) > patience else None


def _link_lines(row: Row) -> str:
    label = f"{row['anchor']}  " if row["anchor"] and row["anchor"] != row["url"] else ""
    code = f"  (code {row['code']})" if row["code"] else ""
    until = "" if row["current"] else f", until version {row['last_version']}"
    title = f"{row['document_title']}  " if row["document_title"] else ""
    lines = [f"{label}{row['url']}{code}", *_why(row), f"in {title}{row['document_url']}{until}"]
    if row["replaced_by"]:
        lines.append(f"{row['fate'] or 'swapped'}: the article now leads to {row['replaced_by']}")
    elif row["fate"]:
        lines.append("removed from the article" if row["fate"] == "removed" else "abandoned: nobody has seen to it")
    return "\n".join(lines)


def _why(row: Row) -> list[str]:
    """Why the link is in its state, and what was seen: nothing for a link that is simply alive."""
    evidence = row["evidence"] if isinstance(row["evidence"], str) else ""
    if row["overruled"]:
        return [f"marked {row['overruled']} by hand: {row['overruled_why'] or ''}"]
    if row["state"] == "alive":
        return [in_words(row["reason"])] if row["reason"] else []
    looks = row.get("failed_looks") or 0
    times = f" ({looks} looks since {short_time(row['failing_since'])})" if looks > 1 else ""
    said = [f"{in_words(row['reason'])}{times}"] if row["reason"] else []
    return [*said, evidence] if evidence else said


@links.command("show")
@click.argument("url")
@format_options
@click.pass_context
def show_link(ctx: click.Context, /, url: str, form: str | None) -> None:
    """Print the looks at one link, newest first: the evidence."""
    face = face_of(ctx)
    with face.history() as history:
        row = history.link_evidence(url)
    emit_one(row, form, lambda found: _show_link(found, face.now()))


def _show_link(row: Row, now: datetime) -> None:
    click.echo(f"{printable(row['url'])}\n{row['state']} since {short_time(row['since'])} ({ago(row['since'], now)})")
    if row["overruled"]:
        click.echo(f"marked {row['overruled']} by hand: {printable(row['overruled_why'] or '')}")
    elif row["reason"]:
        click.echo(f"because {printable(in_words(row['reason']))} [{row['reason']}]")
    if row["next_check_at"]:
        click.echo(f"next look {short_time(row['next_check_at'])}")
    for holder in row["documents"]:
        code = f" (code {holder['code']})" if holder["code"] else ""
        versions = (
            f"v{holder['first_version']}–v{holder['last_version']}"
            if not holder["current"]
            else (f"since v{holder['first_version']}")
        )
        click.echo(f"in {holder['document_url']} ({versions}): {printable(holder['anchor'] or '')}{code}")
        if holder.get("sentence"):
            click.echo(f"   “{printable(holder['sentence'])}”")
        if holder["replaced_by"]:
            click.echo(f"   replaced by {printable(holder['replaced_by'])}")
    click.echo("")
    columns = (
        Column("looked at", lambda r: short_time(r["at"])),
        Column("seemed", lambda r: str(r["state"])),
        Column("status", lambda r: str(r["status"] or "—"), right=True),
        Column("evidence", _seen, wide=True),
    )
    emit(row["looks"], columns, None, empty="not looked at yet")


def _seen(look: Row) -> str:
    """What one look saw: the line for a person, where it ended, what else was asked, which rule spoke."""
    lines = [str(look["evidence"] or look["reason"])]
    detail = look["detail"] if isinstance(look["detail"], Mapping) else {}
    hops = look["chain"] if isinstance(look["chain"], list) else []
    lines += [f"{status}: {source} → {target}" for source, status, target in hops]
    probes = detail.get("probes")
    lines += [f"{name} {said}" for name, said in probes.items()] if isinstance(probes, Mapping) else []
    if detail.get("rule"):
        weight = f", counts as {look['evidence_class']}" if look["evidence_class"] else ""
        lines.append(f"by rule {detail['rule']}{weight}")
    return "\n".join(lines)


@links.command("unmapped")
@format_options
@click.pass_context
def unmapped_codes(ctx: click.Context, /, form: str | None) -> None:
    """List answers of netdisks that are in no table.

    Such a link is `unknown`, never dead. The list is how the tables grow.
    """
    face = face_of(ctx)
    with face.history() as history:
        rows = history.unmapped_codes()
    columns = (
        Column("provider", lambda r: str(r["provider"])),
        Column("code", lambda r: str(r["code"])),
        Column("times", lambda r: str(r["times"]), right=True),
        Column("last seen", lambda r: short_time(r["last_seen"])),
        Column("answer", lambda r: f"{r['evidence']}\n{r['url']}", wide=True),
    )
    emit(rows, columns, form, empty="every answer so far was in a table")


@links.command()
@click.argument("url")
@click.argument("state", type=click.Choice((*STATES, "auto")))
@click.option("--why", default="", metavar="TEXT", help="Your reason, kept with the verdict.")
@click.pass_context
def mark(ctx: click.Context, /, url: str, state: str, why: str) -> None:
    """Set a link's verdict by hand; it stays until it is marked again.

    STATE `auto` takes your verdict back. Any other needs a --why.
    """
    face = face_of(ctx)
    checked = url.strip()
    if state != "auto" and not why.strip():
        raise UsageError("say --why: the reason is kept with the verdict")
    with face.store() as store:
        store.overrule(checked, None if state == "auto" else state, why, face.now())
    click.echo(f"judged by pagewatch again: {checked}" if state == "auto" else f"marked {state}: {checked} ({why})")


@click.command(cls=VerbCommand)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@format_options
@click.pass_context
def link(ctx: click.Context, /, urls: tuple[str, ...], form: str | None) -> int:
    """Judge links once; stores nothing.

    `-` reads URLs from standard input, one per line. Exit code 4 if one is dead.
    """
    face = face_of(ctx)
    wanted = [_linkable(url) for url in _with_stdin(urls)]
    from scraper.service import judge_links

    rows = judge_links(wanted, face.config, face.now())
    columns = (
        Column("state", lambda r: str(r["state"])),
        Column("link", lambda r: "\n".join(filter(None, (r["url"], in_words(r["reason"]), _evidence(r)))), wide=True),
    )
    emit(rows, columns, form, empty="no URL")
    return _DEAD_FOUND if any(row["state"] == "dead" for row in rows) else 0


def _linkable(url: str) -> str:
    """A link as articles write it: of any scheme, for what HTTP cannot check is `unsupported`. Raises UsageError."""
    scheme = url.partition(":")[0].lower()
    return url if ":" in url and scheme.isalpha() and scheme not in ("http", "https") else check_url(url)


def _with_stdin(urls: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for url in urls:
        if url == "-":
            found += [line.strip() for line in sys.stdin if line.strip() and not line.startswith("#")]
        else:
            found.append(url)
    if not found:
        raise UsageError("no URL on standard input")
    return found


def _evidence(row: Row) -> str:
    evidence = row.get("evidence")
    return printable(evidence) if isinstance(evidence, str) and evidence != row["reason"] else ""
