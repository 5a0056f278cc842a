"""A form that can be asked: its conditions typed against what they ask about.

In: the models of `forms.model`, and what is known before the form. Out: a `LinkedForm`, also in
another language, with what reads the answer to each of its questions.
"""
