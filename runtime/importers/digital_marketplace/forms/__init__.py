"""Turn a manifest and its questions into one form for all lots.

    form.py         the door: `form_of`
    form_in_lot.py  the sections, pages and questions of the form in one lot
    lots_merged.py  the forms of all lots become one
    checks.py       what must hold between answers

In: a `FormPlan`. Out: plain data for the form's file, and the keys of its answers.
"""
