"""Reads a household's export with other people's packages: household_export.py FOLDER

FHIR by the models of R4B, whose Consent, Observation, Patient and QuestionnaireResponse are R4's. Prints what was read.
"""
import collections
import csv
import json
import pathlib
import sys

from fhir.resources.R4B.bundle import Bundle

folder = pathlib.Path(sys.argv[1])
text = (folder / "fhir.json").read_text(encoding="utf-8")
bundle = Bundle.model_validate_json(text)
kinds = collections.Counter(type(entry.resource).__name__ for entry in bundle.entry)
print("fhir", type(bundle).__name__, *[f"{kind}:{count}" for kind, count in sorted(kinds.items())])

# The models do refuse: a bundle whose observations lack their code is none.
broken = json.loads(text)
for entry in broken["entry"]:
    if entry["resource"]["resourceType"] == "Observation":
        del entry["resource"]["code"]
try:
    Bundle.model_validate(broken)
    print("not refused")
except ValueError:
    print("refused")

for path in sorted((folder / "csv").iterdir()):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if len({len(row) for row in rows}) != 1:
        sys.exit(f"{path.name}: rows of different lengths")
    if path.name == "consents.csv":
        print("consent text", rows[1][-1].replace("\r", "\\r").replace("\n", "\\n"))
