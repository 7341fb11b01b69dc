"""Sticky with a seed that each process draws for itself. Users change version when it is started again."""

import os

from protocol import below, serve, uniform

seed = os.urandom(16).hex()
serve(lambda q: below(uniform(seed, q["release"], q["user"]), q["weight"]), name="process-seed")
