"""Files of operations: what fits comes in, what does not says why, again is once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.muster.routing import build
from tests.muster.tables.build import as_xlsx

SignIn = Callable[[str], FlaskClient]
SITES = """code,名称,region,hazard_zone,seats,seat_types,latitude,longitude
xm-1,厦门一号,Fujian,strait,300,voice: 120;chat: 150,24.48,118.09
cd-1,成都一号,Sichuan,basin,many,,,
,无名,Sichuan,basin,10,,,
cd-2,成都二号,Sichuan,basin,80,,,
"""
AGENTS = """email,姓名,languages,skills,site,hours,phone
lin@example.com,小林,zh、en,sales:3,xm-1,20,13800138000
mo@example.com,小莫,zh,juggling,xm-1,,
nonsense,小南,zh,,,,
ann@example.com,安 妮,zh,,cd-2,,123
"""
SHIFTS = """email,starts_at,ends_at,kind
ann@example.com,2027-03-01 09:00,2027-03-01 18:00,
ann@example.com,2027-03-01 20:00,2027-03-02 04:00,
ann@example.com,2027-03-02 09:00,2027-03-02 18:00,standby
stranger@example.com,2027-03-02 09:00,2027-03-02 18:00,
"""
CERTIFICATIONS = """email,client,expires_on
ann@example.com,hualan,2029-12-31
ann@example.com,nobody,2029-12-31
ben@example.com,hualan,2020-01-01
"""
COHORTS = """code,院校,专业,人数,开学日期,毕业日期,毕业率,技能,语言,灾害区
XM-26,厦门职院,客服,1200,2026-09-01,2027-06-30,90%,sales,zh/en,strait
XM-27,厦门职院,客服,1200,2027-09-01,2027-06-30,0.9,sales,zh,strait
"""


def bring(client: FlaskClient, kind: str, content: bytes | str) -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(f"/ops/imports/{kind}", data={"file": (io.BytesIO(data), f"{kind}.csv")})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_kind_reports_on_each_row(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    for kind, content, said in (
        ("sites", SITES, "2 new, 0 known, 2 refused"),
        ("sites", SITES, "0 new, 2 known, 2 refused"),
        ("agents", AGENTS, "1 new, 0 known, 3 refused"),
        ("shifts", SHIFTS, "2 new, 0 known, 2 refused"),
        ("shifts", SHIFTS, "0 new, 2 known, 2 refused"),
        ("certifications", CERTIFICATIONS, "1 new, 0 known, 2 refused"),
        ("certifications", CERTIFICATIONS, "0 new, 1 known, 2 refused"),
        ("cohorts", COHORTS, "1 new, 0 known, 1 refused"),
    ):
        assert said in bring(oscar, kind, content)
    (lin,) = build.rows(
        db_owner,
        "SELECT a.*, s.code FROM agents a JOIN people p ON p.id = a.person_id"
        " JOIN sites s ON s.id = a.site_id WHERE p.email = 'lin@example.com'",
    )
    assert (lin.languages, lin.abilities, lin.contract_minutes, lin.code) == (
        ["en", "zh"], ["sales", "sales:2", "sales:3"], 1200, "xm-1",
    )  # fmt: skip
    assert len(build.rows(db_owner, "SELECT FROM agent_addresses")) == 2
    # A row that is refused leaves nothing behind: Ann's number was wrong, so is her site not set.
    assert build.rows(db_owner, "SELECT FROM agents WHERE site_id IS NOT NULL") == [()]


def test_what_a_refused_row_is_about(client_for: SignIn) -> None:
    oscar = client_for("oscar")
    oscar.post("/ops/imports/sites", data={"file": (io.BytesIO(SITES.encode()), "s.csv")})
    page = bring(oscar, "cohorts", COHORTS)
    assert "A cohort graduates after it starts." in page
    assert "graduates_on" in page


ALL_WRONG = {
    "sites": (
        ("code,name_zh,region,hazard_zone,seats,time_zone,latitude,longitude\n"
        "A B,,,strait,many,Mars,north,181"),
        ["code", "name_zh", "name_en", "region", "time_zone", "seats", "latitude", "longitude"],
    ),
    "agents": (
        ("email,name,languages,skills,capacity,site,hours,left_on,phone\n"
        "nonsense,,x1,juggling,lots,nowhere,90,soon,123"),
        ["email", "name", "languages", "skills", "capacity", "site", "contract_hours", "left_on",
         "phone"],
    ),
    "shifts": (
        "email,starts_at,ends_at,kind\nstranger@example.com,soon,,nap",
        ["email", "starts_at", "ends_at", "kind"],
    ),
    "certifications": (
        "email,client,expires_on\nstranger@example.com,nobody,2020-01-01",
        ["email", "client", "expires_on"],
    ),
    "cohorts": (
        ("code,college,programme,headcount,starts_on,graduates_on,graduation_share,skills,languages,"
        "hazard_zone,site\n!,,客服,0,2027-09-01,2027-06-30,often,juggling,?,strait,nowhere"),
        ["code", "college", "headcount", "graduates_on", "graduation_share", "skills", "languages",
         "site"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ALL_WRONG)
def test_all_that_is_wrong_with_a_row_is_said_at_once(
    client_for: SignIn, db_owner: Engine, kind: str
) -> None:
    content, columns = ALL_WRONG[kind]
    before = build.rows(db_owner, "SELECT count(*) FROM people")
    page = bring(client_for("oscar"), kind, content)
    assert "0 new, 0 known, 1 refused" in page
    table = page[page.index("<tbody") : page.index("</tbody>")]
    said = re.findall(r"<td>([a-z_]+)</td>", table)
    assert said == columns, table
    assert f'rowspan="{len(columns)}"' in table
    assert build.rows(db_owner, "SELECT count(*) FROM people") == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_files_are_read(client_for: SignIn, db_owner: Engine, encoding: str) -> None:
    bring(client_for("oscar"), "sites", SITES.encode(encoding))
    rows = build.rows(db_owner, "SELECT name_zh FROM sites ORDER BY code")
    assert [row.name_zh for row in rows] == ["成都二号", "厦门一号"]


def test_a_short_list_with_a_rare_name_is_read(client_for: SignIn, db_owner: Engine) -> None:
    """Nothing is guessed by how common the characters are."""
    rows = "code,name_zh,region,hazard_zone,seats\nz-1,喆,Fujian,strait,5\n"
    assert "1 new" in bring(client_for("oscar"), "sites", rows.encode("gb18030"))
    assert [row.name_zh for row in build.rows(db_owner, "SELECT name_zh FROM sites")] == ["喆"]


def test_workbooks_are_read(client_for: SignIn) -> None:
    rows = [line.split(",")[:5] for line in SITES.splitlines()]
    assert "2 new" in bring(client_for("oscar"), "sites", as_xlsx(rows))


def test_what_cannot_be_read_of_a_row_is_said(client_for: SignIn, db_owner: Engine) -> None:
    """A first row that is short lacks no column; what the file lost or has too much is told."""
    rows = [
        ["code", "name_zh", "region", "hazard_zone", "seats", "note", "latitude"],
        ["a-1", "甲", "Fujian", "strait", 5],
        ["a-2", "乙", "Fujian", "strait", 5, "=1+1"],
        ["a-3", "丙", "Fujian", "strait", "=2+3"],
        ["a-4", "丁", "Fujian", "strait", 5, "", "24.5", "more"],
    ]
    page = bring(client_for("oscar"), "sites", as_xlsx(rows))
    assert "2 new, 0 known, 2 refused" in page
    assert "This cell holds a formula without its result." in page
    assert "This row has too many cells: 1 more than the header." in page
    codes = build.rows(db_owner, "SELECT code FROM sites ORDER BY code")
    assert [row.code for row in codes] == ["a-1", "a-2"]


def test_too_many_rows_do_nothing(client_for: SignIn) -> None:
    rows = "code,region,hazard_zone,seats\n" + "x,,,\n" * 2001
    data = {"file": (io.BytesIO(rows.encode()), "sites.csv")}
    answer = client_for("oscar").post("/ops/imports/sites", data=data)
    assert answer.status_code == 422
    assert "At most 2,000 rows at once." in answer.text


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"PK\x03\x04 no workbook", b"\xff\xfe\x00a", b"a,b\n1,2\n", b"code\nxm\n"],
)
def test_a_file_that_is_none_does_nothing(
    client_for: SignIn, db_owner: Engine, content: bytes
) -> None:
    data = {"file": (io.BytesIO(content), "sites.csv")}
    answer = client_for("oscar").post("/ops/imports/sites", data=data)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM sites") == []


def test_whoever_may_not_edit_brings_nothing_in(client_for: SignIn) -> None:
    paula = client_for("paula")
    assert paula.get("/ops/imports/sites").status_code == 404
    assert paula.get("/ops/imports/shifts").status_code == 200
    assert paula.get("/ops/imports/shifts/template.csv").text.startswith("\ufeffemail,")
    assert paula.get("/ops/imports/nothing").status_code == 404
