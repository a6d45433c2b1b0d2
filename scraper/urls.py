"""URLs: what a user typed, the identity key of a resource, the host that politeness is counted by.

The canonical form is an identity key only; what is fetched is the URL as given. It follows the WHATWG rules for
http(s) (lower-case host, punycode, default port dropped, dot segments resolved) and then drops what never names
a different resource: trackers, session ids and the fragment, unless the fragment is a route ('#/w/i/…', '#!…').
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from scraper.errors import UsageError
from scraper.records import ResourceKind

__all__ = ["canonical", "check_url", "host_key", "is_http", "kind_by_shape", "without_trackers"]

_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")
# Parameters that name a campaign, a click or a session, never a resource (utm.*: Google Analytics; spm: Alibaba;
# others: the click identifiers that ad networks append).
_TRACKER = re.compile(
    r"^(utm_\w+|spm|scm|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|_ga|_gl|"
    r"mkt_tok|vero_id|oly_\w+_id|wt_mc|cmpid|ns_\w+|at_(medium|campaign|custom\d+)|xtor|share_token|share_source|"
    r"phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|from_source|vd_source|__hst\w+|_hs(enc|mi))$",
    re.IGNORECASE,
)
# What most addresses look like: nothing in them that the canonical form writes another way.
_CANONICAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9/:@!$&'()*+,;=~._-]*\Z")
_ROUTE = re.compile(r"^(/|!)")
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


def is_http(url: str) -> bool:
    """Whether the URL's scheme is http or https."""
    return url[:8].lower().startswith(("http://", "https://"))


def check_url(text: str) -> str:
    """The URL that a user typed, usable for fetching; a bare host name gets 'https://'.

    Raises UsageError saying what is wrong with it.
    """
    url = text.strip()
    if not url:
        raise UsageError("an empty URL; give one like https://example.org/page")
    if not _SCHEME.match(url) or re.match(r"^[\w.-]+:\d+(/|$)", url):
        if not re.match(r"^[^/?#\s]+\.[^/?#\s]+|^localhost\b", url):
            raise UsageError(f"not a URL: {text!r}; give one like https://example.org/page")
        url = "https://" + url
    if not is_http(url):
        scheme = url.split(":", 1)[0]
        raise UsageError(f"cannot follow {scheme}: URLs ({text!r}); only http and https")
    if _SPACE.search(url):
        raise UsageError(f"a URL has no spaces or control characters: {text!r}; write %20 for a space")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise UsageError(f"not a usable URL: {text!r} ({error})") from error
    if not host:
        raise UsageError(f"a URL without a host: {text!r}")
    if port == 0:
        raise UsageError(f"port 0 cannot be connected to: {text!r}")
    return url


def _host(hostname: str) -> str:
    """The host in lower-case ASCII (punycode); IPv6 literals in brackets. Raises ValueError on what IDNA refuses."""
    name = hostname.rstrip(".").lower()
    if ":" in name:
        return f"[{name}]"
    if name.isascii():
        return name
    try:
        import idna  # only for the rare non-ASCII host; costs 10 ms at start

        return idna.encode(name, uts46=True).decode("ascii")
    except (UnicodeError, ValueError) as error:
        raise ValueError(f"bad host name {hostname!r}") from error


@lru_cache(maxsize=4096)
def host_key(url: str) -> str:
    """'host' or 'host:port' where the port is not the scheme's own; '' for a URL that has no host."""
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    return host if port in (None, _PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def without_trackers(query: str) -> str:
    """The query string without tracking and session parameters, order and spelling kept."""
    if not query:
        return ""
    kept = [part for part in query.split("&") if part and not _TRACKER.match(unquote(part.split("=", 1)[0]))]
    return "&".join(kept)


def _dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4; a trailing '.' or '..' leaves a slash."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for i, segment in enumerate(segments):
        last = i == len(segments) - 1
        if segment == "..":
            if len(out) > 1:
                out.pop()
            if last:
                out.append("")
        elif segment == ".":
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/".join(out)


def _quoted(text: str, safe: str) -> str:
    """Percent-encoding made uniform: upper-case hex, non-ASCII and spaces encoded, what is encoded stays encoded."""
    return re.sub(r"%[0-9a-fA-F]{2}", lambda m: m.group().upper(), quote(text, safe=safe))


@lru_cache(maxsize=16384)
def canonical(url: str) -> str:
    """The identity key of a URL: two spellings of one resource give one key. Never raises; odd input is returned stripped."""
    text = url.strip()
    if _CANONICAL.match(text) and "/." not in text:
        return text
    if not is_http(text):
        return text
    try:
        parts = urlsplit(re.sub(r"[\t\r\n]", "", text))
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return text
    scheme = parts.scheme.lower()
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _quoted(_dot_segments(parts.path or "/"), _PATH_SAFE)
    query = _quoted(without_trackers(parts.query), _QUERY_SAFE)
    fragment = parts.fragment if _ROUTE.match(parts.fragment) else ""
    return urlunsplit(SplitResult(scheme, netloc, path, query, fragment))


def kind_by_shape(url: str) -> ResourceKind:
    """What a URL most likely is, by its path alone."""
    path = urlsplit(url).path.lower().rstrip("/")
    last = path.rsplit("/", 1)[-1]
    if "sitemap" in last and last.endswith((".xml", ".xml.gz", ".txt")):
        return ResourceKind.SITEMAP
    if last.endswith((".rss", ".atom", ".rdf")) or last in (
        "feed", "rss", "atom", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json", "feeds",
    ):  # fmt: skip
        return ResourceKind.FEED
    return ResourceKind.PAGE
