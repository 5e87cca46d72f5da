"""`make bench`: every speed claim, measured on this machine."""

from laboratory.benchmarks import mechanics, recommend, scoring


def run() -> None:
    recommend.run()
    mechanics.run()
    scoring.run()


if __name__ == "__main__":
    run()
