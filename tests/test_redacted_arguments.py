"""Secrets given to any command, in any argument, option or file and in any form, come out of none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from aecodec.cli import COMMANDS
from aecodec.cli.parsing import options_of, parser_of

from .command_line import printed
from .conftest import EXAMPLES
from .secret_key import FORMS, FOUNDING, leaks, without_ids
from .written_secrets import BY_FORM, BY_WORD, leaks_of

#: What stands before the secret, so that a command comes as far as to look at it.
FIRST = {
    "build": [["spend"], []],
    "id": [["contract"], ["name"], []],
    "schema": [[]],
    "diff": [[FOUNDING], []],
}
#: Commands that run by themselves, without an argument of this kind.
EXEMPT = {"completion"}
OTHER_FORMS = [*BY_FORM, *BY_WORD]


def _runs(command: str, secret: str, path: Path) -> Iterator[list[str]]:
    """Yield the arguments of runs in which a secret stands in every place."""
    plain = (secret, f"x {secret}", f"\x1b[31m{secret}\x1b[0m", f"@{path}", f"sender_id={secret}")
    for first in FIRST.get(command, [[]]):
        for given in plain:
            yield [command, *first, given]
            yield [command, *first, "--json", given]
    for option in options_of(parser_of(command, COMMANDS[command])):
        yield [command, f"{option}={secret}", FOUNDING]
        yield [command, FOUNDING, option, secret]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in EXEMPT])
@pytest.mark.parametrize("form", FORMS)
def test_no_command_shows_a_key(command: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text(f"{FORMS[form]}\n and {FORMS[form]}\n")
    for arguments in _runs(command, FORMS[form], path):
        assert leaks(without_ids(printed(*arguments))) == [], arguments[:2]


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("form", FORMS)
def test_a_key_in_the_place_of_the_name_of_a_field_is_not_shown(form: str, options: list[str]) -> None:
    assert leaks(printed("build", *options, "spend", f"{FORMS[form]}=1")) == []


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in EXEMPT])
@pytest.mark.parametrize("what", OTHER_FORMS)
def test_no_command_shows_a_secret_in_other_forms(command: str, what: str, tmp_path: Path) -> None:
    secret = (BY_FORM | BY_WORD)[what].replace("\n", " ")
    path = tmp_path / "lines"
    path.write_text(f"{secret}\n and {secret}\n", encoding="utf-8")
    # A part of the places for each secret, all places for some: all for all takes half a minute.
    first, step = (0, 1) if EXAMPLES >= 1 else (OTHER_FORMS.index(what) % 4, 4)
    for arguments in islice(_runs(command, secret, path), first, None, step):
        shown = printed(*arguments)
        assert leaks_of(without_ids(shown) if what in BY_FORM else shown) == [], arguments[:2]
