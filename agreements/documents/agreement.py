"""The framework agreement, which Owner and Suppliers sign, as a paper.

Every word comes from the definition's clauses or the library, every figure from a rule.
"""

from agreements.clauses.form_parts import form_parts
from agreements.clauses.numbering import Numbered, numbered, stated_in
from agreements.clauses.worked_example import worked_example
from agreements.definition.framework import Framework
from agreements.documents.defined_terms import defined_terms, marked
from agreements.rendering.papers import Paper
from rules.figures import amounts


def framework_agreement(framework: Framework) -> Paper:
    """Make the framework agreement: clauses, then evaluation, feedback, call-off terms, forms."""
    terms = framework.terms
    made = _numbered(framework)
    defined = defined_terms(framework, made)
    facts = [("Owner", terms.owner.name)]
    if terms.reference:
        facts.append(("Reference", terms.reference))
    facts += [
        ("Starts", amounts.date_in_words(terms.starts)),
        ("Term", amounts.count_with_unit(terms.term.months, "months")),
        ("Lots", "; ".join(lot.title for lot in terms.lots)),
    ]
    parts = (*made.clauses, *made.schedules.values())
    return Paper(
        kind="framework-agreement",
        title=terms.name,
        subtitle="Framework agreement",
        facts=tuple(facts),
        parts=marked(parts, [term for term, _ in defined]),
        terms=defined,
        contents=True,
        definition=framework.hash,
    )


def _numbered(framework: Framework) -> Numbered:
    """Return the agreement with its forms and worked examples, which other uses leave out."""
    examples = {
        name: example
        for name, linked in framework.ways.items()
        if (example := worked_example(linked.way)) is not None
    }
    forms = form_parts(framework.forms[name] for name in _in_order(framework))
    return numbered(stated_in(framework), forms, examples)


def _in_order(framework: Framework) -> list[str]:
    """Return the forms in the order in which they are filled in."""
    roles = framework.terms.forms
    first = [*roles.application, roles.brief, roles.bid, roles.award]
    named = [name for name in dict.fromkeys(first) if name in framework.forms]
    return [*(name for name in named if name), *(n for n in framework.forms if n not in named)]
