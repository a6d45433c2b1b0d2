"""Every reason that a look or a verdict may give, in words for people. `docs/links.md` prints this table."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["REASONS", "Reason", "in_words"]


@dataclass(frozen=True, slots=True)
class Reason:
    """`states`: the states that it goes with. `weight`: the classes of evidence that it may carry ('' counts for nothing)."""

    name: str
    states: str
    weight: str
    words: str


_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("moved", "alive", "", "redirected for good, or to a page with the same name"),
    ("locked", "alive", "", "the share exists and asks for its extraction code"),
    ("wrong_code", "alive", "", "the share exists and wants another code"),
    ("partial", "alive", "", "a part of the share was removed"),
    ("tls_invalid", "alive", "", "the content is there behind a bad certificate"),
    ("fragment_missing", "alive", "", "the page is there, the place on it is not"),
    ("type_changed", "alive", "", "a page has come where the address says a file"),
    ("gone", "suspect, dead", "S M", "the server says that it does not exist"),
    ("nxdomain", "suspect, dead", "S M", "the name of its host does not exist any more"),
    ("soft404", "suspect, dead", "M", "the server says 'fine', but the page says that it is gone, or nonsense gets the same"),
    ("redirect_home", "suspect, dead", "M", "sent to a home or section page, as nonsense addresses are"),
    ("parked", "suspect, dead", "M", "the name is for sale"),
    ("usurped", "suspect, dead", "M", "the name has another tenant"),
    ("suspended", "suspect, dead", "M", "the hoster has switched the site off"),
    ("closed", "suspect, dead", "M", "the service has closed and says so at every address"),
    ("share_revoked", "suspect, dead", "S", "the provider's own code says that the share is gone"),
    ("type_change", "suspect, dead", "M", "a page has come where a file was"),
    ("unreachable", "suspect, dead", "W", "no connection, or errors of the server"),
    ("redirect_fault", "suspect, dead", "W", "redirects in circles, or to what is no web address"),
    ("no_answer", "suspect", "", "this address is silent, its host answers"),
    ("empty", "suspect", "", "an empty page"),
    ("share_empty", "suspect", "", "the share lists nothing: emptied, or under review"),
    ("share_in_review", "suspect", "", "the provider is reviewing it"),
    ("share_unclear", "suspect", "", "the provider's code may be our fault"),
    ("maintenance", "suspect", "", "down for maintenance, as it says"),
    ("server_error", "suspect", "", "an error of the server that passes"),
    ("status_contradicted", "suspect", "", "the status says gone, yet there is text"),
    ("bad_request", "suspect", "", "the server does not like the address"),
    ("odd_status", "suspect", "", "a status that says nothing of existence"),
    ("broken_body", "suspect", "", "the answer broke off or cannot be unpacked"),
    ("login", "blocked", "", "asks to log in"),
    ("challenge", "blocked", "", "asks for a check of the visitor"),
    ("consent", "blocked", "", "asks for consent or the visitor's age"),
    ("wall", "blocked", "", "something stands before every address of the host"),
    ("region", "blocked", "", "not for readers from here"),
    ("legal", "blocked", "", "withheld for legal reasons"),
    ("payment", "blocked", "", "wants to be paid"),
    ("rate", "blocked", "", "too many requests, it says"),
    ("forbidden", "blocked", "", "refused (403)"),
    ("refused", "blocked", "", "refused"),
    ("method", "blocked", "", "refuses to be fetched"),
    ("not_acceptable", "blocked", "", "refuses our headers"),
    ("robots", "blocked", "", "robots.txt forbids it"),
    ("hotlink", "blocked", "", "pictures are for the host's own pages"),
    ("app_shell", "unknown", "", "an application that only scripts fill"),
    ("unmapped", "unknown", "", "the provider answered something that is in no table"),
    ("api_silent", "unknown", "", "the provider's interface did not answer"),
    ("api_changed", "unknown", "", "the provider's interface answers something else than it used to"),
    ("alias_gone", "unknown", "", "an old name of the provider is gone and no other answers"),
    ("provider_paused", "unknown", "", "the provider wanted to be left alone for a while"),
    ("resolver", "unknown", "", "our name server does not answer"),
    ("our_proxy", "unknown", "", "our own proxy refused"),
    ("our_network", "unknown", "", "the network that we are in wants a login"),
    ("ours", "unknown", "", "our own fault: an outage, or a look that was broken off"),
    ("unsupported", "unknown", "", "nothing that could be asked for"),
    ("scheme", "unsupported", "", "no web address: another program is needed"),
    ("bad_url", "unsupported", "", "no usable address"),
    ("network", "unsupported", "", "on another network"),
    ("refused_address", "unsupported", "", "in a private network: not asked, for safety"),
    ("provider_unreadable", "unsupported", "", "the provider cannot be asked anonymously"),
    ("provider_off", "unsupported", "", "the provider is switched off in the configuration"),
    ("overruled", "any", "", "marked by a person"),
)  # fmt: skip
REASONS: dict[str, Reason] = {row[0]: Reason(*row) for row in _ROWS}


def in_words(name: str) -> str:
    """The words of a reason; the name itself where it has none."""
    found = REASONS.get(name)
    return found.words if found else name.replace("_", " ")
