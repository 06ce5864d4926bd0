"""The words of every finding, Thai first: what is wrong, and what to do next.

Written for a clerk who has never seen git. A template may use {path} {line} {field} {expected} {found} {commit};
what is unknown is shown as "–". A code once published keeps its meaning for ever.
"""

from types import MappingProxyType
from typing import Final

from repo_schema.finding_texts.doctor import DOCTOR
from repo_schema.finding_texts.documents import DOCUMENTS
from repo_schema.finding_texts.files import FILES
from repo_schema.finding_texts.guard import GUARD
from repo_schema.finding_texts.items import ITEMS
from repo_schema.finding_texts.judging import JUDGE
from repo_schema.finding_texts.law import LAW
from repo_schema.finding_texts.packs import PACKS
from repo_schema.finding_texts.privacy import PRIVACY
from repo_schema.finding_texts.proofs import PROOFS
from repo_schema.finding_texts.reviews import REVIEWS
from repo_schema.finding_texts.schema import SCHEMA
from repo_schema.finding_texts.sheets import SHEETS
from repo_schema.finding_texts.statements import STATEMENTS
from repo_schema.finding_texts.terms import TERMS
from repo_schema.finding_texts.text import CodeText, Family
from repo_schema.finding_texts.working import WORKING

__all__ = ["FAMILIES", "TERMS", "CodeText", "Family"]

FAMILIES: Final = tuple(
    Family(name, th, en, MappingProxyType(codes))
    for name, th, en, codes in (
        ("documents", "การอ่านเอกสาร", "Reading documents", DOCUMENTS),
        ("schema", "แบบข้อมูล", "Forms", SCHEMA),
        ("items", "รายการและไฟล์แนบ", "Items and attachments", ITEMS),
        ("files", "ชนิดและเนื้อหาของไฟล์", "What files are", FILES),
        ("law", "ทะเบียนและระเบียบการทำงาน", "Policy and catalogue", LAW),
        ("judge", "การรับรองและการเผยแพร่", "Approval and publication", JUDGE),
        ("proofs", "หลักฐานของฉบับเดียว", "The proof of one version", PROOFS),
        ("reviews", "การพิจารณาในระบบเก็บงาน", "Merge reviews", REVIEWS),
        ("statements", "คำรับรอง คำยกเว้น และการถอน ระงับ ลบ", "Attestations, waivers and taking down", STATEMENTS),
        ("working", "การทำงานในเครื่อง", "At the desk", WORKING),
        ("doctor", "เครื่องมือและสำเนาของท่าน", "Your git, key, clock and clone", DOCTOR),
        ("guard", "ด่านตรวจของคลังกลาง", "The guard of the shared repository", GUARD),
        ("sheets", "แฟ้มตาราง (Excel, CSV)", "Spreadsheets", SHEETS),
        ("packs", "ชุดส่งประเมิน", "Packs for the assessor", PACKS),
        ("privacy", "ข้อมูลส่วนบุคคลและความลับ", "Personal data and secrets", PRIVACY),
    )
)
