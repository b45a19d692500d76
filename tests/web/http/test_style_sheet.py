"""One style sheet is sent, joined from Bootstrap's and ours in layers."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from taskbuilder.web.http import style_sheet
from taskbuilder.web.http.style_sheet import LAYERS, NAME, SOURCES, build_style_sheet, join_layers


def test_pages_ask_for_one_sheet(client: Client, db: None) -> None:
    page = client.get("/sign-in/").content.decode()

    assert page.count('rel="stylesheet"') == 1
    assert f"/static/{NAME}" in page


def test_it_holds_every_file_of_ours_and_bootstrap() -> None:
    sheet = Path(str(finders.find(NAME))).read_text(encoding="utf-8")

    assert sheet.startswith(f"@layer {', '.join(LAYERS)};\n@layer bootstrap {{\n/*!\n * Bootstrap")
    assert "sourceMappingURL" not in sheet
    assert [str(path) for path in SOURCES.rglob("*.css") if path.read_text() not in sheet] == []


def test_it_is_collected_once() -> None:
    found = [path for finder in finders.get_finders() for path, _storage in finder.list(None)]

    assert found.count(NAME) == 1


def test_it_is_written_anew_when_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for layer in LAYERS[1:]:
        (tmp_path / f"{layer}.css").write_text("p {\n}\n")
    monkeypatch.setattr(style_sheet, "SOURCES", tmp_path)
    monkeypatch.setattr(style_sheet, "BUILT", tmp_path / "built")
    first = build_style_sheet().read_text()
    (tmp_path / "base.css").write_text("q {\n}\n")
    later = build_style_sheet().stat().st_mtime + 1
    os.utime(tmp_path / "base.css", (later, later))

    assert ("q {" in first, build_style_sheet().read_text() == join_layers()) == (False, True)
    assert "q {" in join_layers()
