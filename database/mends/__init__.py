"""Beds mended, withdrawn and put back by hand: versions of their own, and what of them the next import keeps."""
