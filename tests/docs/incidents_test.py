"""docs/INCIDENTS.md is current, and every figure in it is what the comment in its scenario works out.

incidents_test.py SOURCE_DIR
"""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

SIMULATED = {"unit": "share", "mean": 0.652, "ci95": [0.645, 0.659]}
EXACT = {**SIMULATED, "closed_form": 0.6513215599}


def load(source):
    name = "regenerate_incidents"  # the file has no suffix that would say it is Python
    spec = spec_from_loader(name, SourceFileLoader(name, str(source / "scripts/regenerate-incidents")))
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problem_of(incidents, line, figure=SIMULATED, found=0.652):
    """What the script says of a line of `expect:` whose figure is this."""
    parts = incidents.WORKED_OUT.match(line)
    row = incidents.Row(parts[1], parts[2], parts[3], parts["formula"], parts["relation"], parts["value"],
                        parts["sign"], figure, found)
    return row.problem()


def test_compares_comments_with_figures(incidents):
    line = "  - { policy: a, metric: blast_radius.exposed, rule: mean > 64% } # 1 - (1 - w)^10 "
    assert problem_of(incidents, line + "= 65.1 %") is None
    assert "simulated" in problem_of(incidents, line + "= 67.0 %")
    assert problem_of(incidents, line + "= 65.1 %", EXACT) is None
    assert "closed form" in problem_of(incidents, line + "= 65.2 %", EXACT)
    assert "unit" in problem_of(incidents, line + "= 0.651")
    assert problem_of(incidents, line + ">= 60 %") is None
    assert "simulated" in problem_of(incidents, line + ">= 66 %")
    assert problem_of(incidents, line + "about 60 %") is None
    assert "simulated" in problem_of(incidents, line + "about 50 %")
    assert incidents.WORKED_OUT.match(line + "is about two thirds") is None


def test_shows_numbers_with_the_digits_of_their_interval(incidents):
    assert incidents.with_interval(65.24, 0.31, " %") == "65.2 % ± 0.3"
    assert incidents.with_interval(1813413.2, 40329.1, " user s") == "1,813,413 user s ± 40,329"
    assert incidents.with_interval(100, 0, " %") == "100 % ± 0"
    assert incidents.number(25.804) == "25.8"


def main(source):
    source = Path(source)
    incidents = load(source)
    test_compares_comments_with_figures(incidents)
    test_shows_numbers_with_the_digits_of_their_interval(incidents)
    page = (source / "docs/INCIDENTS.md").read_text()
    missing = [file.name for file in (source / "scenarios/incidents").glob("*.yaml") if file.name not in page]
    assert not missing, missing
    return subprocess.run([source / "scripts/regenerate-incidents", "--check"]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
