"""The service: the command line, and later the pages and the store."""
