"""The parts of malicious.py: hostile files, assembled byte by byte and never loaded."""
