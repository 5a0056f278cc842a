"""Papers as Word documents, for whoever marks them up: always the same bytes.

In: a `Paper`. Out: bytes. Only this folder knows python-docx.
"""
