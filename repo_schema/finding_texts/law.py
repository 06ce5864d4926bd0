"""Words of what is wrong with policy, catalogue and settings."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["LAW"]

LAW: Final = {
    "law_missing_document": CodeText(
        "ที่เก็บข้อมูลขาดเอกสารหลักที่ต้องมี: {path}",
        "The repository lacks a document it cannot do without: {path}.",
        "กรุณานำ {path} กลับมา โดยใช้ต้นแบบจากคำสั่ง prongsai init เป็นตัวอย่างได้",
        "Restore {path}; prongsai init lays down an example.",
    ),
    "law_duplicate_id": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ใช้รหัส “{found}” ซ้ำ",
        "{path}, line {line}, uses the id “{found}” a second time.",
        "กรุณากำหนดรหัสใหม่ที่ไม่ซ้ำ หรือรวมสองรายการเป็นรายการเดียว",
        "Choose another id, or merge the two entries.",
    ),
    "law_unknown_reference": CodeText(
        "เอกสาร {path} หัวข้อ {field} อ้างถึง “{found}” ซึ่งไม่มีอยู่",
        "{path}: {field} refers to “{found}”, which does not exist.",
        "กรุณาตรวจตัวสะกดของรหัส หรือเพิ่มสิ่งที่อ้างถึงก่อน",
        "Check the spelling of the id, or add what it refers to first.",
    ),
    "law_key_moved": CodeText(
        "กุญแจลงนามที่เคยเป็นของ “{expected}” ถูกย้ายไปเป็นของ “{found}” ซึ่งไม่อนุญาต ({path})",
        "A signing key that belonged to “{expected}” was moved to “{found}”, which is not allowed ({path}).",
        "กรุณาออกกุญแจใหม่ให้บุคคลนั้น กุญแจหนึ่งดอกเป็นของบุคคลเดียวตลอดไป",
        "Make a new key for that person; a key belongs to one person for ever.",
    ),
    "law_key_twice": CodeText(
        "กุญแจลงนามดอกเดียวกันถูกระบุเป็นของทั้ง “{expected}” และ “{found}” ({path})",
        "One signing key is listed for both “{expected}” and “{found}” ({path}).",
        "กรุณาให้แต่ละคนใช้กุญแจของตนเอง และลบรายการที่ผิดออก",
        "Give each person a key of their own and remove the wrong entry.",
    ),
    "law_key_invalid": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีกุญแจลงนามของ “{field}” ที่อ่านไม่ได้: {found}",
        "{path}, line {line}, has a signing key for “{field}” that cannot be read: {found}.",
        "กรุณาคัดลอกทั้งบรรทัดจากไฟล์กุญแจสาธารณะ (.pub) ซึ่งขึ้นต้นด้วย ssh-ed25519 หรือเพิ่มด้วย prongsai person key-add",
        "Copy the whole line of the public key file (.pub), beginning ssh-ed25519; or use prongsai person key-add.",
    ),
    "law_key_unmarked": CodeText(
        "กุญแจของ “{expected}” ที่เคยแจ้งว่าสูญหายหรือถูกผู้อื่นใช้ ถูกแก้กลับหรือถูกลบออก ({path})",
        "A key of “{expected}”, recorded as lost or compromised, is so no longer or was removed ({path}).",
        "คงบันทึกเดิมไว้ แล้วเพิ่มกุญแจใหม่ให้บุคคลนั้นด้วย prongsai person key-add (วันที่เริ่มถูกผู้อื่นใช้เลื่อนให้เร็วขึ้นได้เท่านั้น)",
        "Keep the entry and give them a new key (prongsai person key-add); a compromise may only be dated earlier.",
    ),
    "person_unknown": CodeText(
        "ทะเบียนบุคคลไม่มีรหัส “{found}”",
        "There is no person “{found}” in the policy.",
        "ใช้รหัสที่มี: {expected} หรือเพิ่มด้วย prongsai person add",
        "Use one of: {expected}; or add them with prongsai person add.",
    ),
    "person_exists": CodeText(
        "ทะเบียนบุคคลมีรหัส “{found}” แล้ว",
        "There is a person “{found}” in the policy already.",
        "หากเป็นคนเดียวกัน ใช้ prongsai person key-add หากเป็นคนละคนให้ตั้งรหัสอื่น",
        "If it is the same person, use prongsai person key-add; otherwise choose another id.",
    ),
    "office_unknown": CodeText(
        "ไม่มีตำแหน่งรหัส “{found}”",
        "There is no office “{found}” in the policy.",
        "ใช้รหัสที่มี: {expected} หรือเพิ่มตำแหน่งใน policy/offices.yaml แล้ว prongsai submit",
        "Use one of: {expected}; or add the office to policy/offices.yaml and prongsai submit.",
    ),
    "holder_unknown": CodeText(
        "“{found}” ไม่ได้ดำรงตำแหน่ง “{expected}” ในวันนั้น",
        "“{found}” does not hold the office “{expected}” on that day.",
        "ตรวจผู้ดำรงตำแหน่งและวันที่ใน policy/offices.yaml",
        "See who holds it, and until when, in policy/offices.yaml.",
    ),
    "key_not_told": CodeText(
        "ไม่ทราบว่ากุญแจดอกใดของ “{found}”",
        "It is not clear which key of “{found}” is meant.",
        "ระบุกุญแจสาธารณะด้วย --key เลือกจาก: {expected}",
        "Name the public key with --key, one of: {expected}.",
    ),
    "key_unreadable": CodeText(
        "อ่านกุญแจสาธารณะไม่ได้: {found}",
        "This is no public key: {found}.",
        "ระบุไฟล์ .pub เช่น ~/.ssh/id_ed25519.pub หรือทั้งบรรทัดในไฟล์นั้น หรือไฟล์จาก gpg --export ห้ามส่งกุญแจส่วนตัว",
        "Name the .pub file (~/.ssh/id_ed25519.pub), the line in it, or what gpg --export wrote; never a private key.",
    ),
    "law_unsatisfiable": CodeText(
        "หากใช้ข้อกำหนดใหม่นี้ จะมีบางขั้นตอนของ “{found}” ที่ไม่มีผู้ใดทำได้ (ผู้จัดทำ ผู้ตรวจทาน และผู้เห็นชอบต้องเป็นคนละคนกันและมีกุญแจ)",
        "Some step of “{found}” could be taken by nobody: all steps need different persons, each with a key.",
        "กรุณาแต่งตั้งผู้ดำรงตำแหน่งที่เกี่ยวข้องพร้อมกุญแจลงนาม ก่อนหรือพร้อมกับการแก้ไขนี้",
        "Appoint holders, with keys, to the offices concerned before or together with this change.",
    ),
    "law_in_use": CodeText(
        "ลบ “{found}” ออกจาก {path} ไม่ได้ เพราะมีรายการที่เผยแพร่แล้วใช้อยู่",
        "“{found}” may not be removed from {path}: published items depend on it.",
        "กรุณาคงไว้ หากหน่วยงานยุบเลิกแล้วให้ระบุวันสิ้นสุด (until) แทนการลบ",
        "Keep it; if a unit has been abolished, give it an end date (until) instead.",
    ),
    "law_due_differs": CodeText(
        "กำหนดเผยแพร่ของรายการ “{field}” ใน {path} ไม่เข้ากับรอบของรายการนั้น: ต้องเป็น {expected} แต่พบ {found}",
        "The due rule of “{field}” in {path} does not fit its cadence: {expected} is expected, found {found}.",
        "กรุณาแก้ due หรือ cadence ของรายการนี้ให้ตรงกัน: ปีละครั้ง yearly, ครึ่งปี half_year, รายเดือน monthly, นอกนั้น on_change",
        "Let due and cadence agree: fiscal_year yearly, half_year half_year, month monthly, all others on_change.",
    ),
    "law_framework_dropped": CodeText(
        "กรอบการประเมิน {path} ระบุเรื่อง “{found}” ทั้งว่าเลิกถามแล้วและว่ายังมีรหัส",
        "The framework {path} has the obligation “{found}” both dropped and under a code.",
        "กรุณาลบออกจาก dropped หรือลบออกจากรหัสที่อ้างถึง",
        "Take it out of “dropped”, or out of the code that names it.",
    ),
    "recovery_not_allowed": CodeText(
        "นโยบายไม่ได้เปิดให้กู้คืนเมื่อไม่มีผู้ดูแลระบบ (policy/rules.yaml: recovery)",
        "Policy knows no recovery without administrators (policy/rules.yaml: recovery).",
        "หากไม่เหลือผู้ดูแลระบบเลย ต้องเริ่มคลังใหม่จากสำเนานี้ และประกาศจุดตั้งต้นใหม่ต่อสาธารณะ",
        "If no administrator is left, begin a repository anew from this one and announce its anchor in public.",
    ),
    "recovery_no_administrator": CodeText(
        "“{found}” ไม่ใช่ตำแหน่งผู้ดูแลระบบ ({path})",
        "“{found}” is no administrator's office ({path}).",
        "การกู้คืนแต่งตั้งได้เฉพาะตำแหน่งที่ kind เป็น administrator ตำแหน่งอื่นให้ผู้ดูแลระบบใหม่แต่งตั้ง",
        "A recovery fills offices of kind administrator only; the new administrators see to the others.",
    ),
    "recovery_unknown": CodeText(
        "ไม่มีประกาศกู้คืนที่ {found} ที่ยังมีผลอยู่ (มี: {expected})",
        "There is no open recovery {found} (there is: {expected}).",
        "ประกาศที่ถูกคัดค้าน ทำไปแล้ว หรือมีการเปลี่ยนนโยบายภายหลัง ไม่มีผลอีก ให้ประกาศใหม่",
        "What was objected to, carried out, or overtaken by a change of policy is void; announce anew.",
    ),
    "recovery_twice": CodeText(
        "ประกาศหรือคำคัดค้านนี้มีอยู่แล้วและแก้ไขไม่ได้ ({path})",
        "This was announced or objected to already, and is never altered ({path}).",
        "หากต้องการเปลี่ยน ให้ประกาศใหม่ด้วยเลขถัดไป",
        "To say something else, announce it under the next number.",
    ),
    "recovery_waits": CodeText(
        "ประกาศที่ {found} ยังไม่ครบกำหนด มีผลได้ตั้งแต่ {expected}",
        "Announcement {found} is not due yet: it can be carried out from {expected}.",
        "รอให้ครบวันตามนโยบาย ระหว่างนี้ผู้ดูแลระบบที่ยังอยู่คัดค้านได้ด้วย prongsai recovery object",
        "Wait; until then an administrator who is there can object: prongsai recovery object.",
    ),
    "law_witness_not_apart": CodeText(
        "“{found}” เป็นพยานของประวัติ จึงมีตำแหน่งอื่น สังกัด หรือบัญชีของตนเองไม่ได้ ({path})",
        "“{found}” is a witness and so may have no other office, no unit and no account ({path}).",
        "ให้พยานเป็นบุคคลหรือหน่วยงานภายนอก ที่มีรหัสบุคคลและกุญแจของตนเองโดยเฉพาะ",
        "Let the witness be somebody else's, with a person id and a key of its own.",
    ),
}
