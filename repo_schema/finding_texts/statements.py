"""Words of what is wrong with attestations, waivers, and statements that take something down."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["STATEMENTS"]

STATEMENTS: Final = {
    "statement_mismatch": CodeText(
        "คำรับรองหรือคำยกเว้น {path} ไม่ตรงกับตำแหน่งของไฟล์: หัวข้อ {field} ต้องเป็น {expected} แต่พบ {found}",
        "The statement {path} disagrees with where it stands: {field} must be {expected}, found {found}.",
        "กรุณาแก้หัวข้อนั้นหรือชื่อไฟล์ให้ตรงกัน คำรับรองให้ทำด้วยคำสั่ง prongsai attest",
        "Let the two agree; make an attestation with prongsai attest.",
    ),
    "statement_not_alone": CodeText(
        "คำรับรองหรือคำยกเว้น {path} ถูกเสนอรวมกับไฟล์อื่น",
        "The statement {path} was submitted together with other files.",
        "กรุณาเสนอทีละฉบับ เพื่อให้ผู้ลงนามได้พิจารณาทีละรายการ",
        "Submit each by itself, so that whoever signs looks at each.",
    ),
    "statement_removed": CodeText(
        "คำรับรองหรือคำยกเว้น {path} ถูกลบ",
        "The statement {path} was removed.",
        "คำที่ลงนามแล้วลบไม่ได้ หากข้อมูลเปลี่ยนแปลงให้เผยแพร่ฉบับใหม่ของรายการนั้น",
        "What was signed stays; if things changed, publish a new version of the item.",
    ),
    "attestation_item_missing": CodeText(
        "ไม่มีรายการ {found} ที่เผยแพร่แล้วให้รับรอง ({path})",
        "There is no published item {found} to attest ({path}).",
        "กรุณาเผยแพร่รายการนั้นก่อน",
        "Publish the item first.",
    ),
    "attestation_version_differs": CodeText(
        "คำรับรอง {path} อ้างถึงเนื้อหา {found} ซึ่งไม่ใช่ฉบับปัจจุบัน ({expected})",
        "The attestation {path} is of {found}, which is not the version that stands ({expected}).",
        "กรุณาอ่านฉบับปัจจุบันด้วย prongsai show แล้วทำคำรับรองใหม่ด้วย prongsai attest",
        "Read the version that stands (prongsai show), then attest it anew (prongsai attest).",
    ),
    "attestation_twice": CodeText(
        "รายการนี้รับรองไปแล้วในไตรมาสเดียวกัน ({path})",
        "This item was attested in this quarter already ({path}).",
        "ไม่ต้องทำอะไรอีกจนถึงไตรมาสถัดไป หากข้อมูลเปลี่ยนแปลงให้เผยแพร่ฉบับใหม่",
        "Nothing is left to do until the next quarter; if things changed, publish a new version.",
    ),
    "attestation_quarter_differs": CodeText(
        "คำรับรอง {path} เป็นของไตรมาส {found} แต่วันนี้อยู่ในไตรมาส {expected}",
        "The attestation {path} is for the quarter {found}; it is {expected} now.",
        "คำรับรองพูดถึงวันที่เผยแพร่เท่านั้น กรุณาทำใหม่สำหรับไตรมาสปัจจุบันด้วย prongsai attest",
        "It speaks of the day it is published; make one for this quarter with prongsai attest.",
    ),
    "attestation_not_owed": CodeText(
        "เรื่อง “{found}” ไม่ต้องรับรองว่ายังเป็นปัจจุบัน เพราะเผยแพร่เป็นรอบ ({path})",
        "The obligation “{found}” is not attested: it is published by period ({path}).",
        "กรุณาเผยแพร่รายการของรอบนั้นแทน",
        "Publish the item of the period instead.",
    ),
    "waiver_twice": CodeText(
        "หน้าที่นี้ได้รับยกเว้นไปแล้ว ({path})",
        "This duty was waived already ({path}).",
        "ไม่ต้องทำอะไรอีก",
        "Nothing is left to do.",
    ),
    "waiver_period_unknown": CodeText(
        "เรื่องนี้ไม่มีรอบ “{found}” ให้ยกเว้น ({path}) เรื่องนี้ยกเว้นได้เป็นราย{expected}",
        "This obligation has no period “{found}” to waive ({path}); it is waived by {expected}.",
        "กรุณาระบุรอบให้ตรง เช่น 2569, 2569-h1, 2569-01 หรือ standing และ 2569-q1 สำหรับเรื่องที่ปรับปรุงเมื่อเปลี่ยนแปลง",
        "Name one it has: 2569, 2569-h1, 2569-01; or standing and 2569-q1 for what is kept current.",
    ),
    "tombstone_item_missing": CodeText(
        "ไม่มีรายการ {found} ที่เผยแพร่แล้วให้ถอน ระงับ หรือลบ ({path})",
        "There is no published item {found} to withdraw, suppress or erase ({path}).",
        "กรุณาตรวจชื่อรายการด้วย prongsai log",
        "Check the item's name with prongsai log.",
    ),
    "tombstone_versions_unknown": CodeText(
        "{path} กล่าวถึงฉบับที่ {found} แต่รายการนี้เผยแพร่แล้วฉบับที่ {expected}",
        "The statement {path} speaks of versions {found}; those published are {expected}.",
        "กรุณาระบุฉบับที่เผยแพร่แล้วเท่านั้น ดูเลขฉบับด้วย prongsai log",
        "Name published versions only; prongsai log lists them.",
    ),
    "tombstone_file_unknown": CodeText(
        "ไม่มีฉบับใดของรายการ {expected} ที่แนบไฟล์ {found} ({path})",
        "No version of {expected} ever named the attachment {found} ({path}).",
        "กรุณาใช้รหัส SHA-256 ของไฟล์ตามที่ prongsai show แสดง และทำคำสั่งกับรายการที่แนบไฟล์นั้น",
        "Use the SHA-256 that prongsai show gives, on the item that names the file.",
    ),
    "erasure_file_shared": CodeText(
        "ไฟล์ {found} ยังแนบอยู่ในรายการ {expected} ด้วย จึงยังลบไม่ได้ ({path})",
        "The attachment {found} is still named by {expected} and cannot be erased yet ({path}).",
        "ให้ระงับไฟล์ในรายการนั้น แล้วเผยแพร่ฉบับใหม่ที่ไม่แนบไฟล์นี้ก่อน จึงลบ",
        "Suppress it there too, publish a version of that item without it, then erase.",
    ),
    "erasure_text_stands": CodeText(
        "ฉบับที่จะลบเป็นฉบับปัจจุบันของ {found} จึงยังลบไม่ได้ ({path})",
        "The text to be erased is the version of {found} that stands, and cannot be erased yet ({path}).",
        "ให้ระงับ แล้วเผยแพร่ฉบับใหม่ที่ไม่มีข้อมูลนั้นก่อน จึงลบฉบับเก่า",
        "Suppress it, publish a version without the matter, then erase the old one.",
    ),
    "erasure_text_shared": CodeText(
        "ข้อความเดียวกันทุกตัวอักษรอยู่ที่ {expected} ด้วย จึงลบไม่ได้ ({path})",
        "The very same text is also {expected} and cannot be erased by this statement alone ({path}).",
        "หากเป็นฉบับอื่นของรายการเดียวกัน ให้ระบุฉบับนั้นในคำเดียวกัน หากอยู่ที่อื่น ให้ระงับการเผยแพร่แทน",
        "If it is another version of the same item, name that in the statement too; if it is elsewhere, suppress it.",
    ),
    "erasure_text_gone": CodeText(
        "ข้อความ {found} มีคำลบถาวรที่มีผลอยู่แล้ว ({path})",
        "The text {found} is erased by another statement already ({path}).",
        "ไม่ต้องเสนอซ้ำ สั่ง prongsai erase เพื่อทำลายในคลังที่ยังมีข้อความอยู่",
        "Nothing is left to state; run prongsai erase where the text still is.",
    ),
    "erasure_text_differs": CodeText(
        "คำลบถาวร {path} กล่าวถึงฉบับที่ {found} ไม่ตรงกับที่ประวัติแสดง (เผยแพร่ด้วย {expected})",
        "What {path} says of version {found} is not what the history shows (published with {expected}).",
        "ให้ prongsai erase เขียนคำนี้ อย่าเขียนเอง",
        "Let prongsai erase write the statement.",
    ),
    "text_erased": CodeText(
        "ข้อความนี้ของ {path} ถูกลบถาวรตามคำสั่งที่ลงนามแล้ว จึงนำกลับเข้ามาไม่ได้ ({found})",
        "This text of {path} was erased by a signed statement and cannot be brought back ({found}).",
        "กรุณาแก้ข้อความโดยไม่ใส่ข้อมูลนั้น แล้วส่งใหม่",
        "Write it without the matter and submit again.",
    ),
    "lifting_of_nothing": CodeText(
        "ไม่มีคำระงับหรือคำถอน {found} ที่ยังมีผลให้เลิก ({path})",
        "There is no statement {found} in force to be lifted ({path}).",
        "ตรวจครั้งที่ของคำระงับ คำลบถาวรเลิกไม่ได้",
        "Check its number; an erasure cannot be lifted.",
    ),
    "attachment_erased": CodeText(
        "ไฟล์ {path} ถูกลบถาวรตามคำสั่งที่ลงนามแล้ว จึงนำกลับเข้ามาไม่ได้",
        "The attachment {path} was erased by a signed statement and cannot be brought back.",
        "กรุณานำไฟล์นี้ออก หรือแนบไฟล์ที่ปกปิดข้อมูลนั้นแล้ว",
        "Leave it out, or attach a copy in which the matter is obscured.",
    ),
    "missing_take_down": CodeText(
        "ยังขาดลายมือชื่อของตำแหน่งที่มีอำนาจถอน ระงับ หรือลบ สำหรับ {found}: {expected}",
        "A signature of an office that may take this down for {found} is missing: {expected}.",
        "ให้ผู้ดำรงตำแหน่งนั้นสั่ง prongsai approve หากไม่มีตำแหน่งใด ให้เพิ่ม take_down ใน policy/rules.yaml",
        "Have its holder run prongsai approve; if none is named, add take_down to policy/rules.yaml.",
    ),
    "item_withheld": CodeText(
        "{found} ถูกถอน ระงับ หรือลบแล้ว จึงไม่แสดง ({expected})",
        "{found} is withheld and not shown ({expected}).",
        "อ่านคำที่ลงนามได้ที่ {path} ฉบับอื่นของรายการดูได้ด้วย prongsai log",
        "The signed statement is {path}; prongsai log lists the other versions.",
    ),
}
