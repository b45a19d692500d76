"""The page at the simulator's root: what it is, and which tasks it holds."""

from collections.abc import Iterable
from html import escape

from taskbuilder.simulator.exchange import Answer, html_page
from taskbuilder.simulator.lifecycle import Details

_PAGE = """<h1>Simulated cloud</h1>
<p>A stand-in for the cloud, for development and tests. It checks signatures and rules, and runs nothing.
<a href="/faults">Have it misbehave</a></p>
<table>
<caption>The newest tasks</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>"""
_COLUMNS = {
    "id": "Id",
    "name": "Name",
    "service_name": "Service",
    "project_id": "Project",
    "created_at": "Created",
    "state": "State",
}


def front_page(tasks: Iterable[Details]) -> Answer:
    """The page, without anything that could be a secret."""
    head = "".join(f'<th scope="col">{title}</th>' for title in _COLUMNS.values())
    rows = ("".join(f"<td>{escape(str(task[name]))}</td>" for name in _COLUMNS) for task in tasks)
    page = _PAGE.format(head=head, rows="\n".join(f"<tr>{row}</tr>" for row in rows))
    return html_page("Simulated cloud", page)
