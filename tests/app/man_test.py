"""Manual pages as a reader's formatter takes them, and whether they say all that the help says.

man_test.py COALMINE
"""

import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from program import COALMINE, subcommands


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60, **options)
    return done.returncode, done.stdout, done.stderr


def is_installed(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed: scripts/install-packages groff-base man-db")


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-man-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = Path(directory.name)
        subprocess.run([COALMINE, "man", "--directory", cls.directory], check=True)
        cls.pages = sorted(cls.directory.iterdir())

    def commands(self):
        """The words of each command, and its page."""
        for words, page in self.walk([]):
            yield words, page

    def walk(self, words):
        yield words, self.directory / ("-".join(["coalmine", *words]) + ".1")
        for name in subcommands(run(COALMINE, *words, "--help")[1]):
            yield from self.walk([*words, name])

    def test_are_there_for_every_command_and_no_other(self):
        self.assertEqual(sorted(page for _, page in self.commands()), self.pages)

    def test_are_what_man_prints(self):
        for words, page in self.commands():
            with self.subTest(words):
                self.assertEqual(run(COALMINE, "man", *words), (0, page.read_text(), ""))

    @is_installed("groff")
    def test_give_a_formatter_nothing_to_warn_of(self):
        for page in self.pages:
            with self.subTest(page.name):
                self.assertEqual(run("groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z", page), (0, "", ""))

    @is_installed("man")
    def test_are_read_without_a_warning(self):
        for page in self.pages:
            with self.subTest(page.name):
                code, text, warnings = run("man", "--warnings", "-E", "UTF-8", "-l", page)
                self.assertEqual((code, warnings), (0, ""))
                self.assertIn("SYNOPSIS", text)

    @is_installed("groff")
    def test_have_every_option_and_the_example(self):
        for words, page in self.commands():
            text = run("groff", "-man", "-Tascii", "-P-cbou", "-rLL=1000n", page)[1]
            said = " ".join(text.split())
            for line in run(COALMINE, *words, "--help")[1].splitlines():
                option = re.match(r" +(?:(-\w),)?(--[\w-]+)", line)
                example = re.match(r"Example: +(.*)", line)
                with self.subTest(page.name, line=line):
                    if option:
                        self.assertIn(" ".join(filter(None, [option[1] and option[1] + ",", option[2]])), said)
                    if example:
                        self.assertIn(" ".join(example[1].split()), said)

    def test_are_the_same_whenever_they_are_made(self):
        self.assertEqual(run(COALMINE, "man", "run", env={"SOURCE_DATE_EPOCH": "0", "TZ": "Asia/Tokyo"}),
                         run(COALMINE, "man", "run"))


class Refuses(unittest.TestCase):
    def test_a_command_that_is_not(self):
        self.assertEqual(run(COALMINE, "man", "baseline", "rescue"),
                         (2, "", 'coalmine: no command "baseline rescue"; coalmine --help lists them\n'))

    def test_a_folder_that_is_not(self):
        code, text, message = run(COALMINE, "man", "--directory", "/nowhere/at/all")
        self.assertEqual((code, text), (2, ""))
        self.assertIn("cannot write /nowhere/at/all/coalmine.1", message)

    def test_a_command_and_a_folder(self):
        self.assertEqual(run(COALMINE, "man", "run", "--directory", ".")[0], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
