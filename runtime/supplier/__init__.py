"""Suppliers' pages: an organisation applies, bids and reads its feedback. Nothing is here yet.

To come: registration, applications by lot, services in a catalogue, bids, letters and contracts as
a supplier sees them.

In: answers, which `runtime.filling` asks for. Out: pages, and submitted applications and bids.
"""
