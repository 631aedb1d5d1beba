"""A family's first evening and night in a real browser: home_journey.py URL CODE

URL is where `luma home` is (http://localhost:PORT, so that passkeys work), CODE the owner's code of its first start.
It clicks and reads as a person does, one line for each claim, and ends with status 1 at the first that fails.
"""
import json
import re
import sys
import time
import urllib.error
import urllib.request
import zipfile

from home_browser import BASE, Axe, browser, claim, light_enough, sign_in, told, visit
from home_evening import PASSWORD, add, assent, consent, first_start, invite, no_yes, say_yes, start, unfold


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
    elsewhere.wait_for_function("() => window.again >= 1")
    claim(time.monotonic() - began < 15, "it comes again within seconds, until somebody answers")
    axe.at(elsewhere.url, page.context.cookies(), False, "/family with an alert")
    dialog.get_by_role("button", name="I am on my way").click()
    dialog.wait_for(state="detached")
    elsewhere.reload()
    elsewhere.wait_for_timeout(1500)
    claim(elsewhere.get_by_role("alertdialog").count() == 0, "answered, it is gone, and stays gone")
    elsewhere.close()


def without_script(made, axe, ada):
    """The owner's own night with JavaScript turned off: consent, start, stop."""
    context = visit(made, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "Ada", PASSWORD)
    consent(page, axe, ada, "Settle", "I consent, for 30 days")
    page.goto(f"/tonight?sleeper={ada}")
    page.locator("input[name=wake]").fill("06:30")
    pod = start(page, "dark")
    claim(page.get_by_text("Wakes at").is_visible(),
          "without JavaScript: the night starts, and the black page says when it wakes")
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


def withdraw(made, axe, mia):
    context = visit(made)
    page = context.new_page()
    page.goto(f"/withdraw/{mia}")
    claim("Mia" not in page.locator("main").inner_text(), "the page to withdraw names nobody to a stranger")
    axe.look(page, "/withdraw")
    page.get_by_role("button", name="Take everything back").click()
    claim(page.get_by_text("It is taken back").first.is_visible(), "consent is taken back with nobody signed in")
    context.close()


def main():
    with browser() as made:
        axe = Axe(made)
        home = visit(made, accept_downloads=True)
        page = home.new_page()
        first_start(page, axe, sys.argv[2])
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
