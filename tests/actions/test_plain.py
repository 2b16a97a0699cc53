"""Simpler words keep amounts and days, and drop laws and length."""

from actions.plain import LONGEST, plainly


def test_laws_and_brackets_go():
    """What stands in brackets is for lawyers."""
    assert (
        plainly("• Lệ phí: 200.000 đồng [25/2021/TT-BTC]") == "• Lệ phí: 200.000 đồng"
    )
    assert plainly("8 ngày (chưa kể thuế)") == "8 ngày"


def test_long_lists_say_how_much_is_left_out():
    """Nothing is dropped without a word."""
    told = plainly("\n".join(f"• giấy {n}" for n in range(9))).split("\n")

    assert told[-1] == "• … (+3)"
    assert len(plainly("chữ " * 200)) <= LONGEST + 2
