"""A stop finishes what was accepted, and has an end."""

from kit.clients import ConfidentialClient, call
from kit.person import Person


def test_a_stream_that_does_not_end_keeps_the_server_up_for_ten_seconds_and_no_longer(new_usher, upstream):
    usher = new_usher().start()
    token = ConfidentialClient.plugin(usher).connect(Person(usher, usher.add_person()))["access_token"]
    with call(usher, token, "/notes/events", stream=True) as answer:
        lines = (line for line in answer.iter_lines() if line)
        assert next(lines) == b"data: 0"
        assert usher.stop(seconds=25) == 0


def test_without_work_a_stop_is_prompt_and_clean(new_usher):
    assert new_usher().start().stop(seconds=8) == 0
