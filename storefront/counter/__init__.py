"""The counter, for staff: two people on one screen, with their answers, the floor and the trial."""
