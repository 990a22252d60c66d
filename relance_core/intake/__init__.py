"""Reads a dropped file: bytes in, invoices, issues and questions out."""
