"""Words of what a file is, and of what nobody could read in it."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["FILES"]

FILES: Final = {
    "file_extension_unknown": CodeText(
        "ไฟล์ {path} เป็นชนิด {found} ซึ่งไม่อยู่ในชนิดที่แนบได้",
        "The file {path} is of the type {found}, which cannot be attached.",
        "กรุณาบันทึกเป็นชนิดใดชนิดหนึ่งต่อไปนี้ แล้วแนบใหม่: {expected}",
        "Save it as one of these and attach it again: {expected}.",
    ),
    "file_type_unknown": CodeText(
        "เนื้อหาของไฟล์ {path} ไม่ใช่ {expected} และไม่ใช่ชนิดอื่นที่แนบได้ (พบ {found})",
        "The content of {path} is neither {expected} nor any other type that can be attached (found: {found}).",
        "กรุณาเปิดด้วยโปรแกรมที่สร้างไฟล์ แล้วบันทึกเป็นชนิดที่แนบได้ หากเป็นไฟล์บีบอัด ให้แตกออกแล้วแนบทีละไฟล์",
        "Open it in the program that made it and save it as an accepted type; unpack archives and attach file by file.",
    ),
    "file_type_differs": CodeText(
        "ไฟล์ {path} ใช้นามสกุล {expected} แต่เนื้อหาเป็น {found}",
        "The file {path} is named {expected}, but its content is {found}.",
        "กรุณาแก้นามสกุลให้ตรงกับเนื้อหา หรือบันทึกเป็นชนิดที่ต้องการ แล้วแนบใหม่",
        "Correct the extension, or save it as the type you mean, and attach it again.",
    ),
    "file_media_type_differs": CodeText(
        "{path} บรรทัด {line}: {field} ระบุว่า {found} แต่ไฟล์เป็น {expected}",
        "{path}, line {line}: {field} says {found}; the file is {expected}.",
        "กรุณาแก้ {field} ในรายการ หรือแนบไฟล์ใหม่ด้วยคำสั่ง prongsai attach",
        "Correct {field} in the item, or attach the file again with prongsai attach.",
    ),
    "file_executable": CodeText(
        "ไฟล์ {path} เป็นโปรแกรมที่สั่งทำงานได้ ({found}) จึงแนบไม่ได้",
        "The file {path} is a program ({found}) and cannot be attached.",
        "กรุณาแนบเอกสารจริง และแจ้งผู้ดูแลระบบหากไม่ทราบที่มาของไฟล์นี้ เพราะอาจเป็นไวรัส",
        "Attach the document itself; if you do not know this file, tell the administrator: it may be a virus.",
    ),
    "file_password": CodeText(
        "ไฟล์ {path} ตั้งรหัสผ่านหรือเข้ารหัสไว้ ({found}) ประชาชนจะเปิดอ่านไม่ได้",
        "The file {path} is encrypted or protected by a password ({found}); citizens could not read it.",
        "กรุณาบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วแนบอีกครั้ง",
        "Save it without a password, and attach it again.",
    ),
    "file_macros": CodeText(
        "ไฟล์ {path} มีมาโครหรือสคริปต์อยู่ข้างใน ({found}) จึงแนบไม่ได้",
        "The file {path} holds macros or scripts ({found}) and cannot be attached.",
        "กรุณาบันทึกเป็นชนิดที่ไม่มีมาโคร (.docx .xlsx .pdf) แล้วแนบอีกครั้ง",
        "Save it as a type without macros (.docx .xlsx .pdf), and attach it again.",
    ),
    "file_polyglot": CodeText(
        "ไฟล์ {path} เป็นสองอย่างในไฟล์เดียว: {expected} และ {found} โปรแกรมต่างกันจะเห็นเนื้อหาต่างกัน",
        "The file {path} is two things at once, {expected} and {found}: programs would show different content.",
        "กรุณาเปิดด้วยโปรแกรมที่สร้างไฟล์ บันทึกเป็นไฟล์ใหม่ แล้วแนบไฟล์นั้น",
        "Open it in the program that made it, save it as a new file, and attach that.",
    ),
    "file_unpacks_too_much": CodeText(
        "ไฟล์ {path} ขยายตัวใหญ่ผิดปกติเมื่อเปิด ({found}) อาจทำให้เครื่องของผู้อ่านค้าง",
        "The file {path} unpacks to far more than it should ({found}) and could stop its readers' machines.",
        "กรุณาเปิดด้วยโปรแกรมที่สร้างไฟล์ บันทึกเป็นไฟล์ใหม่ แล้วแนบไฟล์นั้น",
        "Open it in the program that made it, save it as a new file, and attach that.",
    ),
    "file_broken": CodeText(
        "ไฟล์ {path} เสียหาย เปิดเป็น {expected} ไม่ได้ ({found})",
        "The file {path} is broken and cannot be opened as {expected} ({found}).",
        "กรุณาเปิดดูต้นฉบับ บันทึกใหม่ แล้วแนบอีกครั้ง",
        "Look at the original, save it again, and attach it.",
    ),
    "file_changed_while_read": CodeText(
        "ไฟล์ {path} ถูกแก้ไขระหว่างที่กำลังอ่าน จึงยังไม่ได้แนบ",
        "The file {path} changed while it was read; it was not attached.",
        "กรุณาบันทึกและปิดไฟล์ในโปรแกรมอื่น แล้วแนบอีกครั้ง",
        "Save and close it in the other program, and attach it again.",
    ),
    "file_hides": CodeText(
        "ไฟล์ {path} มีสิ่งที่ผู้เปิดอ่านอาจไม่เห็น แต่ผู้อื่นดึงออกมาได้: {found}",
        "The file {path} holds what its readers may not see and others can get out: {found}.",
        "หากไม่ตั้งใจเผยแพร่ ให้ลบออกจากต้นฉบับ บันทึกใหม่ แล้วแนบอีกครั้ง",
        "If that is not meant to be public, remove it from the original and attach it again.",
    ),
}
