"""From the file to `Config`: TOML, `${ENV}`, strict tables, sensible values; every complaint with file and line."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import tomllib
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from scraper import revisit
from scraper.config.kinds import Channels, decode
from scraper.config.lines import Lines, Place
from scraper.config.tables import Config
from scraper.errors import ConfigError, UsageError
from scraper.fetching.guard import parse_opening
from scraper.records import Channel, EventKind, ResourceKind

__all__ = ["default_config_path", "default_db_path", "expand", "load", "read_table"]

_VARIABLE = re.compile(r"\$(?:\$(?=\{)|\{([^}]*)\})")
# What only a mistake needs is compiled then.
_AT_LINE = r"\s*\(at (?:line (\d+), column \d+|end of document)\)"
_PATH = r" - at `(?:key in )?\$([^`]*)`"
_STEP = r"\.([^.\[\]`]+)|\[(\d+)\]|\[\.\.\.\]"


def default_config_path(environ: Mapping[str, str]) -> Path:
    """`pagewatch/pagewatch.toml` in the XDG configuration folder."""
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "pagewatch" / "pagewatch.toml"


def default_db_path(environ: Mapping[str, str]) -> Path:
    """`pagewatch/pagewatch.db` in the XDG data folder."""
    return _xdg(environ, "XDG_DATA_HOME", ".local/share") / "pagewatch" / "pagewatch.db"


def _xdg(environ: Mapping[str, str], name: str, usual: str) -> Path:
    home = Path(environ["HOME"]) if environ.get("HOME") else Path("~").expanduser()
    return Path(environ[name]) if environ.get(name) else home / usual


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration in `path`, which must exist; None: the usual file, which may be absent.

    Raises ConfigError naming file, line and what to do.
    """
    named = path if path is not None else default_config_path(environ)
    if path is None and not named.is_file():
        return Config()
    try:
        text = named.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"no configuration file {named}; create it or leave --config away") from error
    except OSError as error:
        raise ConfigError(f"{named} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{named} is not UTF-8 text; save it as UTF-8") from error
    return _checked(read_table(text, str(named), environ, Config), Lines(text), named)


T = typing.TypeVar("T")


def read_table(text: str, name: str, environ: Mapping[str, str], into: type[T]) -> T:
    """A TOML text as a structure of ours: variables filled in, unknown keys and wrong types refused."""
    raw, lines = parse_toml(text, name), Lines(text)

    def complain(place: Place, problem: str) -> ConfigError:
        return complaint(name, lines, place, problem)

    raw = expand(raw, environ, complain)
    for place, problem in _strangers(raw, into, ()):
        raise complain(place, problem)
    return _converted(raw, into, complain)


def _converted(raw: dict[str, Any], into: type[T], complain: Callable[[Place, str], ConfigError]) -> T:
    """The structure, table by table: the types of tables that are not there are not even looked at."""
    known = _fields(into) or {}
    if all(isinstance(known[key], type) and issubclass(known[key], msgspec.Struct) for key in raw):
        return into(**{key: _table(inner, known[key], complain, (key,)) for key, inner in raw.items()})
    return cast("T", _table(raw, into, complain, ()))


def _table(raw: Any, into: Any, complain: Callable[[Place, str], ConfigError], place: Place) -> Any:
    try:
        return msgspec.convert(raw, into, dec_hook=decode, strict=True)
    except msgspec.ValidationError as error:
        inner, problem = _explained(str(error), place)
        raise complain(inner, problem) from error


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML text; raises ConfigError with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(_AT_LINE, str(error))
        line = found[1] if found and found[1] else max(len(text.splitlines()), 1)
        raise ConfigError(f"{name}:{line}: not valid TOML: {re.sub(_AT_LINE, '', str(error))}") from error


def complaint(name: str, lines: Lines, place: Place, problem: str) -> ConfigError:
    """The error for what stands at that place of the file."""
    line = lines.of(place)
    return ConfigError(f"{name}:{line}: {problem}" if line else f"{name}: {problem}")


def _explained(message: str, table: Place) -> tuple[Place, str]:
    """msgspec's words on a table as (place in the file, problem in ours)."""
    # A value that we read ourselves names the place inside it first, msgspec the way to it after.
    steps = [step for path in reversed(re.findall(_PATH, message)) for step in re.findall(_STEP, path)]
    place: Place = (*table, *(name or int(index) for name, index in steps if name or index))
    problem = re.sub(_PATH, "", message)
    for theirs, ours in (("`bool | array`", "true, false or a list"), ("`array`", "a list"), ("`object`", "a table"),
                         ("`str`", "text"), ("`int`", "a whole number"), ("`float`", "a number"), ("`bool`", "true or false"),
                         (" | null", ""), ("Expected", "expected")):  # fmt: skip
        problem = problem.replace(theirs, ours)
    value = re.fullmatch(r"Invalid enum value '([^']*)'", problem)
    if value is not None:
        known = [str(kind) for kind in (EventKind if "kinds" in place else ResourceKind)]
        near = _near(value[1], known)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
        problem = f"unknown kind {value[1]!r}; {hint}"
    key = ".".join(step for step in place if isinstance(step, str))
    return place, f"{key}: {problem}" if key else problem


def expand(
    value: Any, environ: Mapping[str, str], complain: Callable[[Place, str], ConfigError], place: Place = ()
) -> Any:
    """`value` with `${NAME}` in its texts filled in from the environment (`$${` stays `${`)."""
    if isinstance(value, dict):
        return {key: expand(inner, environ, complain, (*place, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [expand(inner, environ, complain, (*place, at)) for at, inner in enumerate(value)]
    if not isinstance(value, str):
        return value

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "$"
        if name not in environ:
            raise complain(
                place, f"the environment variable {name!r} is not set" if name else "empty ${}; write ${NAME}"
            )
        return environ[name]

    return _VARIABLE.sub(filled, value)


def _near(word: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches  # what only a mistake costs

    return next(iter(get_close_matches(word, list(known), 1, 0.6)), None)


# -- unknown keys ----------------------------------------------------------------------------------------------


def _strangers(raw: Any, into: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Keys that no table of ours has, with the nearest that it has."""
    fields = _fields(into)
    if fields is None or not isinstance(raw, dict):
        yield from _inside(raw, into, place)
        return
    for key, inner in raw.items():
        if key in fields:
            yield from _strangers(inner, fields[key], (*place, key))
            continue
        table = ".".join(step for step in place if isinstance(step, str))
        where = f" in [{table}]" if place else ""
        near = _near(key, fields)
        hint = f"; did you mean {near}?" if near else f"; there are {', '.join(fields)}"
        yield (*place, key), f"unknown key {key!r}{where}{hint}"


def _inside(raw: Any, into: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Lists of tables and optional tables."""
    for part in typing.get_args(into):
        if isinstance(raw, list) and _fields(part) is not None:
            for at, inner in enumerate(raw):
                yield from _strangers(inner, part, (*place, at))
        elif isinstance(raw, dict) and _fields(part) is not None:
            yield from _strangers(raw, part, place)


def _fields(into: Any) -> dict[str, Any] | None:
    """Key -> type of a table; None for what is no table."""
    if isinstance(into, type) and (issubclass(into, msgspec.Struct) or dataclasses.is_dataclass(into)):
        return typing.get_type_hints(into)
    return None


# -- values that cannot be meant -------------------------------------------------------------------------------


def _checked(config: Config, lines: Lines, path: Path) -> Config:
    for place, problem in _mistakes(config, path.parent):
        raise complaint(str(path), lines, place, f"{'.'.join(str(s) for s in place if isinstance(s, str))}: {problem}")
    return _anchored(config, path.parent)


def _mistakes(config: Config, folder: Path) -> Iterator[tuple[Place, str]]:
    yield from _crawl_mistakes(config, folder)
    yield from _range_mistakes(config)
    for table, name in (("schedule", config.schedule.tz), ("alerts", config.alerts.tz)):
        if name is not None:
            try:
                revisit.zone(name)
            except UsageError as error:
                yield (table, "tz"), str(error)
    names = {channel.name for channel in config.alerts.channels}
    for at, rule in enumerate(config.alerts.rules):
        for unknown in [name for name in rule.channels if name not in names]:
            yield (
                ("alerts", "rules", at, "channels"),
                f"there is no channel {unknown!r}; there are: {', '.join(names) or 'none'}",
            )
        if rule.min_significance not in ("technical", "peripheral", "substance"):
            yield ("alerts", "rules", at, "min_significance"), "is technical, peripheral or substance"


def _range_mistakes(config: Config) -> Iterator[tuple[Place, str]]:
    schedule, crawl = config.schedule, config.crawl
    bounds: tuple[tuple[Place, float, float, float], ...] = (
        (("crawl", "concurrency"), crawl.concurrency, 1, 1000),
        (("crawl", "per_host"), crawl.per_host, 1, 64),
        (("crawl", "timeout"), crawl.timeout, 1, 3600),
        (("crawl", "connect_timeout"), crawl.connect_timeout, 0.1, 600),
        (("schedule", "budget"), schedule.budget, 0.01, 1440),
        (("schedule", "min"), schedule.min, 1, 366 * 86400),
        (("schedule", "failure"), schedule.failure, 1, 366 * 86400),
        (("schedule", "jitter"), schedule.jitter, 0, 0.5),
        (("alerts", "per_source_per_hour"), config.alerts.per_source_per_hour, 1, 100_000),
        (("web", "port"), config.web.port, 0, 65535),
    )
    for place, value, low, high in bounds:
        if not low <= value <= high:
            yield place, f"{value:g} is not between {low:g} and {high:g}"
    keep = config.storage.retention.keep_versions
    if keep is not None and keep < 1:
        yield ("storage", "retention", "keep_versions"), "at least one version of each document is kept"
    if schedule.max is not None and schedule.max < schedule.min:
        yield ("schedule", "max"), "is less than min"
    for name in ("strong", "medium", "weak"):
        if getattr(config.links.confirm, name).looks < 1:
            yield ("links", "confirm", name, "looks"), "at least one look is needed"


def _crawl_mistakes(config: Config, folder: Path) -> Iterator[tuple[Place, str]]:
    crawl = config.crawl
    if not isinstance(crawl.allow_private_networks, bool):
        for at, text in enumerate(crawl.allow_private_networks):
            try:
                parse_opening(text)
            except ConfigError as error:
                yield ("crawl", "allow_private_networks", at), str(error).removeprefix("allow_private_networks: ")
    for at, server in enumerate(crawl.nameservers):
        if not _is_address(server):
            yield ("crawl", "nameservers", at), f"{server!r} is no address; write it like 192.0.2.53 or 192.0.2.53:5353"
    if crawl.proxy is not None and urlsplit(crawl.proxy).scheme not in ("http", "https"):
        yield ("crawl", "proxy"), "write it like http://proxy.example:3128"
    if crawl.ca_file is not None and not (folder / Path(crawl.ca_file).expanduser()).is_file():
        yield ("crawl", "ca_file"), f"there is no file {crawl.ca_file}"
    for source, target in crawl.connect_to.items():
        if not _has_port(source) or not _has_port(target):
            yield (
                ("crawl", "connect_to", source),
                f'{source!r} = {target!r}: write it like "example.org:443" = "127.0.0.1:8443"',
            )


def _is_address(text: str) -> bool:
    host, _, port = text.strip().rpartition(":") if text.count(":") == 1 or "]:" in text else (text.strip(), "", "")
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return not port or port.isdecimal()


def _has_port(text: str) -> bool:
    host, _, port = text.strip().rpartition(":")
    return bool(host) and port.isdecimal() and 0 < int(port) < 65536


def _anchored(config: Config, folder: Path) -> Config:
    """Relative file names are relative to the configuration file, not to where the program was started."""
    changes: dict[str, Any] = {}
    if config.storage.path is not None:
        path = str(folder / Path(config.storage.path).expanduser())
        changes["storage"] = msgspec.structs.replace(config.storage, path=path)
    if config.crawl.ca_file is not None:
        ca_file = str(folder / Path(config.crawl.ca_file).expanduser())
        changes["crawl"] = msgspec.structs.replace(config.crawl, ca_file=ca_file)
    if any(channel.target.lower().startswith("jsonl:") for channel in config.alerts.channels):
        channels = Channels(_anchored_channel(channel, folder) for channel in config.alerts.channels)
        changes["alerts"] = msgspec.structs.replace(config.alerts, channels=channels)
    return msgspec.structs.replace(config, **changes) if changes else config


def _anchored_channel(channel: Channel, folder: Path) -> Channel:
    if not channel.target.lower().startswith("jsonl:"):
        return channel
    return Channel(channel.name, f"jsonl:{folder / Path(channel.target[len('jsonl:') :]).expanduser()}")
