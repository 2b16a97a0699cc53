"""One procedure at several levels: the record and the place say which is meant."""

import pytest

from search_index.builds import build_index, load
from search_index.procedure import Case, Procedure


def at(level: str, code: str, name: str) -> Procedure:
    return Procedure(
        id=f"tthc-{code.replace('.', '-')}", code=code, name=name,
        sector="Cấp, quản lý căn cước", agency=f"Công an {level}", levels=(level,),
        cases=(Case(id="chung", label="Chung"),),
    )  # fmt: skip


MINISTRY = at(
    "ministry", "1.000001", "Cấp đổi thẻ căn cước (thực hiện tại cấp trung ương)"
)
PROVINCE = at("province", "1.000002", "Cấp đổi thẻ căn cước (thực hiện tại cấp tỉnh)")
COMMUNE = at("commune", "1.000003", "Cấp đổi thẻ căn cước")
OTHER = at("province", "1.000004", "Cấp giấy xác nhận thông tin hộ tịch")


@pytest.fixture(scope="module")
def index(tmp_path_factory, language):
    folder = tmp_path_factory.mktemp("twins")
    records = [MINISTRY, PROVINCE, COMMUNE, OTHER]
    return load(build_index(records, {}, folder, language), language)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("cấp đổi thẻ căn cước", COMMUNE, id="nearest"),
        pytest.param("cap doi the can cuoc o cong an tinh", PROVINCE, id="province"),
        pytest.param("đổi thẻ căn cước ở công an phường", COMMUNE, id="commune"),
        pytest.param("cấp đổi thẻ căn cước ở trung ương", MINISTRY, id="ministry"),
    ],
)
def test_which_twin_is_meant(index, question, meant):
    """The level that is named, else the one nearest to the citizen."""
    found = index.search(question)

    assert found[0].procedure == meant
    assert {hit.procedure.code for hit in found if hit.twin} == {
        twin.code for twin in (MINISTRY, PROVINCE, COMMUNE) if twin != meant
    }


def test_what_differs_otherwise_is_no_twin(tmp_path, language):
    """Two records of one level that share a name differ in something else."""
    first = at("commune", "1.000005", "Hỗ trợ chi phí")
    second = at("commune", "1.000006", "Hỗ trợ chi phí")
    index = load(build_index([first, second], {}, tmp_path, language), language)

    assert not any(hit.twin for hit in index.search("hỗ trợ chi phí"))
