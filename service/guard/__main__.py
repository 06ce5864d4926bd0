"""`python -m service.guard`: the hook, in a repository that is receiving a push."""

from service.guard.hook import run

run()
