"""Papers become files: web page, PDF, Word; sealed, always the same bytes.

In: a `Paper`. Out: bytes.
"""
