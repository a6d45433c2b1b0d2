"""Share links of netdisks: which URLs they are, where their id ends, which extraction code they carry.

Shapes as seen in public checkers and link-recognition scripts of 2025; ids are ASCII, so a label that is glued to an
id ('…/s/1AbC提取码:x7k2') ends at its first non-ASCII character.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["BARE_URL", "clean_share", "code_in_url", "is_share", "share_provider"]

# provider -> hosts (suffixes of the host name).
SHARE_HOSTS: dict[str, tuple[str, ...]] = {
    "baidu": ("pan.baidu.com", "yun.baidu.com", "eyun.baidu.com"),
    "quark": ("pan.quark.cn", "pan.qoark.cn"),
    "uc": ("drive.uc.cn", "fast.uc.cn"),
    "aliyun": ("aliyundrive.com", "alipan.com", "alywp.net"),
    "115": ("115.com", "115cdn.com", "anxia.com"),
    "123": (
        "123pan.com",
        "123pan.cn",
        "123684.com",
        "123865.com",
        "123912.com",
        "123652.com",
        "123592.com",
        "123685.com",
    ),
    "tianyi": ("cloud.189.cn",),
    "xunlei": ("pan.xunlei.com",),
    "139": ("yun.139.com", "caiyun.139.com"),
    "ilanzou": ("ilanzou.com",),
    "feijipan": ("feijipan.com",),
    "ctfile": ("ctfile.com", "ctfile.net", "545c.com", "474b.com", "590m.com", "89file.com", "306t.com", "t00y.com"),
    "weiyun": ("share.weiyun.com",),
    "360": ("yunpan.360.cn", "link.yunpan.com"),
    "jianguoyun": ("jianguoyun.com",),
    "wenshushu": ("wenshushu.cn", "wss.ink", "ws28.cn"),
    "mediafire": ("mediafire.com",),
    "mega": ("mega.nz", "mega.co.nz"),
    "gdrive": ("drive.google.com", "docs.google.com"),
    "onedrive": ("1drv.ms", "onedrive.live.com"),
}
_PROVIDER_OF = {host: name for name, hosts in SHARE_HOSTS.items() for host in hosts}
# The same spaces and control characters before the scheme, and within, that urlsplit passes over.
_NETLOC = re.compile(r"[\x00-\x20]*(?:[A-Za-z][A-Za-z0-9+.\-\t\r\n]*:)?[\t\r\n]*/[\t\r\n]*/([^/?#]*)")
_LANZOU = re.compile(r"(?:^|\.)lanzou[a-z]?\.com$")
# The path that makes a URL of the host a share (and not the provider's home page).
_SHARE_PATH: dict[str, re.Pattern[str]] = {
    "baidu": re.compile(r"^/(?:s/|share/|wap/)"),
    "quark": re.compile(r"^/s/"),
    "uc": re.compile(r"^/s/"),
    "aliyun": re.compile(r"^/[st]/"),
    "115": re.compile(r"^/(?:s|lb)/"),
    "123": re.compile(r"^/(?:s|ps)/|^/[0-9A-Za-z]"),
    "tianyi": re.compile(r"^/(?:t/|web/share|share)"),
    "xunlei": re.compile(r"^/s/"),
    "139": re.compile(r"^/(?:shareweb|link|m/i|w/i)"),
    "ilanzou": re.compile(r"^/s/"),
    "feijipan": re.compile(r"^/s/"),
    "ctfile": re.compile(r"^/(?:f|d|file|dir|fs)/"),
    "weiyun": re.compile(r"^/[0-9A-Za-z]"),
    "360": re.compile(r"^/(?:lk/)?surl_"),
    "jianguoyun": re.compile(r"^/p/"),
    "wenshushu": re.compile(r"^/(?:f|k|box|t)/"),
    "mediafire": re.compile(r"^/(?:file|folder|download|view|\?)"),
    "mega": re.compile(r"^/(?:file|folder)/|^/$"),
    "gdrive": re.compile(r"^/(?:file/|drive/|open|uc|document/|spreadsheets/|presentation/)"),
    "onedrive": re.compile(r"^/"),
    "lanzou": re.compile(r"^/(?:tp/|u/|s/)?[0-9A-Za-z]{4,}"),
}
_CODE_KEYS = ("pwd", "passcode", "password", "accesscode")
_CODE_KEYS_OF = {"ilanzou": ("code",), "feijipan": ("code",), "ctfile": ("p",), "115": ("password",)}
_CODE = re.compile(r"^[0-9A-Za-z]{3,8}$")
_ASCII_URL = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%|]"

# Addresses in running text: share URLs with or without scheme, and what only a download program understands.
BARE_URL = re.compile(
    r"(?:https?://)?(?<![\w.@-])(?:[A-Za-z0-9-]+\.)*(?:"
    + "|".join(re.escape(host) for hosts in SHARE_HOSTS.values() for host in hosts)
    + r"|lanzou[a-z]?\.com)/"
    + _ASCII_URL
    + r"+|magnet:\?"
    + _ASCII_URL
    + r"+|ed2k://\|(?:file|server|friend)\|[^\s<>\"]+?\|/?(?=[\s<>\"]|$)|(?:thunder|flashget|qqdl)://[A-Za-z0-9+/=]{8,}",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def share_provider(url: str) -> str | None:
    """The provider whose share this URL is, or None: other hosts, and other pages of a provider."""
    netloc = _NETLOC.match(url)
    if netloc is None or _provider_of_netloc(netloc[1]) is None:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    name = _provider_of_host(host)
    if name is None:
        return None
    path = parts.path or "/"
    if name == "mega" and path == "/" and not parts.fragment.startswith(("!", "F!")):
        return None
    if name == "onedrive" and host.startswith("onedrive.") and not parts.query:
        return None
    return name if _SHARE_PATH[name].match(path) else None


@lru_cache(maxsize=2048)
def _provider_of_netloc(netloc: str) -> str | None:
    """A page's links lead to few hosts: whether one is a provider's is found once."""
    try:
        return _provider_of_host((urlsplit(f"//{netloc}").hostname or "").lower())
    except ValueError:
        return None


def _provider_of_host(host: str) -> str | None:
    if _LANZOU.search(host):
        return "lanzou"
    if host.endswith(".sharepoint.com"):
        return "onedrive"
    labels = host.split(".")
    for at in range(len(labels) - 1):
        name = _PROVIDER_OF.get(".".join(labels[at:]))
        if name is not None:
            return name
    return None


def is_share(url: str) -> bool:
    """Whether this is a share link of a netdisk (or a download program's address)."""
    return share_provider(url) is not None or url[:12].lower().startswith(("magnet:", "ed2k:", "thunder:"))


def clean_share(url: str) -> str:
    """A share URL without what was glued to its id: cut at the first non-ASCII character, or its percent-encoding."""
    if share_provider(url) is None:
        return url
    cut = re.match(r"[\x21-\x7e]*", url)
    text = cut.group() if cut else url
    encoded = re.search(r"%[89A-Fa-f][0-9A-Fa-f]", text)
    if encoded:
        text = text[: encoded.start()]
    return text.rstrip(".,;:!'\")]>（(") or url


def code_in_url(url: str) -> str | None:
    """The extraction code that a share URL carries itself ('?pwd=x7k2'), also after a '#'."""
    provider = share_provider(url)
    if provider is None:
        return None
    keys = (*_CODE_KEYS, *_CODE_KEYS_OF.get(provider, ()))
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for query in (parts.query, parts.fragment.partition("?")[2]):
        for key, value in parse_qsl(query):
            found = re.match(r"[0-9A-Za-z]+", unquote(value))
            if key.lower() in keys and found and _CODE.match(found.group()):
                return found.group()
    return None
