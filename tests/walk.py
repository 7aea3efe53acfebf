"""A walk through every page there is at one time: over HTTP to see where it differs, then in
Chromium to look at what does."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import httpx
from playwright.async_api import Browser, Page, Response

from awards.announcements import Kind
from awards.stages import Stage
from tests import router
from tests.chromium import Inspection, View
from tests.router import Place

MOST = 6  # addresses of one page that are tried, such as six score sheets of a juror
SPOKEN = "en"  # the language of the tries; the browser asks in that of its view

# What an address needs behind its question mark to be more than an empty page.
QUERIES = {
    "staff:rejection": "?id={nomination}",
    "staff:asking_nominators": "?id={nomination}",
    "staff:asking_companies": "?id={nominee}",
    "staff:before_ineligible": "?id={nominee}",
    "staff:before_choosing": "?id={nominee}",
    "staff:before_joining": "?keep={company}&join={other}",
    "staff:joining": "?q=a",
    "staff:new_question": "?kind=one_choice",
    "staff:preview_company": "?do=check",
    "staff:register": "?show=unverified",
    "staff:nominations": "?q=nobody+at+all",
    "staff:nominees": "?q=nobody+at+all",
}
# Forms that may be sent empty at any time: each says what is missing, and changes nothing.
REFUSING = {
    "public:nominate",
    "public:follow",
    "public:mend",
    "check:answer",
    "jury:abstain",
    "jury:ask",
    "jury:declare",
    "jury:disown",
    "jury:send_link",
    "public:go_on",
    "nominee:press",
    "nominee:logo",
    "nominee:invite",
    "staff:ask",
    "staff:ask_winner",
    "staff:new_channel",
    "staff:change_channel",
    "staff:begin",
    "staff:ask_nominators",
    "staff:ask_companies",
    "staff:declare_several_ineligible",
    "staff:choose_several",
    "staff:correct_nomination",
    "staff:correct_company",
    "staff:number_company",
    "staff:let_through",
    "staff:invite_into_company",
    "staff:note_informed",
    "staff:count_informing",
    "staff:send_informing",
    "staff:amend_case",
    "staff:change_company_rules",
    "staff:load_members",
    "staff:bring_in_past",
    "staff:reject_nominations",
    "staff:enter_nomination",
    "staff:declare_ineligible",
    "staff:rename_company",
    "staff:take_back_shortlist",
    "staff:add_juror",
    "staff:change_juror",
    "staff:add_jury_list",
    "staff:excuse_juror",
    "staff:reopen_ballot",
    "staff:copy_link",
    "staff:end_extension",
    "staff:extend",
    "staff:answer_flag",
    "staff:decline_flag",
    "staff:confirm_interest",
    "staff:pin_interest",
    "staff:change_weights",
    "staff:change_round_settings",
    "staff:begin_round",
    "staff:declare_recusal",
    "staff:decide",
    "staff:approve_decision",
    "staff:meeting_decide",
    "staff:meeting_approve",
    "staff:stand_in",
    "staff:change_result_rules",
    "staff:make_export",
    "jury:meeting_decide",
    "jury:meeting_approve",
    "staff:write_news",
    "staff:edit_news",
    "staff:correct_news",
    "staff:schedule_news",
    "staff:withdraw_news",
    "staff:change_outline",
    "staff:change_rules",
    "staff:add_category",
    "staff:change_category",
    "staff:add_criterion",
    "staff:change_criterion",
    "staff:add_question",
    "staff:change_question",
    "staff:plan",
    "staff:change_award",
    "staff:add_person",
    "staff:change_person",
}
# Pages that a link in a letter opens, too, though it leads to another one.
DOORS = {"public:unfollow": "public:follow_door"}
SEND_EMPTY = """address => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    document.body.append(form);
    form.submit();
}"""


@dataclass(frozen=True)
class Guise:
    """Who walks: the cookies they carry, where they begin, the rooms they are to know whole."""

    who: str
    cookies: Mapping[str, str]
    starts: tuple[str, ...]
    rooms: tuple[str, ...]

    def knows(self, place: Place) -> bool:
        return place.name.startswith(self.rooms) and place.name not in router.NO_PAGES


@dataclass
class Walk:
    browser: Browser
    base: str
    inspection: Inspection
    year: int
    visited: set[str] = field(default_factory=set)  # names of the pages that were there
    tried: int = 0
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[View, Page] = field(default_factory=dict)

    async def through(self, guise: Guise) -> None:
        """Follow every link from where they begin, then try what no link led to, and the forms."""
        around = _Round(deque(guise.starts))
        headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in guise.cookies.items()),
            "accept-language": SPOKEN,
        }
        async with httpx.AsyncClient(base_url=self.base, headers=headers, timeout=20) as client:
            await self._follow(client, guise, around)
            around.ahead += self._unlinked(guise, around)
            await self._follow(client, guise, around)
            for address in self._refusing(guise):
                await self._consider(guise, "POST", address, await client.post(address))

    async def _follow(self, client: httpx.AsyncClient, guise: Guise, around: "_Round") -> None:
        while around.ahead:
            address = around.next(self.base)
            if address is None:
                continue
            self._learn(address)
            answer = await client.get(address)
            if answer.is_redirect:
                around.ahead.append(answer.headers["location"])
                continue
            await self._consider(guise, "GET", address, answer)
            around.ahead += router.links(answer.text)

    def _unlinked(self, guise: Guise, around: "_Round") -> list[str]:
        """Pages of their rooms that no link led to now: too early, too late, or behind a form."""
        queried = [place for place in router.ours() if place.name in QUERIES]
        missed = [place for place in router.ours() if place.name not in around.places]
        return [
            address
            for place in [*missed, *queried]
            if place.method == "GET" and guise.knows(place)
            for address in self._addresses(place)
        ]

    def _addresses(self, place: Place) -> Iterator[str]:
        many = next((gap for gap in place.gaps if gap in ("stage", "kind", "token")), "")
        fillings = {gap: self.of(place, gap)[0] for gap in place.gaps}
        companies = self.known["company"] or ["1"]
        query = QUERIES.get(place.name, "").format(
            nomination=next(iter(self.known["nomination"]), 1),
            nominee=next(iter(self.known["nominee"]), 1),
            company=companies[0],
            other=companies[-1],
        )
        for value in self.of(place, many)[-MOST - 1 :] if many else [""]:
            yield place.address(**fillings | {many: value}) + query

    def of(self, place: Place, gap: str) -> list[str]:
        """What may fill a gap: found on pages and in letters, or what cannot be there."""
        fixed: dict[str, list[str]] = {
            "year": [str(self.year)],
            "language": [SPOKEN],
            "stage": [*Stage],
            "kind": [*Kind] if "news" in place.path else ["juror_invitation"],
            "adapter": ["wordpress", "webhook"],
            "token": self.known[f"token of {DOORS.get(place.name, place.name)}"] or ["x.y"],
            "key": ["00000000-0000-4000-8000-000000000000"],
        }
        return fixed.get(gap) or self.known[gap] or ["1"]

    def _refusing(self, guise: Guise) -> list[str]:
        forms = [place for place in router.ours() if place.name in REFUSING]
        return [
            address
            for place in forms
            if place.method == "POST" and guise.knows(place)
            for address in list(self._addresses(place))[:1]
        ]

    def _learn(self, address: str) -> None:
        """Remember the numbers in an address: they lead to pages that no link leads to."""
        place = router.found("GET", address)
        gaps = dict(place[1]) if place else {}
        for name, value in [*gaps.items(), *parse_qsl(urlsplit(address).query)]:
            if value.isdecimal() and value not in self.known[name]:
                self.known[name].append(value)

    def letter(self, link: str) -> None:
        """A link in a letter leads to a door."""
        if place := router.found("GET", link):
            tokens = self.known[f"token of {place[0].name}"]
            if (token := place[1].get("token")) and token not in tokens:
                tokens.append(token)

    async def _consider(
        self, guise: Guise, method: str, address: str, answer: httpx.Response
    ) -> None:
        """Look at a page in the views in which nobody has seen one like it."""
        self.tried += 1
        status = answer.status_code
        if status >= 500 or (method == "POST" and status < 400):
            said = f"{status} to {guise.who} for {method} {address}"
            self.inspection.found.append(f"{self.inspection.stage}: {said}")
            return
        if "html" not in answer.headers.get("content-type", ""):
            return
        place = router.found(method, address)
        if place and status == 200:
            self.visited.add(place[0].name)
        key = router.key(method, address, status, answer.text)
        for view in self.inspection.wanted(key):
            await self._look(guise, method, address, status, view, key)

    async def _look(
        self, guise: Guise, method: str, address: str, status: int, view: View, key: str
    ) -> None:
        page = await self._page(guise, view)
        response = await self._go(page, method, self.base + spoken(address, view.language))
        if response is None or response.status != status:
            said = response and response.status
            self.inspection.found.append(f"{key}: {said} in the browser for {address}")
        await self.inspection.look(page, view, key)

    async def _go(self, page: Page, method: str, address: str) -> Response | None:
        if method == "GET":
            return await page.goto(address)
        if not page.url.startswith(self.base):
            await page.goto(f"{self.base}/en/")
        async with page.expect_navigation() as navigation:
            await page.evaluate(SEND_EMPTY, address)
        return await navigation.value

    async def _page(self, guise: Guise, view: View) -> Page:
        """The browser of this view, with the cookies of the guise."""
        if view not in self.pages:
            context = await self.browser.new_context(**view.options)
            self.pages[view] = await context.new_page()
            self.inspection.listen(self.pages[view])
        context = self.pages[view].context
        await context.clear_cookies()
        carried = {**guise.cookies, "language": view.language}
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in carried.items()]
        )
        return self.pages[view]


@dataclass
class _Round:
    """One guise's way through the links: what lies ahead, and what was tried."""

    ahead: "deque[str]"
    behind: set[str] = field(default_factory=set)
    places: Counter[str] = field(default_factory=Counter)
    alike: Counter[str] = field(default_factory=Counter)

    def next(self, base: str) -> str | None:
        """The next address, unless enough like it were tried."""
        link = self.ahead.popleft().removeprefix(base).partition("#")[0]
        if link in self.behind or not link.startswith("/") or link.startswith("/static/"):
            return None
        address = spoken(link, SPOKEN)
        if address in self.behind:
            return None
        self.behind |= {link, address}
        path, _, query = address.partition("?")
        place = router.found("GET", path)
        name = place[0].name if place else path
        asked = {one for one, _ in parse_qsl(query)}
        kind = f"{name} {sorted(asked)}"
        self.alike[kind] += 1
        if self.alike[kind] > MOST + 1 or asked == {"language"} or name in router.NO_PAGES:
            return None
        self.places[name] += 1
        return address


def spoken(address: str, language: str) -> str:
    """The same address in another language, where the language is a part of it."""
    place = router.found("GET", address) or router.found("POST", address)
    if not place or "language" not in place[1]:
        return address
    _, mark, query = address.partition("?")
    return place[0].address(**{**place[1], "language": language}) + mark + query
