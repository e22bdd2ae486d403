"""Sinh hoạt chi bộ: the minutes of a cell's meeting, from the first key to the printed sheet."""
