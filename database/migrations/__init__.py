"""Migrations: the steps that create and change the tables. A released step never changes; a new one is added."""
