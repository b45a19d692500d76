"""Every function that reads a text from outside, by name, and what such texts are made of."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from taskbuilder.api.preferences import read_preferences
from taskbuilder.cloud.untrusted import clean_page, clean_text, secrets_in, spell_out
from taskbuilder.forms.fields import ListOf
from taskbuilder.forms.paste.headers import mask_headers, read_headers
from taskbuilder.forms.paste.rows import list_columns, read_rows
from taskbuilder.forms.paste.table import mask_lines
from taskbuilder.forms.task_fields import ask_input
from taskbuilder.logs import clean_message, escape
from taskbuilder.records.fields import storable_text
from taskbuilder.tables.contents import find_content
from taskbuilder.tables.names import find_thing, normalise
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import UnreadableTable
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, write_json
from taskbuilder.taskspec.messages import one_line
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.readings.find import find_reading
from taskbuilder.taskspec.regions.points import to_lines, to_string
from taskbuilder.taskspec.secrets.config_text import mask_config, unmask_config
from taskbuilder.taskspec.secrets.destinations import read_url
from taskbuilder.taskspec.secrets.malformed_json import mask_loosely, unmask_loosely
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK, mask_url, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.json_editor.request_text import read_text, show_text
from taskbuilder.web.submissions.refusals import find_step

Reader = Callable[[str], object]

PARTS = ("a", " ", "\\'", '"a', '"key":"a",', "&quot;", "://a:1/", "a://a@")
"""Repeated, they make a careless pattern go back and forth, and a careless loop begin again."""


def read_safely(text: str) -> None:
    with suppress(UnreadableJson):
        read_json(text)


def read_rows_of(text: str) -> None:
    """As a cell, as a table, as lines below a header, and as JSON Lines."""
    find_content(text)
    find_thing(normalise(text))
    for whole in (text, f"a,b\n{text}", f"rtsp://a\n{text}\n{text}", f'{{"a": "{text}'):
        with suppress(UnreadableTable):
            read_table(whole.encode())


def fill_request(text: str) -> JsonObject:
    """A request that has the text wherever one can be."""
    headers: JsonObject = {"X-Key": text}
    return {
        "name": text,
        "description": text,
        "input": {
            "type": "restful",
            "data": [{"url": text, "headers": headers, "rtsp_path_in_response": text}],
        },
        "output": {
            "obs": {"bucket": text, "path": text},
            "dis": {"stream_name": text, "stream_id": text, "data_category": [text]},
            "webhook": {"url": text, "headers": headers},
        },
        "schedule": {
            "type": text,
            "execution_mode": "period",
            "timezone": text,
            "periods": [{"begin_at": text, "end_at": text}],
        },
        "config": {"key": text, "common": {text: text}},
    }


def judge(text: str) -> None:
    found = find_problems(fill_request(text), platform=Platform.IEF)
    urls: JsonObject = {"name": "a", "input": {"type": "url", "data": [{"url": text}]}, "output": {}}
    found += find_problems(urls, platform=Platform.IEF)
    for problem in found:
        problem.render()


def paste(text: str) -> None:
    for field in ask_input().parts:
        for part in field.parts:
            for below in part.parts:
                if isinstance(below, ListOf):
                    read_rows(text, list_columns(below), 5_000)


def answer(text: str) -> None:
    clean_text(text, secrets=spell_out(["hunter2-hunter2", text[:2_000]]))
    clean_page(text.encode())


READERS: dict[str, Reader] = {
    "read JSON": read_safely,
    "show a pasted text": show_text,
    "read a pasted text": read_text,
    "paste rows": paste,
    "hide secrets in pasted rows": mask_lines,
    "paste headers": partial(read_headers, most=10),
    "hide secrets in pasted headers": mask_headers,
    "read as something else": find_reading,
    "read a command as something else": lambda text: find_reading(f"curl -d '{text}"),
    "judge a request": judge,
    "describe a request": lambda text: describe(fill_request(text)),
    "split a request's secrets": lambda text: split_secrets(fill_request(text)),
    "order a request": lambda text: canonical(fill_request(text)),
    "write a request": lambda text: write_json(fill_request(text)),
    "hide user and password": mask_url,
    "put user and password back": lambda text: unmask_url(text, text),
    "hide secrets in what is no JSON": mask_loosely,
    "put secrets back in what is no JSON": lambda text: unmask_loosely(f"{MASK} {text}", text),
    "hide secrets in a config": mask_config,
    "put secrets back in a config": lambda text: unmask_config(text, text),
    "read an address": read_url,
    "judge a name": is_secret_name,
    "read a region's lines": to_string,
    "write a region's lines": to_lines,
    "read a table": read_rows_of,
    "read preferences": read_preferences,
    "clean what a cloud answers": answer,
    "find what a request keeps secret": lambda text: secrets_in(json.dumps(fill_request(text)).encode()),
    "find the step of a refusal": lambda text: find_step(code="a", message=text, request={}),
    "clean a line of the log": clean_message,
    "escape a line of the log": escape,
    "shorten a name": one_line,
    "store a text": partial(storable_text, limit=100),
}
