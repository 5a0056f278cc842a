"""Deciding: the interpreter, the durable-rules network, stages, methods and reasons."""
