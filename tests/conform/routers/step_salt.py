"""Sticky with the weight in the hash: every step of a ramp throws users back."""

from protocol import below, serve, uniform

serve(lambda q: below(uniform(q["release"], str(q["weight"]), q["user"]), q["weight"]), name="step-salt")
