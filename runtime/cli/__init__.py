"""The command line: `frameworkshop`."""
