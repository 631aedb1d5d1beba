"""What the scripts that open a home's pages share: a browser, claims, and the checker of accessibility.

The browser is the machine's own Chromium, driven by Playwright; nothing else is downloaded.
"""
import contextlib
import pathlib
import shutil
import sys

import axe_playwright_python
from playwright.sync_api import Error, sync_playwright

BASE = sys.argv[1].rstrip("/")
WIDTH, HEIGHT = 820, 1180
AXE = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js")
SERIOUS = ("serious", "critical")


class Failed(Exception):
    """A claim that does not hold."""


def claim(holds, text, seen=""):
    """Says a claim; the first that does not hold ends the journey."""
    if not holds:
        raise Failed(f"{text}{': ' + str(seen)[:1200] if seen != '' else ''}")
    print(f"ok {text}", flush=True)


def chromium_path():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise Failed("there is no Chromium on this machine")


@contextlib.contextmanager
def browser():
    """The machine's Chromium."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--lang=en-GB"])
        try:
            yield made
        finally:
            made.close()


def visit(made, dark=False, width=WIDTH, height=HEIGHT, **more):
    """A visitor of their own: a context with its own cookies. Where a page's script breaks, it is kept in `broken`."""
    context = made.new_context(
        base_url=BASE, locale="en-GB", color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(30_000)
    context.broken = []
    context.on("weberror", lambda error: context.broken.append(str(error.error)))
    return context


def sign_in(page, name, password):
    page.goto("/sign-in")
    form = page.locator("form[action='/sign-in/password']")
    form.get_by_label("Your name").fill(name)
    form.get_by_label("Password").fill(password)
    form.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/tonight*")


def light_enough(made, cookies, path, what):
    """How many bytes a page and all that it loads come to, before any compression."""
    context = visit(made, service_workers="block")
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


class Axe:
    """Looks at pages with axe-core. Its own contexts let a script in that the page's policy would not."""

    def __init__(self, made):
        self.made, self.looked, self.found, self.contexts = made, 0, [], {}

    def look(self, page, what=None):
        """Opens the address of a page again, light and dark, as the same person, and checks it.

        A page that is dark always is looked at once.
        """
        moods = [False] if page.locator("html").get_attribute("data-mood") != "day" else [False, True]
        for dark in moods:
            self.at(page.url, page.context.cookies(), dark, what)

    def at(self, url, cookies, dark, what=None):
        if dark not in self.contexts:
            self.contexts[dark] = visit(self.made, dark, bypass_csp=True, service_workers="block")
        context = self.contexts[dark]
        context.clear_cookies()
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(url, wait_until="load")
        # What is folded away is looked at too.
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        self.check(page, what or url.removeprefix(BASE), "dark" if dark else "light")
        page.close()

    def check(self, page, what, mood):
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
        self.looked += 1
        for one in found:
            places = "; ".join(" ".join(node["target"]) for node in one["nodes"][:4])
            line = f"{one['impact']} {one['id']} on {what} ({mood}), {len(one['nodes'])} places: {places}"
            print(f"axe {line}", flush=True)
            self.found.append((one["impact"], line))

    def tell(self):
        """What is serious fails; the rest was said when it was found. A checker that never finds anything is broken."""
        page = self.contexts[False].new_page()
        page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><input><p style='color:#ccc'>faint</p>")
        page.add_script_tag(path=AXE)
        known = page.evaluate("axe.run().then(r => r.violations.map(one => one.id))")
        claim({"label", "color-contrast"} <= set(known),
              "axe does find a field without a name, and faint letters", known)
        bad = [line for impact, line in self.found if impact in SERIOUS]
        claim(not bad, f"axe finds nothing serious or critical on {self.looked} views", "\n" + "\n".join(bad))


def told(main):
    """Runs a script's main function; the first claim that fails is its last line, and its status is 1."""
    try:
        main()
    except Failed as failed:
        print(f"failed: {failed}", flush=True)
        sys.exit(1)
    except Error as error:
        import traceback
        step = [frame for frame in traceback.extract_tb(error.__traceback__) if "home_" in frame.filename][-1]
        print(f"failed: the browser got no further at «{step.line}»: {error.message[:1500]}", flush=True)
        sys.exit(1)
