"""Filling in: the pages in which people answer forms, for any application that has a store.

    app.py        the addresses, and what is done at each
    sheet.py      a draft with its form, as one person sees it in one request
    uploads.py    files that were posted are looked at, and kept where they will do

What pages look like, and what their fields mean, is `forms.pages` and `forms.answers.posting`;
what becomes
of what was typed, `runtime.store`.
"""
