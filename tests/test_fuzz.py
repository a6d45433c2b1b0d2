"""Foreign bytes never raise anything but our own errors, and never grow beyond the limits."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing import SEEDS, TARGETS


@st.composite
def broken(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A good document that was cut, spliced, repeated or spoilt; sometimes rubbish from the start."""
    body = draw(st.sampled_from(seeds) | st.binary(max_size=200))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(body)))
        end = draw(st.integers(at, min(len(body), at + 60)))
        piece = draw(st.binary(max_size=6) | st.sampled_from(PIECES) | st.just(body[at:end] * draw(st.integers(0, 5))))
        body = body[:at] + piece + body[end:]
    return body


PIECES = [
    b"", b"<", b">", b"&", b"\0", b"\xff\xfe", b"<![CDATA[", b"-->", b"<!--", b"]]>", b"&#xD800;", b"&#x110000;", b"99999999999999999999",
    b"<svg><math>", b"\xed\xa0\x80", b"\r", b"http://[", b"//", b"javascript:", b"0000-00-00", b"2024-02-30T25:61:61Z", b"{", b"[[[[", b'"',
    b"null", b"%", b"\xe2\x80\xae", b"xmlns:a='b'", b"<a:b:c>", b"<p>" * 300, b"[" * 2000, b"1e999", b"-1",
]  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_foreign_bytes_give_a_value_or_an_error_of_ours(name: str) -> None:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(broken(SEEDS[name]))
    def run(body: bytes) -> None:
        TARGETS[name](body)

    run()


@pytest.mark.battery
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", TARGETS)
def test_foreign_bytes_give_a_value_or_an_error_of_ours_at_length(name: str) -> None:
    @settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(broken(SEEDS[name]))
    def run(body: bytes) -> None:
        TARGETS[name](body)

    run()
