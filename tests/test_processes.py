"""The children of the tests end as they are told, however early."""

import signal

import pytest

from tests.helpers.processes import child


@pytest.mark.slow
def test_a_child_that_is_killed_before_it_begins_leaves_nobody_waiting():
    for _ in range(20):
        with child("import sys; sys.stdin.read()") as started:
            started.kill()
        assert started.wait() == -signal.SIGKILL


@pytest.mark.slow
def test_a_child_has_its_three_pipes_and_its_arguments():
    with child("import sys; print(sys.argv[1:], input()); sys.exit('no')", 1, "two") as started:
        started.stdin.write("told\n")
        assert started.stdout.readline() == "['1', 'two'] told\n"
        assert started.end() == (1, "no\n")
