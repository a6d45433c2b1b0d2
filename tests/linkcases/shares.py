"""Shares of netdisks and what else is known by its provider's own answers; and what cannot be checked at all."""

from __future__ import annotations

import json

from tests.linkcases.shape import SIX_WEEKS, Case, case, ok, page, sent, status

__all__ = ["CASES"]

_SHELL = '<!doctype html><html><head><title>网盘</title><script src="/app.js"></script></head><body><div id="app"></div></body></html>'


def _json(value: object, code: int = 200) -> dict[str, object]:
    return status(code, json.dumps(value, ensure_ascii=False), "application/json")


def _quark(
    name: str, answer: dict[str, object], state: str, *, why: str, also: tuple[str, ...] = ("unknown",), **more: object
) -> Case:
    api = {
        f"https://{host}.quark.cn/1/clouddrive/share/sharepage/token": answer
        for host in ("drive-h", "drive-pc", "drive")
    }
    detail = more.pop("detail", None)
    if detail:
        api |= {
            f"https://{host}.quark.cn/1/clouddrive/share/sharepage/detail": detail
            for host in ("drive-h", "drive-pc", "drive")
        }  # type: ignore[dict-item]
    return case(
        f"quark-{name}",
        "zh",
        f"https://pan.quark.cn/s/{name.encode().hex()[:12]}",
        {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": api},
        state,
        why=why,
        also=also,
        needs_adapter=True,
        **more,
    )  # type: ignore[arg-type]


def _aliyun(name: str, answer: dict[str, object], state: str, *, why: str) -> Case:
    path = "/adrive/v3/share_link/get_share_by_anonymous"
    api = {f"https://{host}{path}": answer for host in ("api.aliyundrive.com", "api.alipan.com")}
    return case(
        f"aliyun-{name}",
        "zh",
        f"https://www.aliyundrive.com/s/Ow{name}n",
        {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": api},
        state,
        why=why,
        also=("unknown",),
        days=SIX_WEEKS,
        needs_adapter=True,
    )


def _snap(name: str, answer: dict[str, object], state: str, *, why: str, also: tuple[str, ...] = ("unknown",)) -> Case:
    api = {f"https://{at}/share/snap": answer for at in ("115cdn.com/webapi", "webapi.115.com")}
    return case(
        f"115-{name}",
        "zh",
        f"https://115.com/s/sw{name}000?password=a1b2",
        {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": api},
        state,
        why=why,
        also=also,
        days=SIX_WEEKS,
        needs_adapter=True,
    )


def _tianyi(name: str, answer: dict[str, object], state: str, *, why: str) -> Case:
    api = {
        f"https://{at}/getShareInfoByCodeV2.action": answer
        for at in ("cloud.189.cn/api/open/share", "api.cloud.189.cn/open/share")
    }
    return case(
        f"tianyi-{name}",
        "zh",
        f"https://cloud.189.cn/t/{name}Ab1",
        {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": api},
        state,
        why=why,
        also=("unknown",),
        days=SIX_WEEKS,
        needs_adapter=True,
    )


_LANZOU_OFF = page(
    "",
    '<div class="off"><div class="off0"><div class="off1"></div></div>文件链接失效，请获取新链接</div>',
    lang="zh",
    around=False,
    h1="",
)
_LANZOU_FINE = page(
    "琴谱合集.zip - 蓝奏云",
    '<div class="n_box">琴谱合集.zip</div><div class="n_file_infos">文件已删除重复页</div>',
    lang="zh",
    around=False,
    h1="",
)
_LANZOU_LOCK = page("蓝奏云", '<div id="passwddiv">输入密码<input id="pwd"></div>', lang="zh", around=False, h1="")
_UC_GONE = page("UC网盘分享", '<div class="h5-page-main"><p>分享者已取消分享</p></div>', lang="zh", around=False, h1="")
_UC_NAMES = page(
    "UC网盘分享",
    '<div class="list">为什么说资料已失效.pdf</div><div class="list">不存在的骑士.epub</div><div>共两个文件，点击保存到网盘后查看</div>',
    lang="zh",
    around=False,
    h1="",
)
_WEIYUN_GONE = page("腾讯微云", '<div class="sorry">该分享链接已被删除</div>', lang="zh", around=False, h1="")
_WX_GONE = page("", '<div class="weui-msg__title">该内容已被发布者删除</div>', lang="zh", around=False, h1="")
_WX_CHECK = page(
    "", "<div>环境异常</div><div>当前环境异常，完成验证后即可继续访问。</div>", lang="zh", around=False, h1=""
)
_LIST = "https://pan.baidu.com/share/list"

CASES = [
    _quark("banned", _json({"status": 403, "code": 41031, "message": "分享者用户封禁链接查看受限"}, 403), "dead", why="the owner was banned", days=SIX_WEEKS),
    _quark("expired", _json({"status": 404, "code": 41011, "message": "分享地址已失效"}, 404), "dead", why="expired", days=(0, 1)),
    _quark("wrongcode", _json({"status": 400, "code": 41007, "message": "提取码错误"}, 400), "alive", why="another code: the share exists", days=SIX_WEEKS),
    _quark("newcode", _json({"status": 404, "code": 41999, "message": "分享不存在（新）"}, 404), "unknown", why="a code that is in no table", also=("blocked", "suspect"), days=SIX_WEEKS),
    _quark("html", status(200, page("安全验证", "", lang="zh")), "unknown", why="a page where JSON was expected", also=("blocked",), days=SIX_WEEKS),
    _quark("empty", _json({"status": 200, "code": 0, "message": "ok", "data": {"stoken": "abc="}}), "suspect", why="a token and an empty list", also=("alive", "unknown"), days=SIX_WEEKS, detail=_json({"status": 200, "code": 0, "data": {"list": [], "share": {"status": 1}}})),
    _aliyun("gone1", _json({"code": "NotFound.ShareLink", "message": "分享链接不存在"}, 404), "dead", why="no such share"),
    _aliyun("open2", _json({"share_name": "木工图纸", "has_pwd": True, "file_count": 3}), "alive", why="locked"),
    _aliyun("odd3", _json({"code": "InternalError", "message": "内部错误"}, 500), "unknown", why="its own trouble"),
    _snap("locked", _json({"state": False, "errno": 4100012, "error": "请输入访问码"}), "alive", why="needs its code"),
    _snap("expired", _json({"state": False, "errno": 4100018, "error": "链接已过期"}), "dead", why="expired"),
    _snap("busy", status(405, page("405", "", lang="zh")), "blocked", why="405 of a firewall"),
    _snap("param", _json({"state": False, "errno": 990002, "error": "参数错误。"}), "suspect", why="may be our own fault"),
    _tianyi("wait", _json({"res_code": "ShareAuditWaiting", "res_message": "share audit waiting"}, 400), "suspect", why="under review"),
    _tianyi("xmlgone", status(400, '<?xml version="1.0" encoding="UTF-8"?><error><code>FileNotFound</code><message>file not found</message></error>', "application/xml"), "dead", why="deleted, as XML"),
    _tianyi("fine", _json({"res_code": 0, "shareId": 5512, "fileName": "老照片", "needAccessCode": 0}), "alive", why="shared"),
    case("123-gone", "zh", "https://www.123865.com/s/Qq-Ww1", {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": {"https://www.123865.com/api/share/info": _json({"code": 5104, "message": "分享链接已失效"}), "https://www.123865.com/b/api/share/info": _json({"code": 5104, "message": "分享链接已失效"})}}, "dead", also=("unknown",), why="expired", needs_adapter=True),
    case("123-page", "zh", "https://www.123pan.com/s/Ee-Rr2", {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": {f"https://www.123pan.com{at}/share/info": status(404, page("404", "")) for at in ("/api", "/b/api")}}, "unknown", also=("blocked", "suspect"), days=SIX_WEEKS, why="the API answers a page with 404: our fault", needs_adapter=True),
    case("123-403", "zh", "https://www.123684.com/s/Tt-Yy3", {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": {f"https://www.123684.com{at}/share/info": status(403, "") for at in ("/api", "/b/api")}}, "blocked", also=("unknown",), days=SIX_WEEKS, why="the API refuses", needs_adapter=True),
    case("baidu-gone", "zh", "https://pan.baidu.com/s/1TkTkTkTkTkTkTkTkTkTkT1", {"target": ok(page("百度网盘-链接不存在", '<div class="share-error-left"><div id="share_nofound_des">啊哦，你来晚了，分享的文件已经被取消了，下次要早点哟。</div></div>', lang="zh", around=False, h1="")), "routes": {_LIST: _json({"errno": 145})}}, "dead", why="cancelled", needs_adapter=True),
    case("baidu-locked", "zh", "https://pan.baidu.com/share/init?surl=LkLkLkLkLkLkLkLkLkLkL2", {"target": ok(page("百度网盘 请输入提取码", "<input>", lang="zh", around=False, h1="")), "routes": {_LIST: _json({"errno": -9}), "https://pan.baidu.com/s/1LkLkLkLkLkLkLkLkLkLkL2": sent(302, "https://pan.baidu.com/share/init?surl=LkLkLkLkLkLkLkLkLkLkL2")}}, "alive", why="needs its code", needs_adapter=True),
    case("baidu-captcha", "zh", "https://pan.baidu.com/s/1CpCpCpCpCpCpCpCpCpCpC3", {"target": sent(302, "https://wappass.baidu.com/static/captcha/tuxing.html?ak=1"), "routes": {"https://wappass.baidu.com/static/captcha/tuxing.html": ok(page("百度安全验证", "", lang="zh")), _LIST: _json({"errno": -62})}}, "blocked", days=SIX_WEEKS, also=("unknown",), why="asks for a captcha", needs_adapter=True),
    case("lanzou-off", "zh", "https://wwx.lanzouw.com/iOffOff123", {"target": ok(_LANZOU_OFF)}, "dead", why="its error element", needs_adapter=True),
    case("lanzou-name", "zh", "https://wwx.lanzouo.com/iNameName1", {"target": ok(_LANZOU_FINE)}, "alive", why="words of death in a description", needs_adapter=True, days=SIX_WEEKS),
    case("lanzou-alias", "zh", "https://old.lanzous.com/iAlias4567", {"dns": {"old.lanzous.com": "nxdomain"}, "routes": {"https://www.lanzoup.com/iAlias4567": ok(_LANZOU_LOCK)}}, "alive", also=("unknown", "suspect"), why="an old name of the provider", needs_adapter=True, days=SIX_WEEKS),
    case("uc-gone", "zh", "https://drive.uc.cn/s/a1b2c3d4e5f64", {"target": ok(_UC_GONE)}, "dead", also=("unknown",), why="its error block", needs_adapter=True),
    case("uc-names", "zh", "https://drive.uc.cn/s/b2c3d4e5f6a74", {"target": ok(_UC_NAMES)}, "alive", also=("unknown",), why="words of death in names of files", needs_adapter=True, days=SIX_WEEKS),
    case("weiyun-gone", "zh", "https://share.weiyun.com/AbCdEf12", {"target": ok(_WEIYUN_GONE)}, "dead", also=("unknown",), why="its error block", needs_adapter=True),
    case("ctfile-gone", "zh", "https://url37.ctfile.com/f/998877-55443322-aabbcc?p=1234", {"target": ok(_SHELL), "probe": ok(_SHELL), "routes": {"https://webapi.ctfile.com/getfile.php": _json({"code": 404, "message": "文件不存在"})}}, "dead", also=("unknown",), why="the code is in the JSON", needs_adapter=True),
    case("weixin-gone", "zh", "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQr", {"target": ok(_WX_GONE)}, "dead", why="deleted by its author", needs_adapter=True),
    case("weixin-check", "zh", "https://mp.weixin.qq.com/s/QrStUvWxYz0123456", {"target": ok(_WX_CHECK)}, "blocked", also=("unknown",), days=SIX_WEEKS, why="a check of the visitor", needs_adapter=True),
    case("bili-review", "zh", "https://www.bilibili.com/video/BV1aa411c7mD", {"target": ok(page("哔哩哔哩", "", lang="zh")), "routes": {"https://api.bilibili.com/x/web-interface/view": _json({"code": 62004, "message": "稿件审核中"})}}, "suspect", also=("unknown", "blocked"), days=SIX_WEEKS, why="under review", needs_adapter=True),
    case("xunlei", "zh", "https://pan.xunlei.com/s/VNabcdefghijklmnopqrstuvA1?pwd=xy12", {"target": ok(_SHELL), "probe": ok(_SHELL)}, "unsupported", also=("unknown", "blocked"), why="cannot be read anonymously"),
    case("ilanzou", "zh", "https://www.ilanzou.com/s/AbC123?code=9x9x", {"target": ok(_SHELL), "probe": ok(_SHELL)}, "unsupported", also=("unknown",), why="signed requests"),
    case("magnet", "en", "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=maps", {}, "unsupported", days=(0,), why="not over HTTP"),
    case("mailto", "de", "mailto:archiv@example.org?subject=Karten", {}, "unsupported", days=(0,), why="not over HTTP"),
    case("tel", "it", "tel:+390551234567", {}, "unsupported", days=(0,), why="not over HTTP"),
    case("onion", "en", "http://abcdefghij234567.onion/library", {}, "unsupported", also=("unknown",), days=(0, 3), why="another network"),
    case("private-literal", "en", "http://192.168.1.20:8080/photos", {}, "unsupported", also=("suspect", "unknown", "blocked"), days=(0, 3, 7), why="an address of the reader's own network"),
    case("metadata-hop", "en", "https://go.trap.example/m", {"target": sent(302, "http://169.254.169.254/latest/meta-data/")}, "unsupported", also=("suspect", "unknown", "blocked"), days=(0, 3, 7), why="a redirect into a private network"),
]  # fmt: skip
