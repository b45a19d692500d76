"""The contact sheet: a region over many sources, accepted and moved one by one and a page at a time."""

from io import BytesIO
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Project, RegionTemplate, Source, SourceRegion
from taskbuilder.records.regions.snapshots import save_source_snapshot
from tests.support.pictures import make_picture
from tests.support.walker import Document
from tests.web.conftest import NOW
from tests.web.inventory.conftest import AddSource
from tests.web.inventory.test_list import add_many
from tests.web.regions.test_templates import add_template


@pytest.fixture
def template(project: Project, operator: User) -> RegionTemplate:
    return add_template(project, operator)


def address_of(template: RegionTemplate, end: str = "") -> str:
    return f"/projects/gate/regions/{template.pk}/{end}"


def read(client: Client, address: str) -> dict[str, str]:
    """Each tile's source with its state."""
    page = Document(client.get(address).content.decode())
    names = [each.attrs["data-name"] for each in page.find("li", class_="region-tile col")]
    states = [each.text.strip() for each in page.find("span") if each.attrs.get("data-part") == "state"]
    return dict(zip(names, states, strict=True))


def write_progress(client: Client, address: str) -> str:
    (found,) = Document(client.get(address).content.decode()).find("p", id="progress-words")
    return found.text


def test_every_source_has_a_tile_with_its_picture_or_none(
    as_operator: Client, template: RegionTemplate, add_source: AddSource
) -> None:
    save_source_snapshot(add_source("a"), file=BytesIO(make_picture(size=(960, 540))), now=NOW)
    save_source_snapshot(add_source("b"), file=BytesIO(make_picture(size=(800, 600))), now=NOW)
    add_source("c")
    answer = as_operator.get(address_of(template))
    page = Document(answer.content.decode())
    assert read(as_operator, address_of(template)) == dict.fromkeys("abc", "Proposed")
    assert [
        each.attrs["viewbox"]
        for each in page.find("svg")
        if "viewbox" in each.attrs and each.attrs["viewbox"].endswith("0")
    ] == [
        "0 0 960 540",
        "0 0 800 600",
        "0 0 1920 1080",
    ]
    pictures = [each.attrs["href"] for each in page.find("image")]
    assert [as_operator.get(href)["Content-Type"] for href in pictures] == ["image/jpeg"] * 2
    assert as_operator.get(pictures[0])["Cache-Control"] == "private, max-age=604800, immutable"
    assert answer.text.count("No snapshot") == 1
    assert answer.text.count("Stretched: this picture has another shape (800 × 600).") == 1


def test_one_is_accepted_moved_and_proposed_again(
    as_operator: Client, template: RegionTemplate, add_source: AddSource
) -> None:
    first, second = add_source("a"), add_source("b")
    place = address_of(template, "place/")
    answer = as_operator.post(place, {"press": f"accept:{first.pk}"})
    assert (answer.status_code, answer["Location"]) == (303, f"{address_of(template)}#tile-{first.pk}")
    moved = {"move": f"{second.pk}:4:-4:0", "press": f"accept:{second.pk}"}
    part = as_operator.post(place, moved, headers={"HX-Request": "true"})
    assert (part.status_code, "data-announce" in part.text) == (200, True)
    assert "b: accepted. 2 of 2 accepted" in part.text
    assert part.text.count("<li") == 1
    assert read(as_operator, address_of(template)) == {"a": "Accepted", "b": "Moved and accepted"}
    assert SourceRegion.objects.get(source=second).text == "polygon 230,86 998,86 998,518"
    as_operator.post(place, {"press": f"reset:{second.pk}"})
    assert read(as_operator, address_of(template)) == {"a": "Accepted", "b": "Proposed"}
    assert read(as_operator, address_of(template, "?open=yes")) == {"b": "Proposed"}
    assert write_progress(as_operator, address_of(template, "?open=yes")) == "1 of 2 accepted"
    edit = as_operator.get(address_of(template, "edit/")).text
    assert "Accepted for 1 source. Another region or frame is proposed there again." in edit


def test_without_scripts_a_region_is_moved_by_buttons(
    as_operator: Client, template: RegionTemplate, add_source: AddSource
) -> None:
    source = add_source("a", site="north")
    place = address_of(template, "place/?site=north")
    answer = as_operator.post(place, {"press": f"right:{source.pk}", "move": f"{source.pk}:2:0:0"})
    shown = f"{address_of(template)}?site=north&move={source.pk}%3A4%3A0%3A0"
    assert answer["Location"] == f"{shown}#tile-{source.pk}"
    page = as_operator.get(shown)
    assert 'transform="translate(38.400 0.000) scale(1.00000)"' in page.text
    assert read(as_operator, shown) == {"a": "Moved, not accepted yet"}
    undone = as_operator.post(place, {"press": f"undo:{source.pk}", "move": f"{source.pk}:4:0:0"})
    assert undone["Location"] == f"{address_of(template)}?site=north#tile-{source.pk}"
    assert SourceRegion.objects.count() == 0


def test_a_page_is_accepted_at_once_as_it_is_moved(
    as_operator: Client, template: RegionTemplate, add_source: AddSource
) -> None:
    sources = [add_source(name) for name in "abc"]
    data = {
        "press": "accept-page",
        "shown": [str(each.pk) for each in sources[:2]],
        "move": f"{sources[1].pk}:0:2:0",
    }
    answer = as_operator.post(address_of(template, "place/"), data, follow=True)
    assert "2 regions were accepted." in answer.text
    assert read(as_operator, address_of(template)) == {
        "a": "Accepted",
        "b": "Moved and accepted",
        "c": "Proposed",
    }


def test_what_does_not_fit_a_small_picture_says_so_and_stays(
    as_operator: Client, project: Project, operator: User, add_source: AddSource
) -> None:
    tiny = add_template(project, operator, "Tiny", "polygon 100,100 103,100 103,103")
    source = add_source("a")
    save_source_snapshot(source, file=BytesIO(make_picture(size=(32, 18))), now=NOW)
    assert "is in the same place as its neighbour" in as_operator.get(address_of(tiny)).text
    one = as_operator.post(
        address_of(tiny, "place/"), {"press": f"accept:{source.pk}"}, headers={"HX-Request": "true"}
    )
    assert "a: not accepted, because it has a problem." in one.text
    data = {"press": "accept-page", "shown": str(source.pk)}
    answer = as_operator.post(address_of(tiny, "place/"), data, follow=True)
    assert "0 regions were accepted." in answer.text
    assert "1 has a problem and was left." in answer.text


def test_many_sources_take_pages_and_no_more_queries(
    as_operator: Client,
    template: RegionTemplate,
    project: Project,
    operator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_many(project, operator, 50)
    with django_assert_num_queries(9):
        page = as_operator.get(address_of(template))
    assert page.text.count('class="region-tile col"') == 24
    following = "?after=gate-0023"
    assert f'rel="next" href="{following}"' in page.text
    assert next(iter(read(as_operator, address_of(template, following)))) == "gate-0024"
    last = read(as_operator, address_of(template, "?after=gate-0047&site=site+4"))
    assert list(last) == ["gate-0049"]


def test_the_list_of_sources_leads_to_it(
    as_operator: Client, project: Project, operator: User, add_source: AddSource
) -> None:
    source, choose = add_source("a", site="north"), "/projects/gate/regions/choose/"
    assert "No region templates yet" in as_operator.post(choose, {"picked": str(source.pk)}).text
    template = add_template(project, operator)
    one = as_operator.post(choose, {"picked": str(source.pk)})
    assert one["Location"] == f"{address_of(template)}?picked={source.pk}"
    every = as_operator.post(choose, {"all": "yes", "site": "north"})
    assert every["Location"] == f"{address_of(template)}?site=north"
    assert as_operator.post(choose, {}).status_code == 422
    add_template(project, operator, "Gate")
    page = as_operator.post(choose, {"picked": str(source.pk)})
    assert f"{address_of(template)}?picked={source.pk}" in page.text


def test_nonsense_in_an_address_does_nothing(
    as_operator: Client, template: RegionTemplate, add_source: AddSource
) -> None:
    source = add_source("a")
    for move in (f"{source.pk}:1", f"{source.pk}:x:y:z", "x:1:2:3", f"{source.pk}:99999999999:0:0"):
        assert as_operator.get(address_of(template), {"move": move}).status_code == 200
    place = address_of(template, "place/")
    for press in ("", "accept:", "accept:x", f"dance:{source.pk}"):
        assert as_operator.post(place, {"press": press}).status_code == 303
    assert as_operator.post(place, {"press": f"accept:{UUID(int=1)}"}).status_code == 404
    assert (SourceRegion.objects.count(), Source.objects.count()) == (0, 1)
