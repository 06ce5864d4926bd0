"""Words of what is wrong with the proof of one version."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["PROOFS"]

PROOFS: Final = {
    "proof_unreadable": CodeText(
        "แฟ้มนี้ไม่ใช่แฟ้มหลักฐานของฉบับ (proof/v1) ที่อ่านได้: {found}",
        "This file is no readable proof of a version (proof/v1): {found}.",
        "กรุณาดาวน์โหลดใหม่จาก …/versions/<ฉบับ>/proof โดยไม่เปิดแก้ไข",
        "Download it again from …/versions/<n>/proof, and do not edit it.",
    ),
    "proof_object_altered": CodeText(
        "แฟ้มหลักฐานถูกแก้: สิ่งที่ระบุว่าเป็น {expected} แท้จริงคือ {found}",
        "The proof was altered: what it calls {expected} is {found}.",
        "อย่าเชื่อแฟ้มนี้ กรุณาดาวน์โหลดใหม่จากแหล่งที่ท่านเชื่อถือ",
        "Do not believe this file; get it again from a source you trust.",
    ),
    "proof_claim_differs": CodeText(
        "แฟ้มหลักฐานอ้าง {field} ว่า {expected} แต่หลักฐานในแฟ้มแสดงว่า {found}",
        "The proof claims {field} {expected}; what it holds shows {found}.",
        "อย่าเชื่อแฟ้มนี้ กรุณาเทียบกับคลังทั้งหมดด้วย prongsai verify --anchor",
        "Do not believe this file; look at the whole repository with prongsai verify --anchor.",
    ),
}
