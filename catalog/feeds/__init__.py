"""Shop feeds: one file a format; each yields plain items, which `catalog.records.interpretation` reads."""
