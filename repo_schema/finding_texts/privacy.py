"""Words of what may be personal or secret, and of its decisions. {found} never holds the value itself."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["PRIVACY"]

_WHERE_TH: Final = "{path} ที่ {field} (บรรทัด {line})"
_WHERE_EN: Final = "{path}, at {field} (line {line})"


def _text(th: str, en: str, hint_th: str, hint_en: str) -> CodeText:
    return CodeText(f"{_WHERE_TH} {th}: {{found}}", f"{_WHERE_EN}: {en}: {{found}}.", hint_th, hint_en)


PRIVACY: Final = {
    "privacy_national_id": _text(
        "น่าจะเป็นเลขประจำตัวประชาชน",
        "this looks like a citizen's identity number",
        "กรุณาลบออก หรือปิดบังเป็น 1-1007-xxxxx-xx-x เลขผู้เสียภาษีของร้านค้าบุคคลธรรมดาก็คือเลขประจำตัวประชาชน",
        "Delete it, or mask it as 1-1007-xxxxx-xx-x. A sole trader's tax number is their identity number.",
    ),
    "privacy_bank_account": _text(
        "น่าจะเป็นเลขที่บัญชีธนาคารหรือพร้อมเพย์",
        "this looks like a bank account or PromptPay number",
        "กรุณาลบออก หากเป็นบัญชีของหน่วยงานเอง ให้ผู้ตรวจทานวินิจฉัย",
        "Delete it; if it is the office's own account, let the checker decide so.",
    ),
    "privacy_laser_code": _text(
        "น่าจะเป็นเลขหลังบัตรประชาชน (เลเซอร์)",
        "this looks like the laser code of an identity card",
        "กรุณาลบออก หากเป็นเลขครุภัณฑ์หรือเลขใบสั่งซื้อ ให้ผู้ตรวจทานวินิจฉัย",
        "Delete it; if it is a serial or order number, let the checker decide so.",
    ),
    "privacy_passport": _text(
        "น่าจะเป็นเลขหนังสือเดินทาง",
        "this looks like a passport number",
        "กรุณาลบออกหรือปิดบัง",
        "Delete or mask it.",
    ),
    "privacy_phone": _text(
        "น่าจะเป็นหมายเลขโทรศัพท์ของบุคคล",
        "this looks like somebody's telephone number",
        "กรุณาใช้หมายเลขของหน่วยงานแทน หรือลบออก",
        "Use the office's own number, or delete it.",
    ),
    "privacy_email": _text(
        "น่าจะเป็นอีเมลของบุคคล",
        "this looks like somebody's e-mail address",
        "กรุณาใช้อีเมลของหน่วยงานแทน หรือลบออก",
        "Use the office's own address, or delete it.",
    ),
    "privacy_line_id": _text(
        "น่าจะเป็นไลน์ส่วนตัว",
        "this looks like somebody's LINE account",
        "กรุณาใช้ LINE Official ของหน่วยงาน (ขึ้นต้นด้วย @) หรือลบออก",
        "Use the office's official account (it begins with @), or delete it.",
    ),
    "privacy_line_group": _text(
        "เป็นลิงก์เข้ากลุ่มไลน์ ผู้ที่เข้ากลุ่มจะเห็นกัน",
        "this link joins a LINE group, whose members see each other",
        "กรุณาใช้ LINE Official ของหน่วยงานแทน ช่องทางร้องเรียนต้องไม่เปิดเผยตัวผู้ร้อง",
        "Use the office's official account; a channel for complaints must not show who complains.",
    ),
    "privacy_address": _text(
        "น่าจะเป็นที่อยู่บ้านของบุคคล",
        "this looks like the address of somebody's house",
        "กรุณาตัดบ้านเลขที่ออก เหลือเพียงหมู่หรือตำบล",
        "Leave out the house number; the village or sub-district is enough.",
    ),
    "privacy_plate": _text(
        "น่าจะเป็นทะเบียนรถ",
        "this looks like a vehicle's registration",
        "กรุณาลบออก หากเป็นรถของหน่วยงาน ให้ผู้ตรวจทานวินิจฉัย",
        "Delete it; if it is the office's own vehicle, let the checker decide so.",
    ),
    "privacy_child": _text(
        "มีชื่อเด็ก",
        "a child is named",
        "กรุณาตัดชื่อออก ชื่อเด็กกับโรงเรียนหรือรูปถ่ายทำให้ผู้อื่นตามตัวเด็กได้",
        "Leave out the name: with a school or a photograph it leads to the child.",
    ),
    "privacy_names": _text(
        "มีรายชื่อบุคคลหลายคน",
        "many persons are named",
        "กรุณาตัดรายชื่อออก หรือเหลือเพียงจำนวน หากกฎหมายให้เปิดเผย ให้แนบเป็นไฟล์ซึ่งลบถาวรได้ แล้วให้ผู้ตรวจทานวินิจฉัย",
        "Leave the list out, or give numbers only; if the law wants it disclosed, attach it as a file, which can be "
        "erased, and let the checker decide so.",
    ),
    "privacy_sensitive": _text(
        "มีคำเกี่ยวกับข้อมูลอ่อนไหว",
        "a word of sensitive data",
        "กล่าวถึงโครงการได้ แต่ต้องไม่ให้รู้ว่าผู้ใดเป็นผู้รับหรือผู้ป่วย กรุณาตรวจดู",
        "A programme may be named, who receives it or is ill may not: look at it.",
    ),
    "privacy_secrecy": _text(
        "มีเครื่องหมายชั้นความลับ",
        "a mark of secrecy",
        "เอกสารลับห้ามเผยแพร่ กรุณานำออก หากเป็นเพียงคู่มือที่อธิบายชั้นความลับ ให้ผู้ตรวจทานวินิจฉัย",
        "A secret document is not published: take it out. If it only explains the classes, let the checker decide so.",
    ),
    "privacy_unreadable": _text(
        "โปรแกรมอ่านข้อความไม่ได้ จึงยังไม่รู้ว่ามีข้อมูลส่วนบุคคลหรือไม่",
        "no program can read it, so nobody knows yet what it holds",
        "ผู้ตรวจทานต้องเปิดดูทุกหน้าด้วยตนเอง แล้ววินิจฉัยว่า examined",
        "The checker looks at every page and decides: examined.",
    ),
    "privacy_undecided": CodeText(
        "{path} ที่ {field} มีสิ่งที่พบและยังไม่มีผู้วินิจฉัย: {expected}",
        "{path}, at {field}: something was found and nobody decided it: {expected}.",
        "ผู้ตรวจทานอ่านข้อ {found} ด้วย prongsai review แล้ววินิจฉัยตอนลงนามด้วย prongsai approve --decide {found}=…",
        "The checker reads no. {found} in prongsai review and decides it: prongsai approve --decide.",
    ),
    "privacy_decision_invalid": CodeText(
        "คำวินิจฉัย “{found}” ใช้ไม่ได้",
        "“{found}” is no decision that can be taken here.",
        "รูปแบบคือ <ข้อ>=<ผล> ผลเป็นได้: {expected}",
        "Write <no.>=<decision>; the decisions are: {expected}.",
    ),
    "privacy_still_there": CodeText(
        "{path} ที่ {field} วินิจฉัยว่าปิดบังหรือลบแล้ว แต่ยังพบอยู่",
        "{path}, at {field}: decided as masked or removed, but it is still there.",
        "กรุณาส่งกลับให้แก้ด้วย prongsai return หรือวินิจฉัยว่า lawful:<ฐาน> หรือ false_positive",
        "Send it back with prongsai return, or decide lawful:<basis> or false_positive.",
    ),
}
