"""The kind "batch" of the clerks' desk: what is entered of a batch, how it is checked, imported and announced."""
