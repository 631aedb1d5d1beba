"""Checks programs with the published JSON Schema: program_schema.py SCHEMA FILE...

Prints a line for each file: `ok`, or the place and the message of the first mistake. YAML is read as version 1.2
reads it (as editors do): `off` and `yes` are texts, not truth values.
"""
import re
import sys

import jsonschema
import yaml


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as far as programs need it."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))

with open(sys.argv[1], encoding="utf-8") as file:
    schema = yaml.load(file, Loader=Core)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name, encoding="utf-8") as file:
        errors = sorted(validator.iter_errors(yaml.load(file, Loader=Core)), key=lambda e: list(map(str, e.path)))
    if errors:
        print("/".join(map(str, errors[0].absolute_path)) + ": " + errors[0].message[:200].replace("\n", " "))
    else:
        print("ok")
