"""Sticky by the sum of the characters: ids that look alike end up together."""

from protocol import below, serve

serve(lambda q: below(sum(map(ord, q["release"] + q["user"])) * 0.001 % 1, q["weight"]),
      can=("weights", "releases", "restarts"), name="weak-hash")
