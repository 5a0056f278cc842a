"""Public pages: what anybody may read without an account. Nothing is here yet.

To come: frameworks by state, their rules in words, agreements, blank forms, awards and open data.

In: launched definitions and published records from the store. Out: pages, documents and data.
"""
