"""Serving: what all of the service's pages share, whatever they are about.

guard.py       what every request is held to, and what every answer carries
receiving.py   posted fields and files, within limits
"""
