"""The formats that a roster can be written as."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """What comes after `--format`."""

    CSV = "csv"
    XLSX = "xlsx"
    ONEROSTER_1_1 = "oneroster-1.1"
    ONEROSTER_1_2 = "oneroster-1.2"
    IMS_ENTERPRISE = "ims-enterprise"
