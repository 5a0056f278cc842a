"""Questions on a page: the fields of each type, with what is answered and what is wrong.

In: a linked question and its raw answer. Out: HTML.
"""
