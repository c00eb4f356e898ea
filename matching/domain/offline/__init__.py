"""The matching alone, for those who want nothing else: two files in, pairs out, and no database between."""
