"""A second set of our own variants, written without looking at the rules that judge them: other vendors, other languages, other faults.

A program like the hostile server itself; `python -m tests.hostile_play --script tests/hostile_more.py` plays it.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
from backports import zstd

sys.path.insert(0, str(Path(__file__).parent))  # a program, not a module of the package: it is started by its path

from hostile_variants import ARTICLE, LENGTH, OK, entries, entry, hs, led, tick, visits
from walls import HTML, SPEAKS, WALLS, WORDS, article, shell

hs.S.clear()
hs.R.clear()
hs.R["none"] = ("404", "ok_page", 404, "nope", ())

BAD = ["ok_page", "error_reported", "unchanged"]


for _name, _wall in WALLS.items():
    visits(f"w_wall_{_name}", "barrier", lambda n, w=_wall: w if n == 2 else ARTICLE, BAD)
for _name in ("datadome", "anubis", "maint_ja", "consent_fr", "login_zh", "godaddy", "tomcat", "jsl_cookie"):
    visits(f"w_first_{_name}", "barrier", lambda n, w=WALLS[_name]: w if n == 1 else ARTICLE, ["error_reported", "ok_page"])  # fmt: skip
for _name in ("akamai", "maint_ko", "anubis"):  # a wall that stays is no version either, however often it is seen
    visits(f"w_stays_{_name}", "barrier", lambda n, w=WALLS[_name]: ARTICLE if n == 1 else w, ["ok_page", *["error_reported"] * 4])  # fmt: skip
for _name, _wall in (("akamai", WALLS["akamai"]), ("maint_de", WALLS["maint_de"]), ("spa", WALLS["spa"]), ("null_json", WALLS["null_json"]), ("text_ok", ("OK", 200, "text/plain", ())), ("wml", ("<wml><card><p>no</p></card></wml>", 200, "text/vnd.wap.wml", ())), ("soap", ('<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultstring>Server was unable to process request</faultstring></soap:Fault></soap:Body></soap:Envelope>', 200, "text/xml", ()))):  # fmt: skip
    visits(f"w_feed_wall_{_name}", "barrier", lambda n, w=_wall: w if n == 2 else (hs.FEED, 200, hs.RSS, ()), ["ok_feed", "error_reported", "unchanged"])  # fmt: skip

for _name, _page in SPEAKS.items():
    visits(f"w_speaks_{_name}", "barrier", lambda n, p=_page: p, ["ok_page", "unchanged"])


# -- compression -----------------------------------------------------------------------------------------------------
def coded(id: str, body: bytes | Callable[[], bytes], coding: str, expected: str, *accept: str, **more: Any) -> None:
    hs.static(f"w_{id}", "compression", id, expected, body, HTML, headers=[("Content-Encoding", coding)], accept=list(accept), **more)  # fmt: skip


GZ, ZS, BR = gzip.compress(ARTICLE), zstd.compress(ARTICLE), brotli.compress(ARTICLE)
_whole = gzip.compress(ARTICLE)
_dictionary = zlib.compressobj(zdict=b"<p>The council met on Tuesday")
SKIP = b"\x50\x2a\x4d\x18" + (8).to_bytes(4, "little") + b"skipped!"
coded("zstd_two_frames", zstd.compress(ARTICLE[:500]) + zstd.compress(ARTICLE[500:]), "zstd", "ok_page", text="repair the bridge")  # fmt: skip
coded("zstd_skippable_first", SKIP + ZS, "zstd", "ok_page", "error_reported", text="repair the bridge")
coded("zstd_only_skippable", SKIP, "zstd", "error_reported")
coded("zstd_second_cut", ZS + ZS[:-8], "zstd", "error_reported")
coded("zstd_garbage_after", ZS + b"rubbish after", "zstd", "error_reported", "ok_page")
coded("br_cut_by_one", BR[:-1], "br", "error_reported")
coded("br_garbage_after", BR + b"rubbish", "br", "error_reported", "ok_page")
coded("deflate_needs_dictionary", _dictionary.compress(ARTICLE) + _dictionary.flush(), "deflate", "error_reported")
coded("gzip_size_wrong", GZ[:-4] + b"\1\0\0\0", "gzip", "error_reported", "ok_page")
coded("gzip_second_bad", GZ + b"\x1f\x8b\x08" + b"\xff" * 60, "gzip", "error_reported", "ok_page")
coded("gzip_reserved_flag", GZ[:3] + b"\xe0" + GZ[4:], "gzip", "error_reported", "ok_page")
coded("gzip_upper", GZ, "GZIP", "ok_page", text="repair the bridge")
coded("gzip_as_deflate", GZ, "deflate", "error_reported", "ok_page")
coded("br_then_gzip", gzip.compress(BR), "br, gzip", "ok_page", text="repair the bridge")
coded("identity_gzip", GZ, "identity, gzip", "ok_page", "error_reported", text="repair the bridge")
coded("compress_lzw", b"\x1f\x9d\x90" + os.urandom(900), "compress", "error_reported")
coded("dcb", b"\xff\x44\x43\x42" + os.urandom(32) + BR, "dcb", "error_reported")
coded("zero_members_2e5", lambda: gzip.compress(b"") * 200_000 + GZ, "gzip", "ok_page", "error_reported", "too_large")
coded("zstd_frames_2e5", lambda: zstd.compress(b"") * 200_000 + ZS, "zstd", "ok_page", "error_reported", "too_large")  # fmt: skip
coded("br_bomb", lambda: brotli.compress(bytes(60 << 20), quality=1), "br", "too_large")
coded("zstd_in_br_bomb", lambda: brotli.compress(zstd.compress(bytes(200 << 20)), quality=1), "zstd, br", "too_large")
coded("gzip_empty_then_wall", gzip.compress(b"   \n "), "gzip", "error_reported")
for _name, _coding, _body in (("br", "br", BR), ("zstd", "zstd", ZS)):
    visits(
        f"w_{_name}_cut_later", "compression",
        lambda n, w=_body, k=_coding: (w if n != 2 else w[: len(w) // 2], 200, HTML, [("Content-Encoding", k)]),
        ["ok_page", "error_reported", "unchanged"],
    )  # fmt: skip


# -- framing, status lines, statuses ---------------------------------------------------------------------------------
def framed(id: str, raw: bytes, expected: str, *accept: str, **more: Any) -> None:
    hs.served(f"w_{id}", "framing", id, expected, raw, accept=list(accept), **more)


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


TE = b"Transfer-Encoding: chunked\r\n"
HALF = len(ARTICLE) // 2
framed("chunk_ext_100k", OK + TE + b"\r\n%x;x=%s\r\n" % (len(ARTICLE), b"y" * 100_000) + ARTICLE + b"\r\n0\r\n\r\n", "error_reported", "ok_page")  # fmt: skip
framed("chunk_trailers_lie", OK + TE + b"\r\n" + chunks(ARTICLE, end=b"0\r\nContent-Length: 7\r\nContent-Encoding: gzip\r\n\r\n"), "ok_page", "error_reported")  # fmt: skip
framed("chunk_trailers_endless", OK + TE + b"\r\n" + chunks(ARTICLE, end=b"0\r\n" + b"X: y\r\n" * 50_000), "error_reported", "ok_page", "too_large")  # fmt: skip
framed("chunk_spaces", OK + TE + b"\r\n%x  \r\n" % len(ARTICLE) + ARTICLE + b"\r\n0\r\n\r\n", "ok_page", "error_reported")  # fmt: skip
framed("chunk_lf", OK + TE + b"\r\n%x\n" % len(ARTICLE) + ARTICLE + b"\n0\n\n", "error_reported", "ok_page")
framed("chunk_too_short", OK + TE + b"\r\n%x\r\n" % (len(ARTICLE) - 20) + ARTICLE + b"\r\n0\r\n\r\n", "error_reported")
framed("chunk_plus", OK + TE + b"\r\n+%x\r\n" % len(ARTICLE) + ARTICLE + b"\r\n0\r\n\r\n", "error_reported", "ok_page")
framed("chunk_underscore", OK + TE + b"\r\n0_%x\r\n" % len(ARTICLE) + ARTICLE + b"\r\n0\r\n\r\n", "error_reported", "ok_page")  # fmt: skip
framed("chunk_empty_line_first", OK + TE + b"\r\n\r\n" + chunks(ARTICLE), "error_reported", "ok_page")
framed("chunk_zero_at_once", OK + TE + b"\r\n0\r\n\r\n" + ARTICLE, "error_reported")
framed("chunk_in_10", b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + TE + b"\r\n" + chunks(ARTICLE), "ok_page", "error_reported")  # fmt: skip
framed("te_twice", OK + TE + TE + b"\r\n" + chunks(ARTICLE), "error_reported", "ok_page")
framed("te_chunked_chunked", OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + chunks(chunks(ARTICLE)), "error_reported")  # fmt: skip
framed("te_gzip_chunked", OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks(GZ), "ok_page", "error_reported")
framed("te_identity", OK + b"Transfer-Encoding: identity\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")
framed("te_xchunked", OK + b"Transfer-Encoding: xchunked\r\n\r\n" + chunks(ARTICLE), "error_reported", "ok_page")
framed("te_vertical_tab", OK + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + chunks(ARTICLE), "error_reported", "ok_page")
framed("length_space_before_colon", OK + b"Content-Length : %d\r\n\r\n" % len(ARTICLE) + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("length_hex", OK + b"Content-Length: 0x%x\r\n\r\n" % len(ARTICLE) + ARTICLE, "error_reported", "ok_page")
framed("length_fullwidth", OK + "Content-Length: １２３\r\n\r\n".encode() + ARTICLE, "error_reported", "ok_page")
framed("length_empty", OK + b"Content-Length:\r\n\r\n" + ARTICLE, "error_reported", "ok_page")
framed("length_zero_with_body", OK + b"Content-Length: 0\r\n\r\n" + ARTICLE, "error_reported")
framed("header_nul", OK + b"X-Odd: a\0b\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")
framed("header_folded", OK + b"X-Long: first\r\n second\r\n\tthird\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("header_fold_first", b"HTTP/1.1 200 OK\r\n folded: yes\r\nContent-Type: text/html\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("header_bare_cr", OK + b"X-Odd: a\rb\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")
framed("status_lower", b"http/1.1 200 ok\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page")
framed("status_two_spaces", b"HTTP/1.1  200  OK\r\nContent-Type: text/html\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page")  # fmt: skip
framed("status_version_9", b"HTTP/1.9 200 OK\r\nContent-Type: text/html\r\n" + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("status_minus", b"HTTP/1.1 -200 OK\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported")
framed("status_long_reason", b"HTTP/1.1 200 " + b"O" * 200_000 + b"\r\n" + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page", "too_large")  # fmt: skip
framed("status_utf8_reason", "HTTP/1.1 200 Всё хорошо\r\nContent-Type: text/html; charset=utf-8\r\n".encode() + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("http09_article", ARTICLE, "error_reported")
framed("smtp", b"220 mail.example.org ESMTP Postfix\r\n", "error_reported")
framed("ssh", b"SSH-2.0-OpenSSH_9.2p1\r\n", "error_reported")
framed("tls_alert", b"\x15\x03\x01\x00\x02\x02\x46", "error_reported")
framed("tls_request_400", b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 66\r\n\r\n<h1>The plain HTTP request was sent to HTTPS port</h1><hr>nginx   ", "error_reported")  # fmt: skip
framed("http10_cut", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (len(ARTICLE) * 2) + ARTICLE, "error_reported")  # fmt: skip
framed("flood_102", b"HTTP/1.1 102 Processing\r\n\r\n" * 3000 + OK + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("flood_103_links", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" * 40 + OK + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")  # fmt: skip
framed("only_100", b"HTTP/1.1 100 Continue\r\n\r\n", "error_reported")
framed("status_199", b"HTTP/1.1 199 What\r\n\r\n" + OK + LENGTH + b"\r\n" + ARTICLE, "ok_page", "error_reported")
framed("two_answers", OK + LENGTH + b"\r\n" + ARTICLE + OK + b"Content-Length: 4\r\n\r\nevil", "ok_page", "error_reported")  # fmt: skip
framed("leading_crlf", b"\r\n\r\n" + OK + LENGTH + b"\r\n" + ARTICLE, "error_reported", "ok_page")
for _status, _expected, _accept in (
    (201, "ok_page", ["error_reported"]), (202, "ok_page", ["error_reported"]), (203, "ok_page", []), (205, "error_reported", ["ok_page"]),
    (207, "ok_page", ["error_reported"]), (226, "ok_page", ["error_reported"]), (299, "ok_page", ["error_reported"]), (306, "error_reported", []),
    (399, "error_reported", []), (402, "error_reported", []), (405, "error_reported", []), (406, "error_reported", []), (408, "error_reported", []),
    (416, "error_reported", []), (421, "error_reported", []), (423, "error_reported", []), (425, "error_reported", []), (428, "error_reported", []),
    (431, "error_reported", []), (444, "error_reported", []), (498, "error_reported", []), (501, "error_reported", []), (505, "error_reported", []),
    (508, "error_reported", []), (511, "error_reported", []), (521, "error_reported", []), (530, "error_reported", []), (598, "error_reported", []),
):  # fmt: skip
    visits(f"w_status_{_status}", "status", lambda n, s=_status: (ARTICLE, s, HTML, ()), [_expected], accept=_accept)
    if _expected == "error_reported":
        visits(f"w_status_{_status}_between", "status", lambda n, s=_status: (ARTICLE.replace(b"bridge", b"road"), s if n == 2 else 200, HTML, ()) if n == 2 else ARTICLE, ["ok_page", "error_reported", "unchanged"], accept=["ok_page"] if _accept else [])  # fmt: skip
visits("w_206_range_whole", "status", lambda n: (ARTICLE, 206, HTML, [("Content-Range", f"bytes 0-{len(ARTICLE) - 1}/{len(ARTICLE)}")]), ["error_reported"], accept=["ok_page"])  # fmt: skip
visits("w_206_cut_between", "status", lambda n: (ARTICLE[:HALF], 206, HTML, [("Content-Range", f"bytes 0-{HALF - 1}/{len(ARTICLE)}")]) if n == 2 else ARTICLE, BAD)  # fmt: skip
visits("w_200_content_range", "status", lambda n: (ARTICLE[:HALF], 200, HTML, [("Content-Range", f"bytes 0-{HALF - 1}/{len(ARTICLE)}")]) if n == 2 else ARTICLE, BAD)  # fmt: skip
visits("w_200_content_range_whole", "status", lambda n: (ARTICLE, 200, HTML, [("Content-Range", f"bytes 0-{len(ARTICLE) - 1}/{len(ARTICLE)}")]), ["ok_page", "unchanged"])  # fmt: skip
visits("w_cut_with_length", "framing", lambda n: ARTICLE[:HALF] if n == 2 else ARTICLE, ["ok_page", "ok_page", "unchanged"])  # fmt: skip
visits("w_204_between", "status", lambda n: ("", 204, HTML, ()) if n == 2 else ARTICLE, BAD)
visits("w_304_first", "conditional", lambda n: ("", 304, HTML, ()), ["error_reported"])
visits("w_304_no_validators", "conditional", lambda n: ("", 304, HTML, ()) if n == 2 else ARTICLE, BAD)


# -- validators ------------------------------------------------------------------------------------------------------
def tagged(id: str, name: str, value: str, how: str = "exact", seq: tuple[str, ...] = ("ok_feed", "unchanged", "unchanged"), extra: tuple[tuple[str, str], ...] = ()) -> None:  # fmt: skip
    header = "If-None-Match" if name == "ETag" else "If-Modified-Since"

    async def answer(c: Any) -> None:
        await c.send(hs.FEED, 304 if c.h(header) == value else 200, hs.RSS, [(name, value), *extra])

    hs.scenario(f"w_{id}", "conditional", id, seq[-1], seq=list(seq), fn=answer, rules=[["echo", name, value, how]])


tagged("etag_star", "ETag", "*", "or_absent")
tagged("etag_weak_lower", "ETag", 'w/"abc"')
tagged("etag_only_weak", "ETag", "W/")
tagged("etag_backslash", "ETag", '"a\\"b"')
tagged("etag_half_quoted", "ETag", '"half')
tagged("etag_utf8", "ETag", '"é"'.encode().decode("latin-1"), "or_absent")
tagged("etag_long_16k", "ETag", '"' + "e" * 16_000 + '"', "or_absent")
tagged("etag_percent", "ETag", '"%22%0d%0a"')
tagged("etag_tab", "ETag", '"a\tb"', "or_absent")
tagged("lastmod_epoch", "Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT", "or_absent")
tagged("lastmod_rfc850", "Last-Modified", "Tuesday, 05-Mar-24 10:11:12 GMT", "or_absent")
tagged("lastmod_utc", "Last-Modified", "Tue, 05 Mar 2024 10:11:12 UTC", "or_absent")
tagged("lastmod_offset", "Last-Modified", "Tue, 05 Mar 2024 10:11:12 +0100", "or_absent")
tagged("lastmod_rubbish", "Last-Modified", "yesterday", "or_absent")
tagged("lastmod_minus_one", "Last-Modified", "-1", "or_absent")


async def _two_tags(c: Any) -> None:
    same = c.h("If-None-Match") in ('"one"', '"two"', '"one", "two"')
    await c.send(hs.FEED, 304 if same else 200, hs.RSS, [("ETag", '"one"'), ("ETag", '"two"')])


hs.scenario("w_etag_two", "conditional", "two ETags", "unchanged", seq=["ok_feed", "unchanged"], fn=_two_tags)


async def _length_on_304(c: Any) -> None:
    if c.h("If-None-Match") == '"v"':
        await c.raw(b'HTTP/1.1 304 Not Modified\r\nETag: "v"\r\nContent-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n')
        c.close = True
    else:
        await c.send(hs.FEED, 200, hs.RSS, [("ETag", '"v"')])


hs.scenario("w_304_with_length", "conditional", "a 304 that declares a body", "unchanged", seq=["ok_feed", "unchanged", "unchanged"], fn=_length_on_304)  # fmt: skip


async def _gzip_suffix(c: Any) -> None:
    sent = c.h("If-None-Match")
    await c.send(
        hs.FEED, 304 if sent in ('"v-gzip"', '"v"') else 200, hs.RSS, [("ETag", '"v"' if sent else '"v-gzip"')]
    )


hs.scenario("w_etag_gzip_suffix", "conditional", "-gzip comes and goes", "unchanged", seq=["ok_feed", "unchanged", "unchanged"], fn=_gzip_suffix)  # fmt: skip

# -- Retry-After in odd forms ----------------------------------------------------------------------------------------
for _name, _status, _values in (
    ("offset_date", 429, ["Wed, 21 Oct 2099 07:28:00 +0000"]), ("iso_date", 503, ["2099-10-21T07:28:00Z"]), ("exponent", 429, ["1e3"]),
    ("hex", 429, ["0x10"]), ("fullwidth", 503, ["３".encode()]), ("plus", 429, ["+5"]), ("duration", 429, ["PT5S"]), ("words", 503, ["5 seconds"]),
    ("twice", 429, ["2", "9999"]), ("empty_and_good", 503, ["", "60"]), ("epoch_ms", 429, ["1800000000000"]), ("epoch", 429, ["1800000000"]),
    ("on_403", 403, ["3600"]), ("on_413", 413, ["3600"]), ("on_404", 404, ["3600"]), ("on_502", 502, ["3600"]), ("quoted", 429, ['"60"']),
    ("year_1601", 503, ["Mon, 01 Jan 1601 00:00:00 GMT"]), ("feb_30", 503, ["Fri, 30 Feb 2099 00:00:00 GMT"]), ("nul", 503, ["6\x010"]),
):  # fmt: skip
    visits(f"w_retry_{_name}", "schedule", lambda n, s=_status, vs=_values: ("wait", s, HTML, [("Retry-After", v) for v in vs]), ["error_reported"], accept=["dead"] if _status == 404 else [], rules=[["max_requests", 1, "short"]])  # fmt: skip
visits("w_retry_on_200", "schedule", lambda n: (hs.FEED, 200, hs.RSS, [("Retry-After", "86400")]), ["ok_feed", "unchanged"])  # fmt: skip

# -- redirects -------------------------------------------------------------------------------------------------------
led("w_to_https_self", lambda c: c.url("t").replace("http:", "https:"), "error_reported")
led("w_to_host_only", lambda c: "http://", "error_reported", "blocked_by_policy")
led("w_to_three_slashes", lambda c: "http:///s/" + c.id + "/t", "error_reported", "ok_page", "blocked_by_policy")
led("w_to_one_slash", lambda c: "http:/s/" + c.id + "/t", "error_reported", "ok_page", "blocked_by_policy")
led("w_to_coded_url", lambda c: "http%3A%2F%2F127.0.0.1", "error_reported", "ok_page", "dead")
led("w_to_mailto", lambda c: "mailto:someone@example.org", "blocked_by_policy", "error_reported")
led("w_to_coded_crlf", lambda c: c.url("t%0d%0aSet-Cookie:%20a=b"), "ok_page")
led("w_to_hash_only", lambda c: "#top", "error_reported", rules=[["max_requests", 26]])
led("w_to_semicolon", lambda c: c.url("t") + ";url=http://127.0.0.2/", "ok_page")
led("w_to_bad_percent", lambda c: c.url("t%zz%"), "ok_page", "error_reported")
led("w_to_empty_port", lambda c: c.url("t").replace(f":{hs.OPT.port}", ":"), "error_reported", "blocked_by_policy")
led("w_to_port_zero", lambda c: "http://127.0.0.1:0/", "blocked_by_policy", "error_reported")
led("w_to_port_99999", lambda c: "http://127.0.0.1:99999/", "blocked_by_policy", "error_reported")
led("w_to_port_minus", lambda c: "http://127.0.0.1:-80/", "blocked_by_policy", "error_reported")
led("w_to_port_25", lambda c: "http://127.0.0.1:25/", "blocked_by_policy")
led("w_to_latin1", lambda c: c.url("caf").encode() + b"\xe9", "ok_page", "error_reported")
led("w_to_surrogates", lambda c: c.url("t").encode() + b"\xed\xa0\x80", "ok_page", "error_reported")
led("w_to_deep_path", lambda c: c.url("a/" * 3000), "ok_page", "error_reported")
led("w_to_idn", lambda c: "http://xn--a-ecp.ru/", "blocked_by_policy", "error_reported", "dead")
led("w_to_long_label", lambda c: "http://" + "a" * 64 + ".example/", "error_reported", "blocked_by_policy")
led("w_to_many_labels", lambda c: "http://" + "a." * 200 + "example/", "error_reported", "blocked_by_policy")
led("w_to_underscore", lambda c: "http://a_b.invalid/", "error_reported", "blocked_by_policy")
led("w_304_to", lambda c: c.url("t"), "ok_page", "error_reported", status=310)
for _name, _loop in (
    ("hosts", lambda c: f"http://{'localhost' if (c.h('Host') or '').startswith('127') else '127.0.0.1'}:{hs.OPT.port}/s/{c.id}"),
    ("case", lambda c: f"{c.base}/s/{c.id}?{'A' if c.query_raw == 'a' else 'a'}"),
    ("slash", lambda c: f"{c.base}/s/{c.id}" + ("" if c.path.endswith("/") else "/")),
    ("grows", lambda c: f"{c.base}/s/{c.id}?{c.query_raw}x"),
):  # fmt: skip

    async def _round(c: Any, loop: Callable[[Any], str] = _loop) -> None:
        await c.redirect(loop(c))

    hs.scenario(f"w_loop_{_name}", "redirect", _name, "error_reported", fn=_round, rules=[["max_requests", 12]])


async def _two_locations(c: Any) -> None:
    if c.sub:
        await c.send(ARTICLE)
    else:
        await c.send("", 302, HTML, [("Location", c.url("t")), ("Location", f"http://127.0.0.2:{hs.OPT.port}/")])


hs.scenario("w_two_locations", "redirect", "two Locations", "ok_page", fn=_two_locations, accept=["error_reported", "blocked_by_policy"], rules=[["canary_untouched"]])  # fmt: skip


async def _to_login(c: Any) -> None:
    if c.sub:
        await c.send(WALLS["login_fr"])
    elif c.n == 2:
        await c.redirect(c.url("login?next=/s/" + c.id))
    else:
        await c.send(ARTICLE)


hs.scenario("w_led_to_login", "redirect", "login elsewhere", "unchanged", seq=BAD, fn=_to_login)


# -- forms of forbidden addresses ------------------------------------------------------------------------------------
FORMS = {
    "mapped_long": "http://[0:0:0:0:0:ffff:7f00:2]:{p}/x", "mapped_dotted_long": "http://[0000:0000:0000:0000:0000:FFFF:127.0.0.2]:{p}/x",
    "nat64_local": "http://[64:ff9b:1::7f00:2]:{p}/x", "discard": "http://[100::1]:{p}/x", "documentation": "http://[2001:db8::1]/x",
    "teredo": "http://[2001:0:7f00:2::1]/x", "multicast6": "http://[ff02::1]:{p}/x", "site_local": "http://[fec0::1]:{p}/x",
    "documentation_new": "http://[3fff::1]/x", "srv6": "http://[5f00::1]/x", "orchid": "http://[2001:20::1]/x",
    "zone_loopback": "http://[::1%25lo]:{p}/x", "relay": "http://192.88.99.1/x", "benchmark": "http://198.18.0.1/x", "test_net": "http://203.0.113.1/x",
    "protocol": "http://192.0.0.1/x", "reserved": "http://240.0.0.1/x", "multicast": "http://224.0.0.1/x", "hex_whole": "http://0x7f000002:{p}/x",
    "decimal_whole": "http://2130706434:{p}/x", "fragment_at": "http://127.0.0.2:{p}#@127.0.0.1:{p}/", "nul_in_host": "http://127.0.0.2%00.example/x",
    "long_octal": "http://00000177.0.0.2:{p}/x", "zeros": "http://127.000.000.002:{p}/x", "soft_hyphen": "http://127.0.0\u00ad.2:{p}/x",
    "zero_width": "http://127.0.0.\u200b2:{p}/x", "arabic_digits": "http://١٢٧.٠.٠.٢:{p}/x", "double_circled": "http://⓵⓶⓻.⓪.⓪.⓶:{p}/x",
    "two_at": "http://a@127.0.0.1:{p}@127.0.0.2:{p}/x", "at_coded": "http://127.0.0.2:{p}%40127.0.0.1/x", "bracket_v4": "http://[127.0.0.2]:{p}/x",
    "ipvfuture": "http://[v1.127.0.0.2]:{p}/x", "space_in_host": "http://127.0.0.2 :{p}/x", "tab_in_scheme": "ht\ttp://127.0.0.2:{p}/x",
    "feed_scheme": "feed:http://127.0.0.2:{p}/x", "tftp": "tftp://127.0.0.2/x", "netdoc": "netdoc:///etc/passwd", "phar": "phar://x", "smb": "smb://127.0.0.2/x",
    "sftp": "sftp://127.0.0.2/x", "intent": "intent://127.0.0.2#Intent;scheme=http;end", "file_backslash": "file:\\\\127.0.0.2\\etc", "filesystem": "filesystem:http://127.0.0.2/x",
    "ip6_localhost": "http://ip6-localhost:{p}/x", "trailing_dots": "http://127.0.0.2..:{p}/x", "overflow_part": "http://127.0.0.258:{p}/x", "huge_number": "http://340282366920938463463374607431768211458:{p}/x",
}  # fmt: skip
for _name, _form in FORMS.items():
    led(f"w_ssrf_{_name}", lambda c, form=_form: form.format(p=hs.OPT.port).encode(), "blocked_by_policy", "error_reported", rules=[["canary_untouched"]])  # fmt: skip

# -- robots.txt ------------------------------------------------------------------------------------------------------
LOCK = "User-agent: *\nDisallow: /\n"
ROBOTS: dict[str, tuple[str, Any, list[str]]] = {
    "no_space": ("blocked_by_policy", "User-agent:*\nDisallow:/s/\n", []),
    "space_before_colon": ("blocked_by_policy", "User-agent : *\nDisallow : /s/\n", []),
    "tabs": ("blocked_by_policy", "User-agent:\t*\nDisallow:\t/s/\t# all\n", []),
    "all_noise": ("blocked_by_policy", "Sitemap: http://x/\nHost: x\nClean-param: a\nUser-agent: *\nNoindex: /\nDisallow: /s\n", []),
    "full_url": ("ok_page", "User-agent: *\nDisallow: http://127.0.0.1/s/\n", []),
    "star_only": ("blocked_by_policy", "User-agent: *\nDisallow: *\n", ["ok_page"]),
    "mid_dollar": ("ok_page", "User-agent: *\nDisallow: /s/$robots\n", []),
    "query": ("ok_page", "User-agent: *\nDisallow: /*?\n", []),
    "case_path": ("ok_page", "User-agent: *\nDisallow: /S/\n", []),
    "agent_with_version": ("blocked_by_policy", "User-agent: pagewatch/9.9\nDisallow: /\n", ["ok_page"]),
    "agent_longer": ("ok_page", "User-agent: pagewatchers\nDisallow: /\n", []),
    "agent_in_list": ("blocked_by_policy", "User-agent: a\nUser-agent: b\nUser-agent: PAGEWATCH\nUser-agent: c\nDisallow: /s\n", []),
    "allow_then_lock": ("ok_page", "User-agent: *\nAllow: /s/\nDisallow: /\n", []),
    "lock_then_allow_equal": ("ok_page", "User-agent: *\nDisallow: /s/\nAllow: /s/\n", []),
    "percent_lower": ("blocked_by_policy", "User-agent: *\nDisallow: /s%2fw_robots\nDisallow: /s/%77_robots\n", []),
    "formfeed": ("blocked_by_policy", b"User-agent: *\x0c\nDisallow: /\n", ["ok_page"]),
    "blank_between": ("blocked_by_policy", "User-agent: *\n\n\nDisallow: /\n", []),
    "comment_between": ("blocked_by_policy", "User-agent: *\n# why\nCrawl-delay: 1\nDisallow: /\n", []),
    "bom_twice": ("blocked_by_policy", b"\xef\xbb\xbf\xef\xbb\xbf" + LOCK.encode(), ["ok_page"]),
    "ten_thousand_stars": ("ok_page", "User-agent: *\nDisallow: /" + "*" * 10_000 + "zzz$\n", []),
    "stars_redos": ("ok_page", "".join(f"User-agent: *\nDisallow: /*{'*s*o' * 30}q{n}$\n" for n in range(50)), []),
    "huge_delay": ("ok_page", "User-agent: *\nCrawl-delay: " + "9" * 400 + "\n", ["blocked_by_policy"]),
    "delay_nan": ("ok_page", "User-agent: *\nCrawl-delay: nan\n", []),
    "delay_inf": ("ok_page", "User-agent: *\nCrawl-delay: inf\n", ["blocked_by_policy"]),
    "delay_comma": ("ok_page", "User-agent: *\nCrawl-delay: 0,5\n", []),
    "request_rate": ("ok_page", "User-agent: *\nRequest-rate: 1/1d\nVisit-time: 0200-0300\n", []),
    "surrogates": ("blocked_by_policy", b"User-agent: *\nDisallow: /\xed\xa0\x80\nDisallow: /s/\n", []),
}  # fmt: skip
LATER: dict[str, tuple[str, Callable[[Any], Any], list[str]]] = {
    "cut": ("blocked_by_policy", lambda c: c.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\nUser-agent: *\nAllow: /\n"), ["ok_page"]),
    "bad_chunk": ("blocked_by_policy", lambda c: c.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nUser"), ["ok_page"]),
    "bad_gzip": ("blocked_by_policy", lambda c: c.send(LOCK, 200, "text/plain", [("Content-Encoding", "gzip")]), ["ok_page"]),
    "s304": ("ok_page", lambda c: c.send("", 304, "text/plain"), ["blocked_by_policy"]),
    "s206": ("blocked_by_policy", lambda c: c.send(LOCK, 206, "text/plain"), ["ok_page"]),
    "s999": ("ok_page", lambda c: c.send("", 999, "text/plain"), ["blocked_by_policy"]),
    "s301_none": ("ok_page", lambda c: c.send("", 301, "text/plain"), ["blocked_by_policy"]),
    "s408": ("ok_page", lambda c: c.send("", 408, "text/plain"), ["blocked_by_policy"]),
    "to_metadata": ("ok_page", lambda c: c.redirect("http://169.254.169.254/latest/"), ["blocked_by_policy"]),
    "to_trap": ("ok_page", lambda c: c.redirect(f"http://127.0.0.2:{hs.OPT.port}/robots.txt"), ["blocked_by_policy"]),
    "to_home": ("ok_page", lambda c: c.redirect("/") if c.path == "/robots.txt" else c.send(ARTICLE), ["blocked_by_policy"]),
    "to_lock": ("blocked_by_policy", lambda c: c.send(LOCK, 200, "text/plain") if c.query_raw else c.redirect("/robots.txt?v=2", 301), []),
    "challenge_503": ("blocked_by_policy", lambda c: c.send(WALLS["turnstile_es"], 503), []),
    "challenge_403": ("ok_page", lambda c: c.send(WALLS["turnstile_es"], 403), ["blocked_by_policy"]),
    "http09": ("blocked_by_policy", lambda c: c.raw(LOCK.encode()), ["ok_page"]),
    "endless": ("ok_page", lambda c: c.flood(b"X: y\n" * 1000) if c.sent else c.head(200, "text/plain"), ["blocked_by_policy"]),
    "empty_close": ("blocked_by_policy", lambda c: c.raw(b""), []),
}  # fmt: skip


async def serve_robots(c: Any) -> None:
    mode = hs.ROBOTS["mode"]
    c.id = f"robots.txt:{mode}"
    if mode in LATER:
        await LATER[mode][1](c)
        if mode in ("cut", "bad_chunk", "http09", "empty_close"):
            c.close = True
    elif mode in ROBOTS:
        await c.send(ROBOTS[mode][1], 200, "text/plain; charset=utf-8")
    else:
        await c.send("nope", 404)


hs.serve_robots = serve_robots
for _mode, (_want, _, _accept) in (ROBOTS | LATER).items():
    hs.R[_mode] = (_mode, _want, 200, "", ())
    hs.static(
        f"w_robots_{_mode}", "robots", _mode, _want, ARTICLE, setup=f"/control/robots?mode={_mode}", robots=_mode, accept=_accept,
        rules=[["robots_requested"], ["canary_untouched"], *([["max_requests", 0]] if _want == "blocked_by_policy" and not _accept else [])],
    )  # fmt: skip

# -- feeds -----------------------------------------------------------------------------------------------------------
PLAIN = entries(entry)
ATOM = "".join(f'<entry><title>Entry {k}</title><id>urn:{k}</id><link href="http://example.com/{k}"/><updated>2024-03-0{k}T10:00:00Z</updated><content type="html">Text {k}. {WORDS}</content></entry>' for k in range(1, 7))  # fmt: skip
ATOM_HEAD = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Odd</title><id>urn:f</id><updated>2024-03-06T10:00:00Z</updated>'
)
JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[%s]}'
FEEDS: dict[str, tuple[Any, str, list[str]]] = {
    "php_warning_first": (f"\n<br />\n<b>Warning</b>: Undefined index in <b>/x.php</b> on line <b>3</b><br />\n{PLAIN}", hs.RSS, ["error_reported"]),
    "bom_and_spaces": ("\ufeff \n" + PLAIN, hs.RSS, []),
    "script_after": (PLAIN + "<script>var a=1</script><!-- ad -->", hs.RSS, ["error_reported"]),
    "twice": (PLAIN + PLAIN, hs.RSS, ["error_reported"]),
    "upper_tags": (PLAIN.replace("<rss", "<RSS").replace("</rss", "</RSS").replace("<channel", "<CHANNEL").replace("</channel", "</CHANNEL"), hs.RSS, ["error_reported"]),
    "prefixed_atom": (('<?xml version="1.0"?><atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:title>T</atom:title>' + "".join(f'<atom:entry><atom:title>Entry {k}</atom:title><atom:id>u{k}</atom:id><atom:link href="http://example.com/{k}"/><atom:summary>Text {k}. {WORDS}</atom:summary></atom:entry>' for k in range(6)) + "</atom:feed>"), hs.ATOM, []),
    "atom_0_3": (f'<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>{ATOM}</feed>', hs.ATOM, []),
    "atom_wrong_ns": (f'<?xml version="1.0"?><feed xmlns="https://www.w3.org/2005/atom"><title>Odd</title>{ATOM}</feed>', hs.ATOM, ["error_reported"]),
    "atom_xhtml": (f'{ATOM_HEAD}<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Bold <b>title</b></div></title><id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{WORDS}</p></div></content></entry></feed>', hs.ATOM, []),
    "netscape_dtd": (PLAIN.replace("<rss", '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.2/rss-0.91.dtd"><rss', 1), hs.RSS, ["error_reported"]),
    "own_entity": (PLAIN.replace("<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY co "Council &amp; Sons">]><rss', 1).replace("Text 1.", "Text&nbsp;1 by &co;."), hs.RSS, ["error_reported"]),
    "json_bom": ("\ufeff" + JSON % ",".join(f'{{"id":"{k}","url":"http://example.com/{k}","title":"E{k}","content_text":"{WORDS}"}}' for k in range(4)), "application/json", ["error_reported"]),
    "json_as_text": (JSON % ",".join(f'{{"id":"{k}","content_html":"<p>{WORDS}</p>"}}' for k in range(4)), "text/plain", ["error_reported"]),
    "json_number_ids": (JSON % ",".join(f'{{"id":{k},"title":null,"content_text":"{k} {WORDS}","date_published":12}}' for k in range(4)), "application/feed+json", ["error_reported"]),
    "json_duplicates": (JSON % ",".join(f'{{"id":"1","id":"2","title":"E{k}","content_text":"{k} {WORDS}"}}' for k in range(4)), "application/feed+json", ["error_reported"]),
    "json_deep": (JSON % ('{"id":"1","title":"E","content_text":"x","_x":' + "[" * 50_000 + "]" * 50_000 + "}"), "application/feed+json", ["error_reported"]),
    "json_items_dict": ('{"version":"https://jsonfeed.org/version/1","title":7,"items":{"1":{"id":1}}}', "application/feed+json", ["error_reported", "unchanged"]),
    "xml_1_1": (PLAIN.replace('version="1.0"', 'version="1.1"', 1), hs.RSS, ["error_reported"]),
    "nested_cdata": (PLAIN.replace(f"Text 2. {WORDS}", "<![CDATA[a <![CDATA[ b ]]>]]&gt; c"), hs.RSS, ["error_reported"]),
    "mixed_namespaces": (PLAIN.replace("<item>", '<item xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>DC title</dc:title><dc:date>2024-03-05</dc:date>'), hs.RSS, []),
    "future_dates": (entries(lambda k: entry(k, date="Fri, 01 Jan 2199 00:00:00 GMT")), hs.RSS, []),
    "zero_dates": (entries(lambda k: entry(k, date="Thu, 00 Jan 0000 00:00:00 GMT")), hs.RSS, []),
    "cut_in_utf8": (PLAIN.replace("Text 6.", "Текст").encode()[:-150] + b"\xd0", hs.RSS, ["error_reported"]),
    "utf32": (PLAIN.encode("utf-32"), hs.RSS, ["error_reported"]),
    "utf16_no_bom": (PLAIN.encode("utf-16-le"), hs.RSS, ["error_reported"]),
    "cp1252_as_utf8": (PLAIN.replace("Text 1.", "“Text” – 1").encode("cp1252"), hs.RSS, []),
    "gz_file": (gzip.compress(PLAIN.encode()), "application/gzip", ["error_reported"]),
    "multipart": (b"--x\r\nContent-Type: application/rss+xml\r\n\r\n" + PLAIN.encode() + b"\r\n--x--", "multipart/mixed; boundary=x", ["error_reported"]),
    "status_203": (PLAIN, hs.RSS, []),
    "no_channel": ('<?xml version="1.0"?><rss version="2.0"><item><title>a</title><guid>1</guid></item></rss>', hs.RSS, ["error_reported"]),
    "rss_090": ('<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Old</title></channel><item><title>One</title><link>http://example.com/1</link></item><item><title>Two</title><link>http://example.com/2</link></item></rdf:RDF>', "text/xml", []),
    "pi_flood": ('<?xml version="1.0"?>' + "<?x y?>" * 20_000 + PLAIN.partition("?>")[2], hs.RSS, ["error_reported", "too_large"]),
    "comment_1mb": (PLAIN.replace("<channel>", "<!--" + "c" * 1_000_000 + "--><channel>", 1), hs.RSS, ["error_reported", "too_large"]),
    "long_guid": (entries(lambda k: entry(k, guid="g" * 500_000 + str(k))), hs.RSS, ["error_reported", "too_large"]),
    "nul_guid": (entries(lambda k: entry(k, guid=f"a&#0;b{k}")), hs.RSS, ["error_reported"]),
    "categories_1e4": (entries(lambda k: entry(k, extra="<category>c</category>" * 10_000)), hs.RSS, ["error_reported", "too_large"]),
    "enclosures_5e3": (entries(lambda k: entry(k, extra='<enclosure url="http://e/1.mp3" length="x" type="audio/mpeg"/>' * 5000)), hs.RSS, ["error_reported", "too_large"]),
}  # fmt: skip
for _name, (_body, _ctype, _accept) in FEEDS.items():
    _status = 203 if _name == "status_203" else 200
    visits(f"w_feed_{_name}", "feed", lambda n, b=_body, t=_ctype, s=_status: (b, s, t, ()), ["ok_feed", "unchanged"], accept=_accept)  # fmt: skip

NOISY: dict[str, Callable[[int], str]] = {
    "same_guid_all": lambda n: entries(lambda k: entry(k, guid="1")),
    "guid_is_position": lambda n: entries(lambda k: entry(k, guid=str(k)), tuple(range(1, 7))),
    "title_numbers": lambda n: entries(lambda k: entry(k, title=f"Entry {k}", extra=f"<slash:hits xmlns:slash='x'>{n}</slash:hits>")),
    "random_order": lambda n: entries(entry, tuple(sorted(range(1, 7), key=lambda k: (k * 7919 * n) % 13))),
    "updated_now_atom": lambda n: f"{ATOM_HEAD.replace('2024-03-06T10', f'2024-03-06T{10 + n}')}{ATOM.replace('T10:00:00Z', f'T{10 + n}:00:00Z')}</feed>",
    "proxy_hosts": lambda n: entries(lambda k: entry(k, link=f"http://cdn{n % 3}.example.com/{k}")),
    "emoji_entities": lambda n: entries(lambda k: entry(k, desc=f"Text {k}. {WORDS} &#8217;" if n % 2 else f"Text {k}. {WORDS} ’")),
    "smart_quotes": lambda n: entries(lambda k: entry(k, desc=f"Text {k}. {WORDS}" + ("&amp;#39;x&amp;#39;" if n % 2 else "'x'"))),
    "two_windows": lambda n: entries(entry, (1, 2, 3) if n % 2 else (4, 5, 6)) if n > 2 else entries(entry),
    "self_link": lambda n: str(hs.rss("".join(map(entry, range(1, 7))), f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://x/?{tick()}"/>')),
    "read_more": lambda n: entries(lambda k: entry(k, desc=f'Text {k}. {WORDS}&lt;a href="http://example.com/{k}?s={tick()}#more-{n}"&gt;Read more&lt;/a&gt;')),
    "lazy_images": lambda n: entries(lambda k: entry(k, desc=f'&lt;img src="data:image/gif;base64,R0lGO{tick()}" data-src="/{k}.jpg"&gt;Text {k}. {WORDS}')),
    "comments_feed": lambda n: entries(lambda k: entry(k, extra=f"<comments>http://example.com/{k}#c{n}</comments>")),
    "author_flip": lambda n: entries(lambda k: entry(k, extra="<author>a@example.com (A)</author>" if n % 2 else "")),
}  # fmt: skip
for _name, _make in NOISY.items():
    visits(f"w_feed_{_name}_noise", "feed", lambda n, m=_make: (m(n), 200, hs.RSS, ()), ["ok_feed", *["unchanged"] * 4])

# -- content types that lie ------------------------------------------------------------------------------------------
RTF = rb"{\rtf1\ansi{\fonttbl\f0\fswiss Helvetica;}\f0\pard This is some {\b bold} text.\par}"
for _name, _ctype, _body, _expected, _accept in (
    ("html_as_octets", "application/octet-stream", ARTICLE, "ok_page", ["error_reported", "blocked_by_policy"]),
    ("html_as_plain", "text/plain; charset=utf-8", ARTICLE, "ok_page", ["error_reported"]),
    ("html_as_json", "application/json", ARTICLE, "ok_page", ["error_reported"]),
    ("html_as_feed", "application/rss+xml", ARTICLE, "ok_page", ["error_reported"]),
    ("html_as_css", "text/css", ARTICLE, "ok_page", ["error_reported", "blocked_by_policy"]),
    ("xhtml_broken", "application/xhtml+xml", ARTICLE.replace(b"</p>", b"", 3), "ok_page", ["error_reported"]),
    ("rtf_as_html", "text/html", RTF, "ok_page", ["error_reported"]),
    ("zip_as_html", "text/html", b"PK\x03\x04" + os.urandom(4000), "error_reported", ["blocked_by_policy"]),
    ("mp4_as_html", "text/html", b"\0\0\0\x20ftypisom" + os.urandom(4000), "error_reported", ["blocked_by_policy"]),
    ("woff_as_html", "text/html", b"wOF2" + os.urandom(4000), "error_reported", ["blocked_by_policy"]),
    ("gif_as_html", "text/html", b"GIF89a" + os.urandom(2000), "error_reported", ["blocked_by_policy"]),
    ("mhtml", "message/rfc822", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + ARTICLE, "ok_page", ["error_reported", "blocked_by_policy"]),
    ("two_charsets", "text/html; charset=utf-8; charset=gbk", ARTICLE, "ok_page", []),
    ("semicolons", "text/html;;;", ARTICLE, "ok_page", []),
    ("binary_charset", "text/html; charset=binary", ARTICLE, "ok_page", []),
    ("upper", "TEXT/HTML; CHARSET=UTF-8", ARTICLE, "ok_page", []),
    ("markdown", "text/markdown", b"# Title\n\n" + WORDS.encode() * 8, "ok_page", ["error_reported"]),
    ("csv", "text/csv", b"a,b,c\n" + b"1,2,3\n" * 300, "ok_page", ["error_reported", "blocked_by_policy"]),
    ("mixed_replace", "multipart/x-mixed-replace; boundary=b", b"--b\r\nContent-Type: text/html\r\n\r\n" + ARTICLE, "error_reported", ["ok_page", "blocked_by_policy"]),
    ("js", "application/javascript", b"export const a = 1;\n" * 60, "ok_page", ["error_reported", "blocked_by_policy"]),
    ("elf", "text/plain", b"\x7fELF" + os.urandom(4000), "error_reported", ["blocked_by_policy"]),
):  # fmt: skip
    visits(f"w_type_{_name}", "content_type", lambda n, b=_body, t=_ctype: (b, 200, t, ()), [_expected], accept=_accept)
    if _expected == "error_reported" and _name != "mixed_replace":
        visits(f"w_type_{_name}_between", "content_type", lambda n, b=_body, t=_ctype: (b, 200, t, ()) if n == 2 else ARTICLE, BAD, accept=["ok_page"])  # fmt: skip

# -- encodings as browsers read them ---------------------------------------------------------------------------------
CN, RU, JP, KR, TR, GR = (
    hs.ZH,
    hs.RU,
    hs.JP,
    hs.KR,
    "İstanbul'da güneşli bir gün, şöyle böyle",
    "Καλημέρα κόσμε και πάλι",
)
for _name, _said, _codec, _header, _meta in (
    ("windows_31j", JP, "cp932", "windows-31j", None), ("x_gbk", CN, "gbk", "x-gbk", None), ("gb2312_80", CN, "gbk", None, "gb_2312-80"),
    ("iso_8859_9", TR, "cp1254", "iso-8859-9", None), ("latin5_meta", TR, "cp1254", None, "latin5"), ("greek", GR, "iso8859_7", None, "iso-8859-7"),
    ("cp1253", GR, "cp1253", "windows-1253", None), ("mac_cyrillic", RU, "mac_cyrillic", "x-mac-cyrillic", None), ("macintosh", "Über café", "mac_roman", "macintosh", None),
    ("unicode_1_1", RU, "utf-8", "unicode-1-1-utf-8", None), ("euc_kr_uhc", "똠방각하 펲시콜라 쌰", "cp949", "euc-kr", None), ("big5_meta", "繁體中文網頁內容", "big5", None, "big5"),
    ("utf8_meta_gbk", CN, "utf-8", "utf-8", "gbk"), ("vietnamese", "Tiếng Việt".replace("ế", "ê").replace("ệ", "ê"), "cp1258", "windows-1258", None), ("baltic", "Lietuvių kalba ąčęėį", "cp1257", None, "windows-1257"),
    ("iso_8859_15", "Preis 5 € žluť", "iso8859_15", "iso-8859-15", None), ("gb18030_4byte", "䶮㑇㐀" + CN, "gb18030", "gb18030", None),
):  # fmt: skip
    hs.cs(f"w_cs_{_name}", _name, _said, _codec, header=_header, meta=_meta)

# -- pages that lose or gain their middle ----------------------------------------------------------------------------
FRAME = "<header><nav><a href=/>Home</a> <a href=/news>News</a> <a href=/about>About</a></nav></header>"
FOOT = "<footer>© 2026 Town council · <a href=/imprint>Imprint</a></footer>"
MIDDLE: dict[str, Any] = {
    "only_frame": article(prose="", title="").replace("<body>", f"<body>{FRAME}").replace("</body>", f"{FOOT}</body>"),
    "cut_in_tag": ARTICLE[: len(ARTICLE) * 3 // 10],
    "title_only": shell("Bridge to be repaired", "<h1>Bridge to be repaired</h1>"),
    "loading": shell("Bridge to be repaired", "<h1>Bridge to be repaired</h1><main><p>Loading…</p></main>"),
    "include_failed": article(prose="<p>[an error occurred while processing this directive]</p>"),
    "template_raw": article(prose="<p>{{ article.body }}</p><p>{% block more %}{% endblock %}</p>"),
}  # fmt: skip
for _name, _page in MIDDLE.items():
    visits(f"w_middle_{_name}", "barrier", lambda n, p=_page: p if n == 2 else ARTICLE, ["ok_page", "ok_page", "unchanged"])  # fmt: skip


async def _close_delimited(c: Any) -> None:
    body = ARTICLE[: len(ARTICLE) * 6 // 10] if c.n == 2 else ARTICLE
    await c.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body)
    c.close = True


hs.scenario("w_cut_http10", "framing", "an answer that ends by closing, cut", "unchanged", seq=["ok_page", "ok_page", "unchanged"], fn=_close_delimited)  # fmt: skip


# -- slow ------------------------------------------------------------------------------------------------------------
async def _trickle(c: Any) -> None:
    await c.head(200, HTML, [("Transfer-Encoding", "chunked")])
    while not c.gone() and c.sent < 4000:
        await c.raw(b"1\r\n<\r\n")
        await asyncio.sleep(0.5)


async def _stall(c: Any) -> None:
    await c.raw(OK + LENGTH + b"\r\n" + ARTICLE[:-10])
    await c.hang(45)


async def _slow_robot(c: Any) -> None:
    for letter in OK + LENGTH:
        if c.gone():
            return
        await c.raw(bytes([letter]))
        await asyncio.sleep(1)


hs.scenario("w_trickle_chunks", "slow", "a chunk of one byte in half a second", "error_reported", fn=_trickle, rules=[["duration_max", 35]])  # fmt: skip
hs.scenario("w_stall_at_end", "slow", "ten bytes are missing, for ever", "error_reported", fn=_stall, rules=[["duration_max", 35]])  # fmt: skip
hs.scenario("w_head_by_letter", "slow", "a head letter by letter", "error_reported", fn=_slow_robot, rules=[["duration_max", 35]])  # fmt: skip

if __name__ == "__main__":
    hs.main()
