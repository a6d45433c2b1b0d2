"""Certificates are verified, by the system's store and the operator's CA file, unless a request only classifies."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scraper.errors import ConfigError
from scraper.fetching.engine import open_client, run_on_loop
from scraper.records import FailureKind, Fetch
from scraper.settings import crawl_settings
from tests.rawserver import page, serving


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = name("a test CA")
        now = datetime.now(UTC)
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        root = (
            x509.CertificateBuilder()
            .subject_name(self.subject).issuer_name(self.subject).public_key(self.key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=9))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        self.file = folder / "ca.pem"
        self.file.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def server(self, host: str, *, days: int = 5) -> ssl.SSLContext:
        """A server context with a certificate for `host` that ends in so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        leaf = (
            x509.CertificateBuilder()
            .subject_name(name(host)).issuer_name(self.subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=8)).not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        path = self.folder / f"{host}{days}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(leaf.public_bytes(serialization.Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def ask(tls: ssl.SSLContext | None, *, ca_file: Path | None, **options: Any) -> Fetch:
    """A visit to https://good.example/, which is a server with that context."""
    seen: list[Fetch] = []

    async def main() -> int:
        async with serving(tls=tls) as raw:
            raw.on("/", page())
            crawl = {"connect_to": {"good.example:443": f"127.0.0.1:{raw.port}"}, "ca_file": ca_file and str(ca_file)}
            settings = crawl_settings({**crawl, "respect_robots": False, "per_host_delay": 0, "connect_timeout": 1})
            async with open_client(settings) as client:
                seen.append(await client.fetch("https://good.example/", timeout_s=3, **options))
                await asyncio.sleep(0)
        return 0

    run_on_loop(main)
    return seen[0]


def test_a_certificate_of_the_operators_ca_is_good(authority: Authority) -> None:
    assert ask(authority.server("good.example"), ca_file=authority.file).status == 200


@pytest.mark.parametrize(
    ("host", "days", "known"), [("good.example", 5, False), ("good.example", -1, True), ("other.example", 5, True)]
)
def test_unknown_expired_and_foreign_certificates_are_tls_failures(
    authority: Authority, host: str, days: int, known: bool
) -> None:
    fetch = ask(authority.server(host, days=days), ca_file=authority.file if known else None)
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TLS
    assert fetch.failure.detail.startswith("certificate: ")


def test_a_request_that_classifies_a_broken_certificate_still_gets_the_answer(authority: Authority) -> None:
    fetch = ask(authority.server("good.example", days=-1), ca_file=authority.file, verify_tls=False)
    assert fetch.status == 200


def test_a_host_without_tls_fails_by_tls_in_bounded_time() -> None:
    fetch = ask(None, ca_file=None)
    assert fetch.failure is not None and fetch.failure.kind is FailureKind.TLS
    assert fetch.elapsed_ms < 4500


def test_a_ca_file_that_is_none_is_a_configuration_error(tmp_path: Path) -> None:
    bad = tmp_path / "ca.pem"
    bad.write_text("no certificate")

    async def main() -> int:
        async with open_client(crawl_settings({"ca_file": str(bad)})):
            return 0

    with pytest.raises(ConfigError, match="ca_file"):
        run_on_loop(main)
