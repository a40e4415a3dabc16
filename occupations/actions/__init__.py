"""The only writers of published data. Keyword-only, atomic; each takes ``by`` (who) and ``reason`` (why)."""
