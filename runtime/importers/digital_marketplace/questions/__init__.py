"""Turn their questions, and answers to them, into ours.

    selection.py    which questions a manifest asks in one lot
    conversion.py   a question becomes one question or several
    options.py      what can be chosen
    followups.py    which answers open a question
    prices.py       a price of several parts
    validations.py  messages about wrong answers, and limits that only the messages state
    code_rules.py   lists and rules that their applications kept in code, outside the YAML
    answers.py      answers in their shape become answers in ours

In: the questions of a `Source`. Out: plain data for the files of forms, and converted answers.
"""
