"""The JSON Schema that lies beside the scenarios is the one the program prints.

schema_test.py COALMINE SCHEMA
"""

import subprocess
import sys
from pathlib import Path


def main(coalmine, kept):
    printed = subprocess.run([coalmine, "schema"], capture_output=True, text=True, check=True).stdout
    if not Path(kept).exists() or Path(kept).read_text() != printed:
        print(f"{kept} is out of date: coalmine schema > {kept}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
