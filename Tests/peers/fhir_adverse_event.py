"""Reads FHIR resources, one a line, by the models of R4B, whose AdverseEvent is R4's: fhir_adverse_event.py FILE

Prints a line for each resource: `ok`, or the first mistake.
"""
import sys

from fhir.resources.R4B.adverseevent import AdverseEvent

with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        try:
            AdverseEvent.model_validate_json(line)
            print("ok")
        except ValueError as error:
            print(str(error).replace("\n", " ")[:300])
