"""Forms for programs: JSON Schema (draft 2020-12) of the answers to a form, and a description.

In: a `LinkedForm`. Out: plain data. The schema accepts what the reader of answers accepts, and says
what it cannot say.
"""
