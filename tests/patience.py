"""How long a test waits for something that happens by itself. It ends a test that hangs and is no requirement on
speed.
"""

HANGS_S = 600
