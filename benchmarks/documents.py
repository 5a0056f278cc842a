"""Measure documents: `python -m benchmarks.documents`.

    a framework agreement   the paper as a PDF document, beside WeasyPrint alone on the same page
    letters                 some hundreds, on all cores: how many in a second, and what takes time

Both makers of the agreement run turn and turn about, in processor time; what counts is the ratio of
two neighbours, since how fast this machine is weighs on both. Anything that is not as it should be
(another number of pages, bytes that differ) ends it: then there are no figures.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

import weasyprint
from pypdf import PdfReader

from agreements.documents.agreement import framework_agreement
from agreements.documents.letters import letters
from agreements.loading import load
from agreements.operations import evaluate_competition
from agreements.rendering.composing import composed
from agreements.rendering.papers import Paper
from agreements.rendering.pdf import VARIANT, pdf_of
from agreements.rendering.producing import cores, write_all
from agreements.rendering.webpage import STYLE, markup_of

EXAMPLES: Final = Path(__file__).parents[1] / "examples"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 1 where a document is not as it should be, and 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="how often the agreement is made (8)")
    parser.add_argument("--letters", type=int, default=500, help="how many letters (500)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    chosen = parser.parse_args(arguments)
    try:
        found = {
            "agreement": of_agreement(chosen.rounds),
            "letters": of_letters(chosen.letters),
        }
    except AssertionError as error:
        print(f"not as it should be: {error}", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=2) if chosen.json else _as_text(found))
    return 0


def agreement() -> Paper:
    """Give the framework agreement of an example: more than 30 pages."""
    return framework_agreement(load(EXAMPLES / "digital-outcomes"))


def some_letters(count: int) -> Iterator[Paper]:
    """Give letters of an example's competition, again and again, no two alike."""
    framework = load(EXAMPLES / "cloud-catalogue")
    data = json.loads((framework.folder / "competitions" / "clear-win.json").read_text("utf-8"))
    papers = [letter.paper for letter in letters(framework, evaluate_competition(framework, data))]
    for number in range(count):
        paper = papers[number % len(papers)]
        yield replace(paper, facts=(*paper.facts, ("Letter", str(number))))


def of_agreement(rounds: int) -> dict[str, Any]:
    """Measure the agreement: ours, WeasyPrint alone, the parts of ours, and a second request."""
    paper = agreement()
    page = markup_of(composed(paper), STYLE)
    pages = len(PdfReader(io.BytesIO(pdf_of(paper))).pages)
    assert pages == len(PdfReader(io.BytesIO(_bare(page))).pages), "pages differ"
    assert pages >= 30, f"{pages} pages"
    ours: list[float] = []
    bare: list[float] = []
    for number in range(rounds):
        makers: list[tuple[list[float], Callable[[], object]]] = [
            (ours, lambda: pdf_of(paper)),
            (bare, lambda: _bare(page)),
        ]
        for times, make in makers if number % 2 else reversed(makers):
            times.append(_seconds(make))
    ratios = [each / other for each, other in zip(ours, bare, strict=True)]
    return {
        "pages": pages,
        "ours": median(ours),
        "weasyprint": median(bare),
        "ratio": median(ratios),
        "ratio_quartiles": quantiles(ratios, n=4)[::2] if rounds > 1 else ratios * 2,
        "ours_before_weasyprint": min(
            _seconds(lambda: markup_of(composed(paper))) for _ in range(5)
        ),
    }


def _bare(page: str) -> bytes:
    """Lay the page out by WeasyPrint alone, as anyone would."""
    made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant=VARIANT)
    return made


def of_letters(count: int) -> dict[str, Any]:
    """Measure letters: all on all cores, by the clock; and the parts of one, on one core."""
    papers = list(some_letters(count))
    with TemporaryDirectory() as folder:
        out = Path(folder)
        start = time.perf_counter()
        written = write_all((out / str(number), paper) for number, paper in enumerate(papers))
        clock = time.perf_counter() - start
        assert len({path.read_bytes() for path in written}) == count, "letters are alike"
    parts = _parts(papers[: min(count, 24)])
    return {
        "letters": count,
        "cores": cores(),
        "seconds": clock,
        "a_second": count / clock,
        "a_second_and_core": count / clock / cores(),
        "a_second_of_processor": 1000 / parts["all together"],
        "parts": parts,
    }


def _parts(papers: list[Paper]) -> dict[str, float]:
    """Give the milliseconds that each part of making a letter takes, the median of many."""
    found: dict[str, list[float]] = {}
    style = weasyprint.CSS(string=STYLE)
    pdf_of(papers[0])
    for paper in papers:
        start = time.process_time()
        whole = composed(paper)
        prose = time.process_time()
        page = markup_of(whole)
        markup = time.process_time()
        read = weasyprint.HTML(string=page)
        parsed = time.process_time()
        laid_out = read.render(stylesheets=[style], pdf_variant=VARIANT)
        layout = time.process_time()
        laid_out.write_pdf(pdf_variant=VARIANT)
        end = time.process_time()
        pdf_of(paper)
        whole_time = time.process_time() - end
        for name, seconds in {
            "read the prose": prose - start,
            "make the page": markup - prose,
            "read the page": parsed - markup,
            "lay it out": layout - parsed,
            "write the PDF": end - layout,
            "all together": whole_time,
        }.items():
            found.setdefault(name, []).append(1000 * seconds)
    return {name: median(times) for name, times in found.items()}


def _seconds(make: Callable[[], object]) -> float:
    start = time.process_time()
    make()
    return time.process_time() - start


def _as_text(found: dict[str, Any]) -> str:
    one, many = found["agreement"], found["letters"]
    low, high = one["ratio_quartiles"]
    return "\n".join(
        [
            f"A framework agreement of {one['pages']} pages, tagged PDF, seconds of processor time",
            f"    ours, from the paper          {one['ours']:8.3f}",
            f"    WeasyPrint alone, same page   {one['weasyprint']:8.3f}",
            f"    ratio                         {one['ratio']:8.3f}   ({low:.3f} to {high:.3f})",
            f"    from paper to page            {one['ours_before_weasyprint']:8.3f}",
            "",
            (
                f"{many['letters']} letters on {many['cores']} cores: {many['seconds']:.1f} s, "
                f"{many['a_second']:.1f} a second, {many['a_second_and_core']:.1f} for each core"
            ),
            *(f"    {name:<16} {taken:8.1f} ms" for name, taken in many["parts"].items()),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
