"""The editor of regions marks what the judge refuses, and nothing else."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from taskbuilder.taskspec.regions.outlines import LEAST_POINTS, MOST_POINTS, find_faults
from taskbuilder.taskspec.regions.points import read_lines, to_string
from taskbuilder.web.drafts.regions.editor import FAULTS
from tests.journeys.conftest import SignIn
from tests.journeys.test_regions import open_config

SIDE = 20
JUDGE = """async ([texts, words, side]) => {
  const { judge, read } = await import("/static/js/region/shapes.js");
  const frame = { width: side, height: side };
  return texts.map((text) => {
    const shapes = read(text).lines.map(({ shape }) => shape).filter(Boolean);
    return judge(shapes, frame, words).map((fault) => fault && fault.name);
  });
}"""


def make_texts() -> Iterator[str]:
    """Small regions of every sort: crossing, flat, doubled and outside more often than not."""
    dice = Random(3)  # noqa: S311 - the same ones each time
    sides = [*range(5), *range(5), 7.5, SIDE, SIDE + 1]
    for _text in range(1500):
        yield "\n".join(draw(kind, dice, sides) for kind in ("polygon", "line", "polygon"))
    yield "line 1,1 2,2\npolygon 1,1 2,2 3,5\nline 1,1 2,2"


def draw(kind: str, dice: Random, sides: Sequence[float]) -> str:
    points = (f"{dice.choice(sides)},{dice.choice(sides)}" for _point in range(dice.randint(1, 6)))
    return " ".join([kind, *points])


def judge(text: str) -> list[str | None]:
    """What the judge finds, by the names that the editor has for it, in the order of the text's lines."""
    names = {template: name for name, template in FAULTS.items()}
    faults = find_faults(to_string(text), (SIDE, SIDE))
    told = {(each.params["shape"], each.params["number"]): names[each.template] for each in faults}
    seen: Counter[str] = Counter()
    found = []
    for outline in read_lines(text).outlines:
        seen[outline.kind] += 1
        found.append(told.get((outline.kind, seen[outline.kind])))
    return found


def test_the_editor_judges_as_the_server_does(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    texts = list(make_texts())
    found = page.evaluate(JUDGE, [texts, {"least": LEAST_POINTS, "most": MOST_POINTS}, SIDE])
    wanted = list(map(judge, texts))
    assert {name for each in wanted for name in each} == {None, *FAULTS} - {"line", "json", "tooMany"}
    assert [each for each in zip(texts, found, wanted, strict=True) if each[1] != each[2]] == []
