"""The side-by-side benchmark: servers, measurements, report. run.py is the way in."""
