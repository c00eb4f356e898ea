"""Measurements that can be repeated: each prints its figures and what they are measured against."""
