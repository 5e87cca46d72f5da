"""How long a test waits for something that comes by itself. It ends what hangs and says nothing of speed."""

HANGS_S = 600
