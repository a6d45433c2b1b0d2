"""Which adapter a link goes to, and what the shares of each provider look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scraper.extract.shares import clean_share, code_in_url, share_provider
from scraper.liveness.conversation import Answer, Question
from scraper.liveness.evidence import Finding, unsupported
from scraper.liveness.netdisk import abroad, chinese
from scraper.liveness.netdisk.answers import Share
from scraper.liveness.netdisk.tables import UNREADABLE
from scraper.liveness.policy import LinkPolicy

__all__ = ["PROVIDERS", "look_at_share", "provider_of", "share_of"]

Adapter = Callable[[Share], Generator[Question, Answer, Any]]
PROVIDERS: dict[str, Adapter] = {
    "baidu": chinese.baidu,
    "quark": chinese.quark,
    "uc": chinese.uc,
    "aliyun": chinese.aliyun,
    "115": chinese.cowork_115,
    "123": chinese.pan_123,
    "tianyi": chinese.tianyi,
    "ctfile": chinese.ctfile,
    "lanzou": chinese.lanzou,
    "weiyun": chinese.weiyun,
    "360": chinese.pan_360,
    "jianguoyun": chinese.jianguoyun,
    "mediafire": abroad.mediafire,
    "mega": abroad.mega,
    "gdrive": abroad.gdrive,
    "weixin": abroad.weixin,
    "bilibili": abroad.bilibili,
    "youtube": abroad.youtube,
}
_YOUTUBE = re.compile(r"^[\w-]{6,20}$")
_BILIBILI = re.compile(r"^/video/(BV[0-9A-Za-z]{8,12}|av\d+)", re.IGNORECASE)


def provider_of(url: str) -> str | None:
    """The provider whose adapter knows this link best; None for all other links."""
    found = share_provider(url)
    if found is not None:
        return found
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        return "youtube" if _youtube_id(url) else None
    if host == "bilibili.com" and _BILIBILI.match(parts.path):
        return "bilibili"
    if host == "mp.weixin.qq.com" and parts.path.startswith("/s"):
        return "weixin"
    return None


def look_at_share(url: str, codes: tuple[str, ...], policy: LinkPolicy) -> Generator[Question, Answer, Finding | None]:
    """The finding of a provider's adapter; None where the ordinary examination is to go on."""
    provider = provider_of(url)
    if provider is None:
        return None
    if provider in UNREADABLE:
        return unsupported("provider_unreadable", f"{provider}: not checked: {UNREADABLE[provider]}", rule="api:none")
    if not policy.asks(provider):
        return unsupported(
            "provider_off", f"{provider}: not checked: switched off in the configuration", rule="api:off"
        )
    adapter = PROVIDERS.get(provider)
    share = share_of(provider, url, codes)
    if adapter is None or share is None:
        return None
    finding: Finding | None = yield from adapter(share)
    return finding


def share_of(provider: str, url: str, codes: tuple[str, ...] = ()) -> Share | None:
    """A share link taken apart; None where it carries no id."""
    cleaned = clean_share(url)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return None
    own = code_in_url(cleaned)
    known = tuple(dict.fromkeys(code for code in (own, *codes) if code))
    found = _id_of(provider, cleaned)
    if not found:
        return None
    return Share(provider, cleaned.partition("#")[0], (parts.hostname or "").lower(), found, known)


def _id_of(provider: str, url: str) -> str | None:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    segments = [part for part in parts.path.split("/") if part]
    last = segments[-1] if segments else ""
    if provider == "youtube":
        return _youtube_id(url)
    if provider == "bilibili":
        match = _BILIBILI.match(parts.path)
        return match.group(1) if match else None
    if provider == "baidu":
        return chinese.surl_of(url) or (last if parts.path.startswith("/s/") else None)
    if provider == "tianyi":
        routed = re.search(r"/t/([0-9A-Za-z]{6,})", parts.fragment)
        return (query.get("code") or [routed.group(1) if routed else last])[0]
    if provider == "mega":
        old = re.match(r"F?!([\w-]+)", parts.fragment)
        return old.group(1) if old else last
    if provider in ("mediafire", "gdrive", "weixin", "onedrive"):
        return parts.path + parts.query
    return last


def _youtube_id(url: str) -> str | None:
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    found = (parse_qs(parts.query).get("v") or [""])[0]
    if (
        not found
        and segments
        and ((parts.hostname or "").endswith("youtu.be") or segments[0] in ("shorts", "embed", "live"))
    ):
        found = segments[-1]
    return found if _YOUTUBE.match(found) else None
