"""Adapters of file hosts and video sites whose own answers are exact: MediaFire, MEGA, Google, OneDrive, Weixin, Bilibili, YouTube."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import cast
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from scraper.extract.barrier_face import read_face
from scraper.extract.barrier_marks import wall_of_url
from scraper.extract.dom import decode
from scraper.liveness.conversation import Answer, Ask, Question
from scraper.liveness.evidence import Finding, alive, blocked, suspect, unknown
from scraper.liveness.netdisk.answers import JSON_HEADERS, Share, ask_api, from_code, json_of, refusal
from scraper.records import Fetch

__all__ = ["bilibili", "gdrive", "mediafire", "mega", "weixin", "youtube"]

# None: the adapter has nothing to say, the ordinary examination goes on.
Look = Generator[Question, Answer, Finding | None]


def mediafire(share: Share) -> Look:
    """A redirect to error.php with an errno; everything else is for the ordinary examination."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    location = urljoin(share.url, fetch.header("location") or "")
    if fetch.status in (301, 302, 303, 307) and urlsplit(location).path.endswith("/error.php"):
        errno = (parse_qs(urlsplit(location).query).get("errno") or [""])[0]
        return from_code(share, errno, fetch)
    return None


def mega(share: Share) -> Look:
    """The anonymous API: attributes of a public file or folder, or a negative number."""
    folder = "/folder/" in share.url or "#F!" in share.url
    body = json.dumps([{"a": "f", "c": 1, "r": 1} if folder else {"a": "g", "p": share.id, "ssl": 0}]).encode()
    url = "https://g.api.mega.co.nz/cs?id=0" + (f"&n={quote(share.id)}" if folder else "")
    fetch, value, failed = yield from ask_api(share, [Ask(url, "POST", (("Content-Type", "application/json"),), body)])
    if failed is not None:
        return failed
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return alive("", f"mega: shared, {first.get('s', 'a folder')}", rule="api:attributes")
    return from_code(share, first, fetch)


def gdrive(share: Share) -> Look:
    """Google's own words on its own host: no such file, or not for us."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    if fetch.failure is not None:
        return None
    location = fetch.header("location") or ""
    if "accounts.google." in location or wall_of_url(urljoin(share.url, location)) == "login":
        return blocked("login", "gdrive: sent to sign in", rule="page:login")
    face = read_face(decode(fetch.body, fetch.header("content-type")).text)
    if re.search(r"you need access|request access|access denied", f"{face.title} {face.main}", re.IGNORECASE):
        return blocked("login", f"gdrive: {face.title[:80]!r}", rule="page:access")
    if re.search(r"file you have requested does not exist", face.main, re.IGNORECASE):
        return suspect("gone", f"gdrive: {face.main[:80]!r}", "S", rule="page:sentence")
    return None


def weixin(share: Share) -> Look:
    """Weixin's article page: deleted, withheld, or a check of the visitor, all of them 200."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    refused = refusal(share, fetch)
    if refused is not None:
        return None
    location = fetch.header("location") or ""
    html = decode(fetch.body, fetch.header("content-type")).text
    face = read_face(html)
    if (
        "wappoc_appmsgcaptcha" in location
        or "secitptpage" in html
        or re.search(r"环境异常|访问过于频繁|完成验证", face.main[:300])
    ):
        return blocked("challenge", "weixin: 环境异常: asks for a check of the visitor", rule="page:challenge")
    if len(face.main) < 400:
        gone = re.search(
            r"该内容已被发布者删除|此内容因违规无法查看|此内容被投诉|内容已无法查看|该公众号已(?:迁移|注销)|账号已(?:被屏蔽|注销)|链接已过期",
            face.main,
        )
        if gone:
            return suspect("gone", f"weixin: {gone.group()}", "S", rule="page:sentence", marker=gone.group())
    return None


def bilibili(share: Share) -> Look:
    """The view API: its code is exact, the page is 200 for every id."""
    url = f"https://api.bilibili.com/x/web-interface/view?{'bvid' if share.id[:2].lower() == 'bv' else 'aid'}={quote(share.id.removeprefix('av'))}"
    fetch, value, failed = yield from ask_api(share, [Ask(url, headers=JSON_HEADERS)])
    if failed is not None:
        return failed
    code = value.get("code") if isinstance(value, dict) else None
    return from_code(share, code, fetch, str(value.get("message") or "") if isinstance(value, dict) else "")


def youtube(share: Share) -> Look:
    """oEmbed: 200 with a title, 401 or 403 for what is private. A 404 must be borne out by the watch page's own status."""
    watch = quote(f"https://www.youtube.com/watch?v={share.id}", safe="")
    fetch = cast(Fetch, (yield Ask(f"https://www.youtube.com/oembed?format=json&url={watch}")))
    if fetch.failure is not None or fetch.status in (429, None) or (fetch.status or 0) >= 500:
        return unknown("api_silent", f"youtube: oEmbed gave {fetch.status or fetch.failure}", rule="api:silent")
    if fetch.status == 404:
        page = cast(Fetch, (yield Ask(share.url)))
        return _watch_page(share, fetch, page)
    if fetch.status == 200 and not isinstance(json_of(fetch), dict):
        return None
    return from_code(share, fetch.status, fetch)


def _watch_page(share: Share, embed: Fetch, page: Fetch) -> Finding:
    """What the watch page says of a video that oEmbed does not know."""
    html = decode(page.body, page.header("content-type")).text
    match = re.search(r"\"playabilityStatus\"\s*:\s*\{\s*\"status\"\s*:\s*\"(\w+)\"", html)
    status = match.group(1) if match else ""
    title = read_face(html).title.removesuffix("YouTube").strip(" -")
    if status == "OK":
        return alive("", f"youtube: playable: {title[:80]!r}", rule="page:playable")
    if status in ("LOGIN_REQUIRED", "CONTENT_CHECK_REQUIRED", "AGE_CHECK_REQUIRED", "AGE_VERIFICATION_REQUIRED"):
        return blocked("login", f"youtube: {status}", rule="page:playability")
    if status == "ERROR" or page.status in (404, 410):
        return from_code(share, 404, embed)
    if status:
        return blocked("region", f"youtube: {status}", rule="page:playability")
    if title:
        return alive("", f"youtube: {title[:80]!r}; oEmbed: 404", rule="page:title")
    return unknown("unmapped", "youtube: oEmbed: 404, the page says nothing", rule="page:unmapped")
