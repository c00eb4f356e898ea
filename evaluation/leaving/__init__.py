"""Everything the product holds of a mentee, to take along: as JSON for machines, as CSV for spreadsheets."""
