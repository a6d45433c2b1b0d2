"""A host that does not answer is asked for one URL at a time; one slow page on a good host delays no other."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scraper.check import Visit, decide
from scraper.records import Due, Failure, FailureKind, Fetch
from storage import Store, open_history, open_store
from tests.conftest import Pagewatch
from tests.site import Site
from tests.visits import follow

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
URLS = [f"https://down.example/{n}" for n in range(40)]
PAGE = b"<html><title>A page</title><h1>A page</h1><p>Some words of its own, enough to be read.</p></html>"


@contextmanager
def opened(folder: Path, urls: list[str]) -> Iterator[Store]:
    with open_store(folder / "pagewatch.db", holder="test") as store:
        for url in urls:
            follow(store, url, AT)
        yield store


def answer(due: Due, at: datetime, what: FailureKind | int, *, ip: str | None = None) -> Fetch:
    failure = Failure(what, "no answer after 30 s") if isinstance(what, FailureKind) else None
    status = what if isinstance(what, int) else None
    return Fetch(url=due.url, final_url=due.url, fetched_at=at, status=status, body=b"", failure=failure, ip=ip)


def fail(
    store: Store, due: Due, at: datetime, what: FailureKind | int = FailureKind.TIMEOUT, ip: str | None = None
) -> bool:
    """One failed check; whether its host's other URLs were put off."""
    intent = decide(Visit(due, answer(due, at, what, ip=ip)), at)
    return store.record([intent])[0].host_rests


def due_now(store: Store, at: datetime) -> list[str]:
    return [due.url for due in store.due(at)]


@pytest.mark.parametrize("what", [FailureKind.CONNECT_REFUSED, FailureKind.DNS_NXDOMAIN, FailureKind.TLS, 502, 429])
def test_after_five_failures_in_a_row_the_hosts_other_urls_wait(tmp_path: Path, what: FailureKind | int) -> None:
    with opened(tmp_path, [*URLS, "https://up.example/"]) as store:
        rested = [fail(store, due, AT, what) for due in store.due(AT)[:5]]
        assert rested == [False, False, False, False, True]
        assert due_now(store, AT) == ["https://up.example/"]


def test_at_the_end_of_the_rest_one_url_probes_and_the_others_follow_apart(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        for due in store.due(AT)[:5]:
            fail(store, due, AT)
        end = store.next_due_at()
        assert end is not None and timedelta(minutes=13) < end - AT < timedelta(minutes=17)
        assert len(store.due(end)) == 1
        assert len(store.due(end + timedelta(seconds=59))) == 1
        assert 1 < len(store.due(end + timedelta(minutes=4))) < len(URLS)
        assert len(store.due(end + timedelta(minutes=10))) == len(URLS)


def test_a_probe_that_fails_doubles_the_rest_up_to_some_hours(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        for due in store.due(AT)[:5]:
            fail(store, due, AT)
        waits = []
        at = store.next_due_at()
        for _ in range(9):
            assert at is not None
            [probe] = store.due(at)
            assert fail(store, probe, at)
            after = store.next_due_at()
            assert after is not None
            waits.append((after - at).total_seconds() / 3600)
            at = after
        assert all(later >= earlier for earlier, later in pairwise(waits))
        assert waits[0] == pytest.approx(0.5, rel=0.11) and waits[-1] == pytest.approx(6, rel=0.11)


def test_any_answer_ends_it(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        found = store.due(AT)
        for due in found[:4]:
            fail(store, due, AT)
        fail(store, found[4], AT, 404)  # somebody is there
        assert not any(fail(store, due, AT) for due in found[5:9])
        assert len(due_now(store, AT)) == len(URLS) - 9


def test_one_slow_page_among_good_ones_delays_no_other(tmp_path: Path) -> None:
    with opened(tmp_path, URLS[:2]) as store:
        slow, at = store.due(AT)[0], AT
        for _ in range(12):
            assert not fail(store, slow, at)
            at += timedelta(minutes=20)
        assert URLS[1] in due_now(store, at)


def test_failures_that_lie_days_apart_are_not_in_a_row(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        for n, due in enumerate(store.due(AT)[:8]):
            assert not fail(store, due, AT + timedelta(days=2 * n))


@pytest.mark.parametrize("what", [500, FailureKind.RESET])
def test_a_private_host_is_many_programs(tmp_path: Path, what: FailureKind | int) -> None:
    with opened(tmp_path, [f"http://nas.example/{n}" for n in range(9)]) as store:
        for due in store.due(AT):
            assert not fail(store, due, AT, what, ip="10.0.0.7")


def test_a_private_host_is_known_as_such_though_it_does_not_answer(pagewatch: Pagewatch) -> None:
    to_nobody = f'{{"nas.example:80" = "127.0.0.1:{closed_port()}"}}'
    pagewatch.configure()
    text = pagewatch.config.read_text(encoding="utf-8").replace("[crawl]", f"[crawl]\nconnect_to = {to_nobody}", 1)
    pagewatch.config.write_text(text, encoding="utf-8")
    with open_store(pagewatch.db, holder="test") as store:
        for n in range(30):
            follow(store, f"http://nas.example/{n}", AT)
    assert len(pagewatch.rows("check", "--clock", AT.isoformat(), code=None)) == 30


def test_what_we_refuse_ourselves_says_nothing_about_a_host(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        for due in store.due(AT)[:9]:
            assert not fail(store, due, AT, FailureKind.ROBOTS)


def test_stragglers_that_were_asked_before_the_rest_do_not_lengthen_it(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        found = store.due(AT)
        for due in found[:5]:
            fail(store, due, AT)
        end = store.next_due_at()
        for due in found[5:20]:
            assert not fail(store, due, AT + timedelta(seconds=5))
        assert end is not None and end <= (store.next_due_at() or AT) < end + timedelta(minutes=3)


def test_a_clock_that_was_set_back_makes_no_endless_rest(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        found = store.due(AT)
        for due in found[:5]:
            fail(store, due, AT)
        back = AT - timedelta(days=400)
        assert not any(fail(store, due, back) for due in found[5:9])
        assert fail(store, found[9], back)


def test_doctor_names_the_host_and_until_when_its_urls_wait(tmp_path: Path) -> None:
    with opened(tmp_path, URLS) as store:
        for due in store.due(AT)[:5]:
            fail(store, due, AT)
    with open_history(tmp_path / "pagewatch.db") as past:
        [row] = [row for row in past.findings(AT) if row["subject"] == "down.example"]
        assert "did not answer 5 requests in a row since 2026-03-01" in row["finding"]
        assert not [row for row in past.findings(AT + timedelta(days=1)) if row["subject"] == "down.example"]


def test_a_pass_stops_asking_a_host_that_does_not_answer(pagewatch: Pagewatch, site: Site) -> None:
    good = site.put("/", PAGE)
    urls = [f"http://down.example/{n}" for n in range(60)]
    with open_store(pagewatch.db, holder="test") as store:
        for url in (*urls, good):
            follow(store, url, AT)
    with no_such_name() as server:
        text = pagewatch.config.read_text(encoding="utf-8")
        pagewatch.config.write_text(
            text.replace("[crawl]", f'[crawl]\nnameservers = ["{server}"]', 1), encoding="utf-8"
        )
        done = pagewatch.run("check", "--clock", AT.isoformat(), "--jsonl", code=None)
    asked = [json.loads(line)["url"] for line in done.stdout.splitlines()]
    assert f"down.example does not answer: {61 - len(asked)} more of its pages wait" in done.stderr
    # Those that were under way when the fifth failed went out; the other half did not.
    assert good in asked and 5 <= len(asked) < 30
    with open_store(pagewatch.db, holder="test") as store:
        assert store.due(AT) == []
        assert len(store.due(AT, everything=True)) == 61, "who wants to see everything sees everything"
    with open_history(pagewatch.db) as past:
        assert "one that probes" in past.source(urls[-1])["next_reason"]


@contextmanager
def no_such_name() -> Iterator[str]:
    """A name server that knows no name."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            query, out = self.request
            out.sendto(
                query[:2] + b"\x81\x83" + query[4:6] + bytes(6) + query[12 : query.index(b"\0", 12) + 5],
                self.client_address,
            )

    with socketserver.UDPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
