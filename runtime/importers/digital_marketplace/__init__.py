"""Import a framework from the Digital Marketplace's format: a folder of YAML becomes a definition.

    source/             read their folder: manifests, questions, templates, Markdown, HTML
    questions/          turn their questions and answers into ours
    rulesets/           turn pass and fail rules and weightings into rulesets
    forms/              turn a manifest into one form for all lots
    form_plan.py        what a form is made of, and what was made
    terms.py            the framework as a whole
    identifiers.py      their names become ids
    definition_data.py  what is written, as plain data
    report.py           what was converted, what differs, what is left out
    importing.py        the door: `import_framework` reads a folder and writes one

In: a folder that holds `frameworks/`. Out: a definition's folder with a report, and
`questions.answers`, which converts later answers by the keys that the import wrote.
"""
