"""The promises that can be read off the source: which room includes which, and what no room uses.

architecture_test.py SOURCE_DIR
"""

import re
import sys
import unittest
from pathlib import Path

SOURCE = Path()  # from the command line

# docs/DESIGN.md, "The rooms". Every room may also include itself.
MAY_INCLUDE = {
    "base": set(),
    "routing": {"base"},
    "sim": {"base"},
    "models": {"base", "sim"},
    "spec": {"base", "routing", "models"},
    "conform": {"base", "routing", "spec"},
    "harness": {"base", "routing", "sim", "models", "spec"},
    "report": {"base", "harness", "conform"},
    "cluster": {"base", "harness"},
    "gateway": {"base", "routing"},
    "rehearsal": {"base", "routing", "sim", "models", "spec", "harness", "gateway"},
    "app": {"base", "routing", "sim", "models", "spec", "conform", "harness", "report", "cluster", "gateway",
            "rehearsal"},
}

# What a run is made of: a pure function of scenario and seed, with the same bits everywhere.
PURE_ROOMS = ["base", "routing", "sim", "models", "spec", "conform/judge", "harness", "report"]
# Of those, the rooms that calculate results.
CALCULATING_ROOMS = ["base", "routing", "sim", "models", "harness"]

BANNED = {
    r"\brandom_device\b": "results follow from the seed alone",
    r"\bstd::\w+_distribution\b": "its algorithm differs between libraries",
    r"\bstd::(mt19937\w*|minstd_rand\w*|default_random_engine)\b": "draws are counter-based",
    r"\bs?rand\s*\(": "draws are counter-based",
    r"\b(system|steady|high_resolution)_clock\b": "time is an argument",
    r"\b(gettimeofday|clock_gettime|time)\s*\(\s*(NULL|nullptr|0|&)": "time is an argument",
    r"\bstd::hash\b": "its values differ between libraries",
}
# With std:: or without. Ours are named math::log and the like; log(Real(x)) is of Boost.Multiprecision,
# which calculates in integers.
LIBM = (r"(?:\bstd::|(?<![\w:.>]))(?:::)?(exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|sin|cos|tan|asin|acos|atan|atan2"
        r"|sinh|cosh|tanh|tgamma|lgamma|erf|erfc|hypot)\s*\((?!Real\()")

BANNED_FLAGS = r"-ffast-math|-Ofast|-march=native|-mtune=native|-DNDEBUG|-funsafe-math"


def without_comments_and_strings(text):
    """`text` with comments, strings and characters blanked, lines kept."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'',
                       re.S)
    return token.sub(lambda match: "\n" * match.group().count("\n"), text)


def forbidden_includes(room, text):
    rooms = re.findall(r'^\s*#\s*include\s+"(\w+)/', text, re.M)
    return sorted({other for other in rooms
                   if other != room and other not in MAY_INCLUDE[room]})


def banned_names(text, patterns):
    """(line number, name, reason) of each banned name."""
    found = []
    for number, line in enumerate(without_comments_and_strings(text).splitlines(), 1):
        found += [(number, match.group(), reason) for pattern, reason in patterns.items()
                  for match in re.finditer(pattern, line)]
    return found


def iterations_over_unordered(text):
    """Names of unordered containers that the same text iterates over."""
    code = without_comments_and_strings(text)
    names = set(re.findall(r"\bunordered_\w+\s*<[^;{}()]*>\s*&?\s*(\w+)\s*[;{=(,)]", code))
    return sorted(name for name in names
                  if re.search(rf":\s*\*?{name}\s*\)|\b{name}\s*\.\s*c?begin\s*\(", code))


def sources(room):
    return [path for pattern in ("*.hpp", "*.cpp") for path in sorted((SOURCE / room).rglob(pattern))]


def place(path):
    return path.relative_to(SOURCE)


class Rooms(unittest.TestCase):
    def test_include_only_rooms_below_them(self):
        for room in MAY_INCLUDE:
            for path in sources(room):
                self.assertEqual(forbidden_includes(room, path.read_text()), [], place(path))

    def test_include_from_the_root(self):
        for room in MAY_INCLUDE:
            for path in sources(room):
                self.assertNotRegex(path.read_text(), r'(?m)^\s*#\s*include\s+"(\.|[^/"]+")', place(path))

    def test_are_all_known(self):
        rooms = {path.parent.relative_to(SOURCE).parts[0] for path in SOURCE.glob("*/*.cpp")}
        self.assertLessEqual(rooms - {"tests", "bench", "examples", "cmake"}, set(MAY_INCLUDE))

    def test_that_make_results_use_no_clock_and_no_foreign_randomness(self):
        for room in PURE_ROOMS:
            for path in sources(room):
                self.assertEqual(banned_names(path.read_text(), BANNED), [], place(path))

    def test_that_calculate_results_do_not_depend_on_the_maths_library(self):
        reason = "its last bit differs between machines: base/math.hpp has one that does not"
        for room in CALCULATING_ROOMS:
            for path in sources(room):
                if path.stem == "math":  # this is the replacement
                    continue
                self.assertEqual(banned_names(path.read_text(), {LIBM: reason}), [], place(path))

    def test_never_iterate_over_an_unordered_container(self):
        for room in PURE_ROOMS:
            for path in sources(room):
                header = path.with_suffix(".hpp")
                text = path.read_text() + (header.read_text() if header.exists() else "")
                self.assertEqual(iterations_over_unordered(text), [], place(path))

    def test_are_built_without_flags_that_change_results(self):
        for path in [*SOURCE.rglob("CMakeLists.txt"), *SOURCE.glob("cmake/*"), *SOURCE.glob("scripts/*")]:
            if "build" in place(path).parts[0]:
                continue
            # The build file takes -DNDEBUG out by name.
            text = re.sub(r'string\(REPLACE "-DNDEBUG".*\)', "", path.read_text())
            self.assertNotRegex(text, BANNED_FLAGS, place(path))


class Check(unittest.TestCase):
    """The check itself can fail."""

    def test_sees_an_arrow_that_points_up(self):
        self.assertEqual(forbidden_includes("sim", '#include "base/time.hpp"\n#include "routing/alarm.hpp"\n'),
                         ["routing"])

    def test_sees_banned_names_in_code_but_not_in_comments_and_strings(self):
        text = 'int a = rand();  // not rand()\nauto b = "rand()";\n/* std::random_device\n*/ system_clock c;\n'
        self.assertEqual([(line, name) for line, name, _ in banned_names(text, BANNED)],
                         [(1, "rand("), (4, "system_clock")])

    def test_tells_the_maths_library_from_ours(self):
        text = "std::log(x); exp(x); ::pow(x, y);\nmath::log(x); a.log(x); logger(x); log(Real(x));\n"
        self.assertEqual([(line, name) for line, name, _ in banned_names(text, {LIBM: ""})],
                         [(1, "std::log("), (1, "exp("), (1, "::pow(")])

    def test_keeps_digit_separators_apart_from_characters(self):
        self.assertEqual(without_comments_and_strings("int a = 10'000; rand(); int b = 10'000;"),
                         "int a = 10'000; rand(); int b = 10'000;")

    def test_sees_iteration_over_an_unordered_container(self):
        declared = "std::unordered_map<int, std::string> names_;\n"
        self.assertEqual(iterations_over_unordered(declared + "names_.find(1);"), [])
        self.assertEqual(iterations_over_unordered(declared + "for (auto& n : names_) f(n);"), ["names_"])
        self.assertEqual(iterations_over_unordered(declared + "auto i = names_.begin();"), ["names_"])


if __name__ == "__main__":
    SOURCE = Path(sys.argv.pop(1)).resolve()
    unittest.main()
