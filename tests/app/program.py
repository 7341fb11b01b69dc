"""What tests of the command line have in common: the program under test, and a folder of its own for each test.

A script that imports this is called with the program as its first argument; the others are unittest's.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

COALMINE = str(Path(sys.argv.pop(1)).resolve())
TIMEOUT_S = 120


def outside_github(**environment):
    """The environment, without what GitHub Actions would add to it."""
    return {**{k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}, **environment}


def subcommands(help_text):
    section = help_text.partition("\nSubcommands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+) ", section, re.M)


class InFolder(unittest.TestCase):
    PARENT = None  # of the folder; None: where temporary files belong

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-", dir=self.PARENT)
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def read(self, name):
        return (self.directory / name).read_bytes()

    def coalmine(self, *arguments, **environment):
        return subprocess.run([COALMINE, *arguments], cwd=self.directory, capture_output=True, text=True,
                              timeout=TIMEOUT_S, env=outside_github(**environment))
