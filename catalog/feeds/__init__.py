"""Shop feeds: one module per format; each yields plain items, which `catalog.records.interpretation` reads."""
