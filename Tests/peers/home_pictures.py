"""Pictures of a home's pages: home_pictures.py URL DOCS [PAGE …]

URL is a `luma home --demo`, whose people and passwords are known. Each page is drawn at 390, 820 and 1280 px, by day
light and dark; pages of the night are dark always and are drawn once. They are kept as PNG of few colours, two screens
high at most, in DOCS/images/home, each with a name such as `family-390-dark.png`; DOCS/home-pictures.md shows them all.
A night of the virtual sleeper is started for the pages that show one.
"""
import io
import pathlib
import sys

from PIL import Image

from home_browser import browser, sign_in, told, visit

DOCS = pathlib.Path(sys.argv[2])
FOLDER = DOCS / "images/home"
WANTED = set(sys.argv[3:])
SCREENS = {390: 844, 820: 1180, 1280: 800}
# So many colours, the first that stays under so many bytes.
COLOURS, BYTES = (48, 24, 16), 60_000
# Every page: its name on the pictures, its heading, and what is to be seen.
PAGES = {
    "sign-in": ("Signing in", "The door: passkey, password, pictures, and the one button that nobody signs in for."),
    "whose-night": ("Tonight, for several", "Who sleeps, what is suggested, and the child who has to say yes."),
    "tonight": ("Tonight", "A program, a wake time, what is armed, and the tablet that is handed to Mia."),
    "assent": ("A child's own yes", "Four pictures, and two large buttons."),
    "live": ("The night now", "Watched from elsewhere: the state in a sentence, and all that can be done."),
    "black": ("The black page", "A clock in the dark, and a button of half the screen."),
    "morning": ("The morning", "One sentence, two questions, and what else somebody wants to say."),
    "chart": ("What was played", "Stages, levels and pulses on one clock, and the same as a table."),
    "reaction": ("The reaction test", "Three minutes before one drives."),
    "trends": ("Trends", "Nights by the calendar; what is missing stays missing."),
    "family": ("Family", "Everyone in the house, and someone new."),
    "person": ("Someone's page", "Consents with their text, steps, the week, the way to bed, what must be spared."),
    "consent": ("The text of a consent", "What the program does, what is known, and what is not."),
    "week": ("The week", "An evening each; a plan begins nothing by itself."),
    "workbench": ("The workbench", "A program too loud for a child: refused, with the moment it would happen."),
    "house": ("House", "How one signs in, where one is signed in, pods, settings, backups."),
}
REFUSED = """lumapod: program/2
name: too-loud
title: Too loud for a child
version: "1.0.0"
for: [child]
about: Rain that grows as long as the child is awake.
evidence:
  - claim: Louder rain helps sooner.
    finding: untested
    source: No study of it is known to us.
start: rain
scenes:
  rain:
    about: Rain for the story.
    sound:
      rain: {level: 36 dBA, over: 30 s}
    next:
      - {stage: awake, held: 10 min, go: louder}
    longest: 45 min
    then: end
  louder:
    about: More of it.
    sound:
      rain: {level: 62 dBA, over: 5 min}
    longest: 2 h
    then: end
  end:
    about: Nothing.
"""


class Album:
    """The pictures, and who looks at what."""

    def __init__(self, made):
        self.made, self.states = made, {}

    def person(self, name, password):
        context = visit(self.made)
        page = context.new_page()
        sign_in(page, name, password)
        self.states[name] = context.storage_state()
        return context, page

    def draw(self, name, path, who=None, then=None, top=None):
        """Draws a page for somebody, or for nobody; `then` is done on it first, `top` is scrolled to."""
        if WANTED and name not in WANTED:
            return
        for width, height in SCREENS.items():
            for dark in (False, True):
                # The page's colours run on behind what is scrolled; on a long picture they would break off.
                context = visit(self.made, dark, width, height, service_workers="block", bypass_csp=True,
                                storage_state=self.states.get(who))
                page = context.new_page()
                page.goto(path)
                page.add_style_tag(content="body { background-attachment: scroll !important }")
                mood = page.locator("html").get_attribute("data-mood")
                if dark and mood != "day":
                    context.close()
                    continue
                if then:
                    then(page)
                page.wait_for_timeout(400)
                self.keep(page, f"{name}-{width}-{mood if mood != 'day' else 'dark' if dark else 'light'}", height, top)
                context.close()

    def keep(self, page, name, height, top):
        start = page.evaluate("s => s ? document.querySelector(s).getBoundingClientRect().top + scrollY - 12 : 0", top)
        whole = page.evaluate("document.documentElement.scrollHeight")
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        end = min(whole, int(start) + 2 * height)
        picture = picture.crop((0, int(start), picture.width, max(end, int(start) + height // 2)))
        file = FOLDER / f"{name}.png"
        for colours in COLOURS:
            picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
            size = file.stat().st_size
            if size <= BYTES:
                break
        print(f"{name}.png {picture.width}x{picture.height} {size // 1000} kB"
              + (f" OVERFLOWS by {overflow} px" if overflow > 0 else ""), flush=True)


def show():
    """Writes the page that shows them all."""
    lines = ["# A home in pictures", "",
             "The made-up household of `luma home --demo`, as Chromium draws it on a telephone (390 px), a tablet",
             "(820 px) and a desk (1280 px), by day light and dark. Pages of the night are dark always, with as little",
             "blue as there can be. What the pages are for stands in [home](home.md). They are made anew with",
             "`.build/peers/bin/python3 Tests/peers/home_pictures.py URL docs`; URL is that of a running demo.", ""]
    for name, (title, about) in PAGES.items():
        lines += [f"## {title}", "", about, "", "| | " + " | ".join(f"{width} px" for width in SCREENS) + " |",
                  "|---|" + "---|" * len(SCREENS)]
        for mood in ("light", "dark", "night", "black"):
            files = [f"{name}-{width}-{mood}.png" for width in SCREENS]
            if not all((FOLDER / file).exists() for file in files):
                continue
            cells = [f'<img src="images/home/{file}" width="{share}" alt="{title}, {mood}, {width} px wide">'
                     for file, width, share in zip(files, SCREENS, (170, 260, 330))]
            lines.append(f"| {mood} | " + " | ".join(cells) + " |")
        lines.append("")
    (DOCS / "home-pictures.md").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def refused(page):
    """A program that is refused, with the moment of it drawn."""
    page.locator("textarea").first.fill(REFUSED)
    page.locator(".verdict svg, svg").first.wait_for(state="attached", timeout=20_000)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as made:
        album = Album(made)
        _, ada = album.person("Ada", "four quiet evening walks")
        album.person("Ben", "a lamp beside the window")
        album.person("Eve", "slow waves under the moon")
        ada.goto("/family")
        mia = ada.get_by_role("link", name="Mia", exact=True).get_attribute("href").split("/")[-1]
        album.draw("sign-in", "/sign-in")
        album.draw("tonight", f"/tonight?sleeper={mia}", "Ada")
        album.draw("whose-night", "/tonight", "Ada")
        album.draw("assent", f"/assent/{mia}?program=child-wind-down", "Ada")
        album.draw("trends", "/trends", "Ben")
        album.draw("family", "/family", "Ada")
        album.draw("person", f"/family/{mia}", "Ada")
        album.draw("consent", f"/consents/new?sleeper={mia}&program=child-wind-down", "Ada")
        album.draw("week", f"/week/{mia}", "Ada")
        album.draw("house", "/house", "Ada")
        album.draw("workbench", "/workbench", "Eve", refused)
        nights(album)
    show()


def nights(album):
    """Ben's own night, drawn as it goes, and its morning."""
    if WANTED and not WANTED & {"live", "black", "morning", "chart", "reaction"}:
        return
    context = visit(album.made, storage_state=album.states["Ben"])
    page = context.new_page()
    page.goto("/tonight")
    page.locator("input[name=wake]").fill("06:30")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/dark/*")
    pod = page.url.split("/")[-1]
    page.wait_for_timeout(45_000)
    album.draw("live", f"/live/{pod}", "Ben")
    album.draw("black", f"/dark/{pod}", "Ben")
    page.goto(f"/live/{pod}")
    page.get_by_role("button", name="Stop the night").click()
    page.get_by_role("link", name="To the morning").click()
    page.wait_for_url("**/mornings/*")
    night = page.url
    album.draw("morning", night, "Ben")
    album.draw("chart", night + "/played", "Ben")
    album.draw("reaction", night + "/reaction", "Ben")


told(main)
