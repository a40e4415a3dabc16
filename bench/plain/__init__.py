"""A peer: what one writes first with Django REST framework over the same data, nothing tuned and nothing cached."""
