"""What proves a destination and what goes with it: derived from its definition, and sourced."""

from __future__ import annotations

import pytest

from quxiang.exchange.headers import header_book
from quxiang.standards import Change, CodeConflict, RequiredEvidence, load, overlay_of
from quxiang.standards.conflicts import ANY, FIELDS, GIVEN

SCHEMES = ("2021", "2024")
SURE = ("high", "medium-high")


def asked(code: str, scheme: str = "2024") -> dict[str, RequiredEvidence]:
    return {row.kind: row for row in load(scheme).required_evidence if row.code == code}


def conflict(given: str, value: str, field: str, scheme: str = "2024") -> CodeConflict:
    return next(
        row
        for row in load(scheme).code_conflicts
        if (row.given, row.value, row.field) == (given, value, field)
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_settled_code_is_asked_for_evidence_and_no_other(scheme: str) -> None:
    standard = load(scheme)
    settled = {code for code, row in standard.destinations.items() if row.cls != "none"}
    assert {row.code for row in standard.required_evidence} == settled


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_kind_asked_for_is_a_kind_of_paper_and_internships_are_none(scheme: str) -> None:
    kinds = load(scheme).tables["evidence_kind"].rows
    for row in load(scheme).required_evidence:
        wanted = {row.kind, *row.alternatives}
        assert wanted <= set(kinds)
        assert not wanted & {"internship", "termination", "confirmation"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_what_is_sure_is_demanded(scheme: str) -> None:
    standard = load(scheme)
    for row in (*standard.required_evidence, *standard.code_conflicts):
        assert row.severity == ("error" if row.confidence in SURE else "notice"), row
        assert row.basis


def test_official_lists_prove_what_they_list_and_no_contract() -> None:
    with_lists = {
        row.code
        for row in load().required_evidence
        if "list" in row.alternatives
    }  # fmt: skip
    assert {"46", "503", "501", "512", "801", "803", "10"} <= with_lists
    assert not with_lists & {"11", "12", "75", "76", "85"}


def test_net_shops_are_asked_for_their_page_and_their_income() -> None:
    forms = {kind: row.startup_form for kind, row in asked("75").items()}
    assert forms == {
        "licence": "company", "incubator": "incubator", "shop_page": "net_shop",
        "income": "net_shop",
    }  # fmt: skip


def test_children_are_asked_as_their_parent_where_they_have_no_row_of_their_own() -> None:
    assert asked("271").keys() == asked("27").keys() == {"certificate"}
    assert asked("272").keys() == {"postdoc"}
    assert asked("801")["admission"].alternatives == asked("80")["admission"].alternatives


@pytest.mark.parametrize("scheme", SCHEMES)
def test_conflicts_name_only_values_there_are(scheme: str) -> None:
    tables = load(scheme).tables
    for row in load(scheme).code_conflicts:
        assert row.value in tables[GIVEN[row.given]].rows
        known = tables[FIELDS[row.field]].rows if FIELDS[row.field] else {ANY: None}
        listed = (*filter(None, row.fits.removeprefix("!").split("|")), *row.doubtful)
        assert set(listed) <= set(known), row
        assert row.reason


def test_values_conflict_certainly_doubtfully_or_not() -> None:
    nature = conflict("code", "46", "employer_nature")
    assert [nature.certain(value) for value in ("40", "10", "39")] == [None, False, True]
    job = conflict("code", "75", "job")
    assert [job.certain(value) for value in ("13", "10", "80")] == [None, True, True]
    assert conflict("code", "80", "job").certain("13") is True
    assert conflict("code", "76", "employer_uscc").certain(ANY) is False


def test_nature_33_is_a_shop_of_ones_own_now_and_was_a_firm_then() -> None:
    assert conflict("code", "27", "employer_nature").certain("33") is True
    assert conflict("code", "27", "employer_nature", "2021").certain("33") is None


def test_destinations_among_the_natures_of_old_files_conflict_unless_they_are_the_own() -> None:
    nature = conflict("code", "80", "employer_nature", "2021")
    assert nature.certain("80") is None
    assert nature.certain("70") is True
    assert conflict("code", "10", "employer_nature", "2021").certain("46") is True


def change(table: str, code: str, field: str, value: str) -> Change:
    return Change(table, code, field, value, by="钱", at="2024-05-01", reason="省厅通知")


def test_a_school_changes_both_matrices_and_the_kinds() -> None:
    standard = load("2024", overlay_of((
        change("evidence_kind", "social_insurance", "name", "社保缴纳证明"),
        change("required_evidence", "11.contract", "alternatives", "social_insurance"),
        change("required_evidence", "76.statement", "severity", "none"),
        change("required_evidence", "76.income", "severity", "error"),
        change("code_conflicts", "code.80.job", "severity", "none"),
        change("code_conflicts", "code.12.industry", "severity", "error"),
        change("code_conflicts", "code.12.industry", "fits", "!80"),
    )))  # fmt: skip
    papers = {(row.code, row.kind): row for row in standard.required_evidence}
    assert papers["11", "contract"].alternatives == ("social_insurance",)
    assert papers["11", "contract"].overlaid == ("alternatives",)
    assert ("76", "statement") not in papers
    assert ("76", "income") in papers
    rows = {(row.given, row.value, row.field): row for row in standard.code_conflicts}
    assert ("code", "80", "job") not in rows
    assert rows["code", "12", "industry"].certain("80") is True
    assert standard.tables["evidence_kind"].find("社保缴纳证明").code == "social_insurance"


def test_a_school_loads_its_own_places() -> None:
    own = change("place", "410702", "name", "河南省新乡市红旗区")
    assert load("2024", overlay_of((own,))).tables["place"].find("410702").how == "code"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_kinds_are_recognised_as_offices_write_them(scheme: str) -> None:
    table = load(scheme).tables["evidence_kind"]
    words = {
        "劳动合同": "contract", "三方协议": "agreement", "录取通知书": "admission",
        "拟录取名单": "list", "入伍通知书": "enlistment", "收入流水": "income",
        "实习证明": "internship", "网店截图": "shop_page", "解约函": "termination",
        "单位聘用证明": "certificate", "接收函": "offer", "说不清": None,
    }  # fmt: skip
    assert {word: table.find(word).code for word in words} == words


def test_the_kind_of_a_paper_is_found_by_its_header() -> None:
    known = header_book("evidence").find("材料种类")
    assert known is not None
    assert known.known.field == "kind"
