"""What a gateway author does with coalmine: installs the core, finds it, builds against it.

install_test.py CMAKE GENERATOR BUILD_DIR SOURCE_DIR CXX

Installs the routing component into a scratch prefix and moves that away, so that no path of this machine can
help; then builds and runs examples/ as a project of its own, the program of docs/LIBRARY.md with the CMake file
that stands there, and one example with nothing but pkg-config. The program comes with its manual and completion.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CMAKE, GENERATOR, BUILD, SOURCE, CXX = "", "", Path(), Path(), ""  # from the command line


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def fenced(page, language):
    """What stands in the blocks of a Markdown page that are fenced as `language`, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.M | re.S)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="coalmine-install-")
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = Path(scratch.name)
        run(CMAKE, "--install", BUILD, "--component", "routing", "--prefix", cls.scratch / "staging")
        cls.prefix = cls.scratch / "moved" / "prefix"
        cls.prefix.parent.mkdir()
        (cls.scratch / "staging").rename(cls.prefix)

    def configure(self, project, *options):
        """Configures a project against the installed copy, as a user would; returns its build directory."""
        build = self.scratch / f"build-{project.name}"
        run(CMAKE, "-G", GENERATOR, "-S", project, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_COMPILER={CXX}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *options)
        return build

    def build(self, project):
        build = self.configure(project)
        run(CMAKE, "--build", build, "--parallel", "2")
        return build

    def test_examples_build_and_print_what_they_should(self):
        build = self.build(SOURCE / "examples")
        tested = run("ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error")
        programs = len([*(SOURCE / "examples").glob("*.cpp")])
        self.assertIn(f"100% tests passed, 0 tests failed out of {programs}\n", tested)

    def test_the_library_page_builds_as_it_stands(self):
        page = SOURCE / "docs" / "LIBRARY.md"
        project = self.scratch / "gateway"
        project.mkdir()
        (project / "CMakeLists.txt").write_text("".join(fenced(page, "cmake")))
        (project / "gateway.cpp").write_text("".join(fenced(page, "cpp")))
        expected, = fenced(page, "text")
        self.assertEqual(run(self.build(project) / "gateway"), expected)

    def test_leaves_the_users_warnings_and_include_paths_alone(self):
        build = self.configure(SOURCE / "examples")
        for entry in json.loads((build / "compile_commands.json").read_text()):
            options = entry["command"].split(" -o ")[0].split()[1:]
            self.assertEqual([option for option in options if re.match(r"-W|-f(?!fp-contract=off)|-O", option)],
                             [])
            own = [option for option in options if str(self.scratch) in option or str(SOURCE) in option]
            self.assertEqual([Path(option.removeprefix("-I")).name for option in own], ["coalmine"])

    def test_holds_every_header_that_its_headers_include(self):
        headers = self.prefix / "include" / "coalmine"
        everything = "".join(f'#include "{path.relative_to(headers)}"\n' for path in sorted(headers.rglob("*.hpp")))
        self.assertIn('"routing/router.hpp"', everything)
        flags = run("pkg-config", "--cflags", "coalmine-routing", env=self.pkg_config()).split()
        (self.scratch / "everything.cpp").write_text(everything)
        run(CXX, *flags, "-fsyntax-only", self.scratch / "everything.cpp")

    def test_is_found_by_pkg_config(self):
        flags = run("pkg-config", "--cflags", "--libs", "coalmine-routing", env=self.pkg_config()).split()
        program = self.scratch / "route_requests"
        run(CXX, SOURCE / "examples" / "route_requests.cpp", *flags, "-o", program)
        self.assertIn("10 % canary", run(program))

    def test_refuses_another_minor_version_and_an_unknown_component(self):
        for wanted, complaint in [("0.2 REQUIRED", r"requested\s+version"),
                                  ("0.1 REQUIRED COMPONENTS teapot", "teapot")]:
            project = self.scratch / f"refused{len(wanted)}"
            project.mkdir()
            (project / "CMakeLists.txt").write_text(
                f"cmake_minimum_required(VERSION 3.25)\nproject(refused CXX)\nfind_package(coalmine {wanted})\n")
            with self.assertRaisesRegex(AssertionError, complaint):
                self.configure(project)

    def test_comes_with_a_program_its_manual_and_completion(self):
        prefix = self.scratch / "program"
        run(CMAKE, "--install", BUILD, "--component", "program", "--prefix", prefix)
        coalmine = prefix / "bin" / "coalmine"
        self.assertEqual((prefix / "share/man/man1/coalmine-run.1").read_text(), run(coalmine, "man", "run"))
        for shell, place in [("bash", "bash-completion/completions/coalmine"), ("zsh", "zsh/site-functions/_coalmine"),
                             ("fish", "fish/vendor_completions.d/coalmine.fish")]:
            self.assertEqual((prefix / "share" / place).read_text(), run(coalmine, "completion", shell))

    def pkg_config(self):
        directory, = self.prefix.rglob("pkgconfig")
        return {**os.environ, "PKG_CONFIG_PATH": str(directory)}


if __name__ == "__main__":
    CMAKE, GENERATOR, BUILD, SOURCE, CXX = sys.argv[1:]
    BUILD, SOURCE = Path(BUILD), Path(SOURCE)
    del sys.argv[1:]
    unittest.main()
