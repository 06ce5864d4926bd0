"""Words of what is wrong with an assessor's pack that was frozen by a tag."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["PACKS"]

PACKS: Final = {
    "pack_tag_missing": CodeText(
        "ไม่มีป้าย {found} ในสำเนานี้",
        "There is no tag {found} in this copy.",
        "กรุณาสั่ง git fetch --tags แล้วลองอีกครั้ง ชื่อป้ายเป็นแบบ pack/oit-2563/2026-03-31",
        "Run git fetch --tags and try again; a tag is named like pack/oit-2563/2026-03-31.",
    ),
    "pack_tag_malformed": CodeText(
        "ป้าย {path} ไม่ใช่ป้ายของชุดส่งประเมินที่ระบบทำ ({found})",
        "The tag {path} is not the tag of a pack ({found}).",
        "กรุณาอย่าใช้ป้ายนี้เป็นหลักฐาน และสอบถามผู้ที่ปักป้าย",
        "Do not rely on it; ask whoever set it.",
    ),
    "pack_signature_invalid": CodeText(
        "ลายมือชื่อบนป้าย {path} ใช้ไม่ได้ ({found})",
        "The signature on the tag {path} is not valid ({found}).",
        "ป้ายอาจถูกแก้ไขหรือปลอม กรุณาดึงจากคลังกลางใหม่แล้วตรวจอีกครั้ง",
        "It may have been altered or forged; fetch it again from the shared repository and check once more.",
    ),
    "pack_signer_not_allowed": CodeText(
        "ผู้ลงนามป้าย {path} ({found}) ไม่ได้เป็นผู้บริหารหรือผู้ดูแลระบบตามระเบียบ ณ คอมมิตที่ป้ายอ้าง",
        "The signer of the tag {path} ({found}) held no office of an executive or administrator by its law.",
        "ป้ายนี้ไม่มีผลเป็นหลักฐาน ให้ผู้มีตำแหน่งปักป้ายใหม่ด้วย prongsai pack --freeze",
        "It proves nothing; let somebody in office freeze the pack anew with prongsai pack --freeze.",
    ),
    "pack_head_not_on_main": CodeText(
        "ป้าย {path} อ้างคอมมิต {found} ซึ่งไม่อยู่ในสาย main",
        "The tag {path} names {found}, which is not on main.",
        "ป้ายนี้ไม่มีผลเป็นหลักฐาน หรือสำเนานี้เก่าเกินไป กรุณาดึงใหม่แล้วตรวจอีกครั้ง",
        "It proves nothing, or this copy is too old; fetch and check again.",
    ),
    "pack_differs": CodeText(
        "ไฟล์ {field} ที่ทำซ้ำได้ไม่ตรงกับที่ป้าย {path} รับรอง (ป้าย {expected} ทำได้ {found})",
        "The {field} made again is not what the tag {path} vouches for (tag {expected}, made {found}).",
        "ชุดที่ป้ายรับรองไม่ได้มาจากข้อมูลที่เผยแพร่ หรือโปรแกรมคนละรุ่น กรุณาใช้รุ่นที่ทำป้าย",
        "What it vouches for did not come from what was published, or another release made it; use that release.",
    ),
    "pack_framework_unknown": CodeText(
        "ไม่มีกรอบการประเมินหรือข้อมูล ณ เวลา “{found}”",
        "There is no edition, or no record as of, “{found}”.",
        "กรุณาดูรายชื่อในโฟลเดอร์ catalogue/frameworks หรือเลือกวันหลังจุดตั้งต้นของคลัง",
        "See catalogue/frameworks for the editions, or choose a day after the repository began.",
    ),
}
