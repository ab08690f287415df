"""The destination tables: classes, requirements, evidence, and how sure each row is."""

from __future__ import annotations

import pytest

from quxiang.standards import RequiredField, load
from quxiang.standards.tables import GRADUATES

NEW, OLD = load("2024"), load("2021")


def required(code: str, scheme: str = "2024") -> dict[str, RequiredField]:
    return {row.field: row for row in load(scheme).required_fields if row.code == code}


def codes_in(group: str, scheme: str = "2024") -> set[str]:
    return {code for code, row in load(scheme).destinations.items() if row.group == group}


def test_groups_of_2024_hold_the_codes_of_their_rates() -> None:
    employer = codes_in("employer")
    assert {"10", "11", "12", "27", "271", "46", "50", "501", "51", "519"} <= employer
    assert codes_in("startup") == {"75"}
    assert codes_in("freelance") == {"76"}
    assert codes_in("further_study") == {"80", "801", "802", "803", "85"}
    assert codes_in("seeking") == {"70", "70-QZZ", "70-QYZ", "70-GZKS", "70-NCY", "70-NRW"}
    assert codes_in("not_seeking") == {"71", "72", "72-ZBJY", "72-NCGCJ"}


def test_groups_of_2021_hold_the_codes_of_their_rates() -> None:
    assert codes_in("agreement_contract", "2021") == {"10", "11", "27", "46", "50", "51"}
    assert codes_in("flexible", "2021") == {"12", "76"}
    assert codes_in("further_study", "2021") == {"80", "85"}
    assert codes_in("not_seeking", "2021") == {"71", "72"}


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_code_is_in_one_class(scheme: str) -> None:
    groups = load(scheme).tables["destination_group"]
    for row in load(scheme).destinations.values():
        assert row.level in (3, 4)
        assert row.cls == groups.rows[row.group].extra["class"]
        assert row.cls in ("employed", "further_study", "none")


def test_headings_are_in_the_table_and_cannot_be_filed() -> None:
    assert NEW.tables["destination"].get("L2-DWJY") is not None
    assert "L2-DWJY" not in NEW.destinations


def test_employed_graduates_need_the_employer_in_full() -> None:
    fields = required("11")
    assert set(fields) == {
        "exam_no", "code", "employer_uscc", "employer_name", "employer_nature", "industry",
        "place_name", "job", "agreed_on", "contact_name", "contact_phone_hash",
    }  # fmt: skip
    assert fields["employer_uscc"].alternatives == ("no_uscc_reason",)
    assert fields["place_name"].alternatives == ("place_code",)
    assert {row.severity for row in fields.values()} == {"error"}


@pytest.mark.parametrize("code", ["12", "27", "271"])
def test_the_wage_floor_is_asked_of_12_and_271_and_27_is_as_271(code: str) -> None:
    assert set(required(code)) == {*required("10"), "wage_floor_met"}


def test_the_wage_floor_is_asked_of_76_and_not_of_75() -> None:
    assert "wage_floor_met" in required("76")
    assert "wage_floor_met" not in required("75")
    assert "startup_form" in required("75")
    assert "occupation" in required("76")


@pytest.mark.parametrize("code", ["50", "501", "503", "50-CXSQ", "51", "511", "519"])
def test_projects_are_asked_the_same_and_only_by_notice(code: str) -> None:
    fields = required(code)
    assert set(fields) == {
        "exam_no", "employer_name", "place_name", "contact_name", "contact_phone_hash",
        "employer_uscc",
    }  # fmt: skip
    assert {row.severity for row in fields.values()} == {"notice"}
    assert fields["employer_uscc"].confidence == "low"


def test_further_study_needs_a_school_and_study_abroad_its_country() -> None:
    assert set(required("801")) == set(required("80")) == {"exam_no", "employer_name"}
    assert set(required("85")) == {"exam_no", "country_abroad", "school_abroad", "major_abroad"}


def test_category_is_no_column_of_those_who_seek_or_do_not() -> None:
    for code in ("70", "70-QZZ", "71", "72", "72-ZBJY"):
        assert set(required(code)) == {"exam_no"}


def test_medium_confidence_only_notices() -> None:
    for row in (*NEW.required_fields, *OLD.required_fields):
        sure = row.confidence in ("high", "medium-high")
        assert row.severity == ("error" if sure else "notice")


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_code_is_asked_something_and_only_declared_columns(scheme: str) -> None:
    standard = load(scheme)
    assert {row.code for row in standard.required_fields} == set(standard.destinations)
    for row in standard.required_fields:
        assert {row.field, *row.alternatives} <= set(GRADUATES.by_name)


def test_parents_of_2021_are_asked_as_in_2024() -> None:
    for code in OLD.destinations:
        assert set(required(code, "2021")) == set(required(code))


def test_evidence_keeps_its_text_and_its_alternatives() -> None:
    assert NEW.evidence["46"].text == "预定兵通知书或入伍通知书（入伍批准书）"
    assert len(NEW.evidence["10"].alternatives) == 5
    assert not NEW.evidence["10"].alternatives[-1].endswith("（任一）")
    assert [text[:4] for text in NEW.evidence["75"].alternatives] == [
        "营业执照",
        "与孵化机",
        "网店网址",
    ]
    assert "70" not in OLD.evidence


def test_indicators_name_the_figures_of_each_scheme() -> None:
    assert {row.figure for row in NEW.indicators} >= {
        "placement_rate", "employer_rate", "flexible_rate_12_76", "flexible_rate_12_75_76",
    }  # fmt: skip
    assert "agreement_contract_rate" in {row.figure for row in OLD.indicators}


def test_unverified_rows_and_our_own_codes_say_so() -> None:
    rows = NEW.destinations
    assert rows["70-QZZ"].unverified
    assert rows["70-QZZ"].internal
    assert rows["272"].unverified
    assert not rows["272"].internal
    assert not rows["46"].unverified


@pytest.mark.parametrize("scheme", ["2021", "2024"])
def test_every_row_keeps_its_basis_and_confidence(scheme: str) -> None:
    standard = load(scheme)
    for table in standard.tables.values():
        for row in table.rows.values():
            assert row.basis, (table.name, row.code)
            assert row.confidence, (table.name, row.code)
    for each in (*standard.required_fields, *standard.indicators):
        assert each.basis
        assert each.confidence
