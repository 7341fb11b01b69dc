"""Completion as it is met in a shell: bash, zsh and fish are asked what they offer.

completion_test.py COALMINE

A shell that is not installed is skipped: scripts/install-packages zsh fish
"""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from program import COALMINE, subcommands


def help_of(*command):
    return subprocess.run([COALMINE, *command, "--help"], capture_output=True, text=True, check=True).stdout


def options_in(text):
    """Long options that begin a line of a help text."""
    return set(re.findall(r"^ +(?:-\w,)?(--[\w-]+)", text, re.M))


def all_commands():
    """Every command as a list of words, with its help."""
    todo = [[]]
    while todo:
        words = todo.pop(0)
        text = help_of(*words)
        yield words, text
        todo += [[*words, name] for name in subcommands(text)]


class InAShell:
    """What every shell should offer; a subclass says how to ask it: offers(LINE) is a list of words."""

    SHELL = ""

    @classmethod
    def setUpClass(cls):
        if shutil.which(cls.SHELL) is None:
            raise unittest.SkipTest(f"{cls.SHELL} is not installed: scripts/install-packages {cls.SHELL}")

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-completion-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        for name in ["tea.yaml", "teapot.yml", "team.txt", "two words.yaml", "teas/green.yaml",
                     "teas/notes.txt"]:
            path = self.directory / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("")
        self.script = self.directory / ".script"
        done = subprocess.run([COALMINE, "completion", self.SHELL], capture_output=True, text=True, check=True)
        self.script.write_text(done.stdout)

    def test_reads_the_script_without_a_word(self):
        done = subprocess.run([self.SHELL, "-n", self.script], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_offers_every_command(self):
        self.assertEqual(sorted(self.offers("coalmine ")), sorted(subcommands(help_of())))
        self.assertEqual(self.offers("coalmine jud"), ["judges"])

    def test_offers_commands_below_a_command(self):
        self.assertEqual(sorted(self.offers("coalmine baseline ")), ["diff", "save"])
        self.assertIn("--output", self.offers("coalmine baseline save --out"))

    def test_does_not_take_a_value_or_an_argument_for_a_command(self):
        self.assertEqual(self.offers("coalmine test check teapo"), ["teapot.yml"])
        self.assertEqual(self.offers("coalmine run --json baseline teapo"), ["teapot.yml"])

    def test_offers_every_option_of_every_command(self):
        for words, text in all_commands():
            with self.subTest(words):
                line = " ".join(["coalmine", *words, "--"])
                self.assertLessEqual(options_in(text), set(self.offers(line)))

    def test_offers_scenarios_and_folders_where_a_scenario_stands(self):
        self.assertEqual(sorted(self.offers("coalmine run tea")), ["tea.yaml", "teapot.yml", "teas/"])
        below = {Path(word).name for word in self.offers("coalmine check tea.yaml teas/")}
        self.assertLessEqual({"green.yaml"}, below)
        self.assertNotIn("notes.txt", below)
        self.assertEqual(sorted(self.offers("coalmine test te")), ["tea.yaml", "teapot.yml", "teas/"])

    def test_offers_any_file_where_one_is_written(self):
        self.assertIn("team.txt", self.offers("coalmine run tea.yaml --json tea"))
        self.assertEqual(self.offers("coalmine vectors team"), ["team.txt"])

    def test_offers_the_values_of_a_choice(self):
        self.assertEqual(sorted(self.offers("coalmine bucket --format ")), ["csv", "json", "plain"])
        self.assertEqual(self.offers("coalmine bucket --format pl"), ["plain"])
        self.assertEqual(sorted(self.offers("coalmine completion ")), ["bash", "fish", "zsh"])

    def test_offers_commands_where_one_is_named(self):
        self.assertEqual(sorted(self.offers("coalmine man ")), sorted(subcommands(help_of())))
        self.assertEqual(self.offers("coalmine man jud"), ["judges"])
        self.assertEqual(sorted(self.offers("coalmine man baseline ")), ["diff", "save"])
        self.assertEqual(self.offers("coalmine man baseline sa"), ["save"])
        for line in ("coalmine man run ", "coalmine man man ", "coalmine man baseline save "):
            with self.subTest(line):
                self.assertEqual(self.offers(line), [])

    def test_offers_nothing_for_a_number(self):
        self.assertEqual(self.offers("coalmine run --seed "), [])

    def test_goes_on_after_a_flag(self):
        self.assertEqual(self.offers("coalmine run --quiet teapo"), ["teapot.yml"])


class Bash(InAShell, unittest.TestCase):
    SHELL = "bash"

    def offers(self, line):
        """What readline would be given: it splits words at "=", too."""
        words = re.findall(r"=|[^ =]+", line) + ([""] if line.endswith(" ") else [])
        ask = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _coalmine; '
               'for each in "${COMPREPLY[@]}"; do [[ -d $each ]] && each+=/; echo "$each"; done')
        done = subprocess.run(["bash", "-c", ask, "bash", self.script, *words], cwd=self.directory,
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_completes_a_value_behind_an_equals_sign(self):
        self.assertEqual(self.offers("coalmine bucket --format=pl"), ["plain"])
        self.assertEqual(sorted(self.offers("coalmine bucket --format=")), ["csv", "json", "plain"])
        self.assertEqual(self.offers("coalmine run --seed=7 teapo"), ["teapot.yml"])

    def test_keeps_a_name_with_a_blank_in_one_piece(self):
        self.assertEqual(self.offers("coalmine run tw"), ["two words.yaml"])

    def test_is_asked_for_coalmine(self):
        done = subprocess.run(["bash", "-c", f"source {self.script}; complete -p coalmine"],
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "complete -F _coalmine coalmine\n")


class Fish(InAShell, unittest.TestCase):
    SHELL = "fish"

    def completions(self, line):
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source {self.script}; complete -C '{line}'"], cwd=self.directory,
            capture_output=True, text=True, check=True, env={**os.environ, "HOME": str(self.directory)})
        self.assertEqual(done.stderr, "")
        return [line.partition("\t") for line in done.stdout.splitlines()]

    def offers(self, line):
        return [word for word, _, _ in self.completions(line)]

    def test_says_what_each_word_means(self):
        self.assertIn(("check", "\t", "Say all that is wrong with scenario files"), self.completions("coalmine che"))
        self.assertIn(("--seed", "\t", "Seed of every draw  [default: the scenario's]"),
                      self.completions("coalmine run --se"))


class Zsh(InAShell, unittest.TestCase):
    SHELL = "zsh"
    # ^T prints what is offered, a word a line, instead of showing it: what goes through compadd is noted.
    SETUP = """PS1=; unsetopt zle_bracketed_paste prompt_sp; typeset -aU offered
        autoload -Uz compinit; compinit -D -u; source .script
        compadd() { local -a found; builtin compadd -O found "$@"; offered+=($found); builtin compadd "$@" }
        quietly() { _main_complete; compstate[insert]=; compstate[list]= }
        ask() { offered=(); zle quietly; zle -I; print -rl -- '<' $offered '>'; zle .kill-buffer }
        zle -C quietly complete-word quietly; zle -N ask; bindkey '^T' ask; print rea''dy
        """

    def setUp(self):
        super().setUp()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(self.directory)
            os.environ.update(TERM="dumb", HOME=str(self.directory))
            os.execvp("zsh", ["zsh", "-f", "-i"])
        self.addCleanup(self.end)
        self.ask(self.SETUP, "ready\r\n")

    def end(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)

    def ask(self, text, end):
        """Types the text; what is printed until `end`."""
        os.write(self.terminal, text.encode())
        printed, deadline = "", time.monotonic() + 60
        while end not in printed:
            self.assertLess(time.monotonic(), deadline, printed)
            if select.select([self.terminal], [], [], 1)[0]:
                printed += os.read(self.terminal, 4096).decode()
        return printed

    def offers(self, line):
        printed = self.ask(f"{line}\x14", "\r\n>\r\n")
        words = printed.partition("<\r\n")[2].partition(">\r\n")[0].splitlines()
        return [word + "/" * (self.directory / word).is_dir() for word in words]


if __name__ == "__main__":
    unittest.main(verbosity=2)
