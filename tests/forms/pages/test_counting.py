"""Pages count characters and words as the server does, whatever is typed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from forms.model.typed_values import count_words, text
from forms.pages.assets import assets
from tests.forms.pages.typed_texts import COUNTED

SCRIPT: Final = """
import { readFileSync } from 'node:fs'
const { characters, words } = await import(process.argv[1])
const texts = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(texts.map((each) => [characters(each), words(each)])))
"""


def test_the_script_counts_as_the_server_does(tmp_path: Path) -> None:
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=beside)
    assert node is not None, "Node is not here; `make assets` brings it"
    module = tmp_path / "counting.mjs"
    module.write_bytes(assets()["counting.js"].read_bytes())
    command = (node, "--input-type=module", "--eval", SCRIPT, module.as_uri())
    typed = json.dumps(COUNTED)
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    counted = [[len(text(each)), count_words(text(each))] for each in COUNTED]
    assert json.loads(done.stdout) == counted
