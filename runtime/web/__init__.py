"""The shell of the service: what all its pages share, whatever they are about.

    guard.py         what every request is held to, and what every answer carries
    posted_forms.py  posted fields and files, within limits
    responses.py     pages, JSON, redirects; and what a browser gets where something goes wrong
    languages.py     the language that a person reads
    templates.py     what is inside pages that are not a form's own

In: requests. Out: fields and files for the rooms of the service, and their answers to a browser.
"""
