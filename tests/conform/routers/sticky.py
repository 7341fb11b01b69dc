"""A sound router: a hash of release and user below the weight. Keeps every promise."""

from protocol import below, serve, uniform

serve(lambda q: below(uniform(q["release"], q["user"]), q["weight"]), name="sticky")
