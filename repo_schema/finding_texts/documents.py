"""Words of what is wrong with a document as text: encoding, YAML, limits."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["DOCUMENTS"]

DOCUMENTS: Final = {
    "yaml_too_large": CodeText(
        "เอกสาร {path} มีขนาด {found} ไบต์ เกินกว่าที่กำหนดไว้ {expected} ไบต์",
        "The document {path} is {found} bytes; at most {expected} are allowed.",
        "กรุณาย้ายเนื้อหาส่วนใหญ่ไปไว้ในไฟล์แนบ หรือแบ่งเป็นหลายรายการ",
        "Move the bulk of it into an attachment, or split it into several items.",
    ),
    "yaml_not_utf8": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีอักขระที่ไม่ใช่รหัส UTF-8 ({found})",
        "The document {path} is not UTF-8 at line {line} ({found}).",
        "กรุณาเปิดไฟล์ด้วยโปรแกรมแก้ไขข้อความ แล้วบันทึกใหม่โดยเลือกรหัสอักขระ UTF-8 (ไม่ใช่ TIS-620 หรือ Windows-874)",
        "Open it in a text editor and save it as UTF-8 (not TIS-620 or Windows-874).",
    ),
    "yaml_byte_order_mark": CodeText(
        "เอกสาร {path} ขึ้นต้นด้วยเครื่องหมาย BOM ซึ่งมองไม่เห็น",
        "The document {path} begins with an invisible byte order mark (BOM).",
        "กรุณาบันทึกไฟล์ใหม่เป็น UTF-8 แบบไม่มี BOM (UTF-8 without BOM)",
        "Save it again as UTF-8 without BOM.",
    ),
    "yaml_control_character": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีอักขระควบคุมที่มองไม่เห็น ({found}) ซึ่งอาจทำให้ผู้ตรวจอ่านข้อความผิดไปจากจริง",
        "The document {path} holds an invisible control character ({found}) at line {line} that could deceive.",
        "กรุณาลบอักขระนั้นออก โดยพิมพ์ข้อความในบรรทัดดังกล่าวใหม่แทนการคัดลอกมาวาง",
        "Remove it: type the text of that line again instead of pasting it.",
    ),
    "yaml_syntax": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} เขียนไม่ถูกรูปแบบ YAML ({found})",
        "The document {path} is not well-formed YAML at line {line} ({found}).",
        "กรุณาตรวจการย่อหน้า เครื่องหมายจุดคู่ (:) และเครื่องหมายคำพูดที่บรรทัดนี้และบรรทัดก่อนหน้า",
        "Check the indentation, the colons and the quotation marks on this line and the one before.",
    ),
    "yaml_too_deep": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ซ้อนข้อมูลลึกเกิน {expected} ชั้น",
        "The document {path} nests deeper than {expected} levels at line {line}.",
        "กรุณาจัดข้อมูลให้ซ้อนกันน้อยลง ตามแบบของรายการนั้น",
        "Flatten the data to the form the item asks for.",
    ),
    "yaml_too_many_nodes": CodeText(
        "เอกสาร {path} มีข้อมูลย่อยเกิน {expected} ค่า",
        "The document {path} holds more than {expected} values.",
        "กรุณาแนบข้อมูลจำนวนมากเป็นไฟล์แทน หรือแบ่งเป็นหลายรายการ",
        "Attach large data as a file, or split it into several items.",
    ),
    "yaml_alias": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ใช้การอ้างถึงข้อมูลที่อื่น (& หรือ *) ซึ่งไม่อนุญาต: {found}",
        "The document {path} uses an anchor or alias at line {line}, which is not allowed: {found}.",
        "กรุณาเขียนข้อมูลเต็มในที่นั้น หากข้อความขึ้นต้นด้วย & หรือ * ให้ใส่เครื่องหมายคำพูดครอบไว้",
        "Write the data out in full; put text that begins with & or * in quotation marks.",
    ),
    "yaml_tag": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ระบุชนิดข้อมูลด้วยเครื่องหมาย ! ซึ่งไม่อนุญาต: {found}",
        "The document {path} uses a YAML tag at line {line}, which is not allowed: {found}.",
        "กรุณาลบส่วนที่ขึ้นต้นด้วย ! ออก หากเป็นข้อความจริงให้ใส่เครื่องหมายคำพูดครอบไว้",
        "Remove what begins with !; put it in quotation marks if it is text.",
    ),
    "yaml_duplicate_key": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีหัวข้อ “{found}” ซ้ำกับที่มีอยู่แล้ว",
        "The document {path} repeats the key “{found}” at line {line}.",
        "กรุณาเหลือไว้เพียงแห่งเดียว แล้วลบหัวข้อที่ซ้ำออก",
        "Keep one and delete the other.",
    ),
    "yaml_key_not_text": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีชื่อหัวข้อที่ไม่ใช่ข้อความ ({found})",
        "The document {path} has a key that is not text at line {line} ({found}).",
        "กรุณาใช้ชื่อหัวข้อเป็นข้อความ หากจำเป็นต้องเป็นตัวเลขให้ใส่เครื่องหมายคำพูดครอบไว้",
        "Use text for keys; put it in quotation marks if it has to be a number.",
    ),
    "yaml_several_documents": CodeText(
        "ไฟล์ {path} มีเอกสารมากกว่าหนึ่งฉบับ โดยฉบับถัดไปเริ่มที่บรรทัด {line}",
        "The file {path} holds more than one document; the next begins at line {line}.",
        "กรุณาลบเส้นคั่น --- และแยกแต่ละฉบับเป็นไฟล์ของตนเอง",
        "Remove the --- separator and give each document a file of its own.",
    ),
    "yaml_empty": CodeText(
        "เอกสาร {path} ไม่มีข้อมูล",
        "The document {path} is empty.",
        "กรุณากรอกข้อมูลตามแบบ หรือลบไฟล์ที่ยังไม่ได้ใช้ออก",
        "Fill in the form, or delete the unused file.",
    ),
    "text_not_nfc": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีข้อความที่เรียงรหัสอักขระไม่เป็นมาตรฐาน (NFC): {found}",
        "The document {path} has text at line {line} that is not in Unicode normal form C: {found}.",
        "กรุณาพิมพ์ข้อความนั้นใหม่ด้วยแป้นพิมพ์ แทนการคัดลอกจากไฟล์ PDF",
        "Type the text again instead of copying it from a PDF.",
    ),
}
