"""Asks a home whatever its OpenAPI document allows, and what it does not: home_schema.py URL [EXAMPLES [SEED]]

URL is a `luma home --demo`, whose people and passwords are known. Schemathesis makes the requests from the document,
seeded, three times at once: as the owner and guardian, as the engineer, and as nobody. It looks whether the server ever
breaks (no 5xx), whether status, content type and body are what the document says, and whether what does not fit the
document is refused.

Not asked of schemathesis:
- that what fits the document is taken: who may, and what is possible tonight, is no matter of form;
- that no other method is answered, and `Allow`: the router says 404 for them all;
- `ignored_auth`: stopping and withdrawing must work for nobody; HomeMatrixTests goes through every person and route.
"""
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

BASE = sys.argv[1].rstrip("/")
EXAMPLES = sys.argv[2] if len(sys.argv) > 2 else "4"
SEED = sys.argv[3] if len(sys.argv) > 3 else "20261125"
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
          "response_schema_conformance,negative_data_rejection")

# What would make the run void, each asked once by hand with a body that cannot be taken.
BY_HAND = {
    ("GET", "/alerts/events"): "a stream that stays open",
    ("GET", "/live/{pod}/events"): "a stream that stays open",
    ("POST", "/sign-out"): "ends the session that asks",
    ("POST", "/sessions/end"): "may end the session that asks",
    ("POST", "/people/{person}/sessions/end"): "ends the sessions that ask",
    ("POST", "/password"): "changes the password, and ends other sessions",
    ("POST", "/pods/{pod}/tablet"): "makes the session that asks a tablet's",
    ("POST", "/people/{person}/erase"): "may destroy the people that the run asks about",
    ("POST", "/people/{person}"): "may take the roles away that the run needs",
    ("POST", "/people/{person}/age"): "may make a child of the owner",
}


def ask(method, path, token=None, body=None, seconds=20):
    """A request: the status, the content type, and what was said; `None` for what is not read."""
    data = None if method == "GET" else body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    request = urllib.request.Request(BASE + path, method=method, data=data)
    request.add_header("Accept", "application/json")
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        answer = urllib.request.urlopen(request, timeout=seconds)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        kind = answer.headers.get_content_type()
        said = json.loads(answer.read()) if kind == "application/json" else None
        return answer.status, kind, said


def token(name, password):
    """A person's token for programs."""
    request = urllib.request.Request(
        BASE + "/sign-in/password", data=json.dumps({"name": name, "password": password}).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    status, _, said = ask("POST", "/tokens", cookie, {"label": "home_schema"})
    assert status == 200, said
    return said["token"]


def aimed(document, known):
    """The document with people, pods and nights of this house in their places: chance alone meets none of 2^128."""
    aimed = json.loads(json.dumps(document))
    for method, path in BY_HAND:
        del aimed["paths"][path][method.lower()]
    for path, operations in aimed["paths"].items():
        for operation in operations.values():
            for one in operation["parameters"]:
                if one["in"] == "path" and one["name"] in known:
                    one["schema"] = {"enum": known[one["name"]], "type": one["schema"]["type"]}
                if one["name"] == "sleeper":
                    one["schema"] = {"enum": known["person"], "type": "string"}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            for name, schema in (body or {}).get("schema", {}).get("properties", {}).items():
                if name in ("sleeper", "guardian"):
                    schema.update({"enum": known["person"]})
                if name == "pod":
                    schema.update({"enum": known["pod"]})
                if name == "program":
                    schema.update({"enum": known["program"]})
    return aimed


def main():
    document = ask("GET", "/openapi.json")[2]
    ada = token("Ada", "four quiet evening walks")
    eve = token("Eve", "slow waves under the moon")
    known = whom(ada)
    bad = by_hand(document, known, ada)
    with tempfile.TemporaryDirectory() as folder:
        schema = pathlib.Path(folder, "openapi.json")
        schema.write_text(json.dumps(aimed(document, known)))
        # A page leads whoever is not signed in to the door (303) before it looks at what else is wrong.
        pathlib.Path(folder, "schemathesis.toml").write_text(
            "[checks.negative_data_rejection]\nexpected-statuses = [303, 400, 401, 403, 404, 409, 413, 422, 429]\n")
        runs = [("nobody", None), ("the engineer", eve), ("the owner", ada)]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            bad |= any(list(pool.map(lambda one: run(*one, schema, folder), runs)))
    sys.exit(1 if bad else 0)


def whom(ada):
    """The house's people, pods, nights and programs, by its own API and pages."""
    def page(path):
        request = urllib.request.Request(BASE + path, headers={"Cookie": f"luma={ada}"})
        return urllib.request.urlopen(request, timeout=20).read().decode()
    people = sorted(set(re.findall(r'href="/family/([0-9a-f]{32})"', page("/family"))))
    pods = sorted(set(re.findall(r"<code>([0-9a-f]{32})</code>", page("/house"))))
    nights = sorted({int(one) for one in re.findall(r'href="/mornings/(\d+)"', page("/mornings"))})[:3]
    return {"person": people, "pod": pods + ["0" * 32], "night": nights + [10 ** 6], "alert": [1, 7],
            "job": [1, 2], "program": ["settle-and-fade", "child-wind-down", "rain-to-dawn", "none-such"]}


def by_hand(document, known, ada):
    """Asks what schemathesis must not: nothing may break, and nothing may be taken."""
    bad = False
    for (method, path), why in BY_HAND.items():
        assert method.lower() in document["paths"][path], f"{method} {path} is no longer in the document"
        place = path.replace("{person}", known["person"][0]).replace("{pod}", known["pod"][0])
        secret = None if path == "/pods/{pod}/tablet" or path.endswith("/events") else ada
        status, kind, said = ask(method, place, secret, b'{"none-such": [1]}')
        fine = 400 <= status < 500 and kind == "application/json"
        bad |= not fine
        print(f"{'ok' if fine else 'failed:'} by hand {method} {path} ({why}): {status}", flush=True)
    return bad


def run(who, secret, schema, folder):
    """One run of schemathesis; its failures are printed."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", str(schema), "--url", BASE, "--checks", CHECKS,
        "--seed", SEED, "--max-examples", EXAMPLES, "--phases", "coverage,fuzzing", "--continue-on-failure",
        "--no-color", "--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off",
        "--generation-database", "none"]
    if secret:
        command += ["-H", f"Authorization: Bearer {secret}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-20_000:], done.stderr[-2000:])
    cases = re.search(r"(\d+) generated", done.stdout)
    print(f"{'ok' if done.returncode == 0 else 'failed:'} as {who}, {cases[1] if cases else 0} requests", flush=True)
    return done.returncode != 0


main()
