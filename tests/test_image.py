"""What the image and the check script promise, read from their text: neither is built here."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "Dockerfile"
RUN = ROOT / ".ci" / "run"


def instructions(text: str) -> list[tuple[str, str]]:
    """A Dockerfile's (instruction, argument) pairs, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    lines = [line for line in joined.splitlines() if line.strip()]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


@pytest.fixture
def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for instruction, argument in instructions(DOCKERFILE.read_text()):
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, argument))
    return found


@pytest.fixture
def final(stages: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return stages[-1]


def argument(stage: list[tuple[str, str]], instruction: str) -> str:
    found = [given for name, given in stage if name == instruction]
    assert len(found) == 1, f"{instruction}: {found}"
    return found[0]


def test_the_final_image_is_slim_and_builds_nothing(
    stages: list[list[tuple[str, str]]], final: list[tuple[str, str]]
) -> None:
    assert len(stages) > 1
    assert argument(final, "FROM").endswith("-slim")
    runs = " ".join(given for name, given in final if name == "RUN")
    for tool in ("pip", "apt", "gcc", "build-essential", "hatchling", "curl"):
        assert tool not in runs


def test_every_package_is_checked_against_its_hash(stages: list[list[tuple[str, str]]]) -> None:
    installs = [
        step
        for name, given in stages[0]
        if name == "RUN"
        for step in given.split("&&")
        if re.search(r"\bpip\b.* install ", step)
    ]
    assert installs
    for step in installs:
        assert "--require-hashes" in step or "--no-index" in step, step


def test_it_runs_as_a_fixed_user_that_is_not_root(final: list[tuple[str, str]]) -> None:
    user = argument(final, "USER")
    assert user.isdigit()
    assert int(user) > 0
    assert any(f"--uid {user} " in given for name, given in final if name == "RUN")


def test_data_lives_in_the_one_volume_and_belongs_to_that_user(
    final: list[tuple[str, str]],
) -> None:
    assert argument(final, "VOLUME") == "/data"
    assert "DATELINE_DATABASE_URL=sqlite+aiosqlite:////data/" in argument(final, "ENV")
    order = [name for name, _ in final]
    made = next(i for i, (_, given) in enumerate(final) if "--owner dateline" in given)
    assert made < order.index("VOLUME")


def test_it_is_told_to_stop_and_asked_how_it_is_without_a_shell_between(
    final: list[tuple[str, str]],
) -> None:
    assert argument(final, "STOPSIGNAL") == "SIGTERM"
    assert argument(final, "HEALTHCHECK").endswith('CMD ["dateline", "health"]')
    assert argument(final, "ENTRYPOINT") == '["dateline"]'
    assert argument(final, "CMD") == '["run"]'


def test_what_is_copied_exists_and_secrets_stay_out(stages: list[list[tuple[str, str]]]) -> None:
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = [given.split()[:-1] for name, given in stages[0] if name == "COPY"]
    sources = {source for group in copied for source in group}
    assert sources == allowed
    assert all((ROOT / source).exists() for source in sources)
    assert "*" in (ROOT / ".dockerignore").read_text().splitlines()
    assert not any(".env" in name for name in allowed)


def test_the_check_script_can_be_run_and_ends_with_the_readmes_test_command() -> None:
    assert os.access(RUN, os.X_OK)
    lines = RUN.read_text().splitlines()
    assert "set -euo pipefail" in lines
    assert lines[-1] == ".ci/with-env pytest"
    steps = [line for line in lines if line.startswith(".ci/with-env")]
    assert [step.split(maxsplit=1)[1] for step in steps] == [
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "lint-imports",
        "pytest",
    ]


def test_the_check_script_is_sound_bash() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here to read the script with")
    result = subprocess.run([bash, "-n", str(RUN)], capture_output=True, text=True, check=False)  # noqa: S603 - our own script, only parsed
    assert result.returncode == 0, result.stderr
