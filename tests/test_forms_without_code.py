"""A year's forms built on the pages, with all nine kinds of question in two languages: previewed,
opened, filled in by a nominator and a company, read by staff and the jury. No restart, no code."""

import re

import pytest

from awards.questions import Kind
from tests import nine_kinds, workshop
from tests.chromium import Person
from tests.nine_kinds import (
    COMPANYS,
    HELP,
    KINDS,
    LEARNT,
    NOMINATORS,
    QUESTIONS,
    REASON,
    UNMET,
    WAY_OUT,
    Asking,
)
from tests.story import STAFF, Fields, ident
from tests.workshop import Workshop, link

pytestmark = [pytest.mark.anyio, pytest.mark.harness, pytest.mark.timeout(600)]

NINA, POST = "nina@customer.example", "post@fjordpuls.example"
FORM, OWN_FORM = "/en/nominate", "/nominee/form"
WHY = "answer-1"  # asked in every new year
CATEGORY: Fields = {"name-nb": "Årets nykommer", "name-en": "Newcomer"}
CRITERION: Fields = {"name-nb": "Vekst", "name-en": "Growth", "weight": "100"}
CONTACT: Fields = {"name": "Eli Berg", "address": "eli@fjordpuls.example", "telephone": "555"}
COMPUTED = (
    "Eksportandel 40 % 40 % 50 %",
    "Vekst i omsetning – +21 % +24 %",
    "fra 2024 til 2026: omsetning +22,5 %, eksport +36,9 %, ansatte +11,8 %.",
    "Antallet ansatte gikk ned fra 48 i 2024 til 45 i 2025.",
)
NORWEGIAN = "Is the company registered in Norway?"  # the requirement


async def test_forms_with_nine_kinds_of_question_are_built_asked_answered_and_judged() -> None:
    assert set(Kind) == KINDS
    async with workshop.opened() as shop:
        await _build(shop)
        await _preview(shop)
        await shop.story.open_the_call()
        nina = await _nominate(shop)
        await _send_the_letter(shop, nina)
        await _fill_in(shop)
        await _wait_outside(nina)
        await _read(shop)
    assert not shop.inspection.found, "\n".join(shop.inspection.found)


async def _build(shop: Workshop) -> None:
    """Tone makes the category, and adds each question on its page."""
    tone = shop.tone
    await tone.open(f"{STAFF}/set-up/categories/new")
    await tone.submit("/categories/new", **CATEGORY)
    category = await link(tone, r"/categories/\d+$")
    await tone.open(await link(tone, r"/criteria/new$"))
    await tone.submit("/criteria/new", **CRITERION)
    for one in QUESTIONS:
        await tone.open(f"{STAFF}/set-up/questions/new?kind={one.kind}&form={one.form}")
        typed = nine_kinds.asked(one, str(ident(category)))
        said = await tone.press("Save the question", **typed)
        assert one.norwegian in said
        shop.fields[one.english] = f"answer-{ident(await _newest(tone))}"


def _given(shop: Workshop, english: str, answer: str) -> Fields:
    return {shop.fields[english]: answer}


async def _newest(tone: Person) -> str:
    asked = [one for one in await tone.addresses() if re.search(r"/questions/\d+$", one)]
    return max(asked, key=ident)


async def _preview(shop: Workshop) -> None:
    """Both forms and the case in both languages, before anybody else can see them."""
    tone = shop.tone
    for turn, (language, label) in enumerate((("nb", "norwegian"), ("en", "english"))):
        form = await tone.open(f"{STAFF}/preview/{language}/nominate")
        own = await tone.open(f"{STAFF}/preview/{language}/company")
        case = await tone.open(f"{STAFF}/preview/{language}/case")
        assert HELP[turn] in form
        assert [texts for texts in (HELP, UNMET, WAY_OUT) if texts[turn] not in own] == []
        assert [one for one in NOMINATORS if getattr(one, label) not in form] == []
        assert [one for one in COMPANYS if getattr(one, label) not in own] == []
        assert [one for one in QUESTIONS if getattr(one, label) not in case] == []
    await tone.open(f"{STAFF}/preview/nb/company")
    said = await tone.press("Check what is filled in", **_given(shop, NORWEGIAN, "no"))
    assert UNMET[0] in said
    assert WAY_OUT[0] in said


async def _nominate(shop: Workshop) -> Person:
    """Nina's text survives a closed tab, a cut line and another device; then she nominates."""
    begun = await shop.person("en")
    await begun.open(FORM)
    await begun.page.locator(f"#{WHY}").fill(REASON)
    begun = await workshop.tab_again(shop, begun, FORM, WHY, REASON)
    await workshop.cut_off(shop, begun, "Send the nomination")
    await begun.press("Save and go on later", address=NINA)
    nina = await shop.person("en")
    await nina.open(await shop.story.link(NINA, "/nominate/open/"))
    await nina.press("Open the form")
    assert await nina.page.locator(f"#{WHY}").input_value() == REASON
    await _find_company(shop, nina)
    met = NOMINATORS[0]
    mine: Fields = {"nominator": "Nina Berg", "relation": "Customer", "works_there": "yes"}
    await nina.press("Send the nomination", expect=422, **mine)
    await nina.press("Send the nomination", **_given(shop, met.english, met.typed[""]))
    await nina.open(await shop.story.link(NINA, "/nominations/open/"))
    await nina.press("Open my nominations")
    assert "What counts, counts" in await nina.press("Confirm this nomination")
    await nina.press("Go on to your company's own form")
    return nina


async def _find_company(shop: Workshop, nina: Person) -> None:
    """Some letters, the suggestion of the register, and the company is picked."""
    name = nina.page.locator("#company")
    async with nina.page.expect_response(lambda answer: answer.url.endswith("q=fjordp")):
        await name.press_sequentially("fjordp")
    await nina.page.get_by_role("option", name="FJORDPULS AS").wait_for()
    await shop.looked(nina, "the nomination form with suggestions")
    await name.press("ArrowDown")
    await name.press("Enter")
    picked = nina.page.locator('[data-company="picked"]')
    await picked.wait_for()
    assert await name.input_value() == "Fjordpuls AS"
    assert "310 412 031" in re.sub(r"\s", " ", await picked.inner_text())


async def _send_the_letter(shop: Workshop, nina: Person) -> None:
    """Nina is inside on her word; staff see her, and send the company a letter of its own."""
    assert "Fjordpuls" in await nina.open("/nominee/")
    tone = shop.tone
    await tone.open(f"{STAFF}/nominees")
    nominee = await link(tone, r"/nominees/\d+$")
    shop.story.nominees = [ident(nominee)]
    await tone.open(nominee)
    assert "Nina Berg" in await tone.open(await link(tone, r"/companies/\d+$"))
    await tone.press("Send the letter", name="Eli Berg", address=POST, language="nb")


async def _fill_in(shop: Workshop) -> None:
    """Eli accepts, is stopped by a requirement, computes, goes on elsewhere, and hands in."""
    eli = await _enter(shop)
    await eli.press("Accept the nomination")
    await eli.open(OWN_FORM)
    said = await eli.press("Save and go on later", **_given(shop, NORWEGIAN, "no"))
    assert UNMET[0] in said
    assert WAY_OUT[0] in said
    assert COMPANYS[1].norwegian not in said
    await eli.press("Save and go on later", **_given(shop, NORWEGIAN, "yes"))
    await _figures(shop, eli)
    await eli.press("Save and go on later")
    learnt = shop.fields["What have you learnt abroad?"]
    eli = await _write(shop, eli, learnt)
    await workshop.cut_off(shop, eli, "Send the case to the jury")
    await eli.press("Save and go on later")
    elsewhere = await _enter(shop)
    await elsewhere.open(OWN_FORM)
    assert await elsewhere.page.locator(f"#{learnt}").input_value() == LEARNT
    await _hand_in(shop, elsewhere)


async def _enter(shop: Workshop) -> Person:
    eli = await shop.person("nb")
    await eli.open(await shop.story.link(POST, "/nominee/enter/"))
    await eli.press("Go to the form")
    return eli


async def _figures(shop: Workshop, eli: Person) -> None:
    """Growth and share stand there as soon as the figures do, dips are pointed out."""
    for one in COMPANYS:
        if one.kind == "year_figures":
            await _type(shop, eli, one)
    box = eli.page.locator("[data-computed]")
    await box.locator("[data-notes]").wait_for()
    said = re.sub(r"\s+", " ", await box.inner_text())
    assert [text for text in COMPUTED if text not in said] == [], said
    await shop.looked(eli, "the company's form with what was computed")


async def _write(shop: Workshop, eli: Person, learnt: str) -> Person:
    """Too many words are counted as they are typed and refused; then the right ones survive."""
    await eli.page.locator(f"#{learnt}").fill("ord " * 41)
    count = eli.page.locator(f"#{learnt}-count")
    await count.get_by_text("41 av 40 ord").wait_for()
    await eli.press("Send the case to the jury", expect=422)
    await eli.page.locator(f"#{learnt}").fill(LEARNT)
    return await workshop.tab_again(shop, eli, OWN_FORM, learnt, LEARNT)


async def _type(shop: Workshop, who: Person, one: Asking) -> None:
    """An answer, as it is typed or chosen."""
    for end, text in one.typed.items():
        name = shop.fields[one.english] + end
        if one.kind == "one_choice":
            await who.page.locator(f'[name="{name}"]').nth(int(text) - 1).check()
        elif one.kind == "yes_no":
            await who.page.locator(f'[name="{name}"][value="{text}"]').check()
        else:
            await who.page.locator(f'[name="{name}"]').fill(text)


async def _hand_in(shop: Workshop, eli: Person) -> None:
    for one in COMPANYS:
        await _type(shop, eli, one)
    said = await eli.press("Send the case to the jury")
    assert "sendt til juryen" in said
    await eli.open("/nominee/press")
    contact: Fields = {
        "name": "Eli Berg",
        "address": "eli@fjordpuls.example",
        "telephone": "55 55 55 55",
    }
    await eli.press("Save", company="Fjordpuls", **contact)
    await eli.open("/nominee/people")


async def _wait_outside(nina: Person) -> None:
    """Nina's word that she works there does not open what others have written since."""
    said = await nina.open(OWN_FORM)
    assert "You are not let in yet" in said
    assert LEARNT not in said


async def _read(shop: Workshop) -> None:
    """Staff read the case in Norwegian, and a juror in English, once judging has opened."""
    nominee = shop.story.nominees[0]
    staff = await shop.tone.open(f"{STAFF}/nominees/{nominee}/case")
    _assert_read(staff, "norwegian", "read_nb")
    ada = await _judging(shop, nominee)
    case = await ada.open(f"/jury/nominees/{nominee}/case")
    _assert_read(case, "english", "read_en")
    _assert_read(await ada.open(f"/jury/nominees/{nominee}"), "english", "read_en")
    staff = await shop.tone.open(f"{STAFF}/nominees/{nominee}/case")
    _assert_read(staff, "norwegian", "read_nb")


def _assert_read(case: str, label: str, read: str) -> None:
    case = case.replace("\u00a0", " ")
    wanted = [REASON]
    for one in QUESTIONS:
        wanted += [getattr(one, label), *getattr(one, read)]
    assert [text for text in wanted if text not in case] == [], case


async def _judging(shop: Workshop, nominee: int) -> Person:
    """Nominations close, the shortlist is fixed, a juror is invited and comes in."""
    tone = shop.story.tone
    await tone.open(f"{STAFF}/move/screening")
    await tone.submit("/move/screening")
    await tone.open(f"{STAFF}/nominees/shortlists")
    shortlist = await link(tone, r"/nominees/shortlists/\d+$")
    await tone.open(shortlist)
    await tone.submit("/choose", nominee=[nominee])
    await tone.open(f"{shortlist}/fix")
    await tone.submit("/fix")
    await tone.open(f"{STAFF}/jury/list")
    await tone.submit("/jury/list", list="Ada Lie <ada@jury.example>; en")
    await tone.submit("/jury/list")
    await tone.open(f"{STAFF}/jury/invite")
    await tone.submit("/jury/invite")
    await tone.open(f"{STAFF}/move/judging")
    await tone.submit("/move/judging")
    ada = await shop.person("en")
    await ada.open(await shop.story.link("ada@jury.example", "/jury/enter/"))
    await ada.press("Yes, go in")
    await ada.submit("/jury/welcome", read="yes")
    await ada.submit("/jury/conflicts", none="yes")
    return ada
