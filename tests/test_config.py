"""pagewatch.toml: what holds without it, what it may say, and how it complains."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scraper.alerting import Rule
from scraper.config import Config, default_config_path, default_db_path, load
from scraper.config.kinds import Size, Span
from scraper.errors import ConfigError
from scraper.records import Channel, EventKind
from scraper.revisit import words

ROOT = Path(__file__).resolve().parent.parent


def configured(folder: Path, text: str, **environ: str) -> Config:
    file = folder / "pagewatch.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environ)


def complaint(folder: Path, text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        configured(folder, text, **environ)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(str(folder / "pagewatch.toml"))
    return said.removeprefix(str(folder / "pagewatch.toml"))


# -- which file ------------------------------------------------------------------------------------------------


def test_the_usual_file_may_be_absent(tmp_path: Path) -> None:
    assert load(None, {"XDG_CONFIG_HOME": str(tmp_path)}) == Config()


def test_the_usual_file_is_read_where_xdg_says(tmp_path: Path) -> None:
    usual = default_config_path({"XDG_CONFIG_HOME": str(tmp_path)})
    usual.parent.mkdir()
    usual.write_text("[web]\nport = 1234\n")
    assert load(None, {"XDG_CONFIG_HOME": str(tmp_path)}).web.port == 1234


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file .*nope.toml; create it"):
        load(tmp_path / "nope.toml", {})
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, {})


def test_default_paths_follow_xdg() -> None:
    home = {"HOME": "/home/ann"}
    assert str(default_config_path(home)) == "/home/ann/.config/pagewatch/pagewatch.toml"
    assert str(default_db_path(home)) == "/home/ann/.local/share/pagewatch/pagewatch.db"
    assert str(default_db_path({**home, "XDG_DATA_HOME": "/srv"})) == "/srv/pagewatch/pagewatch.db"


# -- what it may say -------------------------------------------------------------------------------------------


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert configured(tmp_path, "") == Config()
    assert configured(tmp_path, "\ufeff# only a remark\n") == Config()


def test_every_table_is_read(tmp_path: Path) -> None:
    found = configured(
        tmp_path,
        """
        [crawl]
        contact = "me@example.org"
        per_host_delay = 0
        timeout = "20s"
        max_bytes = "2 MiB"
        allow_private_networks = ["127.0.0.1/32:8080", "10.0.0.0/8", "::1/128", "[fd00::/8]:80"]
        nameservers = ["127.0.0.1:5353"]
        connect_to = {"example.org:443" = "127.0.0.1:8443"}
        [links]
        providers = {baidu = false}
        [links.confirm]
        strong = {looks = 3}
        [schedule]
        budget = 2
        max = "12h"
        [alerts]
        digest = ["18:30", "08:00"]
        quiet = "22:00-07:00"
        tz = "Asia/Shanghai"
        [[alerts.rules]]
        kinds = ["changed", "gone"]
        hosts = ["*.example.org"]
        [storage.retention]
        checks = "365d"
        [web]
        port = 0
        """,
    )
    assert found.crawl.as_mapping()["per_host_delay"] == 0
    assert (found.crawl.timeout, found.crawl.max_bytes) == (20, 2 << 20)
    assert found.crawl.connect_to == {"example.org:443": "127.0.0.1:8443"}
    assert found.links.providers == {"baidu": False}
    assert (found.links.confirm.strong.looks, found.links.confirm.strong.apart) == (3, 86400)
    assert found.links.confirm.medium.looks == 3
    assert (found.schedule.pace.budget, found.schedule.pace.max_s) == (2, 43200)
    assert found.alerts.timing.digest == (time(8), time(18, 30))
    assert found.alerts.timing.quiet == (time(22), time(7))
    assert found.alerts.rules == (Rule(kinds=(EventKind.CHANGED, EventKind.GONE), hosts=("*.example.org",)),)
    assert found.storage.retention.checks == 365 * 86400


def test_private_networks_may_be_all_allowed(tmp_path: Path) -> None:
    assert configured(tmp_path, "[crawl]\nallow_private_networks = true").crawl.allow_private_networks is True


def test_channels_are_named_by_a_table_or_by_their_kind(tmp_path: Path) -> None:
    listed = configured(tmp_path, '[alerts]\nchannels = ["stdout:", "json://a.example", "json://b.example"]')
    assert [channel.name for channel in listed.alerts.channels] == ["stdout", "json", "json-2"]
    named = configured(tmp_path, '[alerts.channels]\nlog = "jsonl:alerts.jsonl"\n"读者" = "stdout:"')
    assert named.alerts.channels == (Channel("log", f"jsonl:{tmp_path / 'alerts.jsonl'}"), Channel("读者", "stdout:"))


def test_variables_of_the_environment_are_filled_in(tmp_path: Path) -> None:
    text = (
        '[web]\npassword = "${A}-${B}"\n[crawl]\ncontact = "$${A} $5"\n[alerts]\nchannels = ["json://u:${A}@h.example"]'
    )
    found = configured(tmp_path, text, A="se\\cret", B="")
    assert found.web.password == "se\\cret-"
    assert found.crawl.contact == "${A} $5"
    assert found.alerts.channels[0].target == "json://u:se\\cret@h.example"


def test_file_names_are_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    found = configured(tmp_path, '[storage]\npath = "db/x.db"\n[crawl]\nca_file = "ca.pem"')
    assert found.storage.path == str(tmp_path / "db/x.db")
    assert found.crawl.ca_file == str(tmp_path / "ca.pem")


def test_a_configuration_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        Config().web.port = 1  # type: ignore[misc]


# -- how it complains ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[crawl]\n\nconcurency = 3", ":3: unknown key 'concurency' in [crawl]; did you mean concurrency?"),
        ("[crwl]\nx = 1", ":1: unknown key 'crwl'; did you mean crawl?"),
        ("intervall = 1", ":1: unknown key 'intervall'; there are crawl, links,"),
        ("[[alerts.rules]]\nmute = true\n[[alerts.rules]]\nkindz = []", ":4: unknown key 'kindz' in [alerts.rules]; did you mean kinds?"),
        ("links.confirm.strong.look = 1", ":1: unknown key 'look' in [links.confirm.strong]; did you mean looks?"),
        ("[alerts]\nrules = [\n  {kindz = []},\n]", ":2: unknown key 'kindz'"),
        ("[crawl]\nconcurrency = '3'", ":2: crawl.concurrency: expected a whole number, got text"),
        ("[crawl]\nallow_private_networks = 5", ":2: crawl.allow_private_networks: expected true, false or a list"),
        ("crawl = 3", ":1: crawl: expected a table"),
        ("[links]\nproviders = {baidu = 3}", ":2: links.providers: expected true or false"),
        ("[schedule]\nmin = '3 parsecs'", ":2: schedule.min: unknown unit 'parsecs'"),
        ("[schedule]\nmin = true", ":2: schedule.min: expected a span like '30m'"),
        ("[crawl]\nmax_bytes = 'many'", ":2: crawl.max_bytes: expected a size"),
        ("[alerts]\nquiet = '22'", ":2: alerts.quiet: expected hours like '22:00-07:00'"),
        ("[alerts]\ndigest = ['25:00']", ":2: alerts.digest: expected a time of day"),
        ("[[alerts.rules]]\nkinds = ['chnged']", ":2: alerts.rules.kinds: unknown kind 'chnged'; did you mean changed?"),
        ("[[alerts.rules]]\n\nchannels = ['mail']", ":3: alerts.rules.channels: there is no channel 'mail'"),
        ("[[alerts.rules]]\nmin_significance = 'big'", ":2: alerts.rules.min_significance: is technical"),
        ("[alerts]\nchannels = ['nope']", ":2: alerts.channels: a channel address starts with its kind"),
        ("[alerts.channels]\na = 'dbus://'", ":2: alerts.channels.a: dbus: is refused"),
        ("[schedule]\ntz = 'Asia/Shangai'", ":2: schedule.tz: unknown time zone 'Asia/Shangai'; did you mean Asia/Shanghai?"),
        ("[schedule]\nmin = '2h'\nmax = '1h'", ":3: schedule.max: is less than min"),
        ("[schedule]\nbudget = 0", ":2: schedule.budget: 0 is not between"),
        ("[web]\nport = 99999", ":2: web.port: 99999 is not between 0 and 65535"),
        ("[crawl]\nconnect_to = {a = 'b:1'}", ":2: crawl.connect_to.a: 'a' = 'b:1': write it like"),
        ("[crawl]\nallow_private_networks = [\n 'foo',\n]", ":2: crawl.allow_private_networks: 'foo' is no network"),
        ("[crawl]\nnameservers = ['ns.example']", ":2: crawl.nameservers: 'ns.example' is no address"),
        ("[crawl]\nproxy = 'socks5://x'", ":2: crawl.proxy: write it like http://"),
        ("[crawl]\nca_file = 'nope.pem'", ":2: crawl.ca_file: there is no file nope.pem"),
        ("[crawl]\na = = 3", ":2: not valid TOML"),
        ("[crawl]\ncontact = 'a'\ncontact = 'b'", ":3: not valid TOML"),
        ("[web]\npassword = '${SECRET}'", ":2: the environment variable 'SECRET' is not set"),
        ("[web]\npassword = '${}'", ":2: empty ${}; write ${NAME}"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, wanted: str) -> None:
    assert complaint(tmp_path, text).startswith(wanted)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pagewatch.toml").write_bytes("[crawl]\ncontact = '张'".encode("gb18030"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "pagewatch.toml", {})


def test_a_complaint_about_a_channel_does_not_show_its_secret(tmp_path: Path) -> None:
    said = complaint(tmp_path, "[alerts]\nchannels = ['https://hooks.example/${T}']", T="tok-12345")
    assert "tok-12345" not in said


# -- the documentation -----------------------------------------------------------------------------------------


def tables(kind: Any, place: str = "") -> Iterator[tuple[str, dict[str, tuple[Any, Any]]]]:
    """(heading, key -> (type, default)) of every table of the configuration."""
    if issubclass(kind, msgspec.Struct):
        fields = {f.name: (f.type, f.default) for f in msgspec.structs.fields(kind)}
    else:
        hints = typing.get_type_hints(kind)
        fields = {f.name: (hints[f.name], f.default) for f in dataclasses.fields(kind)}
    if place:
        yield place, fields
    for name, (type_, _) in fields.items():
        inner = next((part for part in (type_, *typing.get_args(type_)) if _is_table(part)), None)
        if inner is not None and name not in ("strong", "medium", "weak"):
            path = f"{place.strip('[]')}.{name}" if place else name
            yield from tables(inner, f"[[{path}]]" if typing.get_origin(type_) is tuple else f"[{path}]")


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or dataclasses.is_dataclass(kind))


def documented() -> dict[str, dict[str, tuple[str, str]]]:
    """Heading -> key -> (type, default) as written in docs/configuration.md."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    here: dict[str, tuple[str, str]] = {}
    for line in (ROOT / "docs/configuration.md").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"#+ (\[.*\])", line):
            here = found.setdefault(heading[1], {})
        elif row := re.match(r"\| `(\w+)` \| (.*?) \| (.*?) \|", line):
            here[row[1]] = (row[2], row[3])
    return found


def _shown(default: Any) -> str:
    if default is None:
        return "–"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, Span):
        return words(default)
    if isinstance(default, Size):
        return f"{default >> 20} MiB"
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_every_key_is_documented_with_its_default_and_no_other() -> None:
    wanted, written = dict(tables(Config)), documented()
    assert set(written) == set(wanted)
    for heading, fields in wanted.items():
        assert set(written[heading]) == set(fields), heading
        for key, (type_, default) in fields.items():
            simple = isinstance(type_, types.UnionType) or type_ in (str, int, float, bool, Span, Size)
            if simple and (heading, key) != ("[[alerts.rules]]", "channels"):
                assert written[heading][key][1] == _shown(default), f"{heading} {key}"


def test_the_example_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    found = configured(tmp_path, example[1], MAIL_PASSWORD="p", HOOK_SECRET="s")
    assert [channel.name for channel in found.alerts.channels] == ["mail", "desk", "log"]
