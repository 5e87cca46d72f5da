"""Conversions at the edge. Inside, everything is kg and cm."""

from __future__ import annotations

KG_PER_LB = 0.45359237  # exact, international pound
CM_PER_INCH = 2.54  # exact
LB_PER_STONE = 14.0
INCH_PER_FOOT = 12.0


def kg_from_lb(weight_lb: float) -> float:
    return weight_lb * KG_PER_LB


def kg_from_stone(weight_st: float, weight_lb: float = 0.0) -> float:
    """Stone and the pounds left over, as scales in Britain show them."""
    return (weight_st * LB_PER_STONE + weight_lb) * KG_PER_LB


def cm_from_inch(length_in: float) -> float:
    return length_in * CM_PER_INCH


def cm_from_feet(length_ft: float, length_in: float = 0.0) -> float:
    """Feet and the inches left over."""
    return (length_ft * INCH_PER_FOOT + length_in) * CM_PER_INCH
