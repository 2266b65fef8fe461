"""Marks: signatures, initials, names, dates, texts and ticks on the pages of a document.

Needs no Django: the verifier draws marks anew from the evidence, and compares them with those in the file.
"""
