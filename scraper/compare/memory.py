"""What comparing remembers of one document: which spots changed before, to what, and which states it was in.

A spot is known by its unchanged neighbours. A spot that goes back and forth between states seen before, or counts up, is
volatile: it was told once and is not told again. A spot with a new text is always told.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.compare.matching import Difference
from scraper.compare.normal import normal

__all__ = ["Memory", "Spot", "state_of"]

_SPOTS = 60  # spots remembered, the latest
_VALUES = 10  # texts remembered of each, as hashes
_STATES = 20
_LINKS = 120  # link targets, and places of links, remembered
_VERSION = 1
_AMOUNT = re.compile(r"[$€£¥￥₽₴%‰元円원]|USD|EUR|RUB|CNY|\d[.,]\d{1,2}(?!\d)", re.IGNORECASE)


@dataclass(slots=True)
class Spot:
    """One spot: hashes of its texts (newest last), how often it came back to one, how often it only counted up."""

    values: list[str] = field(default_factory=list)
    returns: int = 0
    counted: int = 0
    changes: int = 0


@dataclass(slots=True)
class Memory:
    """The state of one document between looks. `states` are (version number, hash of the watched text).

    `targets`: how often a link's target came or went. `turns`: of the words of a link, for how many versions in a row
    they led elsewhere, the last of these versions, and when that was seen.
    """

    looks: int = 0
    spots: dict[str, Spot] = field(default_factory=dict)
    states: list[tuple[int, str]] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)
    turns: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> Memory:
        """From `memory_json`; an empty or foreign text is an empty memory."""
        if not text:
            return cls()
        raw = json.loads(text)
        if not isinstance(raw, dict) or raw.get("v") != _VERSION:
            return cls()
        spots = {
            key: Spot(list(s["h"]), s.get("r", 0), s.get("c", 0), s.get("n", 0))
            for key, s in raw.get("spots", {}).items()
        }
        turns = {key: (row[0], row[1], row[2]) for key, row in raw.get("turns", {}).items()}
        return cls(
            raw.get("looks", 0), spots, [(n, h) for n, h in raw.get("states", [])], raw.get("targets", {}), turns
        )

    def dump(self) -> str:
        """The JSON text."""
        spots = {key: _spot_row(spot) for key, spot in list(self.spots.items())[-_SPOTS:]}
        row: dict[str, Any] = {"v": _VERSION, "looks": self.looks, "spots": spots, "states": self.states[-_STATES:]}
        if self.targets:
            row["targets"] = dict(list(self.targets.items())[-_LINKS:])
        if self.turns:
            row["turns"] = dict(list(self.turns.items())[-_LINKS:])
        return json.dumps(row, separators=(",", ":"))

    def returns_to(self, state: str, newest: int) -> int | None:
        """The version before the newest that was in this state."""
        return next((number for number, known in reversed(self.states) if known == state and number != newest), None)

    def toggles(self, target: str) -> int:
        """How often a link to this target came or went."""
        return self.targets.get(_hash(target), 0)

    def toggle_links(self, *targets: str) -> None:
        """Links to these targets came or went."""
        for target in targets:
            key = _hash(target)
            self.targets[key] = self.targets.pop(key, 0) + 1

    def swaps(self, words: str) -> tuple[int, int, datetime | None]:
        """For how many versions in a row these words led elsewhere, after which version last, and when."""
        times, version, when = self.turns.get(_hash(words), (0, 0, ""))
        return times, version, datetime.fromisoformat(when) if when else None

    def swap_links(self, words: str, version: int, now: datetime) -> None:
        """These words lead elsewhere than in this version."""
        times, last, _ = self.turns.pop(_hash(words), (0, 0, ""))
        self.turns[_hash(words)] = (times + 1 if last == version - 1 else 1, version, now.isoformat())

    def volatile(self, difference: Difference) -> str | None:
        """Why this spot is not told again; None where it is news."""
        spot = self.spots.get(_key(difference))
        if spot is None:
            return None
        value = _hash(_form(difference.new))
        if value in spot.values and spot.returns >= 1:
            return f"alternates between states seen before ({spot.changes} changes at this spot)"
        if spot.counted >= 2 and _counts_up(difference):
            return f"counts up ({spot.changes} changes at this spot)"
        return None

    def learn(self, difference: Difference) -> None:
        """Remember what this spot was and is."""
        key = _key(difference)
        spot = self.spots.pop(key, None) or Spot()
        old, new = _hash(_form(difference.old)), _hash(_form(difference.new))
        if old not in spot.values:
            spot.values.append(old)
        spot.returns += new in spot.values
        spot.counted = spot.counted + 1 if _counts_up(difference) else 0
        spot.changes += 1
        spot.values = [v for v in spot.values if v != new][-_VALUES + 1 :] + [new]
        self.spots[key] = spot


def state_of(lines: Sequence[str]) -> str:
    """The hash of a watched text in its masked normal form."""
    return _hash("\n".join(lines))


def _spot_row(spot: Spot) -> dict[str, Any]:
    return {"h": spot.values, "r": spot.returns, "c": spot.counted, "n": spot.changes}


def _key(difference: Difference) -> str:
    return _hash(f"{difference.before}\n{difference.after}")


def _form(lines: Sequence[Any]) -> str:
    return "".join(normal(p.text) for p in lines)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _counts_up(difference: Difference) -> bool:
    """Whether one short line differs only in whole numbers that grew, and is no price, share or version."""
    if len(difference.old) != 1 or len(difference.new) != 1:
        return False
    old, new = difference.old[0].text, difference.new[0].text
    if len(new) > 80 or _AMOUNT.search(new) or re.sub(r"\d+", "0", old) != re.sub(r"\d+", "0", new):
        return False
    return all(int(a) <= int(b) for a, b in zip(re.findall(r"\d+", old), re.findall(r"\d+", new), strict=True))
