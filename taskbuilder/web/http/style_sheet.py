"""The one style sheet of all pages: Bootstrap's and the files of static/css, joined in layers."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "app.css"
SOURCES = Path(settings.BASE_DIR, "static", "css")
BUILT = Path(settings.BASE_DIR, ".build", "css")
LAYERS = ("bootstrap", "tokens", "base", "components", "rooms", "print")
"""What comes later wins, whatever its selector. Each is a file of static/css, or a folder of files."""


class StyleSheetFinder(BaseFinder):
    """Offers the joined sheet among the static files, written anew whenever one of its files has changed.

    One file of two is fetched in one request, and browsers need no import to begin.
    """

    def find(self, path: str, find_all: bool = False, **_options: object) -> str | list[str]:  # type: ignore[override]
        if path != NAME:
            return []
        found = str(build_style_sheet())
        return [found] if find_all else found

    def list(self, _ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        write_style_sheet()  # times of files say nothing where an installer restored them
        yield NAME, FileSystemStorage(location=BUILT)


def build_style_sheet() -> Path:
    """Where the sheet is, after it was written if that was needed."""
    sources = (Path(__file__), find_bootstrap(), SOURCES, *SOURCES.rglob("*"))
    changed_at = max(path.stat().st_mtime for path in sources)
    built = BUILT / NAME
    if not built.exists() or built.stat().st_mtime < changed_at:
        write_style_sheet()
    return built


def write_style_sheet() -> None:
    built = BUILT / NAME
    built.parent.mkdir(parents=True, exist_ok=True)
    part = built.with_suffix(f".{os.getpid()}")
    part.write_text(join_layers(), encoding="utf-8")
    part.replace(built)  # a reader meanwhile gets a whole one


def join_layers() -> str:
    layers = [f"@layer {layer} {{\n{read_layer(layer)}}}\n" for layer in LAYERS]
    return f"@layer {', '.join(LAYERS)};\n{''.join(layers)}"


def read_layer(layer: str) -> str:
    if layer == "bootstrap":
        return read_bootstrap()
    files = sorted((SOURCES / layer).glob("*.css")) or [SOURCES / f"{layer}.css"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def read_bootstrap() -> str:
    """As its package brings it, without `@charset`, which only begins a file, and its map's address."""
    lines = find_bootstrap().read_text(encoding="utf-8").removeprefix('@charset "UTF-8";').splitlines()
    return "\n".join(line for line in lines if "sourceMappingURL" not in line) + "\n"


def find_bootstrap() -> Path:
    return Path(str(finders.find("bootstrap/css/bootstrap.min.css")))
