"""Measure resolution on labelled entries; fit the certainty model."""
