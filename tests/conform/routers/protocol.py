"""The router's side of `coalmine conform --command`: a line of JSON in, a line of JSON out."""

import json
import sys


def serve(decide, can=("weights", "releases", "restarts", "services", "override", "carry"), name=None):
    """Answers until the input ends. `decide(question)` gives "stable" or "canary" for a question that
    neither names its version nor brings a decision along."""
    json.loads(sys.stdin.readline())
    greeting = {"coalmine_conform": 1, "can": list(can)}
    if name:
        greeting["name"] = name
    print(json.dumps(greeting), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        version = question.get("override")
        carried = question.get("carried")
        if version is None and carried and "carry" in can:
            # A decision is worth nothing where there is no canary any more.
            version = carried if question["weight"] > 0 else "stable"
        if version is None:
            version = decide(question)
        answer = {"id": question["id"], "version": version}
        if "carry" in can:
            answer["carry"] = carried or version
        print(json.dumps(answer), flush=True)


def uniform(*texts):
    """A number in [0, 1) that follows from the texts."""
    from hashlib import sha256
    return int.from_bytes(sha256("\0".join(texts).encode()).digest()[:7], "big") / 2**56


def below(number, weight):
    return "canary" if number < weight else "stable"
