"""The catalogues hold what is said, and no translation lacks or invents a part of it."""

import re
import runpy
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "messages.py"
CATALOGUES = sorted((ROOT / "forms" / "locale").glob("*/LC_MESSAGES/forms.po"))

PARTS = re.compile(r"\{[a-z_]*\}")


def test_there_is_welsh() -> None:
    assert [path.parents[1].name for path in CATALOGUES] == ["cy"]


def test_the_catalogues_are_up_to_date_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(SCRIPT))["main"]
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_a_translation_has_the_parts_of_its_message(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    assert catalogue.num_plurals == 6
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        wanted = set(PARTS.findall(ids[-1]))
        assert all(set(PARTS.findall(text)) == wanted for text in texts), ids


def test_a_message_that_is_new_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = runpy.run_path(str(SCRIPT))
    main = names["main"]
    place = tmp_path / "forms" / "locale"
    (tmp_path / "forms" / "page.py").parent.mkdir(parents=True)
    (tmp_path / "forms" / "page.py").write_text(
        '_("Save")\ncounted("{count} day", "{count} days")\n'
    )
    po = place / "cy" / "LC_MESSAGES" / "forms.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n')
    changed = {
        "ROOT": tmp_path,
        "LOCALE": place,
        "TEMPLATE": place / "messages.pot",
        "FOLDERS": ("forms",),
    }
    main.__globals__.update(changed)
    assert main(["--check"]) == 1
    assert "is out of date" in capsys.readouterr().err
    assert main([]) == 1
    told = capsys.readouterr().err
    assert "“Save” is not translated" in told
    assert "“{count} day” is not translated" in told
    assert 'msgid "Save"' in (place / "messages.pot").read_text()
    text = po.read_text()
    po.write_text(text.replace('msgstr ""\n\n', 'msgstr "Cadw"\n\n').replace('] ""', '] "x"'))
    main([])
    capsys.readouterr()
    assert main(["--check"]) == 0
