"""Verbs on alerts: what was sent, to whom, and why (not)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand, VerbGroup
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import ago, short_time
from scraper.compare.terminal import printable
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.records import Channel

__all__ = ["alerts", "channels", "rules"]

Row = Mapping[str, Any]
STATES = ("pending", "sending", "sent", "failed")


@click.group(cls=VerbGroup)
def alerts() -> None:
    """List, test, retry and explain alerts.

    Channels and rules stand in pagewatch.toml under [alerts].
    """


@alerts.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only deliveries in this state.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@format_options
@click.pass_context
def list_alerts(ctx: click.Context, /, state: str | None, limit: int | None, form: str | None) -> None:
    """List deliveries: one event on its way to one channel."""
    face = face_of(ctx)
    with face.history() as history:
        rows = history.deliveries(state=state, limit=limit)
    now = face.now()
    columns = (
        Column("event", lambda r: str(r["event_id"]), right=True),
        Column("channel", lambda r: str(r["channel"])),
        Column("state", lambda r: str(r["state"])),
        Column("tries", lambda r: str(r["attempts"]), right=True),
        Column("at", lambda r: f"{short_time(r['at'])}\n{ago(r['at'], now)}"),
        Column("what", _about, wide=True),
    )
    nothing = f"no alert is {state}" if state else "no alerts yet; pagewatch channels shows where they go"
    emit(rows, columns, form, empty=nothing)


def _about(row: Row) -> str:
    lines = [f"{row.get('kind') or ''}  {row.get('url') or ''}".strip()]
    if row.get("summary"):
        lines.append(str(row["summary"]))
    if row["error"]:
        lines.append(f"! {row['error']}")
    return "\n".join(lines)


@alerts.command()
@click.argument("names", nargs=-1, metavar="[CHANNEL]...")
@click.pass_context
def test(ctx: click.Context, /, names: tuple[str, ...]) -> int:
    """Send a test message to the channels named, or to all."""
    import asyncio

    face = face_of(ctx)
    wanted = _channels_named(face, names)
    results = asyncio.run(_send_tests(face.config, wanted))
    for channel, error in results:
        click.echo(f"{channel}: {'FAILED: ' + error if error else 'sent'}")
    return 1 if any(error for _, error in results) else 0


def _channels_named(face: Face, names: tuple[str, ...]) -> list[Channel]:
    known = {channel.name: channel for channel in configured_channels(face)}
    if not known:
        raise UsageError("no channels are configured; name some under [alerts.channels] in pagewatch.toml")
    for name in names:
        if name not in known:
            raise UsageError(f"no such channel {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in names or known]


async def _send_tests(config: Config, wanted: list[Channel]) -> list[tuple[str, str]]:
    from scraper.alerting import Message
    from scraper.courier import send_guarded

    message = Message(
        subject="pagewatch: a test",
        body_text="This channel works. Nothing changed; you asked for this test.\n",
        key="test",
    )
    results = []
    for channel in wanted:
        result = await send_guarded(config, channel, message)
        results.append((channel.name, "" if result.ok else result.error or "it did not say why"))
    return results


@alerts.command()
@click.argument("deliveries", nargs=-1, type=int, metavar="[EVENT]...")
@click.pass_context
def retry(ctx: click.Context, /, deliveries: tuple[int, ...]) -> None:
    """Send again what failed: deliveries of the events named, or all that failed.

    They go out with the next check, or at once from a running service.
    """
    face = face_of(ctx)
    with face.history() as history:
        failed = history.deliveries(state="failed")
    chosen = [row for row in failed if not deliveries or row["event_id"] in deliveries]
    if deliveries and not chosen:
        raise UsageError(f"no failed delivery of event {', '.join(map(str, deliveries))}; pagewatch alerts list")
    if chosen:
        with face.store() as store:
            store.retry([row["id"] for row in chosen], face.now())
    click.echo(f"{len(chosen)} to be sent again with the next check")


@alerts.command()
@click.argument("doc", metavar="DOC")
@format_options
@click.pass_context
def why(ctx: click.Context, /, doc: str, form: str | None) -> None:
    """Explain why you were, or were not, told about a document."""
    face = face_of(ctx)
    with face.history() as history:
        document = history.document(doc)
        found = history.why(document["id"])
    emit_one(found, form, _show_why)


def _show_why(found: Row) -> None:
    """Events with who was told, then the checks that led to them or to nothing."""
    document = found["document"]
    click.echo(f"{printable(document['title'] or '(no title)')}\n{document['url']}\n")
    events = [{**event, "told": _told(event)} for event in found["events"]]
    columns = (
        Column("event", lambda r: str(r["id"]), right=True),
        Column("at", lambda r: short_time(r["at"])),
        Column("kind", lambda r: str(r["kind"])),
        Column("told", lambda r: f"{r['told']}\n{r['summary']}".strip(), wide=True),
    )
    emit(events, columns, None, empty="no events: nothing worth telling happened")
    click.echo("\nchecks, newest first:")
    for check in _condensed(found["checks"]):
        click.echo(f"  {check}")


def _told(event: Row) -> str:
    """Who was told of an event, or why nobody was."""
    deliveries = event["deliveries"]
    words = [f"{d['channel']}: {d['state']}" + (f" ({d['error']})" if d["error"] else "") for d in deliveries]
    rolled = f"as part of event {event['rolled_into']}; " if event["rolled_into"] else ""
    if words:
        return rolled + "; ".join(words)
    if event["held"]:
        return "nobody yet: it waits for the end of the pass"
    return rolled + "nobody: no channel is set up, or no rule lets it through"


def _condensed(checks: Sequence[Row]) -> Iterator[str]:
    """One line per run of checks that came to the same."""
    for (decision, reason, status), run in groupby(checks, key=lambda c: (c["decision"], c["reason"], c["status"])):
        rows = list(run)
        times = f" ({len(rows)} times since {short_time(rows[-1]['at'])})" if len(rows) > 1 else ""
        yield f"{short_time(rows[0]['at'])}  {status or '—':>3}  {decision}: {printable(reason)}{times}"


def configured_channels(face: Face) -> tuple[Channel, ...]:
    """The channels of pagewatch.toml."""
    return tuple(face.config.alerts.channels)


@click.command(cls=VerbCommand)
@format_options
@click.pass_context
def channels(ctx: click.Context, /, form: str | None) -> None:
    """List where alerts go.

    Only names and kinds are shown: addresses may hold secrets.
    """
    face = face_of(ctx)
    rows = [{"name": channel.name, "kind": channel.target.split(":", 1)[0]} for channel in configured_channels(face)]
    columns = (Column("channel", lambda r: str(r["name"])), Column("kind", lambda r: str(r["kind"]), wide=True))
    emit(rows, columns, form, empty="no channels; name some under [alerts.channels] in pagewatch.toml")


@click.command(cls=VerbCommand)
@format_options
@click.pass_context
def rules(ctx: click.Context, /, form: str | None) -> None:
    """List which events are told to whom."""
    face = face_of(ctx)
    rows = [_rule_row(rule) for rule in face.config.alerts.rules]
    columns = tuple(
        Column(name, lambda r, name=name: str(r[name] if r[name] is not None else "any"), wide=name == "when")  # type: ignore[misc]
        for name in (rows[0] if rows else ())
    )
    emit(rows, columns, form, empty="no rules: every channel is told everything that is worth telling")


def _rule_row(rule: Any) -> dict[str, Any]:
    from dataclasses import asdict, is_dataclass

    return asdict(rule) if is_dataclass(rule) and not isinstance(rule, type) else {"rule": str(rule)}


for _command in (channels, rules):
    alerts.add_command(_command)
