"""Accounts: organisations, people, and who may do what. Nothing is here yet.

To come: organisations with the people who act for them, roles, invitations, sign-in and sessions;
and the rights that every route declares.

In: what `runtime.web` received, and what `runtime.store` keeps of organisations and people. Out,
for the owner's, suppliers', buyers' and public pages: who asks, for which organisation, and whether
that person may.
"""
