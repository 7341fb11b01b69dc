"""Sticky with the service in the hash: a user meets both versions along a chain."""

from protocol import below, serve, uniform

serve(lambda q: below(uniform(q["release"], q["service"], q["user"]), q["weight"]),
      can=("weights", "releases", "restarts", "services"), name="service-salt")
