"""Completion asked of real shells: what each offers for the last word of a line."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

#: Seconds that a shell may take to start and to answer.
_PATIENCE = 20

#: What zsh does before its first line: it loads the script, and keeps what it offers in a file.
_ZSHRC = """
PROMPT=
fpath=({folder}/functions $fpath)
autoload -Uz compinit && compinit -u -D
compadd() {{
    if [[ ${{@[1,(i)(-|--)]}} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
    local -a offered
    builtin compadd -A offered "$@"
    (( $#offered )) && print -l -- $offered >> {folder}/offered
    builtin compadd "$@"
}}
ask() {{ zle complete-word; print -r -- "$BUFFER" > {folder}/line; exit }}
zle -N ask
bindkey '^I' ask
"""


def path_of(shell: str) -> str:
    """Return the path of a shell; skip the test where there is none."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"there is no {shell} here")
    return found


def ask_fish(script: str, line: str, folder: Path) -> list[str]:
    """Return what fish offers."""
    done = subprocess.run(
        [path_of("fish"), "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', "-", line],
        input=script,
        cwd=folder,
        env=os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=True,
    )
    assert done.stderr == ""
    return [offer.partition("\t")[0] for offer in done.stdout.splitlines()]


def ask_zsh(script: str, line: str, folder: Path) -> list[str]:
    """Return what zsh offers, which completes only on a terminal."""
    pty = pytest.importorskip("pty", reason="there are no terminals to be had here")
    zsh = path_of("zsh")
    (folder / "functions").mkdir(exist_ok=True)
    (folder / "functions" / "_aecodec").write_text(script)
    (folder / ".zshrc").write_text(_ZSHRC.format(folder=folder))
    for name in ("offered", "line"):
        (folder / name).unlink(missing_ok=True)
    master, terminal = pty.openpty()
    environment = os.environ | {"ZDOTDIR": str(folder), "TERM": "dumb"}
    process = subprocess.Popen(
        [zsh, "-d", "-i"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    os.close(terminal)
    try:
        os.write(master, f"{line}\t".encode())
        end = time.monotonic() + _PATIENCE
        while not (folder / "line").exists():
            assert time.monotonic() < end, "zsh gave no answer"
            if select.select([master], [], [], 0.02)[0]:
                os.read(master, 4096)  # so that it can go on writing
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(master)
    offered = folder / "offered"
    return offered.read_text().splitlines() if offered.exists() else []
