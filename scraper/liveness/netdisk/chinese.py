"""Adapters of Chinese netdisks: which address answers for a share, and where in its answer the code stands.

Element rules are for the provider's own pages only, and read only its error element: file names contain 不存在, 失效, 删除.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any, cast
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from scraper.extract.barrier_face import read_face
from scraper.extract.dom import decode
from scraper.liveness.conversation import Answer, Ask, Question
from scraper.liveness.evidence import Finding, alive, blocked, suspect, unknown
from scraper.liveness.netdisk.answers import JSON_HEADERS, Share, ask_api, from_code, part_of, refusal, text_of
from scraper.liveness.netdisk.elements import element_text
from scraper.records import FailureKind, Fetch

__all__ = [
    "aliyun",
    "baidu",
    "cowork_115",
    "ctfile",
    "jianguoyun",
    "lanzou",
    "pan_123",
    "pan_360",
    "quark",
    "tianyi",
    "uc",
    "weiyun",
]

Look = Generator[Question, Answer, Finding]
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = re.compile(r"不存在|已?(?:被)?(?:取消|删除)|已?(?:过期|失效)|涉及侵权|违规|违反|停止分享|目录无效|无法访问")
_PASSING = re.compile(r"暂时|升级|稍后|恢复|维护|繁忙|频繁")


# -- Baidu ----------------------------------------------------------------------------------------------------------


def baidu(share: Share) -> Look:
    """The share page, redirects by hand; then the list API, whose errno is exact."""
    page = cast(Fetch, (yield Ask(share.url)))
    refused = refusal(share, page)
    if refused is not None and refused.state == "blocked":
        return refused
    if page.status in _REDIRECTS:
        found = _baidu_redirect(share, page)
        if found is not None:
            return found
    sentence, title = _baidu_sentence(page)
    if page.status == 200 and not sentence and re.search(r"输入提取|提取文件", title + text_of(page)[:20_000]):
        return alive("locked", f"baidu: {title[:60]!r}: needs its code", rule="page:locked")
    if sentence and _PASSING.search(sentence):
        return suspect("maintenance", f"baidu: {sentence[:100]!r}", rule="page:for-now")
    query = f"web=5&app_id=250528&shorturl={quote(share.id[1:])}&root=1"
    fetch, value, failed = yield from ask_api(
        share, [Ask(f"https://pan.baidu.com/share/list?{query}", headers=JSON_HEADERS)]
    )
    if failed is None:
        return _baidu_listed(share, fetch, value, sentence)
    if sentence and _GONE.search(sentence):
        return suspect("share_revoked", f"baidu: {sentence[:100]!r}", "S", rule="page:sentence", marker=sentence[:60])
    if (
        page.status == 200
        and not sentence
        and re.search(r"过期时间|share-file-viewer|\"file_list\"|分享文件", text_of(page))
    ):
        return alive("", f"baidu: {title[:60]!r}", rule="page:shared")
    return failed


def _baidu_redirect(share: Share, page: Fetch) -> Finding | None:
    target = urljoin(share.url, page.header("location") or "")
    parts = urlsplit(target)
    host = (parts.hostname or "").lower()
    if parts.path.endswith("/init"):
        return alive("locked", f"baidu: sent to {parts.path}: exists, needs its code", rule="page:init")
    if parts.path.startswith("/error"):
        return suspect("share_revoked", f"baidu: sent to {parts.path}: no such link", "S", rule="page:error")
    if not host.endswith("baidu.com") or host.startswith(("wappass.", "passport.")):
        return blocked("challenge", f"baidu: sent to {host}", rule="page:captcha", pause=True)
    return None


def _baidu_sentence(page: Fetch) -> tuple[str, str]:
    """(sentence of the error element, title) of the share page."""
    if page.status != 200 or not page.body:
        return "", ""
    html = decode(page.body, page.header("content-type")).text
    sentence = element_text(html, "#share_nofound_des") or element_text(html, ".share-error-left")
    return sentence, read_face(html).title


def _baidu_listed(share: Share, fetch: Fetch, value: Any, sentence: str) -> Finding:
    errno = value.get("errno") if isinstance(value, dict) else None
    if errno == 0 and isinstance(value, dict) and value.get("list") == []:
        return suspect("share_empty", "baidu: errno 0 with an empty list: emptied, or under review", rule="api:empty")
    found = from_code(share, errno, fetch, sentence)
    if found.state == "unknown" and sentence and _GONE.search(sentence):
        return suspect("share_revoked", f"baidu: {sentence[:100]!r} (errno {errno})", "S", rule="page:sentence")
    return found


# -- Quark, UC ----------------------------------------------------------------------------------------------------


def quark(share: Share) -> Look:
    """The token of the share page; its code is exact."""
    body = json.dumps({"pwd_id": share.id, "passcode": share.code}).encode()
    headers = (*JSON_HEADERS, ("Content-Type", "application/json"))
    asks = [
        Ask(f"https://{host}.quark.cn/1/clouddrive/share/sharepage/token?pr=ucpro&fr=pc", "POST", headers, body)
        for host in ("drive-h", "drive-pc", "drive")
    ]
    fetch, value, failed = yield from ask_api(share, asks)
    if failed is not None:
        return failed
    code = value.get("code") if isinstance(value, dict) else None
    token = part_of(value, "data").get("stoken")
    said = str(value.get("message") or "") if isinstance(value, dict) else ""
    if code != 0 or not token:
        return (
            from_code(share, code, fetch, said) if code != 0 else unknown("unmapped", "quark: code 0 without a token")
        )
    return (yield from _quark_detail(share, str(token), fetch))


def _quark_detail(share: Share, token: str, fetch: Fetch) -> Look:
    query = f"pr=ucpro&fr=pc&pwd_id={quote(share.id)}&stoken={quote(token, safe='')}&pdir_fid=0&_page=1&_size=1"
    host = urlsplit(fetch.url).netloc
    url = f"https://{host}/1/clouddrive/share/sharepage/detail?{query}"
    _, value, failed = yield from ask_api(share, [Ask(url, headers=JSON_HEADERS)])
    held = value.get("data") if failed is None and isinstance(value, dict) else None
    if isinstance(held, dict) and held.get("list") == [] and value.get("code") == 0:
        return suspect("share_empty", "quark: code 0 with an empty list: emptied, or under review", rule="api:empty")
    if isinstance(held, dict) and isinstance(held.get("share"), dict) and held["share"].get("partial_violation"):
        return alive("partial", "quark: shared; a part was removed for its content", rule="api:partial")
    return from_code(share, 0, fetch)


def uc(share: Share) -> Look:
    """The share page's error block only; its API needs a browser of its own and is not asked."""
    return (
        yield from _element_page(share, (".h5-page-main", ".share-error-tips"), r"输入(?:访问|提取)码|name=\"?code")
    )


# -- the others with an API ----------------------------------------------------------------------------------------


def aliyun(share: Share) -> Look:
    """get_share_by_anonymous: a share name, or an exact code."""
    if urlsplit(share.url).path.startswith("/t/"):
        return unknown(
            "unsupported", "aliyun: a quick transfer expires by design and has no share to ask for", rule="scope"
        )
    body = json.dumps({"share_id": share.id}).encode()
    headers = (*JSON_HEADERS, ("Content-Type", "application/json"))
    path = f"/adrive/v3/share_link/get_share_by_anonymous?share_id={quote(share.id)}"
    asks = [Ask(f"https://{host}{path}", "POST", headers, body) for host in ("api.aliyundrive.com", "api.alipan.com")]
    fetch, value, failed = yield from ask_api(share, asks)
    if failed is not None and failed.reason != "rate":
        return failed
    value = value if isinstance(value, dict) else {}
    if value.get("code"):
        return from_code(share, value["code"], fetch, str(value.get("message") or ""))
    if failed is not None:
        return failed
    if fetch.status == 200 and "share_name" in value:
        locked = bool(value.get("has_pwd"))
        return alive("locked" if locked else "", f"aliyun: shared: {str(value['share_name'])[:80]!r}", rule="api:name")
    return from_code(share, f"status {fetch.status}", fetch)


def cowork_115(share: Share) -> Look:
    """share/snap of 115, the slowest-paced of all."""
    query = f"share_code={quote(share.id)}&receive_code={quote(share.code)}&offset=0&limit=20"
    hosts = ("115cdn.com/webapi/share/snap", "webapi.115.com/share/snap")
    fetch, value, failed = yield from ask_api(
        share, [Ask(f"https://{at}?{query}", headers=JSON_HEADERS) for at in hosts]
    )
    if failed is not None:
        return failed
    value = value if isinstance(value, dict) else {}
    if value.get("state") is not True:
        return from_code(share, value.get("errno"), fetch, str(value.get("error") or ""))
    held = part_of(value, "data")
    info = part_of(held, "shareinfo")
    state = str(held.get("share_state", info.get("share_state", "")))
    if not held.get("list") and state not in ("1", ""):
        why = info.get("forbid_reason") or f"share_state {state}"
        return suspect("share_empty", f"115: shared, but nothing is listed: {why}", rule="api:empty")
    return alive("", f"115: shared: {str(info.get('share_title') or '')[:80]!r}", rule="api:state")


def pan_123(share: Share) -> Look:
    """share/info on the share's own host."""
    query = f"shareKey={quote(share.id)}"
    asks = [Ask(f"https://{share.host}{path}/share/info?{query}", headers=JSON_HEADERS) for path in ("/api", "/b/api")]
    fetch, value, failed = yield from ask_api(share, asks)
    if failed is not None:
        return failed
    code = value.get("code") if isinstance(value, dict) else None
    held = part_of(value, "data")
    if code != 0:
        return from_code(share, code, fetch, str(value.get("message") or "") if isinstance(value, dict) else "")
    if held.get("Expired") is True:
        return suspect("share_revoked", "123: code 0, Expired: true", "S", rule="api:expired")
    locked = bool(held.get("HasPwd"))
    return alive("locked" if locked else "", f"123: shared: {str(held.get('ShareName') or '')[:80]!r}", rule="api:code")


def tianyi(share: Share) -> Look:
    """getShareInfoByCodeV2, in JSON or in XML as it comes."""
    code = f"{share.id}（访问码：{share.code}）" if share.code else share.id
    query = f"shareCode={quote(code)}"
    hosts = ("cloud.189.cn/api/open/share", "api.cloud.189.cn/open/share")
    fetch = None
    for at in hosts:
        fetch = cast(Fetch, (yield Ask(f"https://{at}/getShareInfoByCodeV2.action?{query}", headers=JSON_HEADERS)))
        refused = refusal(share, fetch)
        if refused is not None and refused.state == "blocked":
            return refused
        found = _tianyi_answer(share, fetch) if refused is None else None
        if found is not None:
            return found
    return unknown(
        "api_changed", f"tianyi: no answer to read (status {fetch.status if fetch else None})", rule="api:no-code"
    )


def _tianyi_answer(share: Share, fetch: Fetch) -> Finding | None:
    text = text_of(fetch)
    code = re.search(r"\"(?:res_code|code)\"\s*:\s*\"?([\w.-]+)|<code>\s*([\w.-]+)\s*</code>", text)
    if code and (code.group(1) or code.group(2)) not in ("0", "SUCCESS"):
        return from_code(share, code.group(1) or code.group(2), fetch)
    if re.search(r"needAccessCode\"?\s*[:>]\s*\"?1", text):
        return alive("locked", "tianyi: needAccessCode 1: exists, needs its code", rule="api:locked")
    if re.search(r"shareId\"?\s*[:>]|fileName\"?\s*[:>]", text):
        return alive("", "tianyi: shared", rule="api:share")
    return None


def ctfile(share: Share) -> Look:
    """getfile/getdir: the code is in the JSON, not in the HTTP status."""
    kind = "getdir" if urlsplit(share.url).path.startswith(("/d/", "/dir/")) else "getfile"
    key = "d" if kind == "getdir" else "f"
    folder = urlsplit(share.url).path.strip("/").partition("/")[0]
    query = f"path={folder}&{key}={quote(share.id)}&passcode={quote(share.code)}"
    fetch, value, failed = yield from ask_api(
        share, [Ask(f"https://webapi.ctfile.com/{kind}.php?{query}", headers=JSON_HEADERS)]
    )
    if failed is not None:
        return failed
    code = value.get("code") if isinstance(value, dict) else None
    return from_code(share, code, fetch, str(value.get("message") or "") if isinstance(value, dict) else "")


# -- pages that are written by the server --------------------------------------------------------------------------


def lanzou(share: Share) -> Look:
    """The page itself; aliases of the host die, so an absent name is no absent share."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    if fetch.failure is not None and fetch.failure.kind in (FailureKind.DNS_NXDOMAIN, FailureKind.CONNECT_REFUSED):
        other = urlsplit(share.url)._replace(scheme="https", netloc="www.lanzoup.com").geturl()
        again = cast(Fetch, (yield Ask(other)))
        if again.failure is not None:
            return unknown("alias_gone", f"lanzou: {share.host} is gone; no other alias answers", rule="page:alias")
        fetch = again
    refused = refusal(share, fetch)
    if refused is not None:
        return refused
    html = decode(fetch.body, fetch.header("content-type")).text
    if "acw_sc__v2" in html:
        return blocked("challenge", "lanzou: a cookie challenge (acw_sc__v2)", rule="page:challenge", pause=True)
    off = element_text(html, "div.off")
    if off and _GONE.search(off):
        return suspect("share_revoked", f"lanzou: {off[:80]!r}", "S", rule="page:element", marker=off[:60])
    if re.search(r"id=[\"']?(?:pwdload|passwddiv)|function down_p\(", html):
        return alive("locked", "lanzou: asks for the code: exists", rule="page:locked")
    if fetch.status == 404:
        return suspect("gone", "lanzou: 404", "M", rule="status:404")
    face = read_face(html)
    if fetch.status == 200 and not off and (face.title or face.main):
        return alive("", f"lanzou: {face.title[:80]!r}", rule="page:shared")
    return unknown("unmapped", f"lanzou: status {fetch.status}, nothing that is known", rule="page:unmapped")


def weiyun(share: Share) -> Look:
    """The share page's error block."""
    return (
        yield from _element_page(share, (".sorry", ".error-wrap", ".share-error", ".error"), r"\"need_pwd\"\s*:\s*1")
    )


def pan_360(share: Share) -> Look:
    """The old 360 disk's error element."""
    return (yield from _element_page(share, (".page-error .error-msg",), r"请输入提取码"))


def jianguoyun(share: Share) -> Look:
    """'啊噢！' alone also stands before a refusal: the sentence after it decides."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    refused = refusal(share, fetch)
    if refused is not None:
        return refused
    face = read_face(decode(fetch.body, fetch.header("content-type")).text)
    if re.match(r"啊[噢哦]", face.heading):
        if re.search(r"不存在|取消|删除|过期", face.main) and not re.search(r"权限|登录|频繁|禁止", face.main):
            return suspect("share_revoked", f"jianguoyun: {face.main[:80]!r}", "S", rule="page:element")
        return unknown("unmapped", f"jianguoyun: {face.main[:80]!r}", rule="page:unmapped")
    if face.passwords:
        return alive("locked", "jianguoyun: asks for the code: exists", rule="page:locked")
    if fetch.status == 200 and face.main:
        return alive("", f"jianguoyun: {face.title[:80]!r}", rule="page:shared")
    return unknown("unmapped", f"jianguoyun: status {fetch.status}", rule="page:unmapped")


def _element_page(share: Share, selectors: tuple[str, ...], locked: str) -> Look:
    """A share page on which only a named element speaks of the share's state."""
    fetch = cast(Fetch, (yield Ask(share.url)))
    refused = refusal(share, fetch)
    if refused is not None:
        return refused
    html = decode(fetch.body, fetch.header("content-type")).text
    said = next((text for text in (element_text(html, selector) for selector in selectors) if text), "")
    if said and _GONE.search(said) and not _PASSING.search(said):
        return suspect("share_revoked", f"{share.provider}: {said[:80]!r}", "S", rule="page:element", marker=said[:60])
    if re.search(locked, html):
        return alive("locked", f"{share.provider}: asks for the code: exists", rule="page:locked")
    face = read_face(html)
    if fetch.status == 200 and len(face.main) > 40 and not said:
        return alive("", f"{share.provider}: {face.title[:80]!r}", rule="page:shared")
    return unknown("unmapped", f"{share.provider}: status {fetch.status}, nothing that is known", rule="page:unmapped")


def surl_of(url: str) -> str | None:
    """Baidu's id from '/share/init?surl=…', with the leading 1 that it is written without."""
    parts = urlsplit(url)
    value = parse_qs(parts.query).get("surl") or parse_qs(parts.query).get("shorturl")
    return f"1{value[0]}" if value else None
