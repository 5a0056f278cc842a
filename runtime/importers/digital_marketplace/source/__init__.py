"""Read a Digital Marketplace folder.

    reading.py    the files become a `Source`; refused with every problem found
    model.py      `Source` and what stands in it
    texts.py      a text becomes Markdown with answers in it
    templates.py  Jinja, rendered for one lot
    markup.py     Markdown and HTML

In: their YAML and JSON files. Out: a `Source`, and texts in this project's Markdown.
"""
