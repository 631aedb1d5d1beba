"""The evening of a family's journey: the first start, people, an invitation, consent, a child's own yes, the start."""
import re

from home_browser import claim, visit

PASSWORD = "nine kettles on a hill"
PICTURES = ["moon", "fox", "star", "boat"]


def first_start(page, axe, code):
    page.goto("/")
    claim(page.url.endswith("/first"), "a house without an owner leads to the first start", page.url)
    axe.look(page)
    page.get_by_label("The code").fill(code)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("A new password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/family")
    claim(page.get_by_text("1 person lives or visits here.").is_visible(), "the code makes Ada the owner")


def add(page, name, age, guardian=None):
    page.goto("/family")
    form = page.locator("#new form")
    form.get_by_label("Name").fill(name)
    form.get_by_role("combobox", name="Age", exact=True).select_option(label=age)
    if guardian:
        form.get_by_role("combobox", name="Who answers for this person").select_option(label=guardian)
    form.get_by_role("button", name="Take in").click()
    page.wait_for_load_state()
    page.goto("/family")
    link = page.get_by_role("link", name=name, exact=True)
    claim(link.is_visible(), f"{name} is in the family")
    return link.get_attribute("href").split("/")[-1]


def unfold(details):
    """Opens what is folded away, where it is."""
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()


def invite(made, page, axe, mia):
    page.goto(f"/family/{mia}")
    claim(page.get_by_text("Ada answers for this person.").first.is_visible(), "Ada answers for Mia")
    axe.look(page)
    unfold(page.locator("#profile"))
    page.get_by_role("button", name="Let this person set up how they sign in").click()
    page.wait_for_url("**/invitation")
    code = page.locator("p.code").inner_text().strip()
    tablet = visit(made)
    at = tablet.new_page()
    at.goto(page.locator("a[href^='/join/']").get_attribute("href"))
    axe.look(at)
    form = at.locator("form", has=at.locator("#picture1"))
    form.get_by_label("The code").fill(code)
    for number, picture in enumerate(PICTURES, 1):
        form.get_by_label(f"Picture {number}").select_option(picture)
    form.get_by_role("button", name="Save").click()
    at.wait_for_url("**/tonight")
    claim(at.get_by_text("Ask a grown-up").is_visible(), "Mia joins with four pictures, and chooses nothing herself",
          at.locator("main").inner_text())
    axe.look(at, "/tonight of a child")
    tablet.close()


def consent(page, axe, sleeper, program, button):
    page.goto(f"/family/{sleeper}")
    page.locator("#consents").get_by_role("link", name=re.compile("Read the text: " + program)).click()
    page.wait_for_url("**/consents/new*")
    text = page.locator("#text").inner_text()
    claim(len(text) > 600 and "untested" in text or "not known" in text.lower(),
          f"the text of «{program}» says what is known and what is not", text)
    axe.look(page, "/consents/new")
    page.get_by_label("I have read the text.").check()
    page.get_by_role("button", name=re.compile(button)).click()
    page.wait_for_url(f"**/family/{sleeper}#consents")
    claim(page.get_by_text("1 consent holds").is_visible(), f"a consent to «{program}» holds")


def no_yes(page, axe, mia):
    page.goto(f"/tonight?sleeper={mia}")
    claim(page.get_by_text("Mia has to say yes to this night.").is_visible(), "Tonight says that Mia's yes is missing")
    claim(page.get_by_role("button", name="Start").count() == 0, "without it there is no button to start")
    axe.look(page, "/tonight before the yes")
    # An old page, or somebody impatient, sends the form all the same.
    page.evaluate("document.getElementById('tonight').submit()")
    page.wait_for_url("**/nights")
    said = page.locator("main").inner_text()
    claim("has not said yes to this night" in said and "please ask" in said,
          "a start without it is refused in a kind sentence", said)
    page.goto(f"/tonight?sleeper={mia}")
    page.get_by_role("link", name="Hand this to Mia").click()
    page.wait_for_url("**/assent/**")
    axe.look(page)


def say_yes(page, pictures=PICTURES):
    for picture in pictures:
        page.get_by_role("button", name=picture, exact=True).click()
    claim(page.get_by_text("4 of 4 pictures").is_visible(), "four pictures are tapped")
    page.get_by_role("button", name="Yes").click()
    page.wait_for_load_state()


def assent(page):
    say_yes(page, ["moon", "moon", "star", "boat"])
    claim(page.get_by_role("alert").is_visible(), "wrong pictures are no yes", page.locator("main").inner_text())
    say_yes(page)
    claim(page.get_by_text("You said yes. Sleep well!").is_visible(), "Mia says yes with her pictures")
    page.get_by_role("link", name="Give it back to your grown-up").click()


def start(page, where):
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(f"**/{where}/*")
    return page.url.split("/")[-1]
