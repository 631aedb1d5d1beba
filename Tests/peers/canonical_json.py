"""Says of each line of a file whether another writer gives the same bytes: canonical_json.py FILE

Prints a line for each line: `ok`, or what rfc8785 makes of the value.
"""
import json
import sys

import rfc8785

with open(sys.argv[1], "rb") as file:
    for line in file.read().split(b"\n")[:-1]:
        again = rfc8785.dumps(json.loads(line))
        print("ok" if again == line else again.decode())
