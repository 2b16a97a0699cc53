"""The index: built beside the old one, switched whole, found by citizens' words."""

import threading

import msgspec
import pytest

from search_index.builds import (
    IndexReader,
    IndexRejected,
    IndexUnavailable,
    build_index,
    load,
)
from search_index.catalogue_files import load_procedures
from search_index.procedure import Case, Procedure
from vietnamese.fold import fold


def procedure(id_: str, name: str, **more) -> Procedure:
    return Procedure(
        id=id_, name=name, sector="Hộ tịch", agency="UBND cấp xã",
        levels=("commune",), cases=(Case(id="chung", label="Chung"),), **more,
    )  # fmt: skip


BIRTH = procedure("khai-sinh", "Đăng ký khai sinh", code="1.001193")
DEATH = procedure("khai-tu", "Đăng ký khai tử", code="1.000656")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("làm giấy khai sinh cho con cần giấy tờ gì", "1.001193"),
        ("đăng ký tạm trú mất bao lâu", "1.004194"),
        ("sổ đỏ bị mất xin cấp lại ở đâu", "1.012786"),
        ("giấy độc thân", "1.004873"),
        ("công chứng bản sao", "2.000815"),
        ("đổi bằng lái xe", "3.000347"),
        ("1004194", "1.004194"),
    ],
)
def test_citizens_words_find_the_procedure(index, question, code):
    """With marks and without, everyday words find the official procedure first."""
    for text in (question, fold(question)):
        assert index.search(text)[0].procedure.code == code


def test_every_alias_names_its_procedure(index, procedures):
    """Each name and alias alone finds its procedure first, and is known as a name."""
    from vietnamese.fold import fold

    lost = []
    for procedure in procedures:
        for alias in (procedure.name, *procedure.aliases):
            for text in (alias, fold(alias)):
                found = [f for f in index.search(text) if f.named]
                if procedure.id not in [f.procedure.id for f in found]:
                    lost.append((procedure.id, text))

    assert len(lost) <= 0.02 * sum(len(p.aliases) for p in procedures), lost


def test_nothing_is_found_for_nothing(index):
    """Blanks, emoji and fillers find nothing, and raise nothing."""
    for text in ("", "   ", "😀😀", "cho em hỏi với ạ", "/*'; DROP TABLE--"):
        assert index.search(text) == [] or index.search(text)[0].coverage < 0.5


def test_results_do_not_depend_on_chance(index):
    """The same question gives the same ranking."""
    first, second = (index.search("giấy chứng nhận") for _ in range(2))

    assert first == second


def test_a_build_is_switched_whole(tmp_path, language):
    """Readers see the old build until the new one is complete, then the new one."""
    build_index([BIRTH], {}, tmp_path, language)
    reader = IndexReader(tmp_path, language)
    before = reader.get()

    build_index([BIRTH, DEATH], {}, tmp_path, language)

    assert [len(before.procedures), len(reader.get().procedures)] == [1, 2]
    assert reader.get() is reader.get()


def test_readers_during_builds(tmp_path, language):
    """Searches while builds come and go never fail and never see half of one."""
    build_index([BIRTH, DEATH], {}, tmp_path, language)
    reader, failures = IndexReader(tmp_path, language), []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            found = reader.get().search("khai sinh")
            if not found or found[0].procedure.id != "khai-sinh":
                failures.append(found)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        build_index([BIRTH, DEATH], {}, tmp_path, language)
    done.set()
    for thread in threads:
        thread.join()

    assert failures == []


def test_a_failed_build_leaves_the_old_in_service(tmp_path, language, monkeypatch):
    """An index that does not find its own records is not put in service."""
    build_index([BIRTH], {}, tmp_path, language)
    lost = procedure("trong", "???")

    with pytest.raises(IndexRejected):
        build_index([lost], {}, tmp_path, language)

    assert IndexReader(tmp_path, language).get().get("khai-sinh") == BIRTH
    assert (
        len([f for f in tmp_path.iterdir() if f.is_dir() and not f.is_symlink()]) == 1
    )


def test_no_index(tmp_path, language):
    """A missing or damaged index is one clear error."""
    with pytest.raises(IndexUnavailable):
        IndexReader(tmp_path, language).get()
    build = build_index([BIRTH], {}, tmp_path, language)
    (build / "procedures.msgpack").write_bytes(b"\xc1 broken")

    with pytest.raises(IndexUnavailable):
        load(build, language)


def test_old_builds_are_dropped(tmp_path, language):
    """Disks do not fill with old builds."""
    for _ in range(6):
        build_index([BIRTH], {}, tmp_path, language)

    builds = [f for f in tmp_path.iterdir() if f.is_dir() and not f.is_symlink()]
    assert len(builds) == 3


def test_records_survive_the_index(index, procedures):
    """What comes out of the index is what went in, field by field."""
    assert index.procedures == tuple(procedures)
    for record in procedures[:20]:
        assert (
            msgspec.msgpack.decode(msgspec.msgpack.encode(record), type=Procedure)
            == record
        )


def test_a_broken_catalogue_stops_the_build_only(tmp_path, catalogue, language):
    """`build_index` with a wrong file: error, and the old index still answers."""
    home, broken = tmp_path / "index", tmp_path / "procedures"
    build_index([BIRTH], {}, home, language)
    broken.mkdir()
    (broken / "x.yml").write_text("sector: A\nprocedures: [{id: a}]")

    with pytest.raises(Exception, match=r"x\.yml.*procedure a"):
        load_procedures(broken)

    assert IndexReader(home, language).get().search("khai sinh")
