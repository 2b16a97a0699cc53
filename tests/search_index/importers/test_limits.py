"""Limits as decisions write them: plain, for hard-to-reach areas, and additions."""

import pytest

from search_index.importers.limits import read_limits
from search_index.procedure import TimeBasis


def told(text: str) -> list[tuple]:
    return [
        (time.amount, time.unit.value, time.area.value)
        for time in read_limits(text, TimeBasis.COMMITTED).times
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("8 ngày làm việc", [(8.0, "working_day", "all")], id="plain"),
        pytest.param("08 ngày", [(8.0, "day", "all")], id="days"),
        pytest.param("04 giờ làm việc", [(4.0, "working_hour", "all")], id="hours"),
        pytest.param("0,5 ngày làm việc", [(0.5, "working_day", "all")], id="half"),
        pytest.param(
            "8 ngày làm việc (Thời gian giải quyết đối với vùng núi, hải đảo, biên giới, khó "
            "khăn: 18 ngày làm việc)",
            [(8.0, "working_day", "plain"), (18.0, "working_day", "mountain")],
            id="with-mountains",
        ),
        pytest.param("03 (ba) ngày làm việc", [(3.0, "working_day", "all")], id="in-words-too"),
        pytest.param("8 ngày làm", [(8.0, "working_day", "all")], id="the-end-lost-in-a-scan"),
        pytest.param("Trong ngày", [(None, "same_day", "all")], id="same-day"),
        pytest.param("Ngay trong ngày làm việc", [(None, "same_day", "all")], id="same-working-day"),
        pytest.param("Trong ngày làm việc tiếp theo", [], id="the-next-day-is-another"),
        pytest.param(
            "01 ngày làm việc, sau 15 giờ thì hôm sau", [(1.0, "working_day", "all")], id="an-hour-of-the-day"
        ),
        pytest.param("Theo dự án được phê duyệt", [], id="words"),
        pytest.param("Từ ngày 15 tháng 7 năm 2026", [], id="a-date"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_limits(text, expected):
    """A duration with its unit is a limit; its area is told where it has one."""
    assert told(text) == expected


def test_additions_are_conditions():
    """What lengthens a limit is told with it."""
    text = "8 ngày làm việc. Đối với hồ sơ phải xác minh: tăng thêm 10 ngày làm việc"
    (time,) = read_limits(text, TimeBasis.STATUTORY).times

    assert time.amount == 8.0
    assert time.condition == "Đối với hồ sơ phải xác minh: tăng thêm 10 ngày làm việc"
    assert time.basis is TimeBasis.STATUTORY


def test_the_rest_is_kept():
    """What could not be read as a limit is not lost."""
    limits = read_limits("Theo dự án. 5 ngày", TimeBasis.COMMITTED)

    assert (len(limits.times), limits.rest) == (1, "Theo dự án")
