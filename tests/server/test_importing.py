"""Imports: all or nothing, the same file twice is nothing, days are honoured."""

import datetime
import gzip
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from records import catalogue as store
from records.models import CatalogueImport, Revision
from search_index.importers.base import ImportFailed
from search_index.importers.reading import load_reading
from server import importing
from server.importing import import_file
from server.published import Published, from_database

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 24)
NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


def line(code: str, name: str, **more) -> dict:
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "cap_thuc_hien": "Cấp tỉnh",
        "linh_vuc": "Thử nghiệm",
        "co_quan_thuc_hien": "Sở Thử nghiệm",
        "cach_thuc_thuc_hien": "Trực tiếp5 Ngày làm việc135,000 VNĐ",
        "trinh_tu_thuc_hien": f"Nộp hồ sơ {name}",
    } | more


def write(path, lines) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)


@pytest.fixture
def reading(catalogue):
    return load_reading(catalogue)


@pytest.fixture
def bring(tmp_path, reading, monkeypatch):
    """Import lines on DAY; published unless told otherwise."""
    monkeypatch.setattr(importing, "today", lambda: DAY)

    def run(lines, *, approve=True, dry_run=False):
        file = tmp_path / "records.jsonl.gz"
        write(file, lines)
        return import_file(
            file,
            "national-jsonl",
            reading,
            lambda text: None,
            approve_as="clerk" if approve else "",
            dry_run=dry_run,
        )

    return run


def told(catalogue, day=DAY) -> dict[str, str]:
    found = Published(catalogue, day, "", store.in_force).procedures()
    return {p.code: p.name for p in found if p.sector == "Thử nghiệm"}


def test_what_is_published_is_told(bring, catalogue):
    """Approved records join our own; those that wait do not."""
    bring([line("1.990001", "Thủ tục một")])
    bring([line("1.990002", "Thủ tục hai")], approve=False)

    assert told(catalogue) == {"1.990001": "Thủ tục một"}


def test_the_same_file_twice_changes_nothing(bring):
    """No second revision; the counts say so."""
    bring([line("1.990001", "Thủ tục một")])

    again = bring([line("1.990001", "Thủ tục một")])

    assert again.source.counts == {"unchanged": 1}
    assert Revision.objects.count() == 1


def test_a_change_is_a_new_revision(bring, catalogue):
    """The old state stays on record, the new one is told."""
    bring([line("1.990001", "Thủ tục một")])

    outcome = bring([line("1.990001", "Thủ tục một, sửa")])

    assert outcome.source.counts == {"changed": 1}
    assert Revision.objects.count() == 2
    assert told(catalogue) == {"1.990001": "Thủ tục một, sửa"}


def test_a_file_that_fails_half_way_changes_nothing(bring):
    """Not even the import itself is left behind."""
    with pytest.raises(ImportFailed, match=r"row 2.*ten_thu_tuc"):
        bring([line("1.990001", "Thủ tục một"), line("1.990002", " ")])

    assert (CatalogueImport.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_code_that_stands_twice_is_refused(bring):
    """Which of two would hold? Nobody could say."""
    with pytest.raises(ImportFailed, match=r"1\.990001"):
        bring([line("1.990001", "Một"), line("1.990001", "Hai")])


def test_a_dry_run_keeps_nothing(bring):
    """It counts, and leaves no trace."""
    outcome = bring([line("1.990001", "Thủ tục một")], dry_run=True)

    assert outcome.source.counts == {"new": 1}
    assert CatalogueImport.objects.count() == 0


def test_one_page_under_three_codes_is_quarantined(bring, catalogue):
    """Nobody is answered from a page that the crawl stored under other codes."""
    page = {"trinh_tu_thuc_hien": "Bước một của trang khác. " * 40}
    lines = [line(f"1.99000{n}", "Trang khác", **page) for n in (1, 2, 3)]

    outcome = bring([*lines, line("1.990009", "Thủ tục thật")])

    assert len(outcome.quarantined) == 3
    assert told(catalogue) == {"1.990009": "Thủ tục thật"}


def _revision(name: str, content: bytes, day: datetime.date | None):
    return store.Incoming("tthc-1-990001", "1.990001", name, name, content, day)


def test_a_change_for_next_month_is_not_told_today(bring, catalogue):
    """The decision's day of effect is honoured, whenever it was approved."""
    from search_index.differences import decode, encode

    bring([line("1.990001", "Thủ tục một")])
    content = bytes(Revision.objects.get().content)
    later = encode(decode(content)).replace("Thủ tục một".encode(), "Tên mới".encode())
    source = CatalogueImport(origin="national", read_at=NOW)
    begins = datetime.date(2026, 12, 15)
    same = store.Compared("changed", b"[]")
    store.stage(source, [_revision("Tên mới", later, begins)], lambda *_: same)
    store.publish(source, "clerk", NOW, DAY)

    assert told(catalogue)["1.990001"] == "Thủ tục một"
    assert told(catalogue, begins)["1.990001"] == "Tên mới"


def test_an_import_is_decided_once(bring):
    """Two clerks cannot publish and reject the same import."""
    source = bring([line("1.990001", "Thủ tục một")]).source

    with pytest.raises(store.AlreadyDecided):
        store.reject(source, "other", NOW)


def test_publishing_changes_the_stamp(bring, catalogue):
    """The index is built anew after each publication, and not otherwise."""
    before = from_database(catalogue, DAY).stamp
    bring([line("1.990001", "Một")], approve=False)
    waiting = from_database(catalogue, DAY).stamp
    bring([line("1.990002", "Hai")])

    assert before == waiting
    assert from_database(catalogue, DAY).stamp != before


def test_the_commands(tmp_path, settings):
    """Import, look at the differences, approve: in words that staff understand."""
    file = tmp_path / "records.jsonl.gz"
    write(file, [line("1.990001", "Thủ tục một")])
    call_command("import_catalogue", file, "--approve", stdout=io.StringIO())
    write(
        file,
        [
            line(
                "1.990001",
                "Thủ tục một",
                cach_thuc_thuc_hien="Trực tiếp3 Giờ135,000 VNĐ",
            )
        ],
    )
    out = io.StringIO()
    call_command("import_catalogue", file, stdout=out)
    pk = CatalogueImport.objects.latest("pk").pk
    call_command("catalogue_diff", pk, stdout=out)
    call_command("approve_import", pk, "--by", "Nguyễn Văn A", stdout=out)

    text = out.getvalue()
    assert "1 changed" in text
    assert "- • 5 ngày làm việc" in text
    assert "+ • 3 giờ" in text
    assert "1 published by Nguyễn Văn A" in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\x1f\x8b broken", "cannot be read"),
        (gzip.compress(b'{"ma_thu_tuc": "1.000001"}\n'), "missing required field"),
        (gzip.compress(json.dumps(line("1.9", "X")).encode()), "no procedure code"),
        (gzip.compress(b'{"ma_thu_tuc":"' + b"x" * 5_000_000 + b'"}'), "larger than"),
    ],
    ids=("empty", "truncated", "no record", "no code", "too large"),
)
def test_bad_files_are_one_clear_line(tmp_path, content, reason):
    """File, row and field; nothing changed."""
    file = tmp_path / "bad.jsonl.gz"
    file.write_bytes(content)

    with pytest.raises(CommandError) as caught:
        call_command("import_catalogue", file, stdout=io.StringIO())

    assert "bad.jsonl.gz" in str(caught.value)
    assert reason in str(caught.value)
    assert "Nothing was changed" in str(caught.value)
    assert CatalogueImport.objects.count() == 0
