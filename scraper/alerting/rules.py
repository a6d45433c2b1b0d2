"""Who is told of what. Without rules every channel is told of every event; rules narrow that, or silence."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scraper.records import Channel, EventFacts, EventKind

__all__ = ["Router", "Rule"]

# Good news is for those who were told the bad news: a rule that names one of the right must also let one of the left
# pass, unless it names the good news itself.
_GOOD_NEWS = {
    EventKind.RECOVERED: (EventKind.FAILING, EventKind.BLOCKED),
    EventKind.BACK: (EventKind.GONE,),
    EventKind.LINK_RECOVERED: (EventKind.LINK_DEAD,),
}
_CHANGED = frozenset({EventKind.CHANGED, EventKind.STEALTH_EDIT, EventKind.REDATED})
_RANKS = {"technical": 0, "peripheral": 1, "substance": 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[alerts.rules]]`: all conditions that are given must hold. Empty conditions match everything.

    `kinds`: event kinds ('changed' also means stealth_edit and redated); `urls`, `hosts`: shell patterns, any case
    ('*.example.org' also means example.org); `tags`, `sources`: any of them; `words`: any of them in title or summary;
    `channels`: names, empty for all. With `mute` the rule silences its channels for what it matches.
    """

    kinds: tuple[EventKind, ...] = ()
    urls: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    min_significance: str = "substance"
    mute: bool = False

    def matches(self, facts: EventFacts) -> bool:
        """Whether the event is one that this rule speaks of."""
        return (
            self._kind_fits(facts.kind)
            and self._significant(facts)
            and (not self.urls or _any_pattern(facts.url, self.urls))
            and (not self.hosts or _any_host(facts.host, self.hosts))
            and (not self.tags or bool({t.casefold() for t in self.tags} & {t.casefold() for t in facts.tags}))
            and (not self.sources or bool(set(self.sources) & set(facts.source_ids)))
            and (not self.words or _any_word(facts, self.words))
        )

    def _kind_fits(self, kind: EventKind) -> bool:
        if not self.kinds or kind in self.kinds:
            return True
        if kind in _CHANGED and EventKind.CHANGED in self.kinds:
            return True
        return not self.mute and any(bad in self.kinds for bad in _GOOD_NEWS.get(kind, ()))

    def _significant(self, facts: EventFacts) -> bool:
        stated = _RANKS.get(str(facts.detail.get("significance", "substance")), 2)
        return stated >= _RANKS.get(self.min_significance, 2)


def _any_pattern(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


def _any_host(host: str, patterns: Sequence[str]) -> bool:
    bare = host.rsplit(":", 1)[0] if host.rsplit(":", 1)[-1].isdigit() else host
    wide = [*patterns, *(pattern[2:] for pattern in patterns if pattern.startswith("*."))]
    return _any_pattern(host, wide) or _any_pattern(bare, wide)


def _any_word(facts: EventFacts, words: Sequence[str]) -> bool:
    text = f"{facts.title or ''}\n{facts.summary}".casefold()
    return any(word.casefold() in text for word in words)


@dataclass(frozen=True, slots=True)
class Router:
    """Rules and channels as configured. Rules add up; a muting rule has the last word."""

    rules: Sequence[Rule] = ()
    channels: Sequence[Channel] = ()
    _tell: tuple[Rule, ...] = field(init=False, repr=False)
    _mute: tuple[Rule, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        tell = tuple(rule for rule in self.rules if not rule.mute)
        # Only muting rules: everything else is told as if there were none.
        object.__setattr__(self, "_tell", tell or (Rule(),))
        object.__setattr__(self, "_mute", tuple(rule for rule in self.rules if rule.mute))

    def route(self, facts: EventFacts, now: datetime) -> tuple[str, ...]:
        """The names of the channels that are to be told, in the order configured. `now` is kept for rules by time."""
        wanted = self._named(self._tell, facts)
        silenced = self._named(self._mute, facts)
        return tuple(channel.name for channel in self.channels if channel.name in wanted - silenced)

    def _named(self, rules: Sequence[Rule], facts: EventFacts) -> set[str]:
        found: set[str] = set()
        for rule in rules:
            if rule.matches(facts):
                found.update(rule.channels or (channel.name for channel in self.channels))
        return found
