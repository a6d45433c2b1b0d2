"""The spider for link targets: it carries a conversation between the pure examination of a link and the network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Protocol

from scraper.liveness.conversation import Ask, AskName, Examined, NameAnswer, Wait
from scraper.liveness.examine import examine
from scraper.liveness.policy import LinkPolicy
from scraper.records import Fetch, HostNotes, LinkTarget, ResourceKind
from scraper.urls import canonical, host_key
from spiders.base import WatchSpider

__all__ = ["Asker", "LinkSpider", "converse"]


class Asker(Protocol):
    """What examining a link needs of the network: one request, one name, one pause at a time."""

    async def ask(self, ask: Ask) -> Fetch:
        """The answer to one request, redirects not followed."""

    async def ask_name(self, host: str) -> NameAnswer:
        """What the name service says of a host."""

    async def pause(self, seconds: float) -> None:
        """Wait before going on."""


async def converse(target: LinkTarget, notes: HostNotes, policy: LinkPolicy, now: datetime, asker: Asker) -> Examined:
    """Examine one link: every question of the examination is put to the network, until it has seen enough."""
    examination = examine(target, notes, policy, now)
    answer: Fetch | NameAnswer | None = None
    while True:
        try:
            question = examination.send(answer)
        except StopIteration as end:
            examined: Examined = end.value
            return examined
        match question:
            case Ask():
                answer = await asker.ask(question)
            case AskName():
                answer = await asker.ask_name(question.host)
            case Wait():
                await asker.pause(question.seconds)
                answer = None


class LinkSpider(WatchSpider):
    """`scrapy crawl link -a url=https://…`: one look at each URL, nothing stored."""

    name = "link"
    kind = ResourceKind.PAGE

    async def start(self) -> AsyncIterator[Any]:
        asker: Any = self.visitor
        for number, url in enumerate(self.urls):
            target = LinkTarget(target_id=-1 - number, url=url, canonical=canonical(url))
            examined = await converse(target, HostNotes(host_key(url)), LinkPolicy(), datetime.now(UTC), asker)
            look = examined.look
            yield {"url": url, "state": look.state, "reason": look.reason, "evidence": look.evidence}
