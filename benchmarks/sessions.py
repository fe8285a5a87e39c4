"""What judging a session costs, beside reading its frames with ``json.loads``: ratios of one run.

python -m benchmarks.sessions [FRAMES]
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from statistics import median
from time import process_time

from conformance.session.monitor import Monitor
from conformance.session.simulate import simulated
from conformance.session.transcript import Frame, Header

_ROUNDS = 9
RULES, ORACLE, MEMORY = 4, 8, 200
"""What may cost how many times ``json.loads``, and how many MiB a million frames may take."""


def frames(number: int) -> tuple[Header, list[Frame]]:
    """A simulated session of at least so many frames."""
    for acts in count(number // 4, number // 4 or 1):
        header, made = simulated(1, acts)
        if len(made) >= number:
            return header, made
    raise AssertionError


def seconds(run: Callable[[], object]) -> float:
    """The CPU time that something takes."""
    before = process_time()
    run()
    return process_time() - before


def judged(header: Header, made: list[Frame], *, shapes: bool) -> None:
    monitor = Monitor(header, shapes=shapes)
    for frame in made:
        monitor.feed(frame)
    monitor.close()


def with_audio(frame: Frame) -> Frame:
    """The frame with a tenth of a second of audio where it has audio."""
    return replace(frame, text=(frame.text or "").replace('"AAAA"', f'"{"A" * 6400}"')) if frame.text else frame


def ratios(header: Header, made: list[Frame]) -> Iterator[float]:
    """How many times ``json.loads`` of the same frames the rules cost, and the rules with the oracle.

    Medians of rounds that measure both one right after the other: what else the machine does makes all of it dearer.
    """
    texts = [frame.text for frame in made if frame.text]
    judged(header, made, shapes=True)  # the oracle compiles each type once
    for shapes in (False, True):
        judge = partial(judged, header, made, shapes=shapes)
        yield median(seconds(judge) / seconds(lambda: [json.loads(text) for text in texts]) for _ in range(_ROUNDS))


def stream(number: int) -> Iterator[Frame]:
    """So many frames of one session, in which everything has an id of its own."""
    made = 0
    for seed in count():
        for frame in simulated(seed % 50, 30)[1]:
            if frame.text and (seed == 0 or "session.created" not in frame.text):
                made += 1
                yield Frame(made, frame.side, text=re.sub(r'"([a-z]+)_(\d+)"', rf'"\1_{seed}_\2"', frame.text))
                if made == number:
                    return


def growth(number: int) -> float:
    """By how many MiB this process grows while it judges so many frames."""
    header = simulated(0, 1)[0]
    monitor = Monitor(header, shapes=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for frame in stream(number):
        monitor.feed(frame)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


if __name__ == "__main__":
    number = int(sys.argv[1]) if sys.argv[1:] else 5_000
    header, made = frames(number)
    for name, these in (("without audio", made), ("with audio", list(map(with_audio, made)))):
        rules, oracle = ratios(header, these)
        print(f"{name}: rules {rules:.1f} times json.loads (aim: {RULES}), and the oracle {oracle:.1f} (aim: {ORACLE})")
    print(f"{number * 20} frames: {growth(number * 20):.0f} MiB (aim: {MEMORY} per million)")
