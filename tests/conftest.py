"""Nothing here reads or writes the machine's own git configuration, keys, cache or home."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the claim holds.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

_CONFIG = """\
[user]
	name = Somebody Else
	email = somebody@elsewhere.example
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[gc]
	auto = 0
[maintenance]
	auto = false
"""


@pytest.fixture(scope="session", autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home, a cache and a git configuration for this run, as on a machine where nothing is set up yet."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(_CONFIG, encoding="utf-8")
    environment = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("GIT_", "SSH_"))]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield
