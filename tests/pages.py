"""The web pages on a real socket (127.0.0.1, port 0), and a browser without a screen to look at them."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from scraper.config import Config, Web
from scraper.web import Address, Pages, bind
from scraper.web.hands import Hands, OwnHands
from tests.seeded import START

NOW = START + timedelta(days=9)


def fixed_now() -> datetime:
    """The time that pages tell."""
    return NOW.astimezone(UTC)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def dom(self) -> html.HtmlElement:
        return html.document_fromstring(self.body)

    @property
    def words(self) -> str:
        """The visible text of the content, in one line."""
        return " ".join(self.dom.xpath("//main")[0].text_content().split())


class Browser:
    """Asks as a browser does: Accept, Origin and Sec-Fetch-Site on forms, the cookie that it was given."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        """One GET; header names are given with underscores."""
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """One form sent from our own pages, unless headers say otherwise."""
        sent = {
            "Origin": self.origin,
            "Sec_Fetch_Site": "same-origin",
            "Content_Type": "application/x-www-form-urlencoded",
            **headers,
        }
        return self.ask("POST", path, urlencode(form or {}).encode(), sent)

    def send(self, path: str, form: Mapping[str, str] | None = None) -> Answer:
        """A form, and the page that it leads to."""
        answer = self.post(path, form)
        assert answer.status == 303, (answer.status, answer.body)
        return self.get(answer.headers["location"])

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        named = {"Accept": "text/html,*/*", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookie:
            named.setdefault("Cookie", self.cookie)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, {k: v for k, v in named.items() if v})
            got = connection.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        finally:
            connection.close()
        given = answer.headers.get("set-cookie")
        if given:
            self.cookie = given.partition(";")[0]
        return answer


@contextmanager
def pages(
    db: Path, web: Web | None = None, *, config: Config | None = None, hands: Callable[[Path], Hands] = OwnHands
) -> Iterator[Browser]:
    """A browser on pages that run in a thread of their own for the length of the block."""
    config = config or Config(web=web or Web())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> Pages:
        running = Pages(db, config, bind(Address("127.0.0.1", 0)), hands(db), fixed_now)
        await running.start()
        return running

    try:
        running = asyncio.run_coroutine_threadsafe(begin(), loop).result(30)
        try:
            yield Browser(running.address.port)
        finally:
            asyncio.run_coroutine_threadsafe(running.stop(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
