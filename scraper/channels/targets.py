"""Channel addresses: what kinds there are, which are refused, and how they are shown without their secrets."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scraper.errors import UsageError

__all__ = ["check_channel", "kind_of", "mask", "scheme_of", "webhook_url"]

_SCHEME = r"([A-Za-z][A-Za-z0-9+.-]*):"
# Apprise services that talk to this machine's desktop, devices or log instead of sending, and those that would load
# code or further addresses from elsewhere.
LOCAL = frozenset(
    "dbus glib kde qt gnome macosx windows syslog blink1 file exec script notificationcenter apprise apprises".split()  # noqa: SIM905
)
_EXAMPLES = "stdout:, jsonl:PATH, webhook+https://…, or an Apprise URL like mailtos://… or ntfys://…"
MASK = "***"


def scheme_of(target: str) -> str:
    """The lower-case scheme; '' for what has none."""
    found = re.match(_SCHEME, target.strip())
    return found[1].lower() if found else ""


def kind_of(target: str) -> str:
    """'stdout' | 'jsonl' | 'webhook' | 'apprise'."""
    scheme = scheme_of(target)
    if scheme in ("stdout", "jsonl"):
        return scheme
    return "webhook" if scheme in ("webhook+https", "webhook+http") else "apprise"


def check_channel(target: str) -> None:
    """Raise UsageError for an address that can never work; sends nothing and loads no service.

    Whether Apprise knows a service is found out only by asking it, which costs seconds: see `explain_channel`.
    """
    found, scheme = target.strip(), scheme_of(target)
    if not found or any(ord(char) < 32 for char in found):
        raise UsageError(f"an empty or broken channel address; give {_EXAMPLES}")
    if not scheme:
        raise UsageError(f"a channel address starts with its kind, like {_EXAMPLES}")
    if scheme in LOCAL:
        raise UsageError(f"{scheme}: is refused: it acts on this machine or loads further addresses; give {_EXAMPLES}")
    match kind_of(found):
        case "stdout":
            if found.lower() not in ("stdout:", "stdout://"):
                raise UsageError("the address of standard output is just stdout:")
        case "jsonl":
            if not jsonl_path(found).name:
                raise UsageError("jsonl: needs a file, like jsonl:/var/log/pagewatch/alerts.jsonl")
        case "webhook":
            webhook_url(found)
        case _:
            if scheme in ("http", "https"):
                raise UsageError(f"{scheme}: is no channel; write webhook+{scheme}://… for a signed JSON webhook")
            if "://" not in found or not found.split("://", 1)[1]:
                raise UsageError(f"{scheme}: needs an address after {scheme}://")


def jsonl_path(target: str) -> Path:
    """The file of a `jsonl:` address, `~` resolved."""
    text = target.strip()[len("jsonl:") :]
    return Path(text.removeprefix("//") if text.startswith("///") else text).expanduser()


def webhook_url(target: str) -> tuple[str, str]:
    """(URL without its user part, secret) of `webhook+https://SECRET@host/path`; the secret may be ''."""
    url = target.strip()[len("webhook+") :]
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"the webhook's address cannot be read: {error}") from error
    if not parts.hostname:
        raise UsageError("a webhook needs a host: webhook+https://SECRET@example.org/path")
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=host, fragment="").geturl(), unquote(user)


def mask(text: str, target: str) -> str:
    """`text` without anything of the address that may be secret: user part, path, query; the host may show."""
    out = text.replace(target, f"{scheme_of(target)}://{MASK}")
    for piece in sorted(_pieces(target), key=len, reverse=True):
        out = out.replace(piece, MASK)
    return out


def _pieces(target: str) -> set[str]:
    if kind_of(target) in ("stdout", "jsonl"):
        return set()
    rest = target.split("://", 1)[-1]
    authority, _, path = rest.partition("/")
    user, _, host = authority.rpartition("@")
    # Many Apprise URLs carry a token in the host's place; a host with a dot (a real one) may show.
    found = [*re.split(r"[:]", user), *re.split(r"[/?&=,;#@]", path), *([] if "." in host or ":" in host else [host])]
    pieces = {piece for piece in found if len(piece) >= 3}
    return pieces | {unquote(piece) for piece in pieces} - {""}
