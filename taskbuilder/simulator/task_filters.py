"""What the simulated list call is narrowed and sorted by on IEF (api.md, list)."""

from datetime import datetime

from taskbuilder.simulator.exchange import Call, refuse
from taskbuilder.simulator.lifecycle import STATES, Details

SORT_KEYS = ("created_at", "name", "updated_at")


def choose(tasks: list[Details], call: Call) -> list[Details]:
    """Those that the call asks for, in its order; without one, the newest first. Raises Refusal."""
    query = dict(call.query)
    since = read_number(call, "created_since", default=0, minimum=0, maximum=2**53)
    until = read_number(call, "created_until", default=2**53, minimum=0, maximum=2**53)
    state = _read_word(call, "state", STATES)
    chosen = [
        task
        for task in tasks
        if since <= datetime.fromisoformat(task["created_at"]).timestamp() * 1000 <= until
        and query.get("name_like", "") in task["name"]
        and query.get("id", task["id"]) == task["id"]
        and state in ("", task["state"])
    ]
    return _sort(
        chosen, _read_word(call, "sort_key", SORT_KEYS), _read_word(call, "sort_dir", ("asc", "desc"))
    )


def _sort(tasks: list[Details], key: str, direction: str) -> list[Details]:
    if not (key or direction):
        return tasks
    rising = tasks[::-1]
    rising.sort(key=lambda task: str(task[key or "created_at"]))
    return rising if direction == "asc" else rising[::-1]


def read_number(call: Call, name: str, *, default: int, minimum: int, maximum: int) -> int:
    """A number of the query. Raises Refusal."""
    text = dict(call.query).get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 17 and minimum <= int(text) <= maximum):
        what = f"should be an integer from {minimum} to {maximum}"
        raise refuse(400, "ModelArts.0101", f"Invalid argument. The param [{name}] {what}.")
    return int(text)


def _read_word(call: Call, name: str, words: tuple[str, ...]) -> str:
    """One of a few words, or nothing. Raises Refusal."""
    word = dict(call.query).get(name, "")
    if word and word not in words:
        what = f"should be one of [{', '.join(words)}]"
        raise refuse(400, "ModelArts.0101", f"Invalid argument. The param [{name}] {what}.")
    return word
