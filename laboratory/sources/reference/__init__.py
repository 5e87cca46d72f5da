"""The reference list, made out of three tables of facts that were read in public sources.

`first_table` and `later_tables` turn what a table says into rows of a catalogue file, `layers` its layers, `choosing`
takes at most sixty rows of one list and no bed twice, `knowledge` says what a row knows.
"""
