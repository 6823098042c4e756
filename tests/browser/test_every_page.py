"""Every page in Debian's Chromium: light and dark, on a desk, a phone and a wall, by keyboard
alone; the policy forbids every script but ours, and the console has nothing to complain of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.office import LOGIN, furnished
from tests.browser.pages import PAGES, Look
from tests.desk.conftest import PASSWORD
from tests.support.browser import (
    DESK,
    PHONE,
    WALL,
    axe,
    opened,
    picture,
    serving,
    sign_in,
    too_wide,
)
from tests.support.rulebooks import KRSK
from tests.web.world import city

pytestmark = pytest.mark.real

_LOOKS: Final = [one for each in PAGES.values() for one in each]
_KEYBOARD: Final = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")
_CONTRAST: Final = "color-contrast"
_COLOURLESS: Final = {_CONTRAST: {"enabled": False}}
# What a narrow screen may change: where one taps, what scrolls, what is no longer shown.
_ON_A_PHONE: Final = [
    "target-size",
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "label",
    "link-name",
    "button-name",
    "region",
]
# Of rows with the same elements and classes in them the first stays.
_THINNED: Final = """() => {
  const made = (row) => [row, ...row.querySelectorAll('*')].map((one) =>
    `${one.tagName}.${one.getAttribute('class')}`).join();
  for (const all of document.querySelectorAll('tbody, ul, ol')) {
    const seen = new Set();
    for (const row of [...all.children]) seen.has(made(row)) ? row.remove() : seen.add(made(row));
  }
}"""


class Offices(NamedTuple):
    """Where the two are, and the names of what the one in which people work has."""

    city: str
    office: str
    names: dict[str, str]

    def address(self, look: Look) -> str:
        """Of one page."""
        return (self.city if look.city else self.office) + look.path.format(**self.names)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    folder = tmp_path_factory.mktemp("offices")
    with ExitStack() as stack:
        world = stack.enter_context(city(folder / "city.db"))
        town, names = stack.enter_context(furnished(folder))
        yield Offices(
            # No page renews itself while it is looked at.
            stack.enter_context(serving(world.app(refresh_seconds=3600))),
            stack.enter_context(serving(town.app)),
            names,
        )


def test_every_page(browser: Browser, offices: Offices) -> None:
    faults: list[str] = []
    with opened(browser, viewport=DESK) as page:
        sign_in(page, offices.office, LOGIN, PASSWORD)
        for look in _LOOKS:
            faults += (f"{look.path}: {fault}" for fault in _faults(page, look, offices))
        assert not faults, "\n".join(faults)


def _faults(page: Page, look: Look, offices: Offices) -> Iterator[str]:
    page.set_viewport_size(DESK)  # type: ignore[arg-type] # what it asks for
    page.emulate_media(color_scheme="light")
    answer = page.goto(offices.address(look))
    assert answer is not None
    if answer.status != look.status:
        yield f"answers {answer.status}"
        return
    yield from _seen(page, re.sub(r"\W+", "-", look.path))


def _seen(page: Page, name: str) -> Iterator[str]:
    """What is wrong with the page that is open, on a desk and by day."""
    # The others of a page are made like its first two.
    page.evaluate(
        "[...document.querySelectorAll('details')].forEach((one, at) => { one.open = at < 2 })"
    )
    yield from _by_keyboard(page)
    yield from axe(page, rules=_COLOURLESS)
    # Contrast costs most, and rows that are made alike look alike.
    page.evaluate(_THINNED)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {fault}" for fault in axe(page, runOnly=[_CONTRAST]))
    picture(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    for size in (PHONE, WALL):
        page.set_viewport_size(size)  # type: ignore[arg-type] # likewise
        yield from too_wide(page)
        picture(page, name)
        if size is PHONE:
            yield from (f"phone: {fault}" for fault in axe(page, runOnly=_ON_A_PHONE))


def _by_keyboard(page: Page) -> Iterator[str]:
    """Tab comes to everything that can be used, in the order in which it is read, and shows it."""
    presses = page.evaluate(_KEYBOARD)
    # Held down, it repeats itself.
    for _ in range(presses):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    yield from page.evaluate("() => keyboard.faults()")
    if page.evaluate("() => keyboard.onSkipLink()"):
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        if not page.evaluate("() => keyboard.pastHead()"):
            yield "the skip link does not lead past the head"


FAULTY: Final = """<!doctype html>
<html lang="ru"><title>t</title>
<style>@media (prefers-color-scheme: dark) { p { background: #222; color: #333 } }</style>
<header><a href="/">первая</a> <a class="skip" href="#nothing">К содержанию</a>
  <a href="/">вторая</a></header>
<main id="main"><h1>h</h1>
  <a href="/unseen" style="outline: none">a</a> <button tabindex="-1">never</button>
  <p onclick="1">mouse</p> <button style="font-size: 5px; padding: 0; border: 0">x</button><button
  style="font-size: 5px; padding: 0; border: 0">y</button>
  <p style="width: 3000px">wide</p> <a href="/early" tabindex="1">a</a>
</main>"""


def test_faults_would_be_found(browser: Browser) -> None:
    with opened(browser, viewport=DESK) as page:
        page.set_content(FAULTY)
        found = "\n".join(_seen(page, "faulty"))
    for fault in (
        "the first is no skip link",
        "the skip link does not lead past the head",
        'focus not seen: <a href="/unseen"',
        'not by keyboard: <button tabindex="-1"',
        'only for a mouse, or out of order: <p onclick="1"',
        'only for a mouse, or out of order: <a href="/early"',
        "dark: color-contrast",
        "phone: target-size",
        "wide on 360",
        "wide on 1920",
    ):
        assert fault in found, found


@pytest.mark.parametrize("said", ["СП-15", "СП-16", "СП-17"])
def test_what_an_applicant_is_answered(browser: Browser, offices: Offices, said: str) -> None:
    """Under way, late, not found: by day, by night, and in large print on a narrow phone."""
    with opened(browser, viewport=PHONE) as page:
        page.goto(f"{offices.office}/status")
        page.get_by_label("Регистрационный номер из расписки").fill(said)
        page.get_by_label("Подразделение, куда подано").select_option(f"{KRSK}/sovetsky")
        page.get_by_role("button", name="Узнать").click()
        faults = axe(page)
        page.emulate_media(color_scheme="dark")
        faults += axe(page, runOnly=[_CONTRAST])
        # WCAG 1.4.4: twice the size; 1.4.10: in a column of 320 pixels, without a second scroll.
        page.set_viewport_size({"width": 320, "height": 640})
        faults += too_wide(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        faults += too_wide(page)
        assert not faults
