"""Printed pages, drawn with ReportLab."""
