"""Draws for each request, as a weighted alias does. The share holds, and little else."""

import random

from protocol import below, serve

draws = random.Random(1)
serve(lambda q: below(draws.random(), q["weight"]), name="coins")
