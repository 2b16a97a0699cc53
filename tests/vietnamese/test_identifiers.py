"""Codes are found in the shapes people type; personal data is masked."""

import pytest

from vietnamese.identifiers import (
    dossier_codes,
    mask_dossier_codes,
    mask_personal_data,
    procedure_codes,
)
from vietnamese.ordinals import chosen_number


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("thủ tục 1.001193 cần gì", ["1.001193"]),
        ("1004194", ["1.004194"]),
        ("1,004194 và 2. 000815", ["1.004194", "2.000815"]),
        ("hết 1.000.000 đồng", []),
        ("H49.22-261105-0012345", []),
        ("0912345678", []),
    ],
)
def test_procedure_codes(text, codes):
    """Procedure codes in any common spelling; amounts and phones are none."""
    assert procedure_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("H49.22-261105-0012 xong chưa", ["H49.22-261105-0012"]),
        ("hồ sơ 000.00.22.h49-261105-0012", ["000.00.22.H49-261105-0012"]),
        ("g09.20 – 20260609 – 0092637", ["G09.20-20260609-0092637"]),
        ("nộp ngày 26-11-05", []),
    ],
)
def test_dossier_codes(text, codes):
    """Dossier codes in any case and with any dash."""
    assert dossier_codes(text) == codes


@pytest.mark.parametrize(
    "secret",
    ["0900 000 000", "0900.000.000", "+84900000000", "022090000001", "100000000",
     "nguyenvana@example.vn"],
)  # fmt: skip
def test_personal_data_is_masked(secret):
    """Phones, identity numbers and e-mail addresses do not survive."""
    masked = mask_personal_data(f"Gọi cho tôi {secret}, hồ sơ H49.22-261105-0012")

    assert secret not in masked
    assert "H49.22-261105-0012" in masked
    assert "0012" not in mask_dossier_codes(masked)


def test_hidden_numbers_are_masked_too():
    """Other digits and invisible characters hide no number."""
    hidden = "0９00 ０００ 0\u200b00 và 0220\u00ad90000001"

    assert not set("0123456789０９") & set(mask_personal_data(hidden))


@pytest.mark.parametrize(
    "harmless",
    ["phí 1.000.000 đồng", "1.001193", "ngày 24/11/2026", "QĐ 294/QĐ-VP.UBND.KSTT"],
)
def test_masking_leaves_the_rest(harmless):
    """Amounts, procedure codes, dates and decisions stay."""
    assert mask_personal_data(harmless) == harmless


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("cái thứ hai", 2),
        ("số 3 nhé", 3),
        ("chọn cái đầu tiên", 1),
        ("ý cuối cùng", 3),
        ("cai thu 2", 2),
        ("cái thứ 9", None),
        ("phí bao nhiêu", None),
        ("nộp 2 bản", None),
    ],
)
def test_chosen_number(text, number):
    """A choice by number is understood in digits and words, and only then."""
    assert chosen_number(text, 3) == number
