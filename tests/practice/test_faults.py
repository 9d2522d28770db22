"""Each way to go wrong, over real HTTP: what passes lets a patient client in, the rest never looks fine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from app.practice.errors import SpecNotPossible
from app.practice.faults import FAULTS, FaultSettings, check_fault
from app.practice.serve import ServeOptions
from tests.fakes.practice import RunningPractice, practice_server

TRIES = 5
STUDENTS = 400


@contextmanager
def faulty(name: str, **settings: float) -> Iterator[RunningPractice]:
    options = ServeOptions(students=STUDENTS, faults=name, fault_settings=FaultSettings(**settings))  # type: ignore[arg-type]
    with practice_server(options) as running:
        yield running


class Patient:
    """A client that tries each address up to five times, and counts the troubles it met."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.troubles: list[str] = []

    def get(self, path: str, **params: object) -> httpx.Response:
        for _ in range(TRIES):
            try:
                answer = self.client.get(path, params={k: str(v) for k, v in params.items()})
            except httpx.TransportError as problem:
                self.troubles.append(type(problem).__name__)
                continue
            if answer.status_code in (429, 503):
                self.troubles.append(str(answer.status_code))
                continue
            return answer
        raise AssertionError(f"{path} did not answer within {TRIES} tries")


def all_students(patient: Patient, running: RunningPractice) -> list[str]:
    ids: list[str] = []
    for page in range(1, 60):
        rows = patient.get(running.school_path("/students"), per_page=10, page=page).json()["data"]
        if not rows:
            break
        ids += [row["id"] for row in rows]
    return ids


@pytest.mark.parametrize(
    ("name", "met"), [("flaky", {"503", "RemoteProtocolError"}), ("drops-connection", set())]
)
def test_what_passes_lets_a_patient_client_have_everything(name: str, met: set[str]) -> None:
    with faulty(name) as running, running.client() as client:
        patient = Patient(client)
        for _ in range(2):
            ids = all_students(patient, running)
            assert len(set(ids)) == len(ids) == STUDENTS
        assert patient.troubles
        assert met <= set(patient.troubles)


def test_flaky_is_the_same_every_time() -> None:
    met = []
    for _ in range(2):
        with faulty("flaky") as running, running.client() as client:
            patient = Patient(client)
            all_students(patient, running)
            met.append(patient.troubles)
    assert met[0] == met[1]


def test_an_answer_that_breaks_off_is_never_whole() -> None:
    with faulty("drops-connection") as running, running.client() as client:
        broken = 0
        for page in range(1, 30):
            params = {"per_page": "10", "page": str(page)}
            try:
                client.get(running.school_path("/students"), params=params)
            except httpx.RemoteProtocolError:
                broken += 1
                assert client.get(running.school_path("/students"), params=params).json()["data"]
        assert broken > 3


def test_rate_limited_says_when_to_come_back() -> None:
    with faulty("rate-limited", rate_per_s=0.001, burst=3) as running, running.client() as client:
        statuses = [client.get("/schools").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert client.get("/schools").headers["retry-after"] == "1"


def test_slow_answers_in_the_end() -> None:
    with faulty("slow", slow_s=0.2) as running, running.client() as client:
        assert client.get("/schools").elapsed.total_seconds() >= 0.2


def test_hanging_requests_are_never_answered_and_do_not_stop_the_server_from_stopping() -> None:
    with faulty("hangs") as running, running.client() as client, pytest.raises(httpx.ReadTimeout):
        client.get("/schools", timeout=0.3)


def test_garbage_is_never_json() -> None:
    with faulty("garbage") as running, running.client() as client:
        page = client.get("/schools")
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        rows = client.get(running.school_path("/students"))
        assert rows.status_code == 200
        with pytest.raises(ValueError, match="Expecting"):
            rows.json()


def test_the_token_dies_midway() -> None:
    with faulty("token-revoked-midway", revoked_after=3) as running, running.client() as client:
        assert [client.get("/schools").status_code for _ in range(5)] == [200, 200, 200, 401, 401]
        assert client.get("/schools").json()["error"]["code"] == "unauthenticated"


def test_empty_looks_fine_and_has_nothing() -> None:
    with faulty("empty") as running, running.client() as client:
        meta = client.get(f"/meta/schools/{running.address.school_id}").json()["data"]
        assert meta["online"] is meta["approved"] is meta["audited"] is True
        for name in ("students", "employees", "groups", "classes"):
            assert client.get(running.school_path(f"/{name}")).json()["data"] == []
        counts = client.get(running.school_path("/counts"), params={"include": "students,classes"}).json()[
            "data"
        ]
        assert counts["students"]["data"]["count"] == counts["classes"]["data"]["count"] == 0


def test_naive_paging_sees_some_twice_and_misses_some() -> None:
    with faulty("rows-change-while-paging") as running, running.client() as client:
        before = client.get(running.school_path("/counts"), params={"include": "students"}).json()
        ids = all_students(Patient(client), running)
        assert len(set(ids)) < len(ids), "somebody was seen twice"
        on_roll = {student.id for student in running.school.students}
        now = {running.world.lists.students.id_at(row) for row in running.world.churn.rows}
        assert (on_roll & now) - set(ids), "somebody was missed who was there all along"
        after = client.get(running.school_path("/counts"), params={"include": "students"}).json()
        assert before["data"]["students"]["data"]["count"] == STUDENTS
        assert after["data"]["students"]["data"]["count"] == len(now)


def test_the_coming_and_going_ends() -> None:
    with faulty("rows-change-while-paging") as running, running.client() as client:
        for _ in range(2):
            all_students(Patient(client), running)
        ids = all_students(Patient(client), running)
        assert len(set(ids)) == len(ids)


def test_cursors_survive_the_coming_and_going() -> None:
    with faulty("rows-change-while-paging") as running, running.client() as client:
        ids: list[str] = []
        answer = client.get(
            running.school_path("/students"), params={"per_page": "10", "cursor": "true"}
        ).json()
        while True:
            ids += [row["id"] for row in answer["data"]]
            link = answer["meta"]["pagination"]["next"]
            if link is None:
                break
            answer = client.get(link).json()
        assert len(set(ids)) == len(ids)


def test_portals_and_controls_are_spared() -> None:
    with faulty("hangs") as running, running.browser() as browser:
        assert browser.get("/portal").status_code == 200


def test_an_unknown_fault_is_refused_in_one_line() -> None:
    with pytest.raises(SpecNotPossible) as refused:
        check_fault("gremlins")
    assert all(name in str(refused.value) for name in FAULTS)
    assert "\n" not in str(refused.value)
