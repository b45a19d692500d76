"""Drafts that earlier versions stored are read, kept in the same shape, and open as pages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_pages
from tests.support.walker import HTMX, Walker

SECRET = "canary-5c1e"
VCN = {"ip": "192.0.2.10", "port": "9900", "username": "viewer"}
ROWS = [{"key": "r3", "row": {"device_id": "d-1", "stream_type": "2", "node_id": ""}}, {"key": "r7"}]


def stored_input(kind: str, **typed: object) -> dict[str, object]:
    return {"input": {"input": {"type": {"chosen": kind, "kinds": {kind: typed}}}}}


STORED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "details": {"details": {"name": "gate-1", "description": "two\nlines"}},
    "restful": stored_input(
        "restful",
        data=[
            {
                "key": "r1",
                "row": {
                    "url": f"https://user:{SECRET}@media.example.com/1",
                    "headers": [{"key": "r1", "name": "X-Key", "value": SECRET}, {"key": "r2"}],
                    "certificate_check": "true",
                    "rtsp_path_in_response": "data/url",
                },
            }
        ],
    ),
    "url": stored_input("url", data=[{"key": "r1", "row": {"url": "rtsp://camera-1/live"}}]),
    "edgecamera": stored_input(
        "edgecamera",
        data=[
            {
                "key": "r1",
                "row": {
                    "id": "camera-1",
                    "camera_type": "ipc",
                    "tag": [{"key": "r1", "row": [{"key": "r1", "name": "site", "value": "gate"}]}],
                },
            }
        ],
    ),
    "vcn": stored_input("vcn", data=ROWS, vcn={**VCN, "password": SECRET}),
    "obs": stored_input("obs", data=[{"key": "r1", "row": {"bucket": "site", "path": "2026/"}}]),
    "vis": stored_input("vis", data=[{"key": "r1", "row": {"stream_name": "gate-1"}}]),
    "another kind than the one that is chosen": {
        "input": {"input": {"type": {"chosen": "", "kinds": {"vis": {"data": ROWS}, "url": {"data": []}}}}}
    },
    "several sinks": {
        "output": {
            "output": {
                "sinks": {
                    "chosen": ["dis", "webhook"],
                    "kinds": {
                        "dis": {"stream_name": "results", "data_category": "alerts\ncounts"},
                        "webhook": {"url": "https://sink.example.net", "headers": []},
                    },
                }
            }
        }
    },
    "no schedule": {"schedule": {"schedule": {"type": {"chosen": "none", "kinds": {}}}}},
    "a schedule": {
        "schedule": {
            "schedule": {
                "type": {
                    "chosen": "weekly",
                    "kinds": {
                        "weekly": {
                            "timezone": "+08:00",
                            "days_of_week": ["1", "3"],
                            "execution_mode": {
                                "chosen": "period",
                                "kinds": {
                                    "period": {
                                        "periods": [
                                            {"key": "r1", "row": {"begin_at": "8:00", "end_at": "20:00"}}
                                        ]
                                    }
                                },
                            },
                        }
                    },
                }
            }
        }
    },
    "config as text": {"resources": {"config": '{"mode": "enter"}'}},
    "config in two ways": {
        "resources": {
            "config": {"view": "form", "form": {"mode": "enter"}, "json": '{"mode": "enter"}', "mark": "old"},
            "source_usage_estimate": {"cpu": "0.5", "memory": "64"},
        }
    },
    "config as JSON that cannot be read": {
        "resources": {"config": {"view": "json", "form": None, "json": '{"mode', "mark": ""}}
    },
    "checked steps": {
        "details": {"name": "gate-1", "description": ""},
        "checked": ["service", "details", "review"],
    },
    "a text beside the steps": {"json": '{"name": "half a na'},
    "a text with what its masks stand for": {
        "details": {"name": "gate-1"},
        "json": f'{{"output": {{"webhook": {{"url": "https://{MASK}@other.example.net"}}}}}}',
        "json-source": '{"output": {"webhook": {"url": "https://u:p@sink.example.net"}}}',
    },
    "lines in a box": {
        **stored_input("url", data=[]),
        "pasted": {"input": {"input-type-url-data": f"rtsp://user:{SECRET}@camera-1\nrtsp://camera-2"}},
    },
    "a preset to undo": {
        "schedule": {"schedule": {"type": {"chosen": "none", "kinds": {}}}},
        "before": {"preset": "nights", "typed": {"schedule": {"type": {"chosen": "daily", "kinds": {}}}}},
    },
    "a preset that there is no more": {"before": {"preset": "sundays", "typed": None}},
    "the last editor": {
        "details": {"name": "gate-1"},
        "writer": {"page": "0011223344556677", "since": 1, "sequence": 4},
    },
    "a kept secret": stored_input(
        "vcn",
        data=ROWS,
        vcn={
            **VCN,
            "ip": "192.0.2.99",
            "password": MASK,
            "kept-secrets": {"password": {"secret": SECRET, "for": [["", "192.0.2.10", "9900"]]}},
        },
    ),
    "kept secrets in rows": stored_input(
        "restful",
        data=[
            {
                "key": "r1",
                "row": {
                    "url": "https://b.example.com",
                    "headers": [
                        {
                            "key": "r1",
                            "name": "X-Key",
                            "value": MASK,
                            "kept-secrets": {
                                "value": {"secret": SECRET, "for": [["https", "a.example.com", ""]]}
                            },
                        }
                    ],
                },
            }
        ],
    ),
    "steps and members of another version": {
        "details": {"name": "gate-1", "colour": "green"},
        "notifications": {"notifications": {"to": "somebody"}},
        **stored_input("srt", data=[{"key": "r1", "row": {"host": "camera-1"}}]),
    },
}
ODD: dict[str, dict[str, Any]] = {
    "a step of another shape": {"details": "gate-1", "input": ["url"], "schedule": None},
    "nothing checked": {"checked": []},
    "marks of another version": {
        "checked": {"details": "2026-01-01"},
        "json": {"text": "{"},
        "json-source": 7,
        "pasted": {"input": "rtsp://camera-1"},
        "before": {"preset": "nights"},
        "writer": {"page": "0011223344556677"},
    },
}


@pytest.mark.parametrize("stored", STORED.values(), ids=STORED)
def test_what_is_stored_is_stored_again_as_it_was(stored: dict[str, Any]) -> None:
    assert DraftAnswers.from_stored(stored).to_stored() == stored


def test_what_has_another_shape_is_left_out() -> None:
    assert DraftAnswers.from_stored(ODD["marks of another version"]) == DraftAnswers()
    assert DraftAnswers.from_stored(ODD["nothing checked"]).to_stored() == {}
    stored = ODD["a step of another shape"]
    assert DraftAnswers.from_stored(stored).to_stored() == stored


@pytest.mark.parametrize("stored", [*STORED.values(), *ODD.values()], ids=[*STORED, *ODD])
def test_every_page_of_a_stored_draft_opens(
    as_operator: Client, service: Service, operator: User, stored: dict[str, Any]
) -> None:
    draft = start_draft(
        project=service.project, owner=operator, service=service, answers=stored, now=timezone.now()
    )
    address = f"/projects/gate/drafts/{draft.pk}/"
    for page in [*(step.slug for step in list_pages()), "json"]:
        response = as_operator.get(f"{address}{page}/")
        assert (response.status_code, SECRET in response.text) == (200, False)
    assert Draft.objects.get().answers == stored


def test_typing_into_a_stored_draft_changes_the_step_and_its_editor_alone(
    as_operator: Client, project: Project, operator: User
) -> None:
    stored = {**STORED["a text with what its masks stand for"], **STORED["a preset to undo"], "newer": [1]}
    draft = start_draft(project=project, owner=operator, answers=stored, now=timezone.now())
    walker = Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/details/")
    page = walker.values["page"][0]
    walker.put("name", "gate-2").press("save", **HTMX)
    typed = {"details": {"name": "gate-2", "description": ""}, "writer": {"page": page, "since": 1}}
    answers = Draft.objects.get().answers
    answers["writer"].pop("sequence")
    assert answers == stored | typed
    assert DraftState.of(Draft.objects.get(), timezone.now()).answers.preset_undo is not None
