"""Reports as a MIS would export them, of invented people whose names stand out in any text."""

from __future__ import annotations

import csv
from pathlib import Path

SURNAMES = ("Quillfeather", "O’Dwyer-Nakamura", "Zażółć")
NAMES = (*SURNAMES, "Marigold", "Peregrine")


def write_report(folder: Path, students: int = 24, staff: int = 6) -> tuple[Path, Path]:
    """Two CSV files: students and staff."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "students.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["Adno", "Forename", "Surname", "Year Group", "Registration Group", "Classes", "Diet"])
        for n in range(students):
            year = 7 + n % 5
            surname = SURNAMES[n % len(SURNAMES)]
            out.writerow(
                [1000 + n, "Marigold", surname, f"Year {year}", f"{year}A", f"{year}a/En1; {year}a/Ma1", "x"]
            )
    with open(folder / "staff.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["Staff Code", "Forename", "Surname", "Teaching Staff", "Classes"])
        for n in range(staff):
            out.writerow([f"T{n}", "Peregrine", SURNAMES[n % 3], "Y", f"{7 + n % 5}a/En1"])
    return folder / "students.csv", folder / "staff.csv"
