"""A failing action says nothing of what the citizen said."""

import logging

from actions.guarded import guarded


class Failing:
    @guarded
    async def run(self, words):
        raise ValueError(words)


async def test_words_stay_out_of_the_log(caplog):
    """Kind and place of the error are logged, the words are not; there is no result."""
    with caplog.at_level(logging.INFO):
        result = await Failing().run("số điện thoại của tôi")

    assert result == []
    assert "action_failed Failing ValueError" in caplog.text
    assert "điện thoại" not in caplog.text
