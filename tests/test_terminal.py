"""What a terminal would obey, and what nobody would see, never comes out of the program raw.

Every command and every place where text of others can stand: fields of every object, inputs, JSON, arguments,
file names, recorded sessions. What is no harm comes out as it is.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import fields as f
from aecodec import schema
from aecodec.cli import COMMANDS
from aecodec.errors import CaptureError, printable
from aecodec.inspector import captures

from .command_line import Finished, run
from .conftest import founding
from .recorded_sessions import at, founding_session, sessions_with, text_of
from .shared_vectors import WIRES

FOUNDING: str = founding()["co_signed"]

#: Each with its name: what moves the cursor, paints, sets the title, rings, hides, turns text around.
NASTY = {
    "control characters": "".join(map(chr, range(0x20))) + "\x7f",
    "C1 control characters": "".join(map(chr, range(0x80, 0xA0))),
    "an ANSI escape": "\x1b[2J\x1b[31mred\x1b[0m",
    "an OSC escape": "\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "an 8-bit escape": "\x9b2J\x9d0;title\x9c",
    "direction marks": "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e",
    "isolates": "\u2066\u2067\u2068\u2069",
    "no width": "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e",
    "blanks that are letters": "\u115f\u1160\u3164\uffa0\u2800",
    "marks that nobody sees": "\u034f\u17b4\u17b5\u180b\ufe00\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "line ends": "\r\n\x0b\x0c\x85\u2028\u2029",
    "spaces that are none": "\u00a0\u2000\u2003\u202f\u205f\u3000",
    "half a character": "\ud800\udfff\udc80",
    "private and unassigned": "\ue000\U0010ffff\u0378\ufdd0",
}
ALL = "a" + "".join(NASTY.values()) + "z"
#: As bytes: UTF-8 where there is some, what a file may hold where there is none.
BYTES = [ALL.encode("utf-8", "ignore"), ALL.encode("utf-8", "surrogatepass"), b"\x1b[2J\xff\x9b\x07"]

_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNSEEN = set("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufe00\ufe0f\U000e0100\u180b")


def harmful(text: str) -> list[str]:
    """What of a text must not come out of a terminal; a line end and a space are fine."""
    bad = (
        char
        for char in text
        if char != "\n"
        and (unicodedata.category(char) in _HARMFUL or char in _UNSEEN or (char.isspace() and char != " "))
    )
    return sorted(set(bad))


def clean(*arguments: str, given: bytes = b"", code: int | None = None) -> Finished:
    """Run a command and check that nothing harmful comes out of it."""
    found = run(*arguments, given=given)
    assert harmful(found.out) == []
    assert harmful(found.err) == []
    assert code is None or found.returncode == code
    return found


def test_what_is_harmful_here_is_known() -> None:
    for name, text in NASTY.items():
        assert harmful(text), name
        assert set(harmful(text)) >= {char for char in text if not char.isascii()} - {"\u00a0"}, name
    assert harmful("plain 'text' with ünicode, 文字, العربية and 😀\n") == []


@pytest.mark.parametrize("name", NASTY)
def test_what_is_printed_is_safe_and_says_what_it_was(name: str) -> None:
    shown = printable(NASTY[name])
    assert harmful(shown) == []
    assert "\n" not in shown
    assert shown.isascii()
    if "\\" not in NASTY[name]:
        assert shown.encode().decode("unicode_escape") == NASTY[name]


@given(st.text() | st.sampled_from(sorted(NASTY)).map(NASTY.__getitem__))
def test_any_text_is_printed_safely_and_plain_text_as_it_is(text: str) -> None:
    shown = printable(text)
    assert harmful(shown) == []
    assert (shown == text) == (harmful(text) == [] and "\n" not in text)


@given(st.text(max_size=30))
def test_an_error_is_one_safe_line_whatever_it_names(text: str) -> None:
    for error in (
        CaptureError("capture_form", text, 1),
        aecodec.FieldError("field_type", text, None, text, text),
    ):
        assert str(error).isprintable()
        assert str(error).splitlines() == [str(error)]


# --- fields of every object ---------------------------------------------------------------------


def filled(kind: f.FieldType, value: Any, content: bytes) -> Any:
    """A field's value with this content wherever bytes of any length stand."""
    match kind:
        case f.Bytes(length=None):
            return content
        case f.PointerTarget():
            return content if isinstance(value, bytes) else value
        case f.List(of=inner):
            return tuple(filled(inner, item, content) for item in value[:1])
        case f.Tuple(cls=cls, items=kinds):
            return cls(*(filled(inner, item, content) for inner, item in zip(kinds, value, strict=True)))
        case f.Object() if value is not None:
            return nasty(value, content)
    return value


def nasty(obj: Any, content: bytes) -> Any:
    known = schema.describe(type(obj)).fields
    return aecodec.replace(obj, **{name: filled(kind, getattr(obj, name), content) for name, kind in known})


@pytest.mark.parametrize("content", BYTES, ids=["text", "half text", "no text"])
def test_no_field_of_any_object_reaches_the_terminal_raw(content: bytes) -> None:
    objects = [nasty(aecodec.decode_object(wire), content) for wire in WIRES.values()]
    assert sum(content in aecodec.to_bytes(obj) for obj in objects) > 25
    lines = "\n".join(aecodec.to_bytes(obj).hex() for obj in objects).encode()
    tree = clean("decode", given=lines, code=0)
    assert ("\\x1b[2J" in tree.out) == (content == BYTES[0])  # what is no text is shown as bytes
    records = clean("decode", "--json", given=lines, code=0)
    back = clean("encode", given=records.out.encode(), code=0)
    assert [bytes.fromhex(line) for line in back.out.split() if "_" not in line]
    for command in ("hex", "lenient", "rlp"):
        for options in ([], ["--json"]):
            clean(command, *options, given=lines, code=0)
    for one, other in zip(objects, map(aecodec.decode_object, WIRES.values()), strict=True):
        clean("diff", aecodec.to_bytes(one).hex(), aecodec.to_bytes(other).hex())
    texts = [aecodec.encode_tx(obj) for obj in objects if isinstance(obj, aecodec.Tx)]
    for command in ("fee", "id"):
        clean(command, given="\n".join(texts).encode())
    for options in ([], ["--json"], ["--network", "ae_uat"]):
        clean("verify", *options, given="\n".join(texts).encode())


# --- inputs, arguments and files ----------------------------------------------------------------


def inputs(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (text, f"tx_{text}", f"{FOUNDING[:40]}{text}", f"{text}_AA", f"0x{text}", f"ak_{text}")
        yield from (f'{{"{text}": 1}}', f'{{"type": "{text}"}}', f'{{"a": {text}}}', f"[{text}", f'"{text}"')
        yield json.dumps({text: 1, "type": text})
        yield json.dumps({**aecodec.to_json(aecodec.decode_tx(FOUNDING)), text: text})
        yield json.dumps({"prefix": text, "payload": "00"})
        yield json.dumps({"prefix": "tx", "payload": text})
        yield json.dumps({"object": {**aecodec.to_json(aecodec.decode_tx(FOUNDING)), "signatures": [text]}})


def test_no_input_comes_back_raw(tmp_path: Path) -> None:
    each, together = list(inputs(*NASTY.values(), ALL)), list(inputs(ALL))
    path = tmp_path / "lines"
    path.write_bytes("\n".join(together).encode("utf-8", "surrogatepass"))
    lines = "\n".join(each).encode("utf-8", "surrogatepass")
    commands = ("decode", "encode", "verify", "fee", "hex", "id", "lenient", "name", "rlp", "unit")
    for command in commands:
        clean(command, given=lines)
        # Among other text, `decode` finds what is valid.
        code = 1 if command not in ("decode", "fee", "hex", "id", "lenient") else None
        for options in ([], ["--trim"], *([["--json"]] if command != "encode" else [])):
            clean(command, *options, *together)
            clean(command, *options, f"@{path}", code=code)
            clean(command, *options, given=path.read_bytes() + bytes(range(256)), code=code)
    clean("decode", "--strict", f"@{path}", code=1)
    clean("decode", "--strict", "--json", *each, code=1)


@pytest.mark.parametrize("name", NASTY)
def test_no_argument_comes_back_raw(name: str) -> None:
    text = NASTY[name]
    for command in COMMANDS:
        clean(command, f"--{text}", code=2)
        clean(command, f"--json={text}", code=2)
    clean(text, code=1)
    clean(f"decode{text}", code=1)
    clean("decode", "--ints", text, FOUNDING, code=2)
    clean("schema", text, f"SpendTx{text}", code=1)
    clean("schema", "--json", text, code=1)
    clean("verify", FOUNDING, "--network", text)
    clean("verify", "--json", FOUNDING, "--network", text)
    clean("verify", FOUNDING, "--participant", text, "--participant", "x", code=2)
    clean("inspect", "--sample", "--network", text)
    for word in (text, f"spend{text}"):
        clean("build", word, code=2)
    for field in (text, f"amount{text}=1", f"{text}=1"):
        clean("build", "spend", field, code=2)
    spend = ["build", "spend", f"sender_id={text}", f"recipient_id={text}", f"amount={text}", f"nonce={text}"]
    clean(*spend, code=1)
    clean(*spend, "--json", code=1)
    clean("sign", FOUNDING, "--network", text, code=2)
    clean("sign", FOUNDING, "--network", "ae_uat", "--key-env", text, code=2)
    clean("sign", FOUNDING, "--network", "ae_uat", "--key-file", f"/no/such{text}", code=2)
    clean("id", "contract", text, "7", code=1)
    clean("id", "contract", text, text, code=2)
    clean("unit", "--to", text, "1AE", code=2)
    clean("name", "--bid", text, "a.chain", code=2)
    clean("fee", "--gas-price", text, FOUNDING, code=2)
    clean("diff", text, text)


@pytest.mark.parametrize("name", NASTY)
def test_no_file_name_comes_back_raw(tmp_path: Path, name: str) -> None:
    text = NASTY[name]
    clean("decode", f"@/no/such{text}", code=2)
    clean("inspect", f"/no/such{text}", code=2)
    with pytest.raises(CaptureError) as caught:
        captures.read("no session", name=text)
    assert str(caught.value).isprintable()
    path = tmp_path / text.replace("\0", "").replace("/", "")
    try:
        path.write_text("no session", encoding="utf-8")
    except (OSError, UnicodeEncodeError):
        return  # no file has such a name here
    clean("decode", f"@{path}", code=1)
    clean("inspect", str(path), code=1)
    path.write_text(captures.sample(), encoding="utf-8")
    clean("inspect", "--messages", str(path), str(path), code=0)
    clean("inspect", "--mermaid", str(path), code=0)
    clean("inspect", "--json", str(path), str(path), code=0)


# --- sessions -----------------------------------------------------------------------------------


def sessions(text: str) -> Iterator[str]:
    """The bundled session with a text in every place of it, one after the other, and in all at once."""
    error = {"code": 1, "message": text, "data": [{"message": text}], "request": {"method": text}}
    update = {"op": text, "from": text, "to": text, "amount": 1}
    changes: dict[int, Callable[[Any], object]] = {
        4: lambda one: one.update(url=f"{one['url']}&{text}={text}&lock_period={text}"),
        9: lambda one: one.update(time=text),
        28: lambda one: one["frame"].update(method=f"channels.{text}"),
        39: lambda one: one["frame"]["params"].update(channel_id=text),
        55: lambda one: one.update(url=text),
        60: lambda one: one.update(participant=text),
        79: lambda one: (one.pop("frame"), one.update(text=text)),
        90: lambda one: one["frame"].update({text: [text]}),
        124: lambda one: one["frame"]["params"]["data"].update(event=text),
        142: lambda one: one["frame"]["params"]["data"].update(updates=[update]),
        169: lambda one: one.update(
            problem={"code": "json_syntax", "message": text, "line": 1, "path": text}
        ),
        588: lambda one: one["frame"]["params"].update(info=text),
        652: lambda one: one["frame"].update(id=text),
        667: lambda one: one.update(frame={"jsonrpc": "2.0", "id": text, "error": error}),
        810: lambda one: one["frame"]["params"]["data"].update(state=f"tx_{text}"),
    }
    return sessions_with(changes)


def recording(text: str) -> str:
    frame = json.dumps({"jsonrpc": "2.0", "method": text, "params": {"info": text, text: text}})
    who = text.replace(" ", "").replace("\n", "") or "x"
    parts = (
        f"#### {who} ---> node\n```\n{frame}\n```\n{text}\n",
        f"#### {who} info ({text})\n> {text}\n",
        f"#### {who} opens a WebSocket connection\n```\nws://h/channel?{text}={text}\n```\n",
        f"#### {who} <--- node\n```\n{text}\n```\n",
        f"#### {text}\n{text}\n",
    )
    return "".join(parts) + "#### a closes WebSocket connection\n"


@pytest.mark.parametrize("name", [*NASTY, "all"])
def test_no_session_is_told_with_what_a_terminal_obeys(name: str) -> None:
    text = NASTY.get(name, ALL)
    *alone, everywhere = sessions(text)
    for session in (*alone, everywhere) if text == ALL else (everywhere,):
        for options in (["--messages"], ["--mermaid"], ["--json"]):
            found = clean("inspect", *options, given=session.encode())
            assert found.out
    for options in (["--messages"], ["--mermaid"], ["--json"]):
        source = recording(text.replace("\0", "")).encode("utf-8", "ignore")
        assert clean("inspect", *options, given=source).out


def test_what_people_write_in_their_own_letters_is_shown_as_it_is() -> None:
    changed = founding_session()
    words = "grüße, 文字, العربية, 😀"
    at(changed, 588)["frame"]["params"]["info"] = words
    assert f"message: {words}" in clean("inspect", "--messages", given=text_of(changed).encode(), code=0).out
