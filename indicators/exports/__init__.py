"""Exports: figures and frames in, files out."""
