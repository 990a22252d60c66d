"""Figures about what clients owe: pure functions of the portfolio and of a day, per currency."""
