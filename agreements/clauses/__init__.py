"""Clauses: the words of an agreement, which take every figure from the rules that they state.

In: a `Framework` with its clause texts, and the library's. Out: the numbered parts of a document.

topics/          what there is to state, with its values, worded by `ways`, `mathematics`, `amounts`
clauses          clauses as written; `library` and `library_clauses` for what an owner does not word
binding          the template language; `literal_figures` that no clause may write itself
stated_clauses   clauses filled in, held to the rules that they state
numbering        paragraphs with numbers, and the clause number of each rule
form_parts, worked_example   parts of schedules that are made of forms and of ways
"""
