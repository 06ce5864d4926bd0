"""`python -m cli` is `prongsai`."""

from cli.main import run

run()
