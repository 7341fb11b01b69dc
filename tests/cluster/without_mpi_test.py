"""A coalmine that was built without MPI says so where mpirun starts it, and works alone.

without_mpi_test.py COALMINE
"""

import os
import subprocess
import sys
import unittest

COALMINE = ""  # the program under test, from the command line


class WithoutMpi(unittest.TestCase):
    def run_as(self, rank, ranks):
        started = {"OMPI_COMM_WORLD_RANK": str(rank), "OMPI_COMM_WORLD_SIZE": str(ranks)}
        return subprocess.run([COALMINE, "run", "no-such-file.yaml"], capture_output=True, text=True,
                              env={**os.environ, **started}, timeout=60)

    def test_the_first_of_several_processes_says_why_none_works(self):
        done = self.run_as(0, 3)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("3 processes were started, and this coalmine was built without MPI", done.stderr)

    def test_the_others_say_nothing(self):
        done = self.run_as(1, 3)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", ""))

    def test_one_process_works(self):
        self.assertIn("no-such-file.yaml: error: cannot be read", self.run_as(0, 1).stderr)


if __name__ == "__main__":
    COALMINE = sys.argv.pop(1)
    unittest.main()
