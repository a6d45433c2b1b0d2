"""The service stops in every way: asked, asked twice, while a server hangs, with alerts on their way, and by kill -9."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.records import ReadOptions, ResourceKind, Rhythm
from storage import open_store
from tests.conftest import Pagewatch
from tests.nursery import Child, Nursery
from tests.running import prose, receiving, session_of, until

GRACE_S = 10.0  # the promise; what a loaded machine may add is allowed for beside it
SLACK_S = 5.0


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as parent:
        yield parent


class Household:
    """A configuration, a site with pages that are followed every second, and the service on them."""

    def __init__(self, pagewatch: Pagewatch, nursery: Nursery) -> None:
        self.pagewatch, self.nursery, self.site = pagewatch, nursery, pagewatch.site

    def follow(self, *paths: str, every_s: int = 1) -> None:
        with open_store(self.pagewatch.db, holder="a test", guest=True) as store:
            for path in paths:
                url = path if path.startswith("http") else self.site.put(path, prose(path, 1))
                store.add_source(
                    kind=ResourceKind.PAGE, url=url, canonical=url, now=datetime.now(UTC), rhythm=Rhythm(every_s),
                    options=ReadOptions(links=False),
                )  # fmt: skip

    def allow(self, port: int) -> None:
        """Another port may be asked; nobody is asked for robots.txt."""
        text = self.pagewatch.config.read_text(encoding="utf-8")
        allowed = f'", "127.0.0.1/32:{port}"]\nrespect_robots = false'
        self.pagewatch.config.write_text(text.replace('"]', allowed, 1), encoding="utf-8")

    def channels(self, *targets: str) -> None:
        table = "".join(f'c{n} = "{target}"\n' for n, target in enumerate(targets))
        text = self.pagewatch.config.read_text(encoding="utf-8").partition("[alerts]")[0]
        self.pagewatch.config.write_text(text + "[alerts.channels]\n" + table, encoding="utf-8")

    @contextmanager
    def service(self, *options: str, verb: tuple[str, ...] = ("run",)) -> Iterator[Child]:
        args = ("--db", str(self.pagewatch.db), "--config", str(self.pagewatch.config), *options, *verb)
        with self.nursery.start(self.pagewatch.folder, *args) as child:
            yield child

    def states(self) -> list[tuple[str, str, int]]:
        """(channel, state, attempts) of all deliveries."""
        rows = self.pagewatch.rows("alerts", "list")
        return [(row["channel"], row["state"], row["attempts"]) for row in rows]


@pytest.fixture
def house(pagewatch: Pagewatch, nursery: Nursery) -> Household:
    return Household(pagewatch, nursery)


@contextmanager
def mute_server() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        kept: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    kept.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        for one in kept:
            one.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_asked_to_stop_it_drains_says_so_and_leaves_nothing_behind(house: Household, number: int) -> None:
    house.follow("/a", "/b")
    with house.service() as service:
        service.said("baseline: ", count=2)
        code, seconds = service.stop(number)
        assert code == 0, service.text
        assert seconds < GRACE_S + SLACK_S
        assert service.lines("INFO stopped") and not service.lines("Traceback|ERROR|WARNING")
        until("its workers have ended", lambda: not session_of(service.pid), 10)
    doctor = house.pagewatch.run("doctor").stdout
    assert "every request that was begun came to an end" in doctor and "does not run" in doctor


def test_asked_to_stop_right_at_the_start_it_stops(house: Household) -> None:
    house.follow("/a")
    with house.service() as service:
        service.said("pagewatch runs on")
        code, seconds = service.stop()
        assert code in (0, -signal.SIGTERM) and seconds < GRACE_S + SLACK_S
        assert not service.lines("Traceback")


def test_a_server_that_hangs_holds_up_no_stop_and_its_page_is_due_again(house: Household) -> None:
    with mute_server() as port:
        house.allow(port)
        house.follow("/a", f"http://127.0.0.1:{port}/mute")
        with house.service() as service:
            service.said("baseline: ")
            until("the mute server is being asked", lambda: house.pagewatch.rows("list"))
            code, seconds = service.stop()
            assert code == 0, service.text
            assert seconds < GRACE_S + SLACK_S
        mute = next(row for row in house.pagewatch.rows("list") if row["url"].endswith("/mute"))
        assert mute["state"] == "new"
        assert "every request that was begun came to an end" in house.pagewatch.run("doctor").stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_pass_that_is_interrupted_says_so_keeps_what_it_has_and_is_no_crash(house: Household, number: int) -> None:
    with mute_server() as port:
        house.allow(port)
        house.follow("/a", f"http://127.0.0.1:{port}/mute")
        with house.service(verb=("check", "--all")) as check:
            check.said("baseline ")
            code, _ = check.stop(number)
            assert code == 130 and check.lines("pagewatch: interrupted") and not check.lines("Traceback|ERROR|WARNING")
            until("its workers have ended", lambda: not session_of(check.pid), 10)
    assert [row["state"] for row in house.pagewatch.rows("list")] == ["ok", "new"]
    assert "every request that was begun came to an end" in house.pagewatch.run("doctor").stdout


def test_a_second_signal_stops_at_once(house: Household) -> None:
    with mute_server() as port, receiving() as receiver:
        receiver.gate.clear()
        house.channels(receiver.url)
        house.follow("/a")
        with house.service() as service:
            service.said("baseline: ")
            house.site.put("/a", prose("/a", 2))
            until("an alert is on its way", lambda: receiver.got)
            os.kill(service.pid, signal.SIGTERM)
            service.said("a second signal stops at once")
            code, seconds = service.stop(signal.SIGTERM)
            assert code == 0 and seconds < 3 + SLACK_S
        assert port


def test_an_alert_that_is_on_its_way_at_the_stop_is_noted_and_sent_once(house: Household) -> None:
    with receiving() as receiver:
        house.channels(receiver.url)
        house.follow("/a")
        with house.service() as service:
            service.said("baseline: ")
            receiver.gate.clear()
            house.site.put("/a", prose("/a", 2))
            until("an alert is on its way", lambda: receiver.got)
            os.kill(service.pid, signal.SIGTERM)
            service.said("INFO stopping")
            receiver.gate.set()
            assert service.wait() == 0, service.text
        assert house.states() == [("c0", "sent", 1)]
        assert len(receiver.keys()) == 1


def test_a_channel_that_hangs_delays_no_other_and_sends_nothing_of_theirs_again(house: Household) -> None:
    with receiving() as slow, receiving() as quick:
        slow.gate.clear()
        house.channels(slow.url, quick.url)
        house.follow("/a", "/b")
        with house.service() as service:
            service.said("baseline: ", count=2)
            house.site.put("/a", prose("/a", 2))
            until("the slow channel is busy", lambda: slow.got)
            house.site.put("/b", prose("/b", 2))
            until("the quick channel was told of both", lambda: len(quick.keys()) == 2)
            assert len(slow.keys()) == 1  # its first message is still not answered
            slow.gate.set()
            until("the slow channel was told of both", lambda: len(slow.keys()) == 2)
            assert service.stop()[0] == 0
        assert sorted(house.states()) == [("c0", "sent", 1)] * 2 + [("c1", "sent", 1)] * 2
        assert len(set(quick.keys())) == len(quick.keys()) == 2


def test_workers_that_are_killed_cost_their_page_at_most_and_the_service_goes_on(house: Household) -> None:
    house.follow("/a")
    with house.service() as service:
        service.said("baseline: .*/a")
        for _ in range(2):
            for pid in session_of(service.pid):
                if pid != service.pid:
                    os.kill(pid, signal.SIGKILL)
            edition = house.site.asked("/a") + 1
            house.site.put("/a", prose("/a", edition + 100))
            service.said("new version: ", count=len(service.lines("new version: ")) + 1)
        assert service.stop()[0] == 0


def test_a_kill_9_leaves_no_worker_behind_and_the_start_after_it_tells_what_was_cut_off(
    house: Household, tmp_path: Path
) -> None:
    with mute_server() as port:
        house.allow(port)
        house.follow("/a", f"http://127.0.0.1:{port}/mute")
        with house.service() as service:
            service.said("baseline: ")
            service.kill()
            until("its workers have ended", lambda: not session_of(service.pid), 15)
        with house.service() as service:
            (line,) = service.said("cut off by a crash")
            assert f"http://127.0.0.1:{port}/mute" in line
            assert service.stop()[0] == 0
