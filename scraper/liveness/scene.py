"""The scene of one look: the link, what was reached, what is remembered, and the nonsense siblings asked so far.

Siblings are asked only when a rule needs one, and each at most once per look.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime

from scraper.extract.barrier_face import Face, normal
from scraper.liveness.chain import Reached, body_mark, reach
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.likeness import UNLIKE, Likeness, about, alike, same_end
from scraper.liveness.memory import HostMemory, Snapshot, likeness, sketch
from scraper.liveness.policy import LinkPolicy
from scraper.liveness.siblings import asks_by_query, directory_of, root_of, sibling_of, stranger_of
from scraper.records import Fetch, LinkTarget

__all__ = ["Scene", "Sibling"]

_NO_FACE = Face()


@dataclass(frozen=True, slots=True)
class Sibling:
    """What a nonsense sibling came to, beside what the link came to."""

    reached: Reached
    like: Likeness
    query: bool = False
    together: bool = False  # both were sent to one place

    @property
    def refused(self) -> bool:
        """The server knows that there is no such page."""
        status = self.reached.fetch.status
        return self.reached.fetch.failure is None and status in (404, 410)

    @property
    def asked_in_vain(self) -> bool:
        """No answer to learn from: a fault, or a refusal that says nothing about existence."""
        status = self.reached.fetch.status
        return self.reached.fetch.failure is not None or (status or 0) >= 400 and not self.refused

    @property
    def same(self) -> bool:
        """The server answers nonsense as it answers the link."""
        return self.reached.ok and self.like.same

    @property
    def near(self) -> bool:
        """The same text, under another title."""
        return self.reached.ok and (self.like.same or self.like.near)

    @property
    def framed(self) -> bool:
        """The same text and title, with other teasers beside it."""
        return self.reached.ok and self.like.framed

    @property
    def echoes(self) -> bool:
        """Its headline repeats the nonsense that was asked for, so a headline says nothing of what a page is about."""
        last = re.split(r"[/=]", self.reached.asked.rstrip("/"))[-1].partition(".")[0].lower()
        return len(last) >= 8 and not last.isdigit() and last in self.reached.face.headline

    def line(self) -> str:
        """For the evidence row."""
        if self.reached.fetch.failure is not None:
            return f"sibling: {self.reached.fetch.failure.kind.value}"
        if "remembered" in self.reached.fetch.notes:
            return "nonsense here: 404 (asked before)"
        return f"sibling: {self.reached.fetch.status}, {self.like.text:.0%} alike"


@dataclass(slots=True)
class Scene:
    """All that the rules may look at."""

    target: LinkTarget
    url: str
    reached: Reached
    policy: LinkPolicy
    memory: HostMemory
    now: datetime
    snapshot: Snapshot | None = None
    salt: str = ""
    _siblings: dict[str, Sibling] = field(default_factory=dict)
    _pairs: tuple[int, ...] | None = None
    _head: str | None = None
    _brief: str | None = None

    @property
    def face(self) -> Face:
        """The page that was reached."""
        return self.reached.face

    @property
    def head(self) -> str:
        """Title and heading in matching form."""
        if self._head is None:
            self._head = self.face.headline
        return self._head

    @property
    def brief(self) -> str:
        """Title, heading and the text of a page on which little stands; title and heading of others."""
        if self._brief is None:
            face = self.face
            little = len(face.main) < 600
            self._brief = normal(f"{face.title} {face.heading} {face.main} {face.alert}") if little else self.head
        return self._brief

    @property
    def short(self) -> str:
        """The page in a few words, for the evidence row."""
        face = self.face
        return repr((face.heading or face.alert or face.error_box or face.title or face.main)[:90])

    @property
    def pairs(self) -> tuple[int, ...]:
        """The sketch of the page, made once."""
        if self._pairs is None:
            self._pairs = sketch(self.face.main)
        return self._pairs

    @property
    def drift(self) -> float | None:
        """1 minus the likeness to the last good look; None without one."""
        if self.snapshot is None or not self.snapshot.pairs:
            return None
        return 1 - likeness(self.snapshot.pairs, self.pairs)

    @property
    def unchanged(self) -> bool:
        """The page still is what it was at the last good look."""
        drift = self.drift
        return (
            drift is not None
            and drift <= 0.25
            and self.snapshot is not None
            and self.snapshot.title == self.face.title[:160]
        )

    @property
    def unchanged_bytes(self) -> bool:
        """A file that still has the bytes of the last good look, when a sibling had others."""
        return (
            self.snapshot is not None
            and self.snapshot.distinct
            and self.snapshot.sha256 == body_mark(self.reached.fetch)
        )

    def about(self, *, headline: bool = False) -> float | None:
        """How much the page speaks of what the link is about."""
        end = self.reached.end if self.reached.hops else ""
        return about(self.target, self.url, self.face, headline=headline, end=end)

    def sibling(self) -> Generator[Question, Answer, Sibling | None]:
        """A nonsense address of the same shape; None where probes are switched off."""
        where = directory_of(self.url)
        if self.policy.probes and "sibling" not in self._siblings and self._known_refusal(where):
            fetch = Fetch(where, where, self.now, status=404, notes=("remembered",))
            self._siblings["sibling"] = Sibling(Reached(where, fetch, _NO_FACE), UNLIKE, asks_by_query(self.url))
        if "sibling" in self._siblings:
            return self._siblings["sibling"]
        made = sibling_of(self.url, self.salt)
        found = yield from self._ask("sibling", made.url, query=made.query)
        if found is not None and found.refused:
            self.memory = self.memory.with_refusal(where, self.now)
        return found

    def _known_refusal(self, where: str) -> bool:
        return self.memory.refuses(where, self.now, self.policy.probe_ttl)

    def stranger(self) -> Generator[Question, Answer, Sibling | None]:
        """A nonsense address anywhere else on the host."""
        return (yield from self._ask("stranger", stranger_of(self.url, self.salt).url))

    def home(self) -> Generator[Question, Answer, Sibling | None]:
        """The home page of the host."""
        return (yield from self._ask("home", root_of(self.url)))

    def _ask(self, name: str, url: str, *, query: bool = False) -> Generator[Question, Answer, Sibling | None]:
        if not self.policy.probes:
            return None
        if name not in self._siblings:
            reached = yield from reach(url, self.policy, patient=False)
            like = alike(self.reached, reached)
            self._siblings[name] = Sibling(reached, like, query, same_end(self.reached, reached))
        return self._siblings[name]

    @property
    def probed(self) -> dict[str, str]:
        """What was asked besides the link, for the evidence row."""
        return {name: f"{sibling.reached.asked} {sibling.line()}" for name, sibling in self._siblings.items()}

    @property
    def distinct(self) -> bool:
        """A nonsense sibling was asked and gave another answer."""
        asked = self._siblings.get("sibling")
        return asked is not None and not asked.asked_in_vain and not asked.near
