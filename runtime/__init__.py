"""The service and the command line: everything that meets people, files and databases.

    cli/        the command line: one module for each group of commands
    importers/  definitions made from other systems' definitions
    preview/    a folder's forms, to be seen and tried while the folder is written
    filling/    the pages in which people answer forms
    web/        what all pages share
    store/      what people typed, kept in SQLite or PostgreSQL
    starter/    the files of a new definition
    terminal.py, settings.py   printing for people; what may be set in the environment

To come, and never importing each other: owner/, supplier/, buyer/ and public/, on accounts/.

In: arguments, files and requests. Out: pages, documents, JSON. What is decided is decided by the
packages below, through `agreements.loading` and `agreements.operations`.
"""
