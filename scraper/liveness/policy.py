"""How links are looked at and when a verdict is passed: every figure that a user may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

__all__ = ["Confirmation", "LinkPolicy"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How many looks must agree before a link is called dead: so many, so far apart, over so long."""

    looks: int
    gap: timedelta
    span: timedelta


def _default_confirmations() -> Mapping[str, Confirmation]:
    day = timedelta(days=1)
    return {
        "S": Confirmation(2, gap=day, span=day),
        "M": Confirmation(3, gap=3 * day, span=6 * day),
        "W": Confirmation(4, gap=3 * day, span=30 * day),
    }


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """Defaults are those of the procedure in docs/links.md. Times of day play no part: all spans are elapsed time."""

    confirm: Mapping[str, Confirmation] = field(default_factory=_default_confirmations)
    providers: Mapping[str, bool] = field(default_factory=dict)  # a provider that is False is never asked
    canaries: tuple[str, ...] = ()  # canonical URLs of links that are known to be alive
    max_hops: int = 20
    retry_pause_s: float = 5.0  # between two tries in one look after a transport fault
    longest_wait_s: float = 60.0  # a Retry-After beyond this ends the look
    probes: bool = True  # ask for nonsense siblings
    probe_ttl: timedelta = timedelta(hours=20)
    provider_pause: timedelta = timedelta(hours=1)  # after a provider refused us
    fan_in: int = 4  # so many deep links of a host that end at one short address
    incident: int = 3  # so many links of a host that turn the same way in one round
    outage_hosts: int = 5  # so many hosts must newly fail before a round may be ours
    outage_share: float = 0.3
    alive_days: float = 7.0
    young_article_days: float = 30.0
    young_alive_days: float = 1.0
    accept_language: str = "en;q=0.8,*;q=0.5"

    def asks(self, provider: str) -> bool:
        """Whether this provider may be asked."""
        return self.providers.get(provider, True)

    def confirmation(self, evidence_class: str) -> Confirmation:
        """The confirmation that evidence of a class needs; an unknown class needs that of weak evidence."""
        return self.confirm.get(evidence_class) or _default_confirmations()["W"]
