"""Long looks at the same hostile pages: no false alert, validators byte for byte, bombs that cost little (P12, P14, P19–P22, P25, P26, P29, P31)."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import hostile_play
from tests.hostile_play import Origin, Player
from tests.site import Site, serving

pytestmark = pytest.mark.battery

VARIANTS = Path(__file__).with_name("hostile_variants.py")
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
NEWS = {"new", "changed", "removed", "redated", "stealth_edit", "fake_refresh", "site_rebuild", "title_changed"} | {
    "link_added", "link_removed", "link_swapped", "updater_changed", "back",
}  # fmt: skip
QUIET = (
    "html_noise feed_lastbuild_noise feed_reordered feed_changing_ids feed_session_links feed_no_ids feed_duplicate_ids"
)
QUIET += " cond_etag_moves_body_same cs_label_flips enc_truncated_later cit_cookies keepalive_stray"
BOMBS = ("bomb_gzip", "bomb_gzip_gzip", "bomb_br", "bomb_zstd", "bomb_deflate", "bomb_feed")


@contextmanager
def playing(folder: Path, script: Path, crawl: str = "per_host = 16\nper_host_delay = 0") -> Iterator[Player]:
    if not hostile_play.SERVER.is_file():
        pytest.skip(f"no hostile server at {hostile_play.SERVER}; set PAGEWATCH_CORPORA")
    origin = Origin(script)
    try:
        yield Player(folder, origin, crawl=crawl, links=True, command=False)
    finally:
        origin.close()


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("script", [hostile_play.SERVER, VARIANTS], ids=["scenarios", "variants"])
def test_fifty_visits_to_pages_and_feeds_that_only_fidget_tell_nobody(tmp_path: Path, script: Path) -> None:
    with playing(tmp_path, script) as player:
        chosen = [
            one for one in hostile_play.catalogue(script) if one["id"].endswith("_noise") or one["id"] in QUIET.split()
        ]
        for one in chosen:
            player.run("add", player.origin.url + one["path"], "--kind", hostile_play.kind_of(one), "--no-follow", "-q")
        for number in range(50):
            player.run("check", "--all", "--clock", (START + timedelta(hours=13 * number)).isoformat())
        told = [(row["kind"], row["url"], row["summary"]) for row in player.rows("changes") if row["kind"] in NEWS]
    print(f"{len(chosen)} sources, 50 visits each: {len(told)} false alerts")
    assert told == []


@pytest.mark.timeout(900)
def test_validators_come_back_byte_for_byte_and_nothing_else_is_sent(tmp_path: Path) -> None:
    """P19, P20, P22, P26 over 40 pages and 50 passes: 2,000 visits."""
    dice = random.Random(7)
    with serving() as site:
        player = _for_site(tmp_path, site)
        urls = [_put(site, number, 0, dice) for number in range(40)]
        player.run("add", *urls, "--kind", "page", "-q")
        expected: dict[str, str | None] = dict.fromkeys((f"/{number}" for number in range(40)), None)
        for visit in range(50):
            site.log.clear()
            player.run("check", "--all", "--clock", (START + timedelta(hours=13 * visit)).isoformat())
            asked = [(path, headers) for path, headers in site.log if path != "/robots.txt"]
            assert sorted(path for path, _ in asked) == sorted(expected), "one request a visit"
            for path, headers in asked:
                assert headers.get("If-None-Match") == expected[path]
                assert "@" in headers["User-Agent"] and "Referer" not in headers and "Cookie" not in headers
                expected[path] = site.tag(path)
            if visit % 5 == 4:
                _put(site, dice.randrange(40), visit, dice)


def _for_site(folder: Path, site: Site) -> Player:
    class Here:
        port = site.port

    return Player(folder, Here(), crawl="per_host = 16\nper_host_delay = 0", links=False, command=False)  # type: ignore[arg-type]


def _put(site: Site, number: int, version: int, dice: random.Random) -> str:
    words = " ".join(dice.choice(("bridge", "river", "council", "winter", "repair")) for _ in range(60))
    return site.put(
        f"/{number}", f"<html><title>Page {number}</title><h1>Page {number}</h1><p>{version} {words}</p></html>"
    )


_MEASURE = """
import json, re, sys, time
from pathlib import Path
from scraper.fetching.engine import open_client, run_on_loop
from scraper.settings import crawl_settings
def peak():  # MiB; ru_maxrss would count what the parent had before it started us
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024
async def main():
    rows = []
    async with open_client(crawl_settings({"allow_private_networks": [sys.argv[1]], "per_host_delay": 0.0})) as client:
        await client.fetch(sys.argv[2] + "/s/html_ok")
        for name in sys.argv[3:]:
            before, start, cpu = peak(), time.monotonic(), time.process_time()
            fetch = await client.fetch(f"{sys.argv[2]}/s/{name}")
            grown = peak() - before
            rows.append([name, str(fetch.failure and fetch.failure.kind), grown, time.monotonic() - start, time.process_time() - cpu])
    print(json.dumps(rows))
    return 0
run_on_loop(main)
"""


def _measured(origin: Origin, *names: str) -> list[tuple[str, str, int, float, float]]:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, f"127.0.0.1/32:{origin.port}", origin.url, *names],
        capture_output=True, text=True, check=True, cwd=hostile_play.ROOT, env={**os.environ, "PYTHONPATH": str(hostile_play.ROOT)},
    )  # fmt: skip
    return [tuple(row) for row in json.loads(done.stdout)]


@pytest.mark.timeout(300)
def test_six_bombs_cost_the_process_little_memory_and_time(tmp_path: Path) -> None:
    with playing(tmp_path, hostile_play.SERVER) as player:
        _measured(player.origin, *BOMBS)  # the server builds its bombs at their first request
        rows = _measured(player.origin, *BOMBS)
    print(
        "\n".join(
            f"{name}: {kind}, +{grown} MiB, {wall:.2f} s wall, {cpu:.2f} s CPU" for name, kind, grown, wall, cpu in rows
        )
    )
    for name, kind, _, _, cpu in rows:
        assert kind == "too_large" and cpu <= 3, name
    assert sum(grown for _, _, grown, _, _ in rows) <= 64


@pytest.mark.timeout(300)
def test_endless_answers_are_ended_by_size_or_time(tmp_path: Path) -> None:
    names = ("headers_endless", "headers_endless_line", "stream_endless", "chunked_endless")
    with playing(tmp_path, hostile_play.SERVER) as player:
        _measured(player.origin, *names)
        for name in names:
            [seen] = player.origin.get(f"/log?id={name}&brief=1")["scenarios"][name]
            print(f"{name}: {seen['bytes'] / (1 << 20):.1f} MiB sent, {seen['seconds']:.1f} s")
            assert seen["bytes"] <= 48 << 20 and seen["seconds"] <= 31


@pytest.mark.timeout(300)
def test_fifty_thousand_entries_are_read_in_bounded_time_and_told_in_no_flood(tmp_path: Path) -> None:
    with playing(tmp_path, hostile_play.SERVER) as player:
        player.run("add", f"{player.origin.url}/s/feed_50k", "--kind", "feed", "--no-follow", "-q")
        [row] = player.rows("check")
        assert row["outcome"] == "extracted" or row["reason"].startswith("too large"), row
        player.run("check", "--all", "--clock", (datetime.now(UTC) + timedelta(days=1)).isoformat())
        assert [event for event in player.rows("changes") if event["kind"] in NEWS] == []
