"""Our own variants of the hostile families, on the same server: what a rule that fits one scenario only would miss.

A program like the hostile server itself: `hostile_variants.py PORT`, `--list`; `python -m tests.hostile_play --script
tests/hostile_variants.py` plays it. Scenarios are rows of tables, because each differs in one thing only.
"""

from __future__ import annotations

import gzip
import importlib.util
import os
import sys
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

from walls import HTML, PROSE, WORDS, article

CORPORA = Path(os.environ.get("PAGEWATCH_CORPORA", Path(__file__).resolve().parents[2] / "shared"))
_spec = importlib.util.spec_from_file_location("hostile_server", CORPORA / "hostile" / "hostile_server.py")
assert _spec is not None and _spec.loader is not None
hs: Any = importlib.util.module_from_spec(_spec)
sys.modules["hostile_server"] = hs
_spec.loader.exec_module(hs)
hs.S.clear()

ARTICLE = article().encode()


def visits(id: str, family: str, bodies: Callable[[int], Any], sequence: list[str], **more: Any) -> None:
    """A scenario whose n-th visit is answered by `bodies(n)`: a body, or (body, status, content type, headers)."""

    async def answer(c: Any) -> None:
        given = bodies(c.n)
        body, status, ctype, headers = given if isinstance(given, tuple) else (given, 200, more.get("ctype", HTML), ())
        await c.send(body, status, ctype, headers)

    kept = {key: value for key, value in more.items() if key != "ctype"}
    hs.scenario(id, family, id, sequence[-1], seq=sequence, fn=answer, **kept)


def coded(id: str, body: bytes, coding: str, expected: str, accept: tuple[str, ...] = (), text: str = "") -> None:
    headers = [("Content-Encoding", coding)]
    more: dict[str, Any] = {"text": text} if text else {}
    visits(id, "compression", lambda n: (body, 200, HTML, headers), [expected], accept=list(accept), **more)


# -- compression -----------------------------------------------------------------------------------------------------
GZ = gzip.compress(ARTICLE)
RAW = zlib.compress(ARTICLE)[2:-4]
named = b"\x1f\x8b\x08\x08" + GZ[4:10] + b"page.html\0" + GZ[10:]
coded("v_gz_named", named, "gzip", "ok_page", text="repair the bridge")
coded("v_gz_empty_member", GZ + gzip.compress(b""), "gzip", "ok_page", text="repair the bridge")
coded("v_gz_cut_trailer", GZ[:-4], "gzip", "error_reported")
coded("v_gz_head_only", GZ[:10], "gzip", "error_reported")
coded("v_deflate_raw_cut", RAW[: len(RAW) // 2], "deflate", "error_reported")
coded("v_zlib_cut_checksum", zlib.compress(ARTICLE)[:-2], "deflate", "error_reported")
coded("v_gz_inner_cut", gzip.compress(GZ[: len(GZ) // 2]), "gzip, gzip", "error_reported")
coded("v_coding_utf8", ARTICLE, "utf-8", "ok_page", ("error_reported",))
coded("v_coding_none", ARTICLE, "none", "ok_page", ("error_reported",))
coded("v_lies_deflate", ARTICLE, "deflate", "error_reported", ("ok_page",))
coded("v_gz_of_rubbish", gzip.compress(os.urandom(5000)), "gzip", "error_reported", ("ok_page",))
coded("v_bomb_200mb", gzip.compress(bytes(200 << 20), 1), "gzip", "too_large")
coded("v_bomb_in_deflate_in_gz", gzip.compress(zlib.compress(bytes(200 << 20), 9)), "deflate, gzip", "too_large")
coded("v_bomb_just_over", gzip.compress(b"<p>" + b"word " * (17 << 20 >> 2)), "gzip", "too_large")
for _name, _coding, _whole in (("gz", "gzip", GZ), ("deflate", "deflate", zlib.compress(ARTICLE))):
    visits(
        f"v_{_name}_cut_later",
        "compression",
        lambda n, w=_whole, k=_coding: (w if n != 2 else w[: len(w) * 2 // 3], 200, HTML, [("Content-Encoding", k)]),
        ["ok_page", "error_reported", "unchanged"],
    )

# -- framing ---------------------------------------------------------------------------------------------------------
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(ARTICLE)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def framed(id: str, raw: bytes, expected: str, *accept: str) -> None:
    hs.served(id, "framing", id, expected, raw, accept=list(accept))


framed("v_length_twice_equal", OK + LENGTH + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")
framed("v_length_list_equal", OK + b"Content-Length: " + b"%d, %d" % (len(ARTICLE), len(ARTICLE)) + b"\r\n\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("v_no_length_close", OK + b"Connection: close\r\n\r\n" + ARTICLE, "ok_page")
framed("v_chunk_upper_hex", OK + CHUNKED + b"%X\r\n" % len(ARTICLE) + ARTICLE + b"\r\n0\r\n\r\n", "ok_page")
framed("v_chunk_leading_zeros", OK + CHUNKED + b"000%x\r\n" % len(ARTICLE) + ARTICLE + b"\r\n0\r\n\r\n", "ok_page", "error_reported")  # fmt: skip
framed("v_chunk_negative", OK + CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n", "error_reported")
framed("v_chunk_0x", OK + CHUNKED + b"0x10\r\n" + ARTICLE[:16] + b"\r\n0\r\n\r\n", "error_reported")
framed("v_chunk_no_crlf", OK + CHUNKED + b"%x\r\n" % len(ARTICLE) + ARTICLE + b"0\r\n\r\n", "error_reported")
framed("v_chunk_no_last", OK + CHUNKED + b"%x\r\n" % len(ARTICLE) + ARTICLE + b"\r\n", "error_reported")
framed("v_cut_by_one", OK + b"Content-Length: %d\r\n\r\n" % (len(ARTICLE) + 1) + ARTICLE, "error_reported")
framed("v_status_600", b"HTTP/1.1 600 Odd\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported")
framed("v_status_099", b"HTTP/1.1 099 Odd\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported")
framed("v_status_huge", b"HTTP/1.1 99999999999 Odd\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported")
framed("v_http_2_line", b"HTTP/2.0 200 OK\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page")
framed("v_header_no_value", OK + b"X-Empty:\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page")
framed("v_header_5000", OK + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page", "too_large")  # fmt: skip
framed("v_header_100k", OK + b"X-Big: " + b"a" * 100_000 + b"\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page", "too_large")  # fmt: skip
framed("v_body_on_204", b"HTTP/1.1 204 No\r\n\r\n" + ARTICLE, "error_reported")
framed("v_empty_reply_spaces", OK + b"Content-Length: 5\r\n\r\n  \r\n ", "error_reported")
framed("v_only_crlf", b"\r\n\r\n\r\n", "error_reported")


# -- redirects and schemes -------------------------------------------------------------------------------------------
def led(id: str, target: Callable[[Any], Any], expected: str, *accept: str, status: int = 302, **more: Any) -> None:
    async def answer(c: Any) -> None:
        await (c.send(ARTICLE) if c.sub else c.redirect(target(c), status))

    hs.scenario(id, "redirect", id, expected, fn=answer, accept=list(accept), **more)


led("v_to_upper_scheme", lambda c: c.url("t").replace("http:", "HTTP:"), "ok_page")
led("v_to_space", lambda c: c.url("a b"), "ok_page", "error_reported")
led("v_to_padded", lambda c: f"  {c.url('t')} ", "ok_page", "error_reported")
led("v_to_dots", lambda c: f"/s/{c.id}/x/../t", "ok_page")
led("v_to_query_only", lambda c: "?again=1", "error_reported", "ok_page", rules=[["max_requests", 26]])
led("v_to_backslash_path", lambda c: f"/s/{c.id}\\t", "ok_page", "error_reported", "blocked_by_policy", "dead")
led("v_300_choices", lambda c: c.url("t"), "error_reported", "ok_page", status=300)
led("v_305_proxy", lambda c: c.url("t"), "error_reported", status=305)
led("v_304_location", lambda c: c.url("t"), "error_reported", status=304)
led("v_to_self_fragment", lambda c: c.url() + "#top", "error_reported", rules=[["max_requests", 26]])
led("v_to_other_port", lambda c: "http://127.0.0.1:22/", "blocked_by_policy")

PRIVATE = {
    "any6": "http://[::]:{p}/x",
    "mapped_zero": "http://[::ffff:0:0]:{p}/x",
    "nat64": "http://[64:ff9b::7f00:2]:{p}/x",
    "compatible": "http://[::127.0.0.2]:{p}/x",
    "sixtofour": "http://[2002:7f00:2::1]:{p}/x",
    "link_local": "http://[fe80::1]:{p}/x",
    "unique_local": "http://[fd00::1]:{p}/x",
    "zone": "http://[fe80::1%25lo]:{p}/x",
    "single_zero": "http://0:{p}/x",
    "hex_dotted": "http://0x7f.0.0.2:{p}/x",
    "hex_short": "http://0x7f.2:{p}/x",
    "octal_all": "http://017700000002:{p}/x",
    "circled": "http://①②⑦.0.0.2:{p}/x",
    "ideographic_stop": "http://127。0。0。2:{p}/x",
    "port_in_userinfo": "http://127.0.0.1:{p}@127.0.0.2:{p}/x",
    "encoded_host": "http://%31%32%37.0.0.2:{p}/x",
    "encoded_slash": "http://127.0.0.2:{p}%2f@127.0.0.1:{p}/x",
    "four_slashes": "http:////127.0.0.2:{p}/x",
    "backslashes": "http:\\\\127.0.0.2:{p}\\x",
    "no_slashes": "http:127.0.0.2:{p}/x",
    "scheme_relative": "//127.0.0.2:{p}/x",
    "mixed_case": "hTtP://127.0.0.2:{p}/x",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "cgnat": "http://100.64.0.1/x",
    "ten": "http://10.0.0.1/x",
    "broadcast": "http://255.255.255.255/x",
    "dict": "dict://127.0.0.1:{p}/x",
    "ldap": "ldap://127.0.0.1/x",
    "ws": "ws://127.0.0.2:{p}/x",
    "unix": "http+unix://%2Ftmp%2Fsock/x",
    "blob": "blob:http://127.0.0.2/x",
    "about": "about:blank",
    "jar": "jar:http://127.0.0.2!/x",
}
for _name, _form in PRIVATE.items():
    led(
        f"v_ssrf_{_name}",
        lambda c, form=_form: form.format(p=hs.OPT.port).encode(),
        "blocked_by_policy",
        "error_reported",
        *(["dead"] if _name == "encoded_slash" else []),  # to us that is a path of the allowed host, with userinfo
        rules=[["canary_untouched"]],
    )

# -- robots.txt ------------------------------------------------------------------------------------------------------
ROBOTS: dict[str, tuple[str, int, Any, tuple[Any, ...]]] = {
    "v_empty_disallow": ("ok_page", 200, "User-agent: *\nDisallow:\n", ()),
    "v_own_group_wins": (
        "ok_page",
        200,
        "User-agent: *\nDisallow: /\n\nUser-agent: pagewatch\nDisallow: /nothing\n",
        (),
    ),
    "v_own_group_denies": ("blocked_by_policy", 200, "User-agent: PageWatch\nDisallow: /s/\n", ()),
    "v_two_agents_one_group": ("blocked_by_policy", 200, "User-agent: x\nUser-agent: *\nDisallow: /s\n", ()),
    "v_percent": ("blocked_by_policy", 200, "User-agent: *\nDisallow: /%73/\n", ()),
    "v_allow_longer_wildcard": ("ok_page", 200, "User-agent: *\nDisallow: /s/*\nAllow: /s/robots_*longer\n", ()),
    "v_410": ("ok_page", 410, "User-agent: *\nDisallow: /\n", ()),
    "v_451": ("ok_page", 451, "User-agent: *\nDisallow: /\n", ()),
    "v_400": ("ok_page", 400, "", ()),
    "v_502": ("blocked_by_policy", 502, "", ()),
    "v_504": ("blocked_by_policy", 504, "", ()),
    "v_520": ("blocked_by_policy", 520, "", ()),
    "v_204": ("ok_page", 204, "", ()),
    "v_as_html_type": ("blocked_by_policy", 200, "User-agent: *\nDisallow: /\n", (("Content-Type", "text/html"),)),
    "v_gzip": (
        "blocked_by_policy",
        200,
        gzip.compress(b"User-agent: *\nDisallow: /\n"),
        (("Content-Encoding", "gzip"),),
    ),
    "v_nul": ("blocked_by_policy", 200, b"\0User-agent: *\nUser-agent: *\nDisallow: /\n", ()),
    "v_long_line": ("ok_page", 200, "User-agent: *\nDisallow: /" + "x" * 400_000 + "\n", ()),
    "v_latin1": ("blocked_by_policy", 200, "# caf\xe9\nUser-agent: *\nDisallow: /\n".encode("latin-1"), ()),
    "v_many_groups": ("ok_page", 200, "".join(f"User-agent: bot{n}\nDisallow: /\n\n" for n in range(15_000)), ()),
    "v_no_agent": ("ok_page", 200, "Disallow: /\n", ()),
    "v_delay_words": ("ok_page", 200, "User-agent: *\nCrawl-delay: soon\nCrawl-delay: -3\n", ()),
}
hs.R.clear()
for _mode, (_want, _status, _body, _headers) in ROBOTS.items():
    hs.R[_mode] = (_mode, _want, _status, _body, _headers)
    hs.static(
        f"robots_{_mode}", "robots", _mode, _want, ARTICLE, setup=f"/control/robots?mode={_mode}", robots=_mode,
        rules=[["robots_requested"], *([["max_requests", 0]] if _want == "blocked_by_policy" else [])],
        accept=["ok_page"] if _mode == "v_nul" else [],
    )  # fmt: skip
hs.R["none"] = ("404", "ok_page", 404, "nope", ())


# -- schedule --------------------------------------------------------------------------------------------------------
def timed(id: str, headers: Callable[[], list[tuple[str, str]]], *, status: int = 200, gap: str = "short-1") -> None:
    async def answer(c: Any) -> None:
        first = c.n == 1
        await c.send(hs.FEED, status if first else 200, hs.RSS, headers() if first or status == 200 else ())

    sequence = ["ok_feed", "unchanged"] if status == 200 else ["error_reported", "ok_feed"]
    hs.scenario(
        id, "schedule", id, sequence[-1], seq=sequence, fn=answer, drive="scheduler", rules=[["min_gap", gap, 1]]
    )


def later(seconds: float) -> str:
    return formatdate(time.time() + seconds, usegmt=True)


timed("v_max_age_quoted", lambda: [("Cache-Control", f'public, max-age="{hs.OPT.short:.0f}"')])
timed("v_max_age_beats_expires", lambda: [("Cache-Control", f"max-age={hs.OPT.short:.0f}"), ("Expires", later(9999))])
timed("v_expires_asctime", lambda: [("Expires", time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime(time.time() + hs.OPT.short)))])  # fmt: skip
timed("v_retry_503_seconds", lambda: [("Retry-After", f" {hs.OPT.short:.0f} ")], status=503)
timed("v_retry_429_date", lambda: [("Retry-After", later(hs.OPT.short))], status=429)
timed("v_retry_on_500", lambda: [("Retry-After", f"{hs.OPT.short:.0f}")], status=500)
for _name, _value in (("float", "3.5"), ("list", "3, 5"), ("zero", "0"), ("overflow", "9" * 40), ("year_99999", "Mon, 01 Jan 99999 00:00:00 GMT")):  # fmt: skip
    visits(
        f"v_retry_{_name}",
        "schedule",
        lambda n, v=_value: ("wait", 429, HTML, [("Retry-After", v)]),
        ["error_reported"],
        rules=[["max_requests", 1, "short"]],
    )
for _name, _values in (("s_maxage", ["s-maxage=99999999"]), ("no_cache", ["no-cache", "max-age=100000000"]), ("negative", ["max-age=-1"]), ("twice", ["max-age=1", "max-age=2"])):  # fmt: skip
    visits(
        f"v_cache_{_name}",
        "schedule",
        lambda n, vs=_values: (hs.FEED, 200, hs.RSS, [("Cache-Control", v) for v in vs]),
        ["ok_feed", "unchanged"],
    )
visits("v_cache_skewed_date", "schedule", lambda n: (hs.FEED, 200, hs.RSS, [("Expires", later(7203))]), ["ok_feed"])

# -- validators ------------------------------------------------------------------------------------------------------
for _name, _tag in (("empty", '""'), ("commas", 'W/"a,b", "c"'), ("latin1", '"caf\xe9"'), ("long", '"' + "e" * 4000 + '"'), ("single_quotes", "'x'"), ("spaces", '"a b  c"')):  # fmt: skip

    async def _tagged(c: Any, tag: str = _tag) -> None:
        same = c.h("If-None-Match") == tag
        await c.send(hs.FEED, 304 if same else 200, hs.RSS, [("ETag", tag)])

    hs.scenario(
        f"v_etag_{_name}", "conditional", _name, "unchanged", seq=["ok_feed", "unchanged", "unchanged"], fn=_tagged,
        rules=[["echo", "ETag", _tag, "or_absent" if _name == "latin1" else "exact"], ["max_requests", 3]],
    )  # fmt: skip
visits(
    "v_lastmod_only_in_304",
    "conditional",
    lambda n: (
        ("", 304, hs.RSS, [("Last-Modified", "Tue, 05 Mar 2024 10:11:12 GMT")])
        if n == 2
        else (hs.FEED, 200, hs.RSS, [("ETag", '"a"')])
    ),
    ["ok_feed", "unchanged", "unchanged"],
    rules=[["header_is", "If-Modified-Since", "Tue, 05 Mar 2024 10:11:12 GMT", 3]],
)
visits(
    "v_412_answer",
    "conditional",
    lambda n: (ARTICLE, 200, HTML, [("ETag", '"a"')]) if n == 1 else ("no", 412, HTML, ()),
    ["ok_page", "error_reported"],
)

# -- charset ---------------------------------------------------------------------------------------------------------
RU, JP, KR, ZH, HE = hs.RU, hs.JP, hs.KR, hs.ZH, "תוכן הדף השתנה היום"
for _name, _said, _codec, _header, _meta in (
    ("quoted_header", RU, "cp1251", '"windows-1251"', None),
    ("utf8_no_dash", RU, "utf-8", "utf8", None),
    ("x_sjis", JP, "cp932", "x-sjis", None),
    ("ms_kanji_meta", JP, "cp932", None, "ms_kanji"),
    ("ks_c", KR, "cp949", "ks_c_5601-1987", None),
    ("gbk_meta_single", ZH, "gbk", None, "gbk"),
    ("ibm866", RU, "cp866", "ibm866", None),
    ("koi8u", "Зміст сторінки змінено", "koi8_u", None, "koi8-u"),
    ("hebrew_i", HE, "iso8859_8", "iso-8859-8-i", None),
    ("cp1255", HE, "cp1255", "windows-1255", None),
    ("latin2", "Zażółć gęślą jaźń", "iso8859_2", None, "iso-8859-2"),
    ("utf16be_bom", RU, "utf-16-be", None, None),
    ("ascii_is_1252", "“Preis” 5 €", "cp1252", "us-ascii", None),
    ("thai", "เนื้อหาของหน้าเปลี่ยนแปลง", "cp874", None, "windows-874"),
    ("upper_spaces", RU, "cp1251", " WINDOWS-1251 ", None),
    ("meta_utf16_is_utf8", RU, "utf-8", None, "utf-16"),
):
    hs.cs(f"v_cs_{_name}", _name, _said, _codec, header=_header, meta=_meta, pre=b"\xfe\xff" if _name == "utf16be_bom" else b"")  # fmt: skip

# -- feeds that move without news ------------------------------------------------------------------------------------
STEADY = ["ok_feed", *["unchanged"] * 4]


def tick() -> str:
    return os.urandom(4).hex()


def entries(made: Callable[[int], str], order: tuple[int, ...] = (1, 2, 3, 4, 5, 6)) -> str:
    return str(hs.rss("".join(made(number) for number in order)))


def entry(number: int, **more: Any) -> str:
    given = {"guid": f"g{number}", "link": f"http://example.com/{number}", "desc": f"Text {number}. {WORDS}"} | more
    return str(hs.item(number, **given))


NOISY: dict[str, Callable[[int], str]] = {
    "ids_and_order": lambda n: entries(lambda k: entry(k, guid=tick()), tuple(range(n % 6 + 1, 7)) + tuple(range(1, n % 6 + 1))),
    "ids_as_urls": lambda n: entries(lambda k: entry(k, guid=f"http://example.com/{k}?t={tick()}", link=f"http://example.com/{k}")),
    "utm": lambda n: entries(lambda k: entry(k, link=f"http://example.com/{k}?utm_source=rss&utm_campaign={tick()}")),
    "no_guid_session": lambda n: entries(lambda k: entry(k, guid="", link=f"http://example.com/{k}?PHPSESSID={tick()}")),
    "path_session": lambda n: entries(lambda k: entry(k, link=f"http://example.com/{k};jsessionid={tick()}")),
    "pubdate_now": lambda n: entries(lambda k: entry(k, date=formatdate(1_700_000_000 + n * 977 + k, usegmt=True))),
    "whitespace": lambda n: entries(lambda k: entry(k, desc=f"Text {k}. {WORDS}".replace(" ", " " * (1 + n % 3)))),
    "cdata": lambda n: entries(lambda k: entry(k, desc=f"<![CDATA[<p>Text {k}. {WORDS}</p>]]>" if n % 2 else f"&lt;p&gt;Text {k}. {WORDS}&lt;/p&gt;")),
    "pixel": lambda n: entries(lambda k: entry(k, desc=f'&lt;p&gt;Text {k}. {WORDS}&lt;/p&gt;&lt;img src="http://t.example/p.gif?r={tick()}" width="1" height="1"&gt;')),
    "signed_images": lambda n: entries(lambda k: entry(k, desc=f'&lt;img src="http://cdn.example/{k}.jpg?Expires={n}&amp;amp;Signature={tick()}"&gt;Text {k}. {WORDS}')),
    "https_flip": lambda n: entries(lambda k: entry(k, link=f"http{'s' * (n % 2)}://example.com/{k}")),
    "format_flip": lambda n: entries(entry) if n % 2 else hs.ATOM_FEED % "".join(f'<entry><title>Entry {k}</title><id>g{k}</id><link href="http://example.com/{k}"/><summary>Text {k}. {WORDS}</summary></entry>' for k in range(1, 7)),
    "comment_count": lambda n: entries(lambda k: entry(k, extra=f'<slash:comments xmlns:slash="http://purl.org/rss/1.0/modules/slash/">{n * k}</slash:comments>')),
    "class_names": lambda n: entries(lambda k: entry(k, desc=f'&lt;p class="css-{tick()}" data-reactid="{tick()}"&gt;Text {k}. {WORDS}&lt;/p&gt;')),
    "generator": lambda n: hs.rss("".join(map(entry, range(1, 7))), f"<generator>engine build {tick()}</generator><pubDate>{formatdate(1_700_000_000 + n, usegmt=True)}</pubDate>"),
    "window_breathes": lambda n: entries(entry, (1, 2, 3, 4, 5, 6) if n % 2 else (1, 2, 3, 4)),
    "empty_between": lambda n: entries(entry, () if n % 2 == 0 else (1, 2, 3, 4, 5, 6)),
    "truncated_between": lambda n: entries(entry) if n % 2 else entries(entry)[:-900],
}  # fmt: skip
for _name, _make in NOISY.items():
    visits(
        f"v_feed_{_name}_noise", "feed", lambda n, m=_make: (m(n), 200, hs.RSS, ()), STEADY,
        accept=["error_reported"] if _name == "truncated_between" else [],
    )  # fmt: skip
visits("v_feed_new_with_new_ids", "feed", lambda n: (entries(lambda k: entry(k, guid=tick()), tuple(range(1, 6 + n))), 200, hs.RSS, ()), ["ok_feed", "ok_feed", "ok_feed"])  # fmt: skip

# -- pages that move without news ------------------------------------------------------------------------------------
NOISE: dict[str, Callable[[int], str]] = {
    "nonce": lambda n: article(head=f'<script nonce="{tick()}">var a="{tick()}"</script><meta name="csrf-token" content="{tick()}">'),
    "generated_in": lambda n: article(f"<footer>Page generated in 0.{n * 37 % 1000:03d} seconds, {n + 11} queries</footer>"),
    "counter": lambda n: article(f"<p class=views>Views: {1000 + n * 7}</p>"),
    "ago": lambda n: article(f"<p class=meta>Posted {13 * n} hours ago</p>" if n < 4 else f"<p class=meta>Posted {13 * n // 24} days ago</p>"),
    "online": lambda n: article(f"<aside>Users online: {20 + n}</aside>"),
    "session_links": lambda n: article(f'<nav><a href="/next?sid={tick()}">Next</a></nav>'),
    "cache_buster": lambda n: article(f'<img src="/i.png?v={tick()}" alt="bridge">', head=f'<link rel=stylesheet href="/s.css?{tick()}">'),
    "class_names": lambda n: article().replace("<p>", f'<p class="css-{tick()}">'),
    "attribute_order": lambda n: article('<a id="x" class="y" href="/a">a link</a>' if n % 2 else '<a href="/a" class="y" id="x">a link</a>'),
    "minified": lambda n: article() if n % 2 else article().replace("</p><p>", "</p>\n\n   <p>"),
    "state_json": lambda n: article(f'<script type="application/json">{{"t": {n}, "id": "{tick()}"}}</script>'),
    "comment_build": lambda n: article(f"<!-- build {tick()} at {n} -->"),
    "form_token": lambda n: article(f'<form><input type=hidden name=token value="{tick()}"><input name=q></form>'),
    "case_of_tags": lambda n: article() if n % 2 else article().replace("<p>", "<P>").replace("</p>", "</P>"),
    "entities": lambda n: article(prose=PROSE + ("<p>caf&eacute; &amp; bar</p>" if n % 2 else "<p>café &#38; bar</p>")),
    "clock": lambda n: article(f"<header><span class=clock>Tuesday 5 March 2024, 10:{n:02d}:{n * 7 % 60:02d}</span></header>"),
}  # fmt: skip
for _name, _page in NOISE.items():
    visits(f"v_html_{_name}_noise", "html", lambda n, m=_page: m(n), ["ok_page", *["unchanged"] * 4])

CHANGES: dict[str, Callable[[int], str]] = {
    "price": lambda n: article(prose=PROSE + f"<p>The ticket costs {10 + n} euro from now on.</p>"),
    "one_word": lambda n: article(prose=PROSE.replace("repair", "repair" if n == 1 else "replace", 1)),
    "paragraph_gone": lambda n: article(prose=PROSE if n == 1 else PROSE.split("</p>", 1)[1]),
    "negation": lambda n: article(prose=PROSE.replace("agreed", "agreed" if n == 1 else "did not agree", 1)),
    "title": lambda n: article(title="Bridge to be repaired" if n == 1 else "Bridge to be closed"),
    "shrinks_to_note": lambda n: article() if n == 1 else article(prose="<p>This article was withdrawn by its author on request of the council; the text that stood here is no longer available anywhere.</p>"),
}  # fmt: skip
for _name, _page in CHANGES.items():
    visits(f"v_html_{_name}_changes", "html", lambda n, m=_page: m(n), ["ok_page", "ok_page"])

# -- what stands in a page's place after it was read -----------------------------------------------------------------
BARRIERS: dict[str, tuple[Any, str]] = {
    "cf_403": (("<html><head><title>Just a moment...</title></head><body><div id=cf-wrapper><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script></div></body></html>", 403, HTML, [("cf-mitigated", "challenge"), ("Server", "cloudflare")]), "error_reported"),
    "cf_200": (("<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script></body></html>", 200, HTML, ()), "error_reported"),
    "login": (("<html><title>Log in</title><body><h1>Log in</h1><form action=/login><input name=user><input type=password name=pw><button>Log in</button></form></body></html>", 200, HTML, ()), "error_reported"),
    "maintenance_503": (("<html><title>Maintenance</title><body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body></html>", 503, HTML, ()), "error_reported"),
    "maintenance_200": (("<html><title>Down for maintenance</title><body><h1>We are down for maintenance</h1><p>We will be back soon.</p></body></html>", 200, HTML, ()), "error_reported"),
    "php_fatal": (("<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function x() in /var/www/html/index.php:12\nStack trace:\n#0 {main}\n  thrown in <b>/var/www/html/index.php</b> on line <b>12</b><br />", 200, HTML, ()), "error_reported"),
    "nginx_welcome": (("<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p></body></html>", 200, HTML, ()), "error_reported"),
    "apache_default": (("<html><body><h1>It works!</h1></body></html>", 200, HTML, ()), "error_reported"),
    "gateway_200": (("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>", 200, HTML, ()), "error_reported"),
    "too_many_200": (("<html><title>Too many requests</title><body><h1>Too many requests</h1><p>You have sent too many requests. Please try again later.</p></body></html>", 200, HTML, ()), "error_reported"),
    "suspended": (("<html><title>Account Suspended</title><body><h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider for more information.</p></body></html>", 200, HTML, ()), "error_reported"),
    "parked": (("<html><title>example.test</title><body><h1>This domain is for sale</h1><p>Buy this domain now. <a href='https://www.sedo.com/x'>Sedo domain parking</a></p></body></html>", 200, HTML, ()), "error_reported"),
    "empty": (("", 200, HTML, ()), "error_reported"),
    "empty_body": (("<html><head><title></title></head><body></body></html>", 200, HTML, ()), "error_reported"),
    "json_error": (('{"error": {"code": 500, "message": "Internal Server Error"}}', 200, "application/json", ()), "error_reported"),
    "captcha": (("<html><title>Verify you are human</title><body><h1>Please verify you are a human</h1><div class='g-recaptcha' data-sitekey='x'></div></body></html>", 200, HTML, ()), "error_reported"),
    "chinese_verify": (("<html><title>安全验证</title><body><h1>请完成安全验证</h1><p>请拖动滑块完成验证后继续访问</p></body></html>", 200, HTML, ()), "error_reported"),
    "chinese_error": (("<html><title>系统维护中</title><body><h1>系统维护中，请稍后再试</h1></body></html>", 200, HTML, ()), "error_reported"),
    "soft_404": (("<html><title>Page not found</title><body><h1>Page not found</h1><p>Sorry, the page you requested could not be found.</p></body></html>", 200, HTML, ()), "error_reported"),
    "db_error": (("<html><title>Database Error</title><body><h1>Error establishing a database connection</h1></body></html>", 200, HTML, ()), "error_reported"),
    "binary": ((os.urandom(3000), 200, HTML, ()), "error_reported"),
    "nul": ((b"\0" * 5000, 200, HTML, ()), "error_reported"),
    "gzip_undeclared": ((gzip.compress(b"<p>" + os.urandom(3000)), 200, HTML, ()), "error_reported"),
    "consent": (("<html><title>Before you continue</title><body><div id=cmp-consent><h1>Before you continue</h1><p>We use cookies. Accept all or reject all to continue.</p><form action='/consent'><button>Accept all</button><button>Reject all</button></form></div><script src='/cmp/consent.js'></script></body></html>", 200, HTML, ()), "error_reported"),
}  # fmt: skip
for _name, (_wall, _class) in BARRIERS.items():
    visits(f"v_wall_{_name}", "barrier", lambda n, w=_wall: w if n == 2 else ARTICLE, ["ok_page", _class, "unchanged"])
visits("v_feed_wall_login", "barrier", lambda n: BARRIERS["login"][0] if n == 2 else (hs.FEED, 200, hs.RSS, ()), ["ok_feed", "error_reported", "unchanged"])  # fmt: skip
visits("v_feed_wall_json", "barrier", lambda n: BARRIERS["json_error"][0] if n == 2 else (hs.FEED, 200, hs.RSS, ()), ["ok_feed", "error_reported", "unchanged"])  # fmt: skip
visits("v_feed_wall_empty", "barrier", lambda n: ("", 200, hs.RSS, ()) if n == 2 else (hs.FEED, 200, hs.RSS, ()), ["ok_feed", "error_reported", "unchanged"])  # fmt: skip
visits("v_shrunk_once", "barrier", lambda n: article(prose="<p>Short.</p>") if n == 2 else ARTICLE, ["ok_page", "ok_page", "unchanged"], accept=["ok_page"])  # fmt: skip

# -- gone and moved --------------------------------------------------------------------------------------------------
GONE = ("gone", 410, HTML, ())
MISSING = ("<title>404</title><p>Not found</p>", 404, HTML, ())
visits("v_410_after_good", "status", lambda n: ARTICLE if n == 1 else GONE, ["ok_page", "dead"])
visits("v_404_thrice_after_good", "status", lambda n: ARTICLE if n == 1 else MISSING, ["ok_page", "error_reported", "error_reported", "dead"])  # fmt: skip
visits("v_404_then_back", "status", lambda n: MISSING if n in (2, 3) else ARTICLE, ["ok_page", "error_reported", "error_reported", "unchanged"])  # fmt: skip
visits("v_500_404_500", "status", lambda n: ARTICLE if n == 1 else MISSING if n == 3 else ("x", 500, HTML, ()), ["ok_page", "error_reported", "error_reported", "error_reported"])  # fmt: skip

if __name__ == "__main__":
    hs.main()
