"""Wrong twice: weight times hash is not a weighted rendezvous, and each process hashes with a seed of its own."""

import os

from protocol import serve, uniform

seed = os.urandom(16).hex()


def score(question, version, weight):
    return weight * uniform(seed, question["release"], version, question["user"])


def decide(question):
    canary = score(question, "canary", question["weight"])
    return "canary" if canary > score(question, "stable", 1 - question["weight"]) else "stable"


serve(decide, can=("weights", "releases", "restarts", "services"), name="rendezvous")
