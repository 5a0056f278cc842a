"""Text in and out: YAML and JSON, with the place of everything kept.

files         in: a path; out: text in UTF-8, of a bounded size
reading       in: YAML; out: a `Document`, plain data with the line of every value, or problems with
              file and line
scalars       in: a YAML scalar without quotes; out: a number, a date, true, false, nothing or text
json_reading  in: JSON; out: plain data with exact numbers, or problems with the path of each
models        in: plain data; out: a pydantic model, or problems in plain words
content_hash  in: plain data; out: its canonical text, and the hash of that text
writing       in: plain data; out: YAML in one normal form
rewriting     in: a YAML file and changed data; out: the file with only those lines changed
"""
