"""What the invented people did in the last six weeks, told through the verbs of the product."""
