"""Runs every command that the documentation shows, and compares what it prints; checks every scenario.

console_test.py COALMINE SOURCE_DIR

A block fenced as ```console holds commands after "$ ", each followed by what it prints on both
streams. A line "..." stands for any number of lines; a command that ends in a backslash, or within
single quotes, goes on in the next line. Commands run in one empty directory for each page, in which the source tree is
linked: what they write stays out of the repository. A program of the readers' own, such as jq, need not
be installed: what calls it is skipped then, and that is said. A block fenced as ```yaml that begins with "name:" is a
whole scenario, and must be a valid one. Blocks fenced otherwise are not run.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TIMEOUT_S = 600
OPTIONAL_PROGRAMS = {"jq"}


def blocks(text, language):
    """(line number of the first line, lines) of each block fenced as that language."""
    block, start = None, 0
    for number, line in enumerate(text.splitlines(), 1):
        if block is None and line.strip() == "```" + language:
            block, start = [], number + 1
        elif block is not None and line.strip() == "```":
            yield start, block
            block = None
        elif block is not None:
            block.append(line)


def goes_on(command):
    """Whether a command needs another line: a backslash at its end, or an open quotation."""
    return command.endswith("\\") or command.count("'") % 2 == 1


def commands(start, lines):
    """(line number, command, expected lines) of each command of a block."""
    found = []
    for number, line in enumerate(lines, start):
        if line.startswith("$ "):
            found.append((number, line[2:], []))
        elif found and goes_on(found[-1][1]) and not found[-1][2]:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}", [])
        elif found:
            found[-1][2].append(line)
        else:
            sys.exit(f"line {number}: a console block starts with a command after \"$ \"")
    return found


def matches(expected, printed):
    """Whether the lines are the same, where "..." is any number of lines."""
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def missing_program(command):
    """The optional program that the command calls and that is not installed, or None."""
    program = command.split()[0]
    return program if program in OPTIONAL_PROGRAMS and shutil.which(program) is None else None


def run_page(page, coalmine, source):
    """The number of commands run, and of those that printed something else than the page says."""
    ran = failed = 0
    with tempfile.TemporaryDirectory(prefix="coalmine-docs-") as directory:
        for entry in source.iterdir():
            (Path(directory) / entry.name).symlink_to(entry)
        environment = {**os.environ, "PATH": f"{coalmine.parent}:{os.environ['PATH']}"}
        for start, lines in blocks(page.read_text(), "console"):
            for number, command, expected in commands(start, lines):
                if program := missing_program(command):
                    print(f"{page}:{number}: skipped, since {program} is not installed: {command}")
                    continue
                done = subprocess.run(
                    ["bash", "-c", command], cwd=directory, env=environment, text=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    timeout=TIMEOUT_S)
                ran += 1
                printed = [line.rstrip() for line in done.stdout.splitlines()]
                if not matches([line.rstrip() for line in expected], printed):
                    failed += 1
                    print(f"{page}:{number}: {command}\nprints now:", *printed, "", sep="\n")
        for start, lines in blocks(page.read_text(), "yaml"):
            if not lines or not lines[0].startswith("name:"):
                continue
            scenario = Path(directory) / f"{page.name}.{start}.yaml"
            scenario.write_text("\n".join(lines) + "\n")
            done = subprocess.run([coalmine, "check", scenario], text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=TIMEOUT_S)
            ran += 1
            if done.returncode != 0:
                failed += 1
                print(f"{page}:{start}: not a valid scenario:\n{done.stdout}")
    return ran, failed


def self_test():
    page = "```console\n$ echo a \\\n  b\na b\n```\n```sh\n$ no\n```\n"
    (start, lines), = blocks(page, "console")
    assert commands(start, lines) == [(2, "echo a \\\n  b", ["a b"])]
    assert commands(1, ["$ echo 'a", "b'", "a"]) == [(1, "echo 'a\nb'", ["a"])]
    assert matches(["a", "...", "c"], ["a", "b", "b", "c"])
    assert matches(["...", "c"], ["c"])
    assert not matches(["a"], ["a", "b"])
    assert not matches(["a.c"], ["abc"])
    assert missing_program("no-such-program x") is None, "so that it fails"


def main(coalmine, source):
    self_test()
    source = Path(source).resolve()
    pages = [*sorted(source.glob("*.md")), *sorted(source.glob("docs/*.md")),
             *sorted(source.glob("results/*.md")), *sorted(source.glob("scenarios/*.md"))]
    ran = failed = 0
    for page in pages:
        page_ran, page_failed = run_page(page, Path(coalmine).resolve(), source)
        print(f"{page.relative_to(source)}: {page_ran} commands and scenarios, {page_failed} failed")
        ran, failed = ran + page_ran, failed + page_failed
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
