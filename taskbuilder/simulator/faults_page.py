"""The simulator's page of faults: what can go wrong, what will, and a form to have it so."""

from collections.abc import Iterable
from html import escape
from urllib.parse import parse_qs, urlsplit

from taskbuilder.simulator.exchange import Answer, Call, html_page
from taskbuilder.simulator.script import FAULTS

PATH = "/faults"
_PAGE = """<h1>Faults on demand</h1>
<p>The simulated cloud misbehaves as chosen here. <a href="/">Its tasks</a></p>
{message}
<form method="post">
<p><label>Fault <select name="name">{options}</select></label>
<label>seconds <input name="seconds" size="5" inputmode="decimal" placeholder="usual"></label>
<label>times <input name="times" size="5" inputmode="numeric" value="1"></label>
<button name="do" value="add">Add</button></p>
</form>
<h2>To come</h2>
{coming}
<h2>What there is</h2>
<dl>
{kinds}
</dl>"""


def faults_page(coming: Iterable[tuple[str, str]], *, message: str = "", status: int = 200) -> Answer:
    """The page; `message` says what was wrong with what was posted."""
    options = "".join(f'<option value="{name}">{name}</option>' for name in FAULTS)
    kinds = "\n".join(
        f"<dt>{name}</dt><dd>{escape(kind.about)}{_usual(kind.seconds)}</dd>" for name, kind in FAULTS.items()
    )
    said = f"<p><strong>{escape(message)}</strong></p>" if message else ""
    page = _PAGE.format(message=said, options=options, coming=_list(list(coming)), kinds=kinds)
    return html_page("Faults · Simulated cloud", page, status=status)


def _usual(seconds: float | None) -> str:
    return "" if seconds is None else f"; usually {seconds:g} s"


def _list(coming: list[tuple[str, str]]) -> str:
    if not coming:
        return "<p>Nothing: it behaves.</p>"
    rows = "".join(
        f"<li>{escape(name or 'set by code')}, at the next {operation}</li>" for operation, name in coming
    )
    return f'<ol>{rows}</ol><form method="post"><button name="do" value="clear">Clear</button></form>'


def read_form(call: Call) -> dict[str, str]:
    """What was posted, the last of each name."""
    pairs = parse_qs(call.body.decode("utf-8", "replace"))
    return {name: values[-1] for name, values in pairs.items()}


def write_line(form: dict[str, str]) -> str:
    """The form as a line of a script."""
    seconds = f"={form['seconds'].strip()}" if form.get("seconds", "").strip() else ""
    return f"{form.get('name', '')}{seconds}*{form.get('times', '1').strip() or '1'}"


def is_foreign(call: Call) -> bool:
    """Whether a page of another site posts: a browser says so on its own, and nobody else has to."""
    origin = call.header("Origin") or call.header("Referer")
    return bool(origin) and urlsplit(origin).netloc != call.header("Host")
