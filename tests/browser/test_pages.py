"""What an editor sees of an article and of a lake, on a desk and on a phone, in light and dark."""

from __future__ import annotations

import pytest

ARTICLES = {"000_": ("ar", "rtl"), "020_": ("tr", "ltr"), "040_": ("ckb", "rtl"), "050_": ("fa", "rtl"), "060_": ("en", "ltr")}
PAGES = ["000_", "020_", "040_", "hostile", "report"]
LOOKS = [("desktop", "light"), ("phone", "dark")]


@pytest.fixture
def path_of(article_page, request):
    return lambda name: request.getfixturevalue("report_page") if name == "report" else article_page(name)


def serious_findings(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response
    assert len(found["passes"]) > 10
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_screen_has_no_serious_finding_and_asks_for_nothing(show, path_of, screenshots, name, size, scheme):
    page = show(path_of(name), size, color_scheme=scheme)
    page.screenshot(path=screenshots / f"{name.strip('_')}-{size}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_findings(page) == []
    assert page.asked == [path_of(name).as_uri()]


@pytest.mark.parametrize("name", list(ARTICLES))
def test_text_runs_in_the_direction_of_its_script_and_says_its_language(show, path_of, name):
    lang, direction = ARTICLES[name]
    page = show(path_of(name))
    blocks = page.locator("article.text > *")
    assert blocks.count() > 2
    for block in blocks.all():
        assert block.evaluate("block => getComputedStyle(block).direction") == direction
    assert page.locator("h1").get_attribute("lang") == lang
    left, right = page.locator("article.text h1").evaluate(
        """h1 => {
          const range = document.createRange();
          range.selectNodeContents(h1.firstChild);
          const first = range.getClientRects()[0], box = h1.getBoundingClientRect();
          return [first.left - box.left, box.right - first.right];
        }"""
    )
    assert (right < left) == (direction == "rtl"), "the first words stand where reading begins"


def test_the_report_shows_articles_of_three_directions_of_reading(show, path_of):
    page = show(path_of("report"))
    for lang, direction in (("ar", "rtl"), ("ckb", "rtl"), ("tr", "ltr")):
        box = page.locator(f".sample [lang={lang}]").first
        assert box.evaluate("box => getComputedStyle(box).direction") == direction
    assert page.locator("svg.days rect").count() >= 3
    assert page.locator("svg.days .median").count() == 1
    assert page.locator("h2").all_inner_texts() == [
        "The last run",
        "Articles a day",
        "Who writes, and in what",
        "Who and what is named",
        "Articles with a credit",
        "What was not taken",
        "Some articles",
    ]


def test_a_mark_explains_itself_on_a_click_with_the_keyboard_and_under_the_pointer(show, path_of):
    page = show(path_of("020_"))
    credit, place = page.locator("mark.k-credit").first, page.locator("mark.k-LOC").first
    assert not page.locator("[role=tooltip]:visible").count()
    credit.click()
    page.mouse.move(0, 0)
    assert "taken out by rule: agency_head" in page.locator("[role=tooltip]:visible").inner_text()
    page.keyboard.press("Tab")
    shown = page.locator("[role=tooltip]:visible")
    assert "counted as: Ankara" in shown.inner_text()
    assert shown.get_attribute("id") == place.get_attribute("aria-describedby")
    box = shown.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(900, abs=1)
    page.locator("h1").click()
    assert not page.locator("[role=tooltip]:visible").count()
    place.hover()
    assert "city:ankara" in page.locator("[role=tooltip]:visible").inner_text()


def test_a_tap_on_a_phone_explains_a_mark_at_the_foot_of_the_screen(show, path_of):
    page = show(path_of("000_"), "phone")
    page.locator("mark.k-PER").nth(2).tap()
    shown = page.locator("[role=tooltip]:visible").first
    assert "Person" in shown.inner_text()
    box = shown.bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)


def test_the_legend_counts_marks_and_hides_a_kind(show, path_of):
    page = show(path_of("040_"))
    mark = page.locator("mark.k-LOC").first
    count = page.locator("label:has(#show-LOC) .number").inner_text()
    assert page.locator("mark.k-LOC").count() == int(count)
    image = "mark => getComputedStyle(mark).backgroundImage"
    assert "gradient" in mark.evaluate(image)
    page.locator("#show-LOC").uncheck()
    assert mark.evaluate(image) == "none"
    assert "gradient" in page.locator("mark.k-credit").first.evaluate(image)


@pytest.mark.parametrize("name", ["hostile", "report"])
def test_a_hostile_headline_is_text_even_where_scripts_may_run(show, path_of, name):
    page = show(path_of(name), bypass_csp=True)
    page.mouse.move(300, 300)
    for mark in page.locator("mark").all()[:3]:
        mark.click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("script, img, iframe, object, b[onclick], [onload], [onerror]").count() == 0
    assert "{{ 7*7 }}" in page.content()
    assert "<script>window.hacked = 1</script>" in page.locator("h1, h3").filter(has_text="hacked").first.text_content()
