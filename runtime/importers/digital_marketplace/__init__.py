"""Digital Marketplace definitions: a folder of YAML in their format becomes a definition of ours.

reading.py       their folder is read
source.py        what stands in it
report.py        what became what, and what has no counterpart
naming.py        their names become ids
texts.py         their templates, Markdown and HTML become our texts
options.py       what can be chosen
followups.py     which answers open a question
code_rules.py    lists and rules that their applications kept in code, outside the YAML
choosing.py      which questions a manifest asks in one lot
messages.py      what is said of wrong answers, and limits that stand nowhere else
prices.py        a price of several parts
questions.py     a question becomes questions
checks.py        what must hold between answers
parts.py         the sections, pages and questions of a form in one lot
merging.py       the forms of all lots become one
plans.py         what a form is made of, and what was made
forms.py         a manifest becomes a form
schema_rules.py  a JSON Schema becomes a condition
grounds.py       pass and fail rules of a declaration become a ruleset
weightings.py    weightings of a brief become ways of evaluating
terms.py         what is said of the framework as a whole
answers.py       answers in their shape become answers in ours
importing.py     all of it
"""
