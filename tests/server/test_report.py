"""The figures an office reports: counted from the records, nothing else."""

import datetime
import io
import json

import pytest
from django.core.management import call_command

from records import catalogue as store
from records.models import Check, Revision
from search_index.importers.ngsp import read_ngsp
from search_index.importers.words import load_import_words
from search_index.procedure import (
    Case,
    Procedure,
    ProcessingTime,
    Reach,
    TimeBasis,
    TimeUnit,
)
from search_index.report import saved, taken_by

DAY = datetime.date(2026, 11, 24)


def procedure(*times: ProcessingTime, **more) -> Procedure:
    fields = {"id": "a", "name": "A", "sector": "S", "agency": "X"}
    fields |= {"levels": ("commune",)} | more
    return Procedure(cases=(Case(id="c", label="C", processing_times=times),), **fields)


def limit(amount: float, basis: TimeBasis, unit=TimeUnit.WORKING_DAY) -> ProcessingTime:
    return ProcessingTime(amount=amount, basis=basis, unit=unit)


def test_days_saved_are_counted_where_both_limits_are_known():
    """Eight of ten days are promised: two are saved; other units do not compare."""
    cut = procedure(limit(10, TimeBasis.STATUTORY), limit(8, TimeBasis.COMMITTED))
    unknown = procedure(limit(10, TimeBasis.STATUTORY))
    other = procedure(
        limit(1, TimeBasis.STATUTORY, TimeUnit.MONTH), limit(8, TimeBasis.COMMITTED)
    )

    found = saved([cut, unknown, other])

    assert (found.compared, found.shortened) == (1, 1)
    assert found.share == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("more", "centre", "taken"),
    [
        ({"levels": ("commune",)}, "06652", True),
        ({"levels": ("commune",)}, "province", False),
        ({"levels": ("province",)}, "06652", False),
        ({"levels": ("province",), "reach": Reach.PROVINCE}, "06652", True),
        ({"levels": ("ministry",)}, "province", False),
        ({"levels": ("commune",), "centres": ("06658",)}, "06652", False),
        ({"levels": ("commune",), "centres": ("06658",)}, "06658", True),
    ],
)
def test_which_centre_takes_it(more, centre, taken):
    """The record's list decides; else its level, and whether the place matters."""
    assert taken_by(procedure(**more), centre) is taken


@pytest.mark.django_db
def test_the_command_and_its_export(tmp_path, catalogue):
    """Figures are printed and written; what a person checked reads back unchanged."""
    file = catalogue / "procedures"
    call_command("import_catalogue", file, "--approve", stdout=io.StringIO())
    revision = Revision.objects.filter(code="1.001193").get()
    now = datetime.datetime.now(datetime.UTC)
    store.record_check(revision, "Nguyễn Văn A", now, "163/QĐ-BTP")
    figures, export = tmp_path / "report.json", tmp_path / "export.json"
    out = io.StringIO()

    call_command("catalogue_report", "--json", figures, "--export", export, stdout=out)

    assert "1 checked records written" in out.getvalue()
    told = json.loads(figures.read_bytes())
    assert told["checked"] == 1
    assert told["in_force"] > 200
    words = load_import_words(catalogue / "import.yml")
    (back,) = list(read_ngsp(export, words))
    assert back.code == "1.001193"


@pytest.mark.django_db
def test_a_check_is_entered_by_a_person(admin_client, admin_user, catalogue):
    """The admin notes who checked; the desk can enter, not change."""
    file = catalogue / "procedures"
    call_command("import_catalogue", file, "--approve", stdout=io.StringIO())
    revision = Revision.objects.filter(code="1.001193").get()

    data = {"revision": revision.pk, "decision": "163/QĐ-BTP", "note": ""}
    admin_client.post("/admin/records/check/add/", data)

    check = Check.objects.get()
    assert (check.revision, check.checked_by) == (revision, admin_user.username)


def test_the_template_can_be_downloaded(client):
    """Clerks get a workbook."""
    response = client.get("/bao-cao/mau-quyet-dinh.xlsx")

    assert b"".join(response.streaming_content)[:2] == b"PK"
