"""The scripts as a deployment serves them."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

IMPORTED = re.compile(r'^import .* from "(.*)";$', re.MULTILINE)


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    """Everything that `collectstatic` collects, by its hashed names."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "taskbuilder.web.http.static_files.StaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_modules_import_each_other_by_their_hashed_names(collected: Path) -> None:
    hashed = sorted(collected.glob("js/**/*.????????????.js"))
    imports = {
        (file.parent / name).resolve() for file in hashed for name in IMPORTED.findall(file.read_text())
    }

    names = {file.name.partition(".")[0] for file in imports}
    assert names == {"site", "picture", "shapes", "templates", "view"}
    assert imports <= {file.resolve() for file in hashed}
