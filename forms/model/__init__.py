"""What an owner writes of a form: question types, their limits and words, pages and checks.

In: `forms/*.yaml` as data. Out: frozen models. Nothing here knows another form, or any answer but
the one value that a question's limits judge.
"""
