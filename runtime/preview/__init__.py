"""The preview: the forms of a folder, to be seen and tried on this machine while it is written.

folder.py    the folder as it is now: loaded once for each change
offers.py    what can be tried: forms, for which lot, with which other forms' answers
app.py       its pages
server.py    `frameworkshop preview FOLDER`
"""
