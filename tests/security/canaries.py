"""Unique secrets, and every form in which one of them could be found again."""

import base64
import html
import json
from collections.abc import Iterable
from secrets import token_hex
from urllib.parse import quote


class Canaries:
    """Hands out secrets by name, and finds them in any text or bytes.

    A secret is an alphanumeric core between characters that URLs, JSON and HTML write differently; it is the
    core that is looked for, so that no way of escaping hides one.
    """

    def __init__(self) -> None:
        self.cores: dict[str, str] = {}

    def core(self, name: str) -> str:
        """A secret of letters and digits alone, for places that take nothing else."""
        return self.cores.setdefault(name, f"Canary{token_hex(9)}")

    def rich(self, name: str) -> str:
        """A secret with characters that are escaped somewhere."""
        return f"é\"<{self.core(name)}+/=&'\\ü"

    def ascii(self, name: str) -> str:
        """As rich, for headers, where other characters are asked about."""
        return f"\"<{self.core(name)}+/=&'\\"

    def forms(self) -> dict[bytes, str]:
        """What to look for: each core as it is, in lower case, in hex, and in base64 at three alignments."""
        found: dict[bytes, str] = {}
        for name, core in self.cores.items():
            raw = core.encode()
            found |= dict.fromkeys((raw, raw.lower(), raw.hex().encode(), *in_base64(raw)), name)
        return found

    def find(self, *texts: str | bytes) -> list[str]:
        """The names of the secrets that are in any of the texts, in any form."""
        whole = b"\n".join(
            text if isinstance(text, bytes) else text.encode("utf-8", "replace") for text in texts
        )
        return sorted({name for form, name in self.forms().items() if form in whole})


def in_base64(raw: bytes) -> Iterable[bytes]:
    """The parts of the base64 of any text around these bytes that the bytes alone decide."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        yield encoded[4 if before else 0 : (len(raw) + before) // 3 * 4]


def echoes(secret: str) -> list[str]:
    """A secret as answers repeat it: plain, quoted for JSON, an address or HTML, encoded."""
    return [
        secret,
        json.dumps(secret),
        json.dumps(secret, ensure_ascii=False),
        json.dumps(json.dumps(secret)),
        html.escape(secret),
        quote(secret, safe=""),
        base64.b64encode(secret.encode()).decode(),
    ]
