"""What a client keeps in a file: replaced as a whole, for its owner alone, and read again."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from aecodec.channel import Resume
from aecodec.channel.stores import FileStore
from aecodec.errors import ChannelError


def test_a_file_is_replaced_as_a_whole_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "channel.json")
    assert store.load() is None
    first = Resume(channel_id=None, token="ba_" + "A" * 48)
    store.save(first)
    assert store.load() == first
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    store.save(Resume())
    assert store.load() == Resume()
    assert [path.name for path in tmp_path.iterdir()] == ["channel.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"channel_id": null}', "null"])
def test_a_file_of_another_form_is_refused(text: str, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "channel.json")
    store.path.write_text(text)
    with pytest.raises(ChannelError) as caught:
        store.load()
    assert caught.value.code == "stored_form"
