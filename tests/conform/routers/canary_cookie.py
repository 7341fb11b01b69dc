"""A cookie from the canary only: who has none draws again, so that in the end all are on the canary."""

import json
import random
import sys

draws = random.Random(1)

json.loads(sys.stdin.readline())
print(json.dumps({"coalmine_conform": 1, "name": "canary-cookie", "can": ["weights", "releases", "restarts"]}),
      flush=True)
for line in sys.stdin:
    question = json.loads(line)
    pinned = question.get("cookies", {}).get("canary") == question["release"]
    on_canary = question["weight"] > 0 and (pinned or draws.random() < question["weight"])
    answer = {"id": question["id"], "version": "canary" if on_canary else "stable"}
    if on_canary:
        answer["set_cookies"] = {"canary": question["release"]}
    elif pinned:
        answer["set_cookies"] = {"canary": None}
    print(json.dumps(answer), flush=True)
