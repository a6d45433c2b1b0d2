"""One date as claimed by one place of a page, before the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scraper.extract.statements.moments import Moment
from scraper.records import Statement

__all__ = ["Claim", "locate", "snippet"]


@dataclass(slots=True)
class Claim:
    """A labelled moment. `role` as in `Statement`, or 'other' for dates that are none of ours.

    `shape` names the markup it stands in, so that repeated ones are seen; `at` is its offset in the page's text.
    """

    role: str
    moment: Moment
    source: str
    rule: str
    score: float = 1.0
    scope: str = "unknown"
    snippet: str = ""
    locator: str = ""
    by: str | None = None
    element: Any = None
    at: int = -1
    strong: bool = False
    superlative: bool = False  # the label says "last", as readers' comments hardly ever do
    lang: str | None = None
    shape: str = ""
    inherited: str = ""  # '' | 'year' | 'day': what was taken from another statement
    machine: Moment | None = None  # the machine-readable value beside a visible one
    zone_from: str = ""  # the rule that gave the zone, where it is not the claim's own

    def statement(self) -> Statement:
        """The record of this claim."""
        moment = self.moment
        return Statement(
            role=self.role,
            value=moment.iso,
            precision=moment.precision,
            source=self.source,
            snippet=self.snippet[:200],
            locator=self.locator or locate(self.element),
            updated_by=self.by,
            start=moment.start,
            end=moment.end,
            zone=moment.zone,
            zone_source=(self.zone_from or "stated") if moment.zone else None,
            calendar=moment.calendar,
            scope=self.scope,
            lang=self.lang,
            rule=self.rule,
            score=round(self.score, 3),
        )


def locate(element: Any) -> str:
    """A short XPath-like address: the nearest id above, then tags with positions; at most eight steps."""
    steps: list[str] = []
    node = element
    while node is not None and isinstance(node.tag, str) and len(steps) < 8:
        identity = node.get("id")
        if identity and len(identity) < 60 and "'" not in identity:
            steps.append(f"//*[@id='{identity}']")
            return "/".join(reversed(steps))
        parent = node.getparent()
        place = ""
        if parent is not None:
            same = 0
            for sibling in node.itersiblings(node.tag, preceding=True):
                same += 1
                if same > 500 or sibling is None:
                    break
            place = f"[{same + 1}]" if same else ""
        steps.append(node.tag + place)
        node = parent
    return ("/" if node is None else "//") + "/".join(reversed(steps)) if steps else ""


def snippet(text: str, start: int, end: int) -> str:
    """At most 200 characters of evidence around a span, on one line, without marks."""
    low = max(0, start - 60, end - 190)
    low = max(low, text.rfind("\n", low, start) + 1)
    high = min(len(text), max(end + 40, start + 60), low + 200)
    cut = text.find("\n", end, high)
    high = cut if cut >= 0 else high
    return " ".join(text[low:high].replace("\ue000", "").split())[:200]
