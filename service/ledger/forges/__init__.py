"""Forges where executives review: what each says of who approved which head, read and never believed further.

One module a forge; nothing here signs or judges, and all that is written there are notes on merge requests.
"""
