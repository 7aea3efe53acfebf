"""Staff ask what they want to know on plain pages: no code, and nothing typed is lost."""

import re
from typing import Any

import httpx
import pytest

from awards import editions, questionnaires
from awards.database import Connection
from awards.questions import Choice, Form, Kind, Question, Rule
from awards.stages import Stage
from tests import people

pytestmark = pytest.mark.anyio

INPUT = re.compile(
    r'<input (?:type="hidden"|class="ds-input" id="[^"]+") name="([^"]+)"'
    r'(?: type="text")? value="([^"]*)"'
)
PATH = "/staff/2027/set-up/questions"
TEXTS = {"label-nb": "Hvor selger dere?", "label-en": "Where do you sell?", "help-en": "Briefly."}
PLACED = {"form": "company", "category": "", "need": "judging", "shown_to_jury": "yes"}
RULED = {
    "unmet-nb": "For lite.",
    "unmet-en": "Too little.",
    "way_out-nb": "Prøv neste år.",
    "way_out-en": "Try next year.",
}
OF_KIND: dict[str, dict[str, Any]] = {
    "short_text": {},
    "long_text": {"word_limit": "90"},
    "whole_number": {"at_least": "3", **RULED},
    "money": {"scale": "1000000", "at_most": "50 mill.", **RULED},
    "percent": {"at_least": "10", "at_most": "90 %", **RULED},
    "year_figures": {"figure": "export", "scale": "1000"},
    "one_choice": {
        "choice-1-nb": "Norge",
        "choice-1-en": "Norway",
        "choice-2-nb": "Ute",
        "meets": ["2"],
        **RULED,
    },
    "yes_no": {"is_yes": "yes", **RULED},
    "web_address": {"public": "yes"},
}


async def _signed_in(
    db: Connection, client: httpx.AsyncClient, stage: Stage = Stage.NOMINATING
) -> int:
    await people.award(db)
    await people.sign_in(db, client, "staff", await people.staff(db))
    return await people.edition(db, stage=stage)


async def _newest(db: Connection, edition: int) -> Question:
    ident = await db.fetchval("SELECT max(id) FROM questions")
    return await questionnaires.question(db, edition, ident)


def _marked(page: httpx.Response) -> list[str]:
    return re.findall(r'<li><a class="ds-link" href="#([^"]+)">', page.text)


def _sent(page: httpx.Response) -> dict[str, str]:
    """What a browser would send of hidden fields and lines."""
    return dict(INPUT.findall(page.text))


@pytest.mark.parametrize("kind", OF_KIND)
async def test_a_question_of_each_kind_is_made_shown_again_and_saved_as_it_was(
    kind: str, client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)
    asked = {**TEXTS, **PLACED, **OF_KIND[kind], "kind": kind}

    fresh = await client.get(f"{PATH}/new", params={"kind": kind, "form": "company"})
    added = await client.post(f"{PATH}/new", data=asked)
    was = await _newest(db, edition)
    page = await client.get(f"{PATH}/{was.id}")
    saved = await client.post(f"{PATH}/{was.id}", data={**_sent(page), **asked, "version": "1"})

    assert [fresh.status_code, added.status_code, page.status_code] == [200, 303, 200]
    assert saved.status_code == 303, _marked(saved)
    now = await _newest(db, edition)
    assert questionnaires.of(now) == questionnaires.of(was)
    assert (now.kind, now.form, now.version) == (Kind(kind), Form.COMPANY, 2)
    assert (now.label, now.help) == (
        {"nb": "Hvor selger dere?", "en": "Where do you sell?"},
        {"en": "Briefly."},
    )


async def test_the_rows_of_a_choice_become_alternatives_with_keys_that_stay(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)
    asked = {**TEXTS, **PLACED, **OF_KIND["one_choice"], "kind": "one_choice"}
    asked |= {"choice-2-nb": "", "choice-3-nb": "Ute", "meets": ["3"]}
    await client.post(f"{PATH}/new", data=asked)
    made = await _newest(db, edition)
    page = await client.get(f"{PATH}/{made.id}")

    mended = {**asked, **_sent(page), "choice-2-nb": "Utenfor Norge", "meets": ["2"]}
    await client.post(f"{PATH}/{made.id}", data=mended)

    assert made.rule == Rule(one_of=["ute"])
    now = await _newest(db, edition)
    assert list(now.choices) == [
        Choice("norge", {"nb": "Norge", "en": "Norway"}),
        Choice("ute", {"nb": "Utenfor Norge"}),
    ]
    assert now.rule == Rule(one_of=["ute"])


async def test_one_more_alternative_keeps_all_that_was_typed(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)
    typed = {**TEXTS, **PLACED, "kind": "one_choice", "choice-3-nb": "Sverige", "do": "choice"}

    page = await client.post(f"{PATH}/new", data=typed)

    assert (page.status_code, _marked(page)) == (200, [])
    assert 'value="Sverige"' in page.text
    assert 'name="choice-4-nb"' in page.text
    assert 'name="choice-5-nb"' not in page.text
    assert await db.fetchval("SELECT count(*) FROM questions") == 1


async def test_another_kind_shows_its_fields_and_changes_nothing_yet(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)
    [why] = await editions.asked(db, edition)
    page = await client.get(f"{PATH}/{why.id}")
    typed = {**_sent(page), **PLACED, "form": "nomination", "kind": "money", "do": "kind"}

    shown = await client.post(f"{PATH}/{why.id}", data={**typed, "label-nb": "Hvor mye?"})

    assert shown.status_code == 200
    assert 'name="scale"' in shown.text
    assert 'value="Hvor mye?"' in shown.text
    assert [one.kind for one in await editions.asked(db, edition)] == [Kind.LONG_TEXT]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["kind", "form", "label-nb", "need"]),
        (
            {**PLACED, "kind": "one_choice", "label-nb": "Hvor?", "choice-1-nb": "Norge"},
            ["choice-1-nb"],
        ),
        (
            {**PLACED, "kind": "one_choice", "label-nb": "Hvor?", "choice-2-en": "Norway"},
            ["choice-2-nb"],
        ),
        (
            {**PLACED, "kind": "percent", "label-nb": "Hvor mye?", "at_least": "ti"},
            ["at_least", "unmet-nb", "way_out-nb"],
        ),
        ({**PLACED, "kind": "money", "label-nb": "Hva?", "scale": "7"}, ["scale"]),
        ({**PLACED, "kind": "short_text", "label-nb": "Hva?", "category": "9"}, ["category"]),
    ],
)
async def test_all_that_is_wrong_with_a_question_is_said_at_its_fields(
    typed: dict[str, str], wrong: list[str], client: httpx.AsyncClient, db: Connection
) -> None:
    await _signed_in(db, client)

    page = await client.post(f"{PATH}/new", data=typed)

    assert (page.status_code, _marked(page)) == (422, wrong)
    assert all(f'id="{field}"' in page.text for field in wrong)


async def test_a_question_with_answers_says_how_many_and_is_taken_out_and_put_back(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)
    category = await people.category(db, edition)
    [why] = await editions.asked(db, edition)
    await people.nomination(db, category, await people.company(db, edition))

    page = await client.get(f"{PATH}/{why.id}")
    await client.post(f"{PATH}/{why.id}/remove")
    without = await editions.asked(db, edition)
    retired = await client.get(f"{PATH}/{why.id}")
    await client.post(f"{PATH}/{why.id}/back")

    assert "One has answered it." in page.text
    assert (without, [one.id for one in await editions.asked(db, edition)]) == ([], [why.id])
    assert f'action="{PATH}/{why.id}/back"' in retired.text
    assert await people.deeds(db) == ["question.retired", "question.brought_back"]


async def test_questions_move_up_by_a_button(client: httpx.AsyncClient, db: Connection) -> None:
    edition = await _signed_in(db, client)
    asked = {**TEXTS, **PLACED, "form": "nomination", "kind": "short_text"}
    await client.post(f"{PATH}/new", data=asked)
    how = await _newest(db, edition)

    page = await client.get(PATH)
    moved = await client.post(f"{PATH}/{how.id}/up")

    assert f'action="{PATH}/{how.id}/up"' in page.text
    assert moved.status_code == 303
    assert (await editions.asked(db, edition))[0].id == how.id


async def test_the_suggested_questions_are_offered_while_the_companys_form_is_empty(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)

    before = await client.get(PATH)
    begun = await client.post(f"{PATH}/suggested")
    after = await client.get(PATH)

    assert begun.status_code == 303
    assert [f"{PATH}/suggested" in page.text for page in (before, after)] == [True, False]
    assert len(await editions.asked(db, edition, Form.COMPANY)) == 7
    assert "Turnover" in after.text


async def test_the_loser_of_a_race_for_a_question_sees_both_texts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client)
    await client.post(f"{PATH}/new", data={**TEXTS, **PLACED, "kind": "short_text"})
    made = await _newest(db, edition)
    mine = {**TEXTS, **PLACED, "kind": "short_text", "version": "1"}
    theirs = {**mine, "label-nb": "Theirs", "need": "never", "public": "yes"}

    won = await client.post(f"{PATH}/{made.id}", data=theirs)
    lost = await client.post(f"{PATH}/{made.id}", data={**mine, "label-nb": "Mine"})
    again = await client.post(f"{PATH}/{made.id}", data={**mine, **_sent(lost)})

    assert [won.status_code, lost.status_code, again.status_code] == [303, 409, 303]
    for text in ('value="Mine"', "Theirs", "Never: it may be left empty"):
        assert text in lost.text
    assert (await _newest(db, edition)).label["nb"] == "Mine"


async def test_nothing_is_changed_once_judging_has_opened(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client, Stage.JUDGING)
    [why] = await editions.asked(db, edition)
    asked = {**TEXTS, **PLACED, "kind": "short_text", "version": "1"}

    refused = [
        await client.post(f"{PATH}/new", data=asked),
        await client.post(f"{PATH}/{why.id}/remove"),
        await client.post(f"{PATH}/{why.id}/up"),
        await client.post(f"{PATH}/suggested"),
        await client.post(f"{PATH}/{why.id}", data={**asked, "label-en": "Why them?"}),
    ]
    shown = await client.get(f"{PATH}/{why.id}")

    assert [page.status_code for page in refused] == [409] * 5
    assert "they stay as" not in shown.text and "it stays as it is" in shown.text
    assert await editions.asked(db, edition) == [why]


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_the_forms_are_previewed_as_nominator_company_and_juror(
    language: str, client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client, Stage.DRAFT)
    first, second = [await people.category(db, edition, slug, at) for at, slug in enumerate("ab")]
    for at, (kind, fields) in enumerate(OF_KIND.items()):
        asked = {**PLACED, **fields, "kind": kind, "category": str(first if at % 2 else "")}
        for form in ("nomination", "company"):
            texts = {"label-nb": f"{form} {kind}", "label-en": f"{form} {kind}"}
            added = await client.post(f"{PATH}/new", data={**asked, **texts, "form": form})
            assert added.status_code == 303, _marked(added)

    previews = {
        name: await client.get(f"/staff/2027/preview/{language}/{name}")
        for name in ("nominate", "company", "case", f"case?category={second}")
    }

    assert [page.status_code for page in previews.values()] == [200] * 4
    asked_in = {
        name: {
            f"{form} {kind}"
            for form in ("nomination", "company")
            for kind in OF_KIND
            if f"{form} {kind}" in page.text
        }
        for name, page in previews.items()
    }
    of_nominator, of_company = [{f"{form} {kind}" for kind in OF_KIND} for form in Form]
    assert asked_in["nominate"] == of_nominator
    assert asked_in["company"] == of_company
    assert asked_in["case"] == of_company | of_nominator
    assert len(asked_in[f"case?category={second}"]) == 10


async def test_previews_say_what_is_missing_and_strangers_see_none(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await people.award(db)
    await people.edition(db, stage=Stage.DRAFT)
    paths = [f"/staff/2027/preview/nb/{name}" for name in ("company", "case", "case?category=7")]

    strangers = [(await client.get(path)).status_code for path in paths]
    await people.sign_in(db, client, "staff", await people.staff(db))
    staff = [(await client.get(path)).status_code for path in paths]

    assert (strangers, staff) == ([401] * 3, [200, 200, 404])


async def test_what_is_tried_in_a_preview_is_checked_computed_and_kept_nowhere(
    client: httpx.AsyncClient, db: Connection
) -> None:
    edition = await _signed_in(db, client, Stage.DRAFT)
    await client.post(f"{PATH}/suggested")
    responsible, turnover, *_ = await editions.asked(db, edition, Form.COMPANY)
    years = {"2024": "10", "2025": "12,5 mill.", "2026": "mange"}
    tried = {f"{turnover.field}-{year}": text for year, text in years.items()}
    path = "/staff/2027/preview/en/company"

    computed = await client.get(path, params={**tried, "do": "compute"})
    checked = await client.get(path, params={**tried, responsible.field: "yes", "do": "check"})
    stopped = await client.get(path, params={**tried, responsible.field: "no", "do": "check"})

    assert "25%" in computed.text
    assert _marked(checked) == [f"{turnover.field}-2026"]
    assert ["Not met" in page.text for page in (computed, checked, stopped)] == [False, False, True]
    assert f'name="{turnover.field}-2026"' not in stopped.text
    assert await db.fetchval("SELECT count(*) FROM company_answers") == 0
