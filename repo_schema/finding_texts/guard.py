"""Words of the guard at the shared repository's door."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["GUARD"]

_ASK: Final = ("กรุณาแจ้งผู้ดูแลระบบ", "Tell the administrator.")

GUARD: Final = {
    "guard_not_installed": CodeText(
        "ด่านตรวจของคลังกลาง {found} ยังตั้งค่าไม่ครบ จึงไม่รับสิ่งใด",
        "The guard of the shared repository {found} is not set up, so it lets nothing in.",
        "ให้ผู้ดูแลระบบสั่ง prongsai guard install ที่คลังกลาง",
        "Let the administrator run prongsai guard install there.",
    ),
    "guard_main_deleted": CodeText(
        "ลบสายหลัก (main) ของคลังกลางไม่ได้",
        "The shared repository's main cannot be deleted.",
        *_ASK,
    ),
    "guard_dated_ahead": CodeText(
        "รายการนี้ลงวันที่ล่วงหน้า ({found})",
        "This is dated ahead of time ({found}).",
        "ตรวจนาฬิกาของเครื่องที่ลงนาม (prongsai doctor) แล้วเผยแพร่อีกครั้ง",
        "Check the clock of the machine that signed (prongsai doctor), and publish again.",
    ),
    "guard_main_moved": CodeText(
        "มีผู้เผยแพร่เรื่องอื่นก่อนหน้าท่านเล็กน้อย (เดิม {found} ปัจจุบัน {expected})",
        "Somebody else published a moment before you (then {found}, now {expected}).",
        "งานของท่านยังอยู่ครบ กรุณาสั่งคำสั่งเดิมอีกครั้ง",
        "Nothing of yours is lost; run the same command again.",
    ),
    "guard_ref_not_allowed": CodeText(
        "คลังกลางไม่รับชื่อ “{found}” รับเฉพาะ main คำขอเผยแพร่ (submissions/…) และป้ายกำกับ (tag) ใหม่",
        "The shared repository takes no “{found}”: only main, submissions/… and new tags.",
        "กรุณาส่งงานด้วยคำสั่ง prongsai submit",
        "Send your work with prongsai submit.",
    ),
    "guard_receipts_rewritten": CodeText(
        "สาขาใบรับ prongsai/receipts ต่อท้ายได้อย่างเดียว ลบหรือเขียนทับไม่ได้ (เดิม {expected} ใหม่ {found})",
        "The branch prongsai/receipts only grows: it is not deleted, nor rewritten (was {expected}, now {found}).",
        "ดึงสาขาใบรับล่าสุดก่อน แล้วออกใบรับต่อจากใบสุดท้าย",
        "Fetch the branch first, and put the new receipt on top of the last.",
    ),
    "guard_tag_moved": CodeText(
        "ป้ายกำกับ “{found}” มีอยู่แล้ว ย้ายหรือลบไม่ได้",
        "The tag “{found}” is there already: it is never moved or deleted.",
        "กรุณาใช้ชื่ออื่น",
        "Choose another name.",
    ),
    "guard_tag_target": CodeText(
        "ป้ายกำกับ “{found}” ไม่ได้ชี้ไปยังการเผยแพร่บนสายหลัก (main)",
        "The tag “{found}” does not name a commit of main.",
        "กรุณาติดป้ายที่การเผยแพร่บน main เท่านั้น",
        "Tag a commit of main.",
    ),
    "guard_branch_name": CodeText(
        "ชื่อคำขอ “{found}” ไม่ตรงกับเรื่องที่อยู่ข้างใน ซึ่งควรเป็น “{expected}”",
        "The branch “{found}” does not say what it holds, which is “{expected}”.",
        "กรุณาส่งด้วยคำสั่ง prongsai submit ซึ่งตั้งชื่อให้เอง",
        "Send it with prongsai submit, which names it.",
    ),
    "guard_object_unreachable": CodeText(
        "มีข้อมูลแฝงมากับการส่ง ({found}) ซึ่งไม่อยู่ในเรื่องใดเลย",
        "Something comes with this push ({found}) that belongs to nothing in it.",
        "กรุณา clone คลังใหม่แล้วส่งอีกครั้งด้วยคำสั่ง prongsai submit",
        "Clone again, and send it with prongsai submit.",
    ),
    "guard_object_erased": CodeText(
        "การส่งนี้นำข้อความที่ถูกลบถาวรแล้ว ({found}) กลับมาด้วย",
        "This push brings back a text that was erased ({found}).",
        "สั่ง git fetch ให้ทันคลังกลางก่อน แล้วส่งอีกครั้ง และสั่ง prongsai erase ที่เครื่องนี้",
        "Run git fetch first, then send it again; and run prongsai erase on this machine.",
    ),
    "guard_commit_foreign": CodeText(
        "มีคอมมิต {found} แฝงมา ซึ่งไม่ใช่ส่วนหนึ่งของคำขอหรือการเผยแพร่ใด",
        "The commit {found} comes along and is no part of any submission or publication.",
        "กรุณาส่งด้วยคำสั่ง prongsai submit ซึ่งรวมงานเป็นคอมมิตเดียว",
        "Send it with prongsai submit, which makes one commit of your work.",
    ),
    "guard_push_too_large": CodeText(
        "การส่งครั้งนี้มีข้อมูล {found} ชิ้น เกินกว่าที่รับได้ในครั้งเดียว ({expected})",
        "This push brings {found} objects; at most {expected} are taken at once.",
        "กรุณาแบ่งส่งทีละเรื่อง",
        "Send it in parts.",
    ),
}
