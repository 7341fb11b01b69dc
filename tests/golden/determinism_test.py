"""A scenario gives the same bytes on 1, 2 and 8 threads.

determinism_test.py COALMINE COMMAND SCENARIO
"""

import subprocess
import sys

# Few, because the golden test runs them all; odd, so that no number of threads divides them.
REPLICATIONS = 13


def main(coalmine, command, scenario):
    results = {}
    for jobs in [1, 2, 8]:
        done = subprocess.run(
            [coalmine, command, scenario, "--json", "-", "--jobs", str(jobs),
             "--replications", str(REPLICATIONS)], capture_output=True)
        if done.returncode > 1:  # so few replications may miss an expectation
            sys.stderr.buffer.write(done.stderr)
            return 1
        results[jobs] = done.stdout
    different = [jobs for jobs, result in results.items() if result != results[1]]
    for jobs in different:
        print(f"differs: coalmine {command} {scenario} --replications {REPLICATIONS} --jobs {jobs} --json -")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
