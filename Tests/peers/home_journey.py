"""A family's first evening and night in a real browser: home_journey.py URL CODE

URL is where `luma home` is (http://localhost:PORT, so that passkeys work), CODE the owner's code of its first start.
It clicks and reads as a person does, one line for each claim, and ends with status 1 at the first that fails.
"""
import io
import json
import re
import sys
import time
import urllib.request
import zipfile

from home_browser import Axe, browser, claim, sign_in, told, visit

BASE, CODE = sys.argv[1].rstrip("/"), sys.argv[2]
PASSWORD = "nine kettles on a hill"
PICTURES = ["moon", "fox", "star", "boat"]


def ask(method, path, token=None, body=None):
    """A program's request: the status, and what was said."""
    request = urllib.request.Request(
        BASE + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def first_start(page, axe):
    page.goto("/")
    claim(page.url.endswith("/first"), "a house without an owner leads to the first start", page.url)
    axe.look(page)
    page.get_by_label("The code").fill(CODE)
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
    tablet = visit(made, BASE)
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


def watch(page, axe):
    """The live page changes by itself, is told of what was asked elsewhere, and stops the night."""
    clock = page.locator("[data-f=clock]")
    before, strip = clock.inner_text(), page.locator("[data-f=epochs]").inner_html()
    page.evaluate("window.stayed = true")
    page.wait_for_function("b => document.querySelector('[data-f=clock]').textContent !== b", arg=before)
    page.wait_for_function("b => document.querySelector('[data-f=epochs]').innerHTML !== b", arg=strip)
    claim(page.evaluate("window.stayed"), "the live page goes on by itself, its clock and its strip")
    claim("Mia" in page.locator("[data-f=sentence]").inner_text(), "it says in one sentence how Mia sleeps")
    dark = page.context.new_page()
    dark.goto(page.url.replace("/live/", "/dark/"))
    axe.look(dark)
    axe.look(page)
    dark.get_by_role("button", name="15 minutes more").click()
    dark.wait_for_load_state()
    done = page.get_by_text(re.compile("^More of this, asked .*, done "))
    done.wait_for()
    claim(done.is_visible(), "+15 is asked on the black page, and its receipt is seen done on the live page")
    dark.close()
    page.get_by_role("button", name="Stop the night").click()
    page.get_by_text("The night is over").wait_for()
    claim(page.get_by_text("Somebody stopped it.").is_visible(), "stopped: the live page says who ended it")
    page.get_by_role("link", name="To the morning").click()
    page.wait_for_url("**/mornings/*")


def morning(page, axe):
    sentence = page.locator("h1.first").inner_text()
    claim(re.search(r"Mia slept|No sleep could be found", sentence), "the morning begins with one sentence", sentence)
    axe.look(page)
    form = page.locator("#diary")
    form.get_by_role("group", name="Was there a nightmare?").get_by_role("radio", name="No").check()
    form.get_by_role("group", name="Did anything feel unreal").get_by_role("radio", name="No").check()
    unfold(form.locator("details"))
    form.get_by_role("group", name="How good was the sleep?").get_by_role("radio", name="very good").check()
    form.get_by_label("Times awake in the night").fill("1")
    form.get_by_label("In your own words").fill("Rain is nice.")
    form.get_by_role("button", name="Save").click()
    page.get_by_text("Kept.").wait_for()
    claim(page.locator("input[name=awakenings]").input_value() == "1"
          and page.locator("input[name=nightmare][value=no]").is_checked(), "the two answers and the diary are kept")
    page.get_by_label("What do you remember?").fill("A fox in a boat.")
    page.locator("form[action$='/dream']").get_by_role("button", name="Save").click()
    claim(page.get_by_text("A fox in a boat.").is_visible(), "a child's dream is kept")
    page.get_by_role("link", name="What was played").click()
    page.wait_for_url("**/played")
    claim(page.get_by_role("table").first.is_visible(), "what was played is shown, in a table too")
    axe.look(page)


def export(page, axe, mia):
    page.goto(f"/trends?sleeper={mia}")
    claim(page.locator("h1").is_visible(), "trends open")
    axe.look(page, "/trends")
    page.goto(f"/export/{mia}")
    axe.look(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
        claim(archive.testzip() is None and any(name.endswith("/fhir.json") for name in names)
              and any("/csv/" in name for name in names), "the export is a ZIP that opens, with CSV and FHIR", names)
        json.loads(archive.read(next(name for name in names if name.endswith("/fhir.json"))))


def token(page):
    page.goto("/house")
    page.get_by_text("For programs").click()
    page.get_by_label("What it is for").fill("the bed's sensor")
    page.get_by_role("button", name="Make", exact=True).click()
    page.wait_for_url("**/tokens")
    return page.locator("p.code").inner_text().strip()


def out_of_bed(page, axe, mia, word):
    """A second night: Mia leaves the bed, and whoever answers for her hears of it on any page."""
    page.goto(f"/tonight?sleeper={mia}")
    if page.get_by_role("link", name="Hand this to Mia").count():
        page.get_by_role("link", name="Hand this to Mia").click()
        say_yes(page)
        page.get_by_role("link", name="Give it back to your grown-up").click()
    pod = start(page, "live")
    elsewhere = page.context.new_page()
    elsewhere.goto("/family")
    status, said = ask("POST", f"/nights/{pod}/presence", word, {"in_bed": "no"})
    claim(status == 200, "the bed's sensor tells by the API that Mia is up", said)
    dialog = elsewhere.get_by_role("alertdialog")
    dialog.wait_for()
    claim("Mia is out of bed" in dialog.inner_text(), "an alert comes up on the family page", dialog.inner_text())
    page.get_by_text("The bed was left, and everything stopped.").wait_for()
    claim(True, "the night has ended at once")
    elsewhere.keyboard.press("Escape")
    claim(dialog.is_visible(), "Escape does not send it away")
    elsewhere.evaluate("""() => {
      window.again = 0;
      new MutationObserver(all => { if (all.some(one => one.target.classList.contains("again"))) window.again += 1; })
        .observe(document.querySelector("dialog.alert"), {attributes: true, attributeFilter: ["class"]});
    }""")
    began = time.monotonic()
    elsewhere.wait_for_function("() => window.again >= 1", timeout=9000)
    claim(time.monotonic() - began < 8, "it comes again within seconds, until somebody answers")
    axe.at(elsewhere.url, page.context.cookies(), False, "/family with an alert")
    dialog.get_by_role("button", name="I am on my way").click()
    dialog.wait_for(state="detached")
    elsewhere.reload()
    elsewhere.wait_for_timeout(1500)
    claim(elsewhere.get_by_role("alertdialog").count() == 0, "answered, it is gone, and stays gone")
    elsewhere.close()


def without_script(made, axe, ada):
    """The owner's own night with JavaScript turned off: consent, start, stop."""
    context = visit(made, BASE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "Ada", PASSWORD)
    consent(page, axe, ada, "Settle", "I consent, for 30 days")
    page.goto(f"/tonight?sleeper={ada}")
    page.locator("input[name=wake]").fill("06:30")
    pod = start(page, "dark")
    claim(page.get_by_text("Wakes at").is_visible(), "without JavaScript: the night starts, and the black page says when it wakes")
    page.goto(f"/live/{pod}")
    axe.look(page, "/live of one's own night")
    page.get_by_role("button", name="Stop the night").click()
    page.get_by_text("The night is over").first.wait_for()
    claim(True, "without JavaScript: the night stops")
    page.get_by_role("link", name="To the morning").click()
    page.wait_for_url("**/mornings/*")
    night = page.url
    context.close()
    return night


def reaction(page, axe, night):
    page.goto(night)
    page.get_by_role("link", name="Take the test").click()
    page.wait_for_url("**/reaction")
    page.get_by_role("button", name="Take the test").click()
    claim(page.locator("#pvt .sign").is_visible(), "the reaction test opens and begins")
    axe.look(page)


def passkey(made, page, axe):
    """Ada makes a passkey and comes in with it, by the authenticator that Chromium plays."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})
    page.goto("/house")
    axe.look(page)
    page.get_by_label("What the passkey is called").fill("this desk")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("cell", name="this desk").wait_for()
    claim(True, "Ada makes a passkey")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    axe.look(page)
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url("**/tonight")
    page.goto("/house")
    claim(page.get_by_text("You are signed in as Ada.").is_visible(), "and signs in with it, and with nothing else")


def light_enough(made, cookies, path, what):
    """How many bytes a page and all that it loads come to, before any compression."""
    context = visit(made, BASE, service_workers="block")
    context.add_cookies(cookies)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    loaded = {}
    tools.on("Network.responseReceived", lambda event: loaded.setdefault(event["requestId"], 0))
    tools.on("Network.dataReceived", lambda event: loaded.__setitem__(
        event["requestId"], loaded.get(event["requestId"], 0) + event["dataLength"]))
    tools.send("Network.enable")
    page.goto(path, wait_until="load")
    page.wait_for_timeout(700)
    total = sum(loaded.values())
    context.close()
    claim(0 < total <= 100_000, f"{what} loads {total} bytes in {len(loaded)} answers, 100000 at most", total)


def withdraw(made, axe, mia):
    context = visit(made, BASE)
    page = context.new_page()
    page.goto(f"/withdraw/{mia}")
    claim("Mia" not in page.locator("main").inner_text(), "the page to withdraw names nobody to a stranger")
    axe.look(page, "/withdraw")
    page.get_by_role("button", name="Take everything back").click()
    claim(page.get_by_text("It is taken back").first.is_visible(), "consent is taken back with nobody signed in")
    context.close()


def main():
    with browser() as made:
        axe = Axe(made, BASE)
        home = visit(made, BASE, accept_downloads=True)
        page = home.new_page()
        first_start(page, axe)
        ada = page.get_by_role("link", name="Ada", exact=True).get_attribute("href").split("/")[-1]
        add(page, "Ben", "adult (18 and over)")
        mia = add(page, "Mia", "child (3 to 12)", guardian="Ada")
        axe.look(page)
        invite(made, page, axe, mia)
        consent(page, axe, mia, "Rain beside", "I consent for Mia, for 30 days")
        no_yes(page, axe, mia)
        assent(page)
        start(page, "live")
        watch(page, axe)
        morning(page, axe)
        export(page, axe, mia)
        out_of_bed(page, axe, mia, token(page))
        reaction(page, axe, without_script(made, axe, ada))
        for path, what in [("/tonight", "Tonight"), (f"/tonight?sleeper={mia}", "Mia's Tonight")]:
            light_enough(made, home.cookies(), path, what)
        for path in ["/tonight", f"/week/{mia}", f"/import/{mia}", f"/withdraw-card/{mia}", "/mornings", "/stop",
                     "/audit", "/offline"]:
            page.goto(path)
            axe.look(page, re.sub("[0-9a-f]{32}", "…", path))
        passkey(made, page, axe)
        withdraw(made, axe, mia)
        page.goto(f"/family/{mia}")
        claim(page.get_by_text("Nothing is agreed to.").first.is_visible(), "and her guardian sees it at once")
        claim(not home.broken, "no page's script broke", home.broken)
        axe.tell()


told(main)
