"""The line of requests: every job is done once, whatever comes back, and no host gets more than its share."""

from __future__ import annotations

import threading
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.sphinx_ext.linkcheck.schedule import Schedule

# For each job: its host, and how often it goes back into the line.
JOBS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=30)


@given(JOBS, st.integers(1, 6), st.integers(1, 5))
def test_every_job_is_done_once(jobs: list[tuple[str, int]], limit: int, threads: int) -> None:
    schedule: Schedule[int] = Schedule(((host, number) for number, (host, _) in enumerate(jobs)), limit, 0.0)
    lock = threading.Lock()
    tries: Counter[int] = Counter()
    active: Counter[str] = Counter()
    finished: Counter[int] = Counter()
    faults: list[str] = []

    def work() -> None:
        while (taken := schedule.take()) is not None:
            host, job = taken
            name, times = jobs[job]
            with lock:
                active[name] += 1
                if active[name] > limit:
                    faults.append(name)
                tries[job] += 1
                again = tries[job] <= times
                finished[job] += not again
                active[name] -= 1
            if again:
                schedule.again(host, job, 0.0)
            else:
                schedule.done(host, good=job % 2 == 0)

    started = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join(20)
    assert not any(thread.is_alive() for thread in started)
    assert faults == []
    assert dict(finished) == dict.fromkeys(range(len(jobs)), 1)


def test_a_host_that_is_left_alone_gets_nothing_and_others_go_on() -> None:
    schedule: Schedule[str] = Schedule([("a", "first"), ("a", "second"), ("b", "third")], 4, 0.0)
    taken = schedule.take()
    assert taken is not None
    host, job = taken
    assert job == "first"
    assert schedule.leave_alone(host, 0.2, 1.0, 10.0)
    other = schedule.take()
    assert other is not None
    assert other[1] == "third"


def test_pauses_without_a_word_from_the_host_double_until_it_is_enough() -> None:
    schedule: Schedule[str] = Schedule([("a", "job")], 4, 0.0)
    taken = schedule.take()
    assert taken is not None
    host, _ = taken
    for delay in (1.0, 2.0, 4.0):
        host.next_start = 0.0  # the pause is over
        assert schedule.leave_alone(host, None, 1.0, 10.0)
        assert host.delay == delay
    host.next_start = 0.0
    assert not schedule.leave_alone(host, None, 1.0, 10.0)
    schedule.done(host, good=True)
    assert schedule.leave_alone(host, None, 1.0, 10.0)
