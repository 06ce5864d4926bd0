"""The options that commands share, worded once."""

from pathlib import Path
from typing import Annotated

import typer

from cli.speech import Format, Lang, choose_format, choose_lang

Repo = Annotated[Path, typer.Option("--repo", help="ตำแหน่งของคลังเนื้อหา (ปกติคือโฟลเดอร์ที่ยืนอยู่) · Where the repository is.")]
Language = Annotated[
    Lang | None, typer.Option("--lang", callback=choose_lang, is_eager=True, help="ภาษา · Language: th, en.")
]
Output = Annotated[
    Format,
    typer.Option("--format", callback=choose_format, is_eager=True, help="รูปแบบผลลัพธ์ · Output: text, json."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="ลองดูเฉย ๆ ไม่เปลี่ยนอะไร · Show what would happen; change nothing.")
]
HERE = Path()

FOR_UNITS = "สำหรับหน่วยงาน · For units"
FOR_REVIEWERS = "สำหรับผู้ตรวจทานและผู้บริหาร · For executives and checkers"
FOR_PUBLISHING = "การเผยแพร่ · Publishing"
FOR_EVERYONE = "สำหรับทุกคน · For everyone"
FOR_ADMINISTRATORS = "สำหรับผู้ดูแลระบบ · For administrators"
