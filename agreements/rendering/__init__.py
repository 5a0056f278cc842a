"""Papers become files: web page, PDF, Word; sealed, cached, always the same bytes.

In: a `Paper`. Out: bytes.
"""
