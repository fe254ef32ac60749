"""A spec → a page in the browser: `sgm play`.

The server gives out the built page, and answers the questions of `schematic.service`. It edits one
file and reads no other. Training and proofs run in processes of their own (`worker.py`), which
import torch; this one never does, so it starts at once and ends when it is told.
"""
