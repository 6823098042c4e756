"""Audits: recorded by a checklist, amended with a reason, and told as events to the indicators."""

from __future__ import annotations

from hashlib import sha256

from tests.cycle.conftest import SERVICE, faults
from tests.desk.conftest import Town

NEW = f"/cycle/audits/new?service={SERVICE}&checklist="
SITE = ("places", "mfc", "hours", "phones", "regulation", "form", "notice_choice")
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def p1(town: Town) -> str:
    """П1 of the year, as the page of indicators tells it."""
    with town.browser("office") as one:
        found = one.get("/indicators.json?period=2025").json()
    told = next(row for row in found["figures"] if row["indicator"] == "p1")
    return str(told["value"])


def test_an_audit_of_the_site_is_what_the_first_indicator_reads(office: Town) -> None:
    with office.browser("office") as one:
        marked = {f"met.{code}": "yes" for code in SITE} | {"met.mfc": "no"}
        sent = one.send(
            "/cycle/audits/new",
            f"{NEW}site",
            service=SERVICE,
            checklist="site",
            looked_on="02.06.2025",
            paper=["Снимок страницы услуги", ""],
            sha256=[SHA.upper(), ""],
            **marked,
        )
        assert sent.status_code == 303, faults(sent.text)
        here = sent.headers["location"]
        told = one.get(here).text
        assert "Проверка стала событием" in told
        assert SHA in told
        # Nothing says on the site that a multifunctional centre takes no applications.
        assert p1(office) == "80"
        marked["met.mfc"] = "yes"
        # Papers stand in the form of an amendment: whoever does not touch them keeps them.
        assert f'value="{SHA}"' in told
        marked |= {"paper": "Снимок страницы услуги", "sha256": SHA}
        sent = one.send(f"{here}/amend", here, reason="Сказано на второй странице", **marked)
        assert sent.status_code == 303, faults(sent.text)
        assert p1(office) == "100"
        assert "Проверка исправлена: Сказано на второй странице" in one.get(here).text


def test_places_to_park_are_counted_and_a_bad_number_is_told(office: Town) -> None:
    with office.browser("oper") as one:
        said = {"service": SERVICE, "checklist": "premises", "unit": "sovetsky"}
        said |= {"looked_on": "2025-05-20", "of.parking": "25", "part.parking": "два"}
        sent = one.send("/cycle/audits/new", f"{NEW}premises", **said)
        assert sent.status_code == 422
        assert "Места стоянки для инвалидов: нужны два целых числа" in faults(sent.text)[1]
        assert 'value="два"' in sent.text
        more = said | {"part.parking": "30", "note.access": "Пандус крутой"}
        found = faults(one.send("/cycle/audits/new", f"{NEW}premises", **more).text)[1]
        assert "Места стоянки для инвалидов: часть больше целого" in found
        assert "Беспрепятственный доступ в помещение: есть замечание, а отметки нет" in found
        photo = {"files": ("вход.jpg", b"photo")}
        form = one.form(f"{NEW}premises") | said | {"part.parking": "2"}
        sent = one.client.post("/cycle/audits/new", data=form, files=photo)
        assert sent.status_code == 303, faults(sent.text)
        told = one.get(sent.headers["location"]).text
        assert "мест всего: 25" in told
        assert "вход.jpg" in told
        assert sha256(b"photo").hexdigest() in told
        # Another unit's premises are not his to look at.
        sent = one.send(
            "/cycle/audits/new",
            f"{NEW}premises",
            **said | {"part.parking": "3", "unit": "kirovsky"},
        )
        assert "Ваша роль этого не позволяет" in faults(sent.text)[0]
