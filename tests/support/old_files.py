"""An office's old files in a folder, and the lists that are made of them, well and badly."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.sheets import workbook

HEADER = ["ไฟล์", "เรื่อง", "หน่วยงาน", "รอบ", "ชื่อเรื่อง", "สาระสำคัญ", "วันที่เดิม", "ข้อมูลส่วนบุคคล"]
LONG_NAME = "รายงานผลการดำเนินงานประจำปีงบประมาณ พ.ศ. ๒๕๖๗ ขององค์การบริหารส่วนตำบลบ้านบึง (2).pdf"
STATS = "O15 สถิติ/สถิติการให้บริการ ๒๕๖๗ รอบแรก.xlsx"
ROWS: list[list[Any]] = [
    [STATS, "๑๕", "สำนักปลัด", "รอบ 6 เดือนแรก ๒๕๖๗", "สถิติการให้บริการ", None, "๑ เม.ย. ๒๕๖๗", "ไม่มี"],
    ["O15 สถิติ/ปก.pdf", 15, None, "2567-h1", "สถิติการให้บริการ", None, None, "ไม่มี"],
    ["คู่มือ.pdf", "คู่มือหรือมาตรฐานการให้บริการ", "office-of-palad", None, "คู่มือการให้บริการเดิม", None, "29/2/2567", "มี"],
    [f"ปี ๒๕๖๗/{LONG_NAME}", "O23", "สำนักปลัด", "ม.ค. ๒๕๖๗", "สรุปผลจัดซื้อจัดจ้าง มกราคม", None, "2024-02-05", "ไม่มี"],
]


def lay_out(folder: Path, rows: Sequence[Sequence[Any]] = ROWS) -> Path:
    """Every file that the rows list."""
    for number, row in enumerate(rows):
        file = folder / str(row[0])
        file.parent.mkdir(parents=True, exist_ok=True)
        is_sheet = file.suffix == ".xlsx"
        file.write_bytes(workbook(None, [number]) if is_sheet else b"%PDF-1.7 old file " + str(number).encode())
    return folder


def listing(path: Path, rows: Sequence[Sequence[Any]] = ROWS, *, header: Sequence[Any] | None = None) -> Path:
    path.write_bytes(workbook(None, list(header or HEADER), *map(list, rows)))
    return path
