"""Machine words that stand in `expected` and `found` of a type or a format, as people say them (Thai, English)."""

from collections.abc import Mapping
from typing import Final

__all__ = ["TERMS"]

TERMS: Final[Mapping[str, tuple[str, str]]] = {
    "object": ("กลุ่มหัวข้อ", "a group of fields"),
    "array": ("รายการ (ขึ้นต้นด้วย -)", "a list"),
    "string": ("ข้อความ", "text"),
    "integer": ("จำนวนเต็ม", "a whole number"),
    "number": ("ตัวเลข", "a number"),
    "boolean": ("true หรือ false", "true or false"),
    "null": ("ค่าว่าง", "nothing"),
    "uri": ("ที่อยู่เว็บ", "web address"),
    "email": ("ที่อยู่อีเมล", "e-mail address"),
    "printable": ("ข้อความที่ไม่มีอักขระควบคุม", "text without control characters"),
    "plain": ("ตัวเลขหรือข้อความ", "a number or text"),
    "heading": ("ช่องที่มีหัวคอลัมน์", "below a column heading"),
    "count": ("จำนวนเต็มตั้งแต่ 0", "a whole number from 0"),
    "money": ("จำนวนเงินเป็นบาท ทศนิยมไม่เกินสองตำแหน่ง เช่น 150,000.00", "an amount in baht, such as 150,000.00"),
    "spent": (
        "จำนวนเงินเป็นบาท เช่น 150,000.00 หรือคำว่า ไม่ใช้งบประมาณ",
        "an amount in baht, such as 150,000.00, or “no budget used” in Thai",
    ),
    "percent": ("ร้อยละตั้งแต่ 0 ถึง 100", "a percentage from 0 to 100"),
    "day": ("วันที่ที่มีจริง เช่น 1 ต.ค. 2568", "a day that exists, such as 2025-10-01"),
    "month": ("เดือนและปี เช่น ต.ค. 2568", "a month and its year, such as 2025-10"),
    "months": ("ช่วงเดือน เช่น ต.ค. 2568 - ก.ย. 2569", "from which month to which, such as 2025-10 - 2026-09"),
    "juristic": (
        "เลขทะเบียนนิติบุคคล 13 หลักขึ้นต้นด้วย 0 (ห้ามใส่เลขประจำตัวประชาชน)",
        "a juristic person's 13 digits beginning with 0 (never a citizen's number)",
    ),
    "offer": ("ชื่อและราคา เช่น ร้านบ้านบึง 15,000.00 บาท", "a name and its price, such as Ban Bueng Shop 15,000.00"),
    "contract": ("เลขที่และวันที่ เช่น 12/2569 ลงวันที่ 1 ต.ค. 2568", "a number and its day, such as 12/2569 and 2025-10-01"),
    "fiscal_year": ("ปีงบประมาณ เช่น 2569", "a fiscal year, such as 2569"),
    "half_year": ("ครึ่งปีงบประมาณ เช่น 2569-h1", "half a fiscal year, such as 2569-h1"),
    "monthly": ("เดือน เช่น 2569-01", "a month, such as 2569-01"),
    "kept_current": (
        "ไตรมาส เช่น 2569-q1 หรือ standing (การเผยแพร่ครั้งแรก)",
        "a quarter, such as 2569-q1, or standing (the first publication)",
    ),
}
