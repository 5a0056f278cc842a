"""Digital Marketplace definitions: a folder of YAML in their format becomes a definition of ours.

source.py      what stands in their folder, read
naming.py      their names become ids
texts.py       their templates, Markdown and HTML become our texts
questions.py   a question becomes questions
forms.py       a manifest becomes a form
code_rules.py  rules that their applications kept in code, outside the YAML
grounds.py     pass and fail rules of a declaration become a ruleset
weightings.py  weightings of a brief become ways of evaluating
answers.py     answers in their shape become answers in ours
report.py      what became what, and what has no counterpart
importing.py   all of it
"""
