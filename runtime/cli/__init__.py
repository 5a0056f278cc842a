"""The command line: `frameworkshop`.

main          the groups of commands, put together
invocation    what every command shares: arguments, JSON or text, problems, the exit status
definitions   new, check              (`starting` makes a folder, `checking` checks one)
forms         form, answers, preview
decisions     assess, permit
evaluations   evaluate, letters
agreements    agreement, invitation, notice, redline   (`documents` writes papers as files)
importing     import
installation  doctor, demo

In: arguments, files, standard input. Out: text or JSON, files, an exit status. Each group prints
what it finds, and imports what a command needs when the command runs, so that `--help` is quick.
"""
