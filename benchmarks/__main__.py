"""`make bench`: everything that is claimed to be fast, measured on this machine."""

from benchmarks import mechanics, recommend

recommend.run()
mechanics.run()
