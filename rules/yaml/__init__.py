"""YAML in and out, with the place of everything kept.

reading    in: text or a file; out: a `Document`, plain data with the line of every value, or
           problems with file and line
writing    in: plain data; out: YAML in one normal form
rewriting  in: a YAML file and changed data; out: the file with only those lines changed
"""
