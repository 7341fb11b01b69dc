"""What docs/CI.md shows is what happens: its files are valid, and every coalmine command in them is run.

ci_test.py COALMINE SOURCE_DIR

The page's scenario and files are put where it says; the commands in blocks fenced as `sh`, of the pipelines and of the
hooks must pass, and leave behind what is uploaded. Blocks fenced as `text` that begin with a command must print what
stands there, but for seconds.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

COALMINE, SOURCE = Path(), Path()  # from the command line

try:
    import yaml
except ImportError:
    yaml = None


def fenced(language):
    page = (SOURCE / "docs" / "CI.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.M | re.S)


def values(tree, key):
    """Every value of that key, at any depth."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from values(value, key)


def lines(value):
    """The lines of a text, or of a list of texts."""
    return [line for text in ([value] if isinstance(value, str) else value) for line in text.splitlines()]


@unittest.skipIf(yaml is None, "PyYAML is not installed: scripts/install-packages python3-yaml")
class Page(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-ci-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        scenario, = (block for block in fenced("yaml") if block.startswith("name:"))
        (self.directory / "scenarios").mkdir()
        (self.directory / "scenarios" / "checkout.yaml").write_text(scenario)
        self.files = {}
        for block in fenced("yaml"):
            if path := re.match(r"# (\S+)\n", block):
                self.files[path[1]] = yaml.safe_load(block)
        for block in fenced("sh"):
            for line in block.splitlines():
                self.assertEqual(self.run_line(line).returncode, 0, line)

    def run_line(self, line):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
        environment["PATH"] = f"{COALMINE.parent}:{os.environ['PATH']}"
        environment["GITHUB_STEP_SUMMARY"] = str(self.directory / "summary.md")
        return subprocess.run(["bash", "-euo", "pipefail", "-c", line], cwd=self.directory, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)

    def pass_lines(self, commands):
        """Runs those that are about coalmine and what it wrote; at least one is."""
        ours = [line for line in commands if re.match(r"coalmine |cat ", line)]
        self.assertGreater(len(ours), 0)
        for line in ours:
            done = self.run_line(line)
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}")

    def assert_written(self, path):
        self.assertGreater((self.directory / path).stat().st_size, 0, path)

    def test_lays_out_the_repository(self):
        layout = fenced("text")[0]
        for line in layout.splitlines():
            self.assert_written(line.split()[0])

    def test_has_a_workflow_that_passes_and_uploads_what_it_wrote(self):
        workflow = self.files[".github/workflows/rehearsal.yaml"]
        for command in values(workflow, "run"):
            if "coalmine " in command and ".coalmine" not in command:
                self.pass_lines(lines(command))
        upload, = (step for step in values(workflow, "steps") for step in step if "upload" in step.get("uses", ""))
        for path in lines(upload["with"]["path"]):
            self.assert_written(path)
        self.assertIn("checkout", (self.directory / "summary.md").read_text())

    def test_has_a_gitlab_job_that_passes_and_uploads_what_it_wrote(self):
        job = self.files[".gitlab-ci.yml"]["rehearsal"]
        self.pass_lines(lines(job["script"]) + lines(job["after_script"]))
        for path in [job["artifacts"]["reports"]["junit"], *job["artifacts"]["paths"]]:
            self.assert_written(path)

    def test_has_hooks_that_pass(self):
        for hook in self.files[".pre-commit-config.yaml"]["repos"][0]["hooks"]:
            arguments = "" if hook.get("pass_filenames") is False else " scenarios/checkout.yaml"
            self.assertRegex("scenarios/checkout.yaml", hook["files"])
            self.pass_lines([hook["entry"] + arguments])

    def test_fails_where_the_scenario_does(self):
        scenario = self.directory / "scenarios" / "checkout.yaml"
        scenario.write_text(scenario.read_text().replace("{ sticky: user }", "weighted"))
        for path, tree in self.files.items():
            commands = [line for key in ["run", "script", "entry"] for value in values(tree, key) for line in lines(value)]
            for line in commands:
                if re.match("coalmine (test|baseline diff)", line):
                    with self.subTest(path, line=line):
                        self.assertEqual(self.run_line(line).returncode, 1)

    def test_builds_with_scripts_that_exist(self):
        named = {name for name in re.findall(r"\.coalmine/(scripts/\S+)", (SOURCE / "docs" / "CI.md").read_text())}
        self.assertEqual(named, {"scripts/install-packages", "scripts/build"})
        for name in named:
            self.assertTrue(os.access(SOURCE / name, os.X_OK), name)

    def test_prints_what_commands_print(self):
        without_seconds = lambda text: re.sub(r"\d+\.\d s$", "s", text, flags=re.M)
        block, = (block for block in fenced("text") if block.startswith("$ "))
        printed = "".join(f"$ {line}\n{self.run_line(line).stdout}" for line in re.findall(r"^\$ (.*)$", block, re.M))
        self.assertEqual(without_seconds(printed), without_seconds(block))


if __name__ == "__main__":
    COALMINE, SOURCE = (Path(argument).resolve() for argument in sys.argv[1:3])
    del sys.argv[1:3]
    unittest.main(verbosity=2)
