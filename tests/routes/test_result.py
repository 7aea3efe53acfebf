"""The result of one category on one page: in words, and in charts with tables behind."""

import re
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import httpx
import pytest

from awards.database import Connection
from tests import people
from tests.jury import Judging
from tests.test_verdicts import APART, EQUAL, Scores, judged

pytestmark = pytest.mark.anyio

JURORS = ("Ada", "Bo", "Cy")


def address(at: Judging) -> str:
    return f"/staff/2027/standings/{at.category}"


async def desk(db: Connection, client: httpx.AsyncClient, scores: Scores, **rules: Any) -> Judging:
    """Tone, of the staff, at the desk of an edition whose ballots are all confirmed."""
    at = await judged(db, scores, **rules)
    await people.sign_in(db, client, "staff", await people.staff(db, role="editor"))
    return at


async def main(client: httpx.AsyncClient, path: str) -> Element:
    answer = await client.get(path)
    assert answer.status_code == 200
    page: Element = html5lib.parse(answer.text, namespaceHTMLElements=False)
    [found] = page.iter("main")
    return found


def text(part: Element) -> str:
    return " ".join("".join(part.itertext()).split())


def all_of(part: Element, *tags: str) -> list[str]:
    return [text(one) for one in part.iter() if one.tag in tags]


def rows(part: Element, caption: str) -> list[list[str]]:
    """The cells of the table with this caption."""
    [table] = [one for one in part.iter("table") if all_of(one, "caption") == [caption]]
    return [all_of(row, "th", "td") for row in table.iter("tr")]


async def test_the_page_says_in_words_who_leads_and_how_well_it_holds(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART, margin=2)

    page = await main(client, address(at))

    [verdict, words, *_] = page.iter("section")
    assert all_of(verdict, "h2", "p") == [
        "Fjordpuls leads, and the margin is kept",
        "Fjordpuls leads, 3.3 points ahead of the next.",
        "clear The margin that was set before judging is 2.0 points. The lead is at least that, "
        "so by the rules the result is clear. The rules ask for nothing more.",
    ]
    assert all_of(words, "li")[:4] == [
        "Leaving out one juror at a time, Fjordpuls leads one of the three times.",
        "Leaving out one juror at a time, Lomvi leads one of the three times.",
        "Leaving out one juror at a time, the first place is shared one of the three times.",
        "Fjordpuls leads even with all weights moved by up to five percentage points.",
    ]


async def test_the_page_has_its_parts_in_order_and_a_table_behind_each_chart(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART)

    page = await main(client, address(at))

    assert all_of(page, "h1", "h2", "h3") == [
        "export en",
        "Fjordpuls leads, and the margin is kept",
        "How well it holds",
        "The points of each sheet",
        "Without one juror",
        "With other weights",
        "Without one criterion",
        "With every weight up to 5 percentage points up or down",
        "The jurors",
        "The standings",
        "The other methods they do not count",
    ]
    assert all_of(page, "caption") == [
        "The points of each sheet, from the lowest to the highest",
        "Who leads without one juror",
        "How far each value moves",
        "Who leads without one criterion",
        "The least lead over each, with the weights moved",
        "Points above or below the others",
        "The standings in figures, ranked by the mean",
        "Rank and points by each method; one of them counts",
    ]
    assert rows(page, "How far each value moves") == [
        ["Nominee", "Lowest", "With all", "Highest"],
        ["Fjordpuls", "62.5", "70.0", "80.0"],
        ["Lomvi", "62.5", "66.7", "70.0"],
        ["Skarv", "0.0", "12.5", "25.0"],
    ]
    assert rows(page, "Rank and points by each method; one of them counts")[:2] == [
        ["Nominee", "Mean counts", "Median does not count", "Corrected mean does not count"],
        ["Fjordpuls", "1. 70.0", "1. 75.0", "1. 70.0"],
    ]


async def test_by_ear_each_chart_is_a_sentence_and_the_headings_have_no_gap(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART)

    answer = (await client.get(address(at))).text
    page = await main(client, address(at))

    levels = [int(one) for one in re.findall(r"<h([1-6])\b", answer)]
    charts = [one for one in page.iter() if one.get("role") == "img"]
    loud = [one for one in page.iter() if one.tag.endswith("svg") and not one.get("aria-hidden")]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert [(one.get("aria-label") or "").partition(". ")[0] for one in charts] == [
        "Fjordpuls: mean 70.0, median 75.0, lowest 50.0, highest 85.0",
        "Lomvi: mean 66.7, median 65.0, lowest 60.0, highest 75.0",
        "Skarv: mean 12.5, median 12.5, lowest 0.0, highest 25.0",
        "How far each value moves when one juror is left out",
        "The lead of the first over the next when one criterion is left out",
        "The least lead over each rival in the band",
        "Points above or below the others, for each juror: from 20.0 for the mildest to "
        "\u221216.3 for the strictest.",
    ]
    assert {one.get("role") for one in loud} == {"img"}


async def test_no_juror_is_named_beside_a_score_unless_the_sealed_rules_say_so(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART)

    hidden = text(await main(client, address(at)))
    await db.execute("UPDATE editions SET score_names = true")
    page = await main(client, address(at))

    assert [name for name in JURORS if re.search(rf"\b{name}\b", hidden)] == []
    assert "so the jurors are only counted" in hidden
    assert rows(page, "The points of each sheet, by juror") == [
        ["Nominee", *JURORS],
        ["Fjordpuls", "85.0", "75.0", "50.0"],
        ["Lomvi", "75.0", "60.0", "65.0"],
        ["Skarv", "25.0", "0.0", "–"],
    ]
    assert rows(page, "Who leads without one juror")[1:] == [
        ["Ada", "Fjordpuls, Lomvi", "0.0"],
        ["Bo", "Lomvi", "2.5"],
        ["Cy", "Fjordpuls", "12.5"],
    ]


@pytest.mark.parametrize(
    ("scores", "rules", "heading", "said"),
    [
        (
            EQUAL,
            {"tie_rule": "panel"},
            "They share the first place: Fjordpuls, Lomvi",
            "So says the sealed tie rule.",
        ),
        (
            EQUAL,
            {"tie_rule": "median"},
            "They share the first place: Fjordpuls, Lomvi",
            "They are equal by the sealed tie rule too.",
        ),
        (
            {**EQUAL, "Fjordpuls": {"Ada": (4, 1), "Bo": (4, 2), "Cy": (3, 3)}},
            {"tie_rule": "heaviest"},
            "Fjordpuls leads",
            "The sealed tie rule: the higher mean on the criterion of most weight goes first.",
        ),
        (
            {**EQUAL, "Fjordpuls": {"Ada": (4, 4), "Bo": (4, 4), "Cy": (1, 1)}},
            {"tie_rule": "median"},
            "Fjordpuls leads",
            "The sealed tie rule: the higher median goes first.",
        ),
    ],
)
async def test_a_tie_names_the_tie_rule_that_was_used(
    client: httpx.AsyncClient,
    db: Connection,
    scores: Scores,
    rules: dict[str, str],
    heading: str,
    said: str,
) -> None:
    at = await desk(db, client, scores, **rules)

    verdict = next((await main(client, address(at))).iter("section"))
    overview = text(await main(client, "/staff/2027/standings"))

    [named] = all_of(verdict, "h2")
    assert named in (heading, f"{heading}, but it is too close")
    assert said in text(verdict)
    assert heading in overview and "tie rule" in overview


async def test_a_method_that_is_refused_says_why(client: httpx.AsyncClient, db: Connection) -> None:
    apart: Scores = {"Fjordpuls": {"Ada": (3, 3)}, "Lomvi": {"Bo": (1, 1)}}
    at = await desk(db, client, apart, method="additive")

    page = text(await main(client, address(at)))

    assert "The weighted mean counts instead, as the rules say." in page
    assert "What counts is the mean of the sheets’ totals." in page
    assert "cannot be made: too few sheets connect the nominees." in page


@pytest.mark.parametrize(
    ("method", "heads"),
    [
        ("weighted_median", ["Mean", "Median"]),
        ("additive", ["Corrected mean", "Mean", "Median"]),
    ],
)
async def test_the_standings_have_what_counts_in_bold(
    client: httpx.AsyncClient, db: Connection, method: str, heads: list[str]
) -> None:
    at = await desk(db, client, APART, method=method)

    page = await main(client, address(at))

    [table] = [one for one in page.iter("table") if "ranked by" in all_of(one, "caption")[0]]
    [bold, *_] = table.iter("b")
    assert all_of(table, "th")[2 : 2 + len(heads)] == heads
    assert text(bold) == {"weighted_median": "75.0", "additive": "70.0"}[method]


async def test_where_the_rules_ask_for_a_second_round_there_is_a_way_to_begin_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART, margin=10, too_close="second_round")
    link = f"{address(at)}/round"

    page = (await client.get(address(at))).text
    await client.post(
        link, data={"nominee": list(at.nominees.values())[:2], "reason": "Too close."}
    )
    begun = (await client.get(address(at))).text

    assert "the nominees at the front are judged in a second round" in page
    assert f'href="{link}"' in page
    assert f'href="{link}"' not in begun


async def test_earlier_rounds_stand_below_and_do_not_count(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART, margin=50, too_close="second_round")
    two = [at.nominees["Fjordpuls"], at.nominees["Lomvi"]]
    again = await people.shortlist(db, at.category, *two, number=2)
    for company in two:
        await people.sheet(db, again, at.jurors["Ada"], company, 3, 3)
    await people.ballot(db, again, at.jurors["Ada"])

    page = await main(client, address(at))

    *_, earlier = page.iter("section")
    assert all_of(earlier, "h2", "h3") == ["Earlier rounds", "Round 1, before it"]
    assert "It does not count for the decision any more." in text(earlier)
    assert "A second round was judged, as the rules say." in text(page)


async def test_where_nothing_counts_there_are_words_and_no_charts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, {"Fjordpuls": {}, "Lomvi": {}})

    page = await main(client, address(at))

    assert all_of(page, "h1", "h2") == ["export en", "No sheet counts yet", "The standings"]
    assert [one for one in page.iter() if one.get("role") == "img"] == []


async def test_the_page_can_be_read_in_each_language(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART)

    bokmaal = text(await main(client, f"{address(at)}?language=nb"))
    english = text(await main(client, f"{address(at)}?language=en"))

    assert "Fjordpuls leder, 3,3 poeng foran nestemann." in bokmaal
    assert "Fjordpuls leads, 3.3 points ahead of the next." in english


async def test_before_judging_has_closed_there_is_nothing_to_see(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART)
    await db.execute("UPDATE editions SET stage = 'judging'")

    answer = await client.get(address(at))

    assert answer.status_code == 409
    assert "Fjordpuls" not in answer.text and "export" not in answer.text


async def test_a_stranger_sees_no_result(client: httpx.AsyncClient, db: Connection) -> None:
    at = await judged(db, APART)

    answer = await client.get(address(at))

    assert answer.status_code == 401
    assert "Fjordpuls" not in answer.text


async def test_more_nominees_and_jurors_take_no_more_statements(
    client: httpx.AsyncClient, db: Connection
) -> None:
    at = await desk(db, client, APART, score_names=True)
    client._transport.app.state.watch.every = 1000.0  # type: ignore[attr-defined]
    await client.get(address(at))

    few = await statements(client, db, at)
    for number in range(5):
        juror = await people.juror(db, at.edition, f"Juror {number}")
        company = await people.company(db, at.edition, f"Company {number}")
        nominee = await people.nominee(db, at.category, company, state="shortlisted")
        await db.execute("INSERT INTO shortlist VALUES ($1, $2)", at.round, nominee)
        await people.sheet(db, at.round, juror, nominee, 3, number % 4)
        await people.ballot(db, at.round, juror)
    many = await statements(client, db, at)

    assert many == few


async def statements(client: httpx.AsyncClient, db: Connection, at: Judging) -> list[str]:
    said: list[str] = []
    with db.query_logger(lambda record: said.append(record.query)):
        assert (await client.get(address(at))).status_code == 200
    return [query for query in said if "SAVEPOINT" not in query]
