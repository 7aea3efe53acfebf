"""Certificates for tests: an authority, what it signed, and what it did not."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context


@dataclass(frozen=True)
class Certificates:
    home: Path

    def make(self) -> None:
        self._made("authority", "Authority", "CA:TRUE", "-x509", "-days", "2")
        self._made("unknown", "localhost", "CA:FALSE", "-x509", "-days", "2")
        for name, host, days in (
            ("good", "localhost", 2),
            ("other", "x.test", 2),
            ("old", "localhost", 0),
        ):
            self._made(name, host, "CA:FALSE")
            asked, signed = self.home / f"{name}.pem", self.home / f"{name}.crt"
            by = ("-CA", self.home / "authority.pem", "-CAkey", self.home / "authority.key")
            _openssl("x509", "-req", "-in", asked, *by, "-CAcreateserial", "-days", days,
                     "-copy_extensions", "copy", "-out", signed)  # fmt: skip
            signed.replace(asked)

    def trusted(self) -> SSLContext:
        """What a caller knows that trusts this authority alone."""
        return create_default_context(cafile=str(self.home / "authority.pem"))

    def _made(self, name: str, host: str, basic: str, *more: str) -> None:
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-keyout", self.home / f"{name}.key", "-out", self.home / f"{name}.pem",
                 "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
                 "-addext", f"basicConstraints=critical,{basic}", *more)  # fmt: skip

    def shown(self, name: str) -> SSLContext:
        shown = SSLContext(PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(self.home / f"{name}.pem", self.home / f"{name}.key")
        return shown


def _openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
