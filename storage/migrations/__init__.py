"""Schema steps, run by `storage.upkeep.migrate`. Append-only: a released step never changes.

A new step: change `storage.schema`, add `versions/vNNNN_what_it_does.py` with `revision`,
`down_revision` and `upgrade`, and run the tests: one proves that the steps lead to the schema.
"""
