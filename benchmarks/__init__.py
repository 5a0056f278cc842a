"""Benchmarks: Frameworkshop beside other rules engines, in one run. See `__main__`."""
