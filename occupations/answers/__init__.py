"""What the registry says: published rows put together as answers, each with a fixed number of queries.

No HTTP here; the API, and later the exports, present what these functions return.
"""
