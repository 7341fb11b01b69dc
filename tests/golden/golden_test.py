"""A scenario gives its golden result, byte for byte, and meets its expectations.

golden_test.py COALMINE COMMAND SCENARIO RESULT
"""

import difflib
import itertools
import subprocess
import sys
from pathlib import Path

LINES_SHOWN_MAX = 40
COLUMNS_SHOWN_MAX = 160


def main(coalmine, command, scenario, golden):
    done = subprocess.run([coalmine, command, scenario, "--json", "-"], capture_output=True, text=True)
    sys.stderr.write(done.stderr)
    expected = Path(golden).read_text() if Path(golden).exists() else ""
    if done.stdout != expected:
        differences = difflib.unified_diff(
            expected.splitlines(), done.stdout.splitlines(), golden, "this run", n=0, lineterm="")
        for line in itertools.islice(differences, LINES_SHOWN_MAX):
            print(line[:COLUMNS_SHOWN_MAX])
        print(f"{golden} differs; results/README.md says how to accept a change")
        return 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
