"""The pages beside the running service: what is asked for happens at once, and stopping is clean."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from scraper.cli import main
from storage import open_history
from tests.conftest import ROOT, Pagewatch
from tests.pages import Browser
from tests.seeded import seed
from tests.site import Site


class Running:
    """`pagewatch run --web` in a process of its own; its log is read line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        found = self.read_until(r"web pages on http://127\.0\.0\.1:(\d+)/")
        self.browser = Browser(int(found[1]))

    def read_until(self, pattern: str) -> re.Match[str]:
        """The first line of the log from here on that has the pattern."""
        assert self.process.stderr is not None
        read = []
        for line in self.process.stderr:
            found = re.search(pattern, line)
            if found:
                return found
            read.append(line)
        raise AssertionError("".join(read))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        return self.process.returncode


@contextmanager
def running(pagewatch: Pagewatch) -> Iterator[Running]:
    process = subprocess.Popen(
        pagewatch.command("run", "--web", "127.0.0.1:0"), cwd=ROOT, text=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_what_is_asked_for_on_a_page_happens_at_once_and_sigterm_drains(pagewatch: Pagewatch, site: Site) -> None:
    feed = site.put(
        "/news", '<rss version="2.0"><channel><title>新闻</title><item><guid>1</guid><title>一</title></item></channel></rss>',
        Content_Type="application/rss+xml",
    )  # fmt: skip
    page = site.put("/slow", "<html><title>慢</title><p>一段足够长的正文，讲的是一件小事。</p></html>")
    asked: queue.Queue[str] = queue.Queue()
    go_on = threading.Event()
    answer = site.answer

    def told(request: BaseHTTPRequestHandler) -> None:
        asked.put(request.path)
        if request.path == "/slow":
            go_on.wait(20)
        answer(request)

    site.answer = told  # type: ignore[method-assign]

    def wait_for(path: str) -> None:
        while asked.get(timeout=60) != path:
            pass

    with running(pagewatch) as service:
        browser = service.browser
        assert json.loads(browser.get("/readyz").body) == {"status": "ok", "service": True}
        assert "The service runs in this process" in browser.get("/").text

        said = browser.send("/sources", {"url": feed})
        assert "feed 1" in said.words  # it was asked what it is: nothing in its address says so
        service.read_until(rf"baseline: {feed}")
        assert "first reading: 1 entries stored" in browser.get("/sources/1").words

        while not asked.empty():
            asked.get()
        assert "It will be checked in a moment." in browser.send("/sources/1/check").words
        wait_for("/news")

        browser.send("/sources", {"url": page, "kind": "page"})
        wait_for("/slow")
        idle = http.client.HTTPConnection("127.0.0.1", browser.port)
        idle.request("GET", "/health")
        idle.getresponse().read()  # the connection is kept, as browsers do
        service.process.send_signal(signal.SIGTERM)
        go_on.set()
        service.process.communicate(timeout=30)
        idle.close()
        assert service.process.returncode == 0
    with open_history(pagewatch.db) as history:
        assert [row["decision"] for row in history.checks(resource=history.source(2)["resource_id"])] == ["baseline"]


def test_a_port_that_is_taken_is_told_in_one_line_before_anything_starts(
    tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    seed(tmp_path / "pagewatch.db")
    for verb in (("serve",), ("run", "--web")):
        assert main(["--db", str(tmp_path / "pagewatch.db"), *verb, f"127.0.0.1:{site.port}"]) == 1
        [told] = capsys.readouterr().err.splitlines()
        assert told.startswith(f"pagewatch: cannot listen on 127.0.0.1:{site.port}: ")
        assert told.endswith("choose another port or address")
