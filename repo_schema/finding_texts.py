"""The words of every finding, Thai first: what is wrong, and what to do next.

Written for a clerk who has never seen git. A template may use {path} {line} {field} {expected} {found} {commit};
what is unknown is shown as "–". A code once published keeps its meaning for ever.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["FAMILIES", "TERMS", "CodeText", "Family"]


class CodeText(NamedTuple):
    th: str
    en: str
    hint_th: str
    hint_en: str


class Family(NamedTuple):
    """Codes raised by one part of the system, in the order in which it looks."""

    id: str
    th: str
    en: str
    codes: Mapping[str, CodeText]


_DOCUMENTS: Final = {
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

_SCHEMA: Final = {
    "schema_unknown": CodeText(
        "เอกสาร {path} ไม่ได้ระบุแบบข้อมูล (schema) ที่ระบบรู้จัก พบ: {found}",
        "The document {path} does not name a known schema; found: {found}.",
        "กรุณาแก้บรรทัด schema ให้เป็นแบบใดแบบหนึ่งต่อไปนี้: {expected}",
        "Make the schema line one of: {expected}.",
    ),
    "schema_missing_field": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ขาดข้อมูลที่ต้องมี: {field}",
        "The document {path} lacks a required field at line {line}: {field}.",
        "กรุณาเพิ่ม {field} ให้ครบ หากทั้งรายการไม่มีข้อมูลจริง ให้ใช้คำชี้แจงว่าไม่มีข้อมูล (nil_statement) แทนเนื้อหา",
        "Add {field}; an item with nothing at all to report has a nil_statement in place of its content.",
    ),
    "schema_unknown_field": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} มีหัวข้อที่ไม่อยู่ในแบบ: {field}",
        "The document {path} has a field its form does not know at line {line}: {field}.",
        "กรุณาตรวจตัวสะกดของชื่อหัวข้อ หรือลบหัวข้อนี้ออก",
        "Check the spelling of the field, or remove it.",
    ),
    "schema_wrong_type": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} เป็นข้อมูลผิดชนิด: ต้องเป็น {expected} แต่พบ {found}",
        "In {path}, line {line}, {field} is of the wrong type: expected {expected}, found {found}.",
        "กรุณาแก้ให้ตรงชนิด ตัวเลขที่ต้องเป็นข้อความ (เช่น จำนวนเงินหรือเลขที่) ให้ใส่เครื่องหมายคำพูด",
        "Correct its type; put numbers that must be text (money, document numbers) in quotation marks.",
    ),
    "schema_wrong_value": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} มีค่า {found} ซึ่งใช้ไม่ได้ ต้องเป็น {expected}",
        "In {path}, line {line}, {field} is {found}, which is not allowed; expected {expected}.",
        "กรุณาเลือกใช้ค่าที่กำหนดไว้: {expected}",
        "Use what is allowed: {expected}.",
    ),
    "schema_pattern": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} เขียนไม่ตรงรูปแบบ พบ: {found}",
        "In {path}, line {line}, {field} is not written in the required form; found: {found}.",
        "กรุณาเขียนให้เหมือนตัวอย่าง {expected} โดยใช้เลขอารบิก (0-9)",
        "Write it like this example: {expected}, with the digits 0-9.",
    ),
    "schema_too_short": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} สั้นเกินไป ต้องมีอย่างน้อย {expected} อักขระ พบ: {found}",
        "In {path}, line {line}, {field} is too short: at least {expected} characters are needed; found: {found}.",
        "กรุณาเขียนเพิ่มให้ประชาชนอ่านแล้วเข้าใจสาระสำคัญ",
        "Write more, so that a citizen can understand it.",
    ),
    "schema_too_long": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ยาวเกินไป ต้องไม่เกิน {expected} อักขระ",
        "In {path}, line {line}, {field} is too long: at most {expected} characters.",
        "กรุณาย่อข้อความ หรือย้ายรายละเอียดไปไว้ในไฟล์แนบ",
        "Shorten it, or move the detail into an attachment.",
    ),
    "schema_too_few": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} มี {found} รายการ ต้องมีอย่างน้อย {expected} รายการ",
        "In {path}, line {line}, {field} has {found} entries; at least {expected} are needed.",
        "กรุณาเพิ่มรายการให้ครบ",
        "Add the entries that are missing.",
    ),
    "schema_too_many": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} มี {found} รายการ ต้องไม่เกิน {expected} รายการ",
        "In {path}, line {line}, {field} has {found} entries; at most {expected} are allowed.",
        "กรุณาลดจำนวนรายการ หรือแบ่งเป็นหลายรายการ",
        "Remove some, or split the item.",
    ),
    "schema_out_of_range": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} มีค่า {found} อยู่นอกช่วงที่กำหนด ({expected})",
        "In {path}, line {line}, {field} is {found}, outside its range ({expected}).",
        "กรุณาตรวจสอบตัวเลขและแก้ไขให้อยู่ในช่วงที่กำหนด",
        "Check the number and correct it.",
    ),
    "schema_format": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ไม่ใช่ {expected} ที่ใช้ได้ พบ: {found}",
        "In {path}, line {line}, {field} is not a valid {expected}; found: {found}.",
        "กรุณาแก้ไขให้ถูกต้อง ที่อยู่เว็บต้องขึ้นต้นด้วย https:// หรือ http://",
        "Correct it; a web address begins with https:// or http://.",
    ),
    "schema_not_unique": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} มีรายการซ้ำกัน",
        "In {path}, line {line}, {field} holds the same entry twice.",
        "กรุณาลบรายการที่ซ้ำออก",
        "Remove the repeated entry.",
    ),
    "schema_content_or_nil": CodeText(
        "เอกสาร {path} ต้องมีเนื้อหา (content) หรือคำชี้แจงว่าไม่มีข้อมูล (nil_statement) อย่างใดอย่างหนึ่งเท่านั้น พบ: {found}",
        "The document {path} must have exactly one of content and nil_statement; found: {found}.",
        "กรุณากรอก content หากมีข้อมูล หรือ nil_statement พร้อมเหตุผลหากไม่มี แล้วลบอีกส่วนออก",
        "Fill in content, or nil_statement with its reason, and remove the other.",
    ),
    "schema_other": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ไม่เป็นไปตามแบบ: {expected}",
        "In {path}, line {line}, {field} does not follow its form: {expected}.",
        "กรุณาเทียบกับตัวอย่างของแบบเดียวกัน หากยังไม่ทราบสาเหตุให้ติดต่อผู้ดูแลระบบ",
        "Compare it with an example of the same form, or ask the administrator.",
    ),
    "date_invalid": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ไม่ใช่วันที่ที่ใช้ได้ พบ: {found}",
        "In {path}, line {line}, {field} is not a valid date; found: {found}.",
        "กรุณาเขียนวันที่เป็นปีคริสต์ศักราชแบบ ปปปป-ดด-วว ({expected}) หากเขียนเป็นปี พ.ศ. ให้ลบด้วย 543 ก่อน",
        "Write the Gregorian date as YYYY-MM-DD ({expected}); take 543 from a Buddhist year first.",
    ),
    "total_differs": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ยอดรวม {field} เขียนไว้ {found} บาท แต่ผลบวกของรายการคือ {expected} บาท",
        "In {path}, line {line}, the total {field} says {found} baht, but the lines add up to {expected} baht.",
        "กรุณาตรวจจำนวนเงินแต่ละรายการกับเอกสารต้นฉบับ แล้วแก้ยอดรวมหรือรายการที่ผิด",
        "Check each amount against the original document, then correct the total or the line that is wrong.",
    ),
    "nil_not_stated": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ว่างไว้ ซึ่งไม่เท่ากับการแจ้งว่าไม่มี",
        "In {path}, line {line}, {field} is left empty, which is not the same as saying that there is none.",
        "หากไม่มีจริงให้เขียนไว้ให้ชัดเจน: {expected} (nil_statement คือคำชี้แจงพร้อมเหตุผล ใช้แทน content ทั้งหมด) หากมีให้กรอกให้ครบ",
        "If there is none, say so: {expected} (a nil_statement gives its reason in place of content); else fill it in.",
    ),
    "nil_not_allowed": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} แจ้งว่าไม่มีข้อมูล แต่รายการนี้ต้องมีข้อมูลเสมอ",
        "The document {path} states at line {line} that there is nothing, but this obligation always has an answer.",
        "กรุณาลบ nil_statement แล้วกรอก content หากหน่วยงานยังไม่ได้จัดทำ ให้จัดทำก่อนแล้วจึงเผยแพร่",
        "Replace nil_statement by content; what was not made yet has to be made before it is published.",
    ),
    "schema_none_fits": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ต้องมีอย่างน้อยหนึ่งรายการที่เป็น {expected}",
        "In {path}, line {line}, at least one entry of {field} must have {expected}.",
        "กรุณาเพิ่มรายการที่ขาด หรือแก้รายการที่ระบุไว้ผิด",
        "Add the entry that is missing, or correct the one that says otherwise.",
    ),
    "number_not_juristic": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} ไม่ใช่เลขทะเบียนนิติบุคคล ({found}) จึงเผยแพร่ไม่ได้",
        "In {path}, line {line}, {field} is no juristic person's number ({found}) and may not be published.",
        "เลขนิติบุคคลมี 13 หลัก ขึ้นต้นด้วย 0 ({expected}) ผู้ค้าที่เป็นบุคคลธรรมดาให้ลบหัวข้อนี้ออก ห้ามใส่เลขประจำตัวประชาชน",
        "It has 13 digits and begins with 0 ({expected}); leave it out for a sole trader: never a citizen's number.",
    ),
    "closed_exceeds_received": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} จำนวนเรื่องที่ยุติ ({found}) มากกว่าจำนวนที่รับ ({expected})",
        "In {path}, line {line}, more is closed ({found}) than was received ({expected}).",
        "กรุณาตรวจทะเบียนรับเรื่อง แล้วแก้ตัวเลขที่ผิด เรื่องค้างจากรอบก่อนให้นับรวมในจำนวนที่รับ",
        "Check the register and correct the count; what was carried over counts as received.",
    ),
    "line_number_twice": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ลำดับ {found} ซ้ำกับรายการอื่น ({field})",
        "In {path}, line {line}, the number {found} is that of another line too ({field}).",
        "กรุณาให้แต่ละรายการมีลำดับของตนเอง เพราะรายงานผลอ้างถึงรายการด้วยลำดับนี้",
        "Give each line a number of its own: reports refer to lines by it.",
    ),
    "file_not_attached": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} อ้างถึงไฟล์ที่ไม่อยู่ในไฟล์แนบของรายการนี้: {found}",
        "In {path}, line {line}, {field} shows a file that is not among the item's {expected}: {found}.",
        "กรุณาแนบไฟล์ด้วยคำสั่ง prongsai attach แล้วคัดลอกที่อยู่ไฟล์จากรายการ attachments",
        "Attach the file with prongsai attach, then copy its address from the list of attachments.",
    ),
    "report_period_differs": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} หัวข้อ {field} เป็นช่วง {found} ไม่ตรงกับรอบของรายการ ({expected})",
        "In {path}, line {line}, {field} is {found}, which does not fit the item's period ({expected}).",
        "กรุณาแก้วันที่ให้ตรงกับรอบ หากเป็นข้อมูลของรอบอื่น ให้จัดทำเป็นรายการของรอบนั้น",
        "Correct the dates; what belongs to another period is another item.",
    ),
    "plan_too_short": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} แผนนี้ต้องมีระยะเวลาตั้งแต่ {expected} ปีงบประมาณขึ้นไป",
        "The plan {path} must run for {expected} fiscal years or more (line {line}).",
        "กรุณาระบุช่วงปีของแผนให้ครบ แผนของปีเดียวให้เผยแพร่ในรายการแผนดำเนินงานประจำปี",
        "Give all the years of the plan; a plan for one year belongs under the annual operation plan.",
    ),
}

_ITEMS: Final = {
    "path_not_allowed": CodeText(
        "ที่เก็บข้อมูลไม่อนุญาตให้มีไฟล์ที่ตำแหน่ง {path}",
        "No file may stand at {path}.",
        "กรุณาย้ายไฟล์ไปยังตำแหน่งที่กำหนด เช่น items/<รายการ>/<หน่วยงาน>/<ชื่อ>.yaml หรือลบออก",
        "Move it to where such files belong, such as items/<obligation>/<unit>/<name>.yaml, or remove it.",
    ),
    "path_mode": CodeText(
        "ไฟล์ {path} มีชนิดหรือสิทธิ์ {found} ซึ่งไม่อนุญาต ต้องเป็นไฟล์ธรรมดา ({expected})",
        "{path} has mode {found}; only regular files ({expected}) are allowed.",
        "กรุณาแทนที่ด้วยไฟล์ธรรมดา (ไม่ใช่ทางลัดหรือโปรแกรม)",
        "Replace it with a regular file, not a link or a program.",
    ),
    "item_obligation_unknown": CodeText(
        "ไม่มีรายการข้อมูลชื่อ “{found}” ในบัญชีรายการที่ต้องเปิดเผย ({path})",
        "The catalogue has no obligation “{found}” ({path}).",
        "กรุณาตรวจรหัสรายการกับ catalogue/obligations.yaml",
        "Check the id against catalogue/obligations.yaml.",
    ),
    "item_unit_unknown": CodeText(
        "ไม่มีหน่วยงาน “{found}” หรือหน่วยงานนี้ไม่ได้มีอยู่ในวันดังกล่าว ({path})",
        "There is no unit “{found}”, or it is not in force ({path}).",
        "กรุณาตรวจรหัสหน่วยงานกับ policy/units.yaml",
        "Check the id against policy/units.yaml.",
    ),
    "item_unit_not_responsible": CodeText(
        "หน่วยงาน “{found}” ไม่ใช่ผู้รับผิดชอบรายการนี้ ({path}) ผู้รับผิดชอบคือ {expected}",
        "The unit “{found}” is not responsible for this obligation ({path}); it is {expected}.",
        "กรุณาให้หน่วยงานที่รับผิดชอบเป็นผู้จัดทำ หรือเสนอแก้ไขบัญชีรายการหากมอบหมายใหม่แล้ว",
        "Let the responsible unit prepare it, or propose a change of the catalogue if the duty has moved.",
    ),
    "item_obligation_differs": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ระบุรายการ “{found}” ไม่ตรงกับตำแหน่งไฟล์ ซึ่งเป็น “{expected}”",
        "{path}, line {line}, names the obligation “{found}”, but stands under “{expected}”.",
        "กรุณาแก้ค่า obligation ให้ตรงกับตำแหน่งไฟล์ หรือย้ายไฟล์ไปยังตำแหน่งที่ถูกต้อง",
        "Correct obligation, or move the file.",
    ),
    "item_unit_differs": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ระบุหน่วยงาน “{found}” ไม่ตรงกับตำแหน่งไฟล์ ซึ่งเป็น “{expected}”",
        "{path}, line {line}, names the unit “{found}”, but stands under “{expected}”.",
        "กรุณาแก้ค่า unit ให้ตรงกับตำแหน่งไฟล์ หรือย้ายไฟล์ไปยังตำแหน่งที่ถูกต้อง",
        "Correct unit, or move the file.",
    ),
    "item_name_differs": CodeText(
        "ชื่อไฟล์ {path} ไม่ตรงกับรอบระยะเวลาในเอกสาร ควรชื่อ “{expected}” แต่ชื่อ “{found}”",
        "The name of {path} does not agree with its period: expected “{expected}”, found “{found}”.",
        "กรุณาเปลี่ยนชื่อไฟล์เป็น {expected}.yaml หรือแก้รอบระยะเวลา (period) ในเอกสาร",
        "Rename the file {expected}.yaml, or correct the period inside.",
    ),
    "item_period_kind": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} ใช้รอบระยะเวลาแบบ “{found}” แต่รายการนี้กำหนดให้เป็น “{expected}”",
        "{path}, line {line}, has a period of kind “{found}”; this obligation needs “{expected}”.",
        "กรุณาแก้ period ให้เป็นแบบ {expected}",
        "Change the period to {expected}.",
    ),
    "item_schema_not_of_obligation": CodeText(
        "เอกสาร {path} ใช้แบบข้อมูล “{found}” แต่รายการนี้กำหนดให้ใช้แบบ “{expected}”",
        "{path} follows the schema “{found}”; this obligation needs “{expected}”.",
        "กรุณาเปลี่ยนบรรทัด schema เป็น {expected} และกรอกเนื้อหาตามแบบนั้น",
        "Change schema to {expected} and fill in its content.",
    ),
    "attachment_missing": CodeText(
        "เอกสาร {path} อ้างถึงไฟล์แนบ {found} แต่ไม่มีไฟล์นี้ในคำขอเผยแพร่",
        "{path} names the attachment {found}, which is not in the repository.",
        "กรุณาแนบไฟล์นั้นใหม่ด้วยคำสั่ง prongsai attach หรือนำการอ้างถึงออก",
        "Attach the file with prongsai attach, or remove the reference.",
    ),
    "attachment_unreferenced": CodeText(
        "ไฟล์แนบ {path} ไม่มีรายการใดอ้างถึง",
        "No item names the attachment {path}.",
        "กรุณาระบุไฟล์นี้ในหัวข้อ attachments ของรายการที่เกี่ยวข้อง หรือลบออก",
        "Name it under attachments of its item, or remove it.",
    ),
    "attachment_size_differs": CodeText(
        "เอกสาร {path} ระบุขนาดไฟล์แนบ {field} ไว้ {found} ไบต์ แต่ขนาดจริงคือ {expected} ไบต์",
        "{path} gives the attachment {field} {found} bytes; it has {expected}.",
        "กรุณาแนบไฟล์ใหม่ด้วยคำสั่ง prongsai attach เพื่อให้ระบบกรอกขนาดให้ถูกต้อง",
        "Attach it again with prongsai attach, which fills in the size.",
    ),
    "plan_unknown": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} รายงานผลตามแผนหรือฉบับที่ยังไม่ได้เผยแพร่: {found}",
        "The document {path} reports at line {line} on a plan, or a version of one, that was never published: {found}.",
        "กรุณาตรวจชื่อรายการและเลขฉบับด้วยคำสั่ง prongsai log หากยังไม่ได้เผยแพร่แผน ให้เผยแพร่แผนก่อน",
        "Check its name and version with prongsai log; publish the plan before the report on it.",
    ),
    "plan_line_unknown": CodeText(
        "เอกสาร {path} บรรทัดที่ {line} อ้างถึงลำดับ {found} ซึ่งไม่มีในแผน {expected}",
        "The document {path} names line {found} at line {line}, which is not in the plan {expected}.",
        "กรุณาแก้ลำดับให้ตรงกับแผน หากแผนมีการแก้ไข ให้อ้างถึงฉบับที่มีรายการนั้น",
        "Correct the number, or name the version of the plan that has the line.",
    ),
    "pointer_invalid": CodeText(
        "ไฟล์ {path} ไม่ใช่ตัวชี้ไฟล์แนบ (Git LFS pointer) ที่ถูกต้อง",
        "{path} is not a valid attachment pointer (Git LFS).",
        "กรุณาอย่านำไฟล์ไปวางใน files/ ด้วยตนเอง ให้ใช้คำสั่ง prongsai attach",
        "Do not put files into files/ by hand; use prongsai attach.",
    ),
    "pointer_path_differs": CodeText(
        "ตัวชี้ไฟล์แนบ {path} ชี้ไปยังเนื้อหา {found} ไม่ตรงกับชื่อไฟล์ ซึ่งควรเป็น {expected}",
        "The attachment pointer {path} points at {found}, but its name says {expected}.",
        "กรุณาแนบไฟล์ใหม่ด้วยคำสั่ง prongsai attach",
        "Attach the file again with prongsai attach.",
    ),
    "item_deleted": CodeText(
        "รายการที่เผยแพร่แล้วจะลบไม่ได้: {path}",
        "A published item may not be deleted: {path}.",
        "กรุณาคืนไฟล์เดิม แล้วเผยแพร่ฉบับใหม่ที่แก้ไขหรือชี้แจงแทน",
        "Restore the file and publish a new version that corrects or explains it.",
    ),
}

_LAW: Final = {
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
        "กรุณาคัดลอกทั้งบรรทัดจากไฟล์กุญแจสาธารณะ (.pub) ซึ่งขึ้นต้นด้วย ssh-ed25519",
        "Copy the whole line from the public key file (.pub); it begins with ssh-ed25519.",
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
}

_JUDGE: Final = {
    "commit_grammar": CodeText(
        "บันทึก {commit} เขียนผิดรูปแบบที่กำหนด: {found}",
        "The commit {commit} is not in the required form: {found}.",
        "กรุณาจัดทำใหม่ด้วยคำสั่ง prongsai ในเครื่องของผู้ลงนาม",
        "Make it again with prongsai on the signer's own computer.",
    ),
    "signature_missing": CodeText(
        "บันทึก {commit} ไม่มีลายมือชื่ออิเล็กทรอนิกส์",
        "The commit {commit} is not signed.",
        "กรุณาให้ผู้จัดทำเสนอใหม่ด้วยคำสั่ง prongsai ซึ่งลงนามให้โดยอัตโนมัติ",
        "Have its author submit again with prongsai, which signs.",
    ),
    "signature_invalid": CodeText(
        "ลายมือชื่ออิเล็กทรอนิกส์ของบันทึก {commit} ไม่ถูกต้อง เนื้อหาอาจถูกแก้ไขหลังลงนาม",
        "The signature of the commit {commit} is not valid; it may have been altered after signing.",
        "กรุณาอย่าใช้บันทึกนี้ ให้แจ้งผู้ดูแลระบบและจัดทำใหม่",
        "Do not use it; tell the administrator and make it again.",
    ),
    "signer_unknown": CodeText(
        "บันทึก {commit} ลงนามด้วยกุญแจที่ไม่มีในทะเบียนบุคคล ({found})",
        "The commit {commit} was signed with a key nobody is registered for ({found}).",
        "กรุณาลงนามด้วยกุญแจที่ขึ้นทะเบียนแล้ว หรือขอให้ผู้ดูแลระบบเพิ่มกุญแจใน policy/people.yaml",
        "Sign with a registered key, or ask the administrator to add yours to policy/people.yaml.",
    ),
    "empty_change": CodeText(
        "บันทึก {commit} ไม่ได้เปลี่ยนแปลงข้อมูลใด",
        "The commit {commit} changes nothing.",
        "ไม่ต้องดำเนินการกับข้อมูล กรุณาตรวจว่าได้บันทึกไฟล์ก่อนเสนอแล้วหรือไม่",
        "Nothing is lost; check that your files were saved before you submitted.",
    ),
    "merge_shape": CodeText(
        "การเผยแพร่ {commit} ไม่ได้รวมจากคำขอเผยแพร่เพียงคำขอเดียวพร้อมการอนุมัติ",
        "The publication {commit} does not join approvals of exactly one content commit to main.",
        "กรุณาเผยแพร่ทีละคำขอด้วยคำสั่ง prongsai publish",
        "Publish one submission at a time with prongsai publish.",
    ),
    "approval_form_invalid": CodeText(
        "แบบอนุมัติในบันทึก {commit} เขียนไม่ถูกต้อง (บรรทัดที่ {line}): {found}",
        "The approval form in the commit {commit} is not valid (line {line}): {found}.",
        "กรุณาให้ผู้อนุมัติลงนามใหม่ด้วยคำสั่ง prongsai approve",
        "Have the approver sign again with prongsai approve.",
    ),
    "approval_manifest_differs": CodeText(
        "การอนุมัติ {commit} ระบุรายการไฟล์ไม่ตรงกับที่เสนอจริง: {path}",
        "The approval {commit} lists other entries than the submission has: {path}.",
        "กรุณาเปิดดูคำขอเผยแพร่ฉบับล่าสุด แล้วอนุมัติใหม่",
        "Look at the submission as it is now and approve it again.",
    ),
    "approval_tree_differs": CodeText(
        "บันทึกการอนุมัติ {commit} แก้ไขเนื้อหาไปด้วย ซึ่งไม่อนุญาต",
        "The approval commit {commit} also alters content, which is not allowed.",
        "กรุณาอนุมัติใหม่โดยไม่แก้ไข หากต้องแก้ไขให้ส่งคืนเจ้าของเรื่องด้วยคำสั่ง prongsai return",
        "Approve again without changes; if it needs correcting, send it back with prongsai return.",
    ),
    "approval_too_old": CodeText(
        "การอนุมัติ {commit} เก่าเกินกำหนด {expected} วัน (ผ่านมาแล้ว {found} วัน)",
        "The approval {commit} is older than {expected} days ({found} days).",
        "กรุณาให้ผู้อนุมัติตรวจทานและอนุมัติอีกครั้ง",
        "Have it reviewed and approved again.",
    ),
    "approval_office_not_held": CodeText(
        "ผู้ลงนามการอนุมัติ {commit} ({found}) ไม่ได้ดำรงตำแหน่ง “{expected}” ในขณะนี้",
        "The signer of the approval {commit} ({found}) does not hold the office “{expected}” now.",
        "กรุณาให้ผู้ดำรงตำแหน่งปัจจุบันอนุมัติ หรือปรับปรุงทะเบียนตำแหน่งหากมีคำสั่งแต่งตั้งแล้ว",
        "Have the present holder approve, or bring policy/offices.yaml up to date if one was appointed.",
    ),
    "approval_by_author": CodeText(
        "“{found}” เป็นผู้จัดทำข้อมูลชุดนี้ จึงอนุมัติเองไม่ได้ ({commit})",
        "“{found}” prepared this content and so may not approve it ({commit}).",
        "กรุณาให้ผู้มีอำนาจคนอื่นเป็นผู้ตรวจทานหรืออนุมัติ",
        "Let another person entitled to do so approve it.",
    ),
    "base_not_on_main": CodeText(
        "ข้อมูลที่เสนอ {commit} ไม่ได้เริ่มจากฉบับใดในสายหลัก (main)",
        "The content commit {commit} does not start from a commit of main.",
        "กรุณาเสนอใหม่ด้วยคำสั่ง prongsai submit ซึ่งจะเริ่มจากฉบับล่าสุดให้",
        "Submit again with prongsai submit, which starts from the newest state.",
    ),
    "base_untrusted": CodeText(
        "ข้อมูลที่เสนอ {commit} ต่อยอดจาก {path} ฉบับที่ยังไม่ได้รับการรับรอง",
        "The content commit {commit} builds on a state of {path} that was never accepted.",
        "กรุณาคืน {path} เป็นฉบับที่รับรองแล้วก่อน แล้วจึงเสนอใหม่ด้วยคำสั่ง prongsai submit",
        "Restore {path} to its accepted state first, then submit again with prongsai submit.",
    ),
    "submission_empty": CodeText(
        "คำขอเผยแพร่ {commit} ไม่มีการเปลี่ยนแปลงใด",
        "The submission {commit} changes nothing.",
        "กรุณาแก้ไขข้อมูลก่อนเสนอ หรือยกเลิกคำขอนี้",
        "Change something before you submit, or drop it.",
    ),
    "submission_mixed": CodeText(
        "คำขอเผยแพร่ {commit} แก้ไขระเบียบการทำงาน (policy) ปนกับรายการข้อมูล",
        "The submission {commit} changes policy together with items.",
        "กรุณาแยกเสนอเป็นสองคำขอ เพราะใช้ผู้อนุมัติต่างกัน",
        "Submit them apart: different people approve them.",
    ),
    "stale": CodeText(
        "มีผู้เผยแพร่ {path} ฉบับใหม่กว่าไปแล้ว การอนุมัติที่อ้างฉบับเดิมจึงใช้ไม่ได้ ({commit})",
        "A newer version of {path} was published meanwhile; approvals of the older one no longer count ({commit}).",
        "กรุณานำการแก้ไขไปใส่ในฉบับล่าสุด แล้วเสนอใหม่ด้วยคำสั่ง prongsai submit",
        "Apply your change to the newest version and submit again with prongsai submit.",
    ),
    "merge_incomplete": CodeText(
        "การเผยแพร่ {commit} ขาดข้อมูลที่ได้รับอนุมัติ: {path}",
        "The publication {commit} carries less than was approved: {path}.",
        "กรุณาเผยแพร่ใหม่ให้ครบด้วยคำสั่ง prongsai publish",
        "Publish the whole again with prongsai publish.",
    ),
    "merge_excess": CodeText(
        "การเผยแพร่ {commit} มีข้อมูลเกินจากที่ได้รับอนุมัติ: {path}",
        "The publication {commit} carries more than was approved: {path}.",
        "กรุณาเผยแพร่ใหม่เฉพาะส่วนที่อนุมัติ ส่วนที่เกินให้เสนอเป็นคำขอใหม่",
        "Publish only what was approved, and submit the rest separately.",
    ),
    "returned": CodeText(
        "คำขอเผยแพร่ {commit} ถูกส่งคืนให้แก้ไขแล้ว จึงเผยแพร่ไม่ได้",
        "The submission {commit} was sent back and can no longer be published.",
        "กรุณาอ่านเหตุผลใน {path} แก้ไขตามนั้น แล้วเสนอเป็นคำขอใหม่",
        "Read the reason in {path}, correct it, and submit anew.",
    ),
    "publisher_not_allowed": CodeText(
        "“{found}” ไม่มีอำนาจเผยแพร่ข้อมูลชุดนี้ ({commit}) ผู้เผยแพร่ได้คือเจ้าหน้าที่ของหน่วยงานที่รับผิดชอบ หรือผู้บริหารที่ให้ความเห็นชอบ",
        "“{found}” may not publish this ({commit}): only the responsible unit, or the executive who consented, may.",
        "กรุณาให้เจ้าหน้าที่ของหน่วยงานที่รับผิดชอบ หรือผู้บริหารที่ให้ความเห็นชอบ เป็นผู้เผยแพร่",
        "Let a member of the publishing unit, or the executive who consented, publish it.",
    ),
    "author_not_allowed": CodeText(
        "“{found}” ไม่ใช่เจ้าหน้าที่ของหน่วยงาน “{expected}” จึงจัดทำข้อมูลแทนไม่ได้ ({commit})",
        "“{found}” does not belong to the unit “{expected}” and may not prepare for it ({commit}).",
        "กรุณาให้เจ้าหน้าที่ของหน่วยงานนั้นเป็นผู้จัดทำ หรือปรับปรุงทะเบียนบุคคลก่อน",
        "Let a member of that unit prepare it, or bring policy/people.yaml up to date first.",
    ),
    "missing_unit_check": CodeText(
        "ยังไม่มีการตรวจทานจากหัวหน้าหน่วยงาน (รวบรวมตรวจทาน) สำหรับหน่วยงาน {found} ผู้ตรวจทานได้คือ {expected}",
        "The check of unit {found} is missing; it is for {expected}.",
        "กรุณาให้ผู้ดำรงตำแหน่งดังกล่าวตรวจทานและลงนามด้วยคำสั่ง prongsai approve",
        "Have a holder of one of these offices check it and sign with prongsai approve.",
    ),
    "missing_consent": CodeText(
        "ยังไม่มีความเห็นชอบจากผู้บริหารสำหรับหน่วยงาน {found} ผู้ให้ความเห็นชอบได้คือ {expected}",
        "An executive's consent for unit {found} is missing; it is for {expected}.",
        "กรุณาเสนอผู้บริหารพิจารณาและลงนามด้วยคำสั่ง prongsai approve",
        "Ask the executive to consider it and sign with prongsai approve.",
    ),
    "missing_administrator": CodeText(
        "การแก้ไขระเบียบการทำงานยังมีผู้ดูแลระบบลงนามไม่ครบ ผู้ลงนามได้คือ {expected}",
        "A change of policy lacks an administrator's signature; it is for {expected}.",
        "กรุณาให้ผู้ดูแลระบบที่ไม่ใช่ผู้จัดทำลงนามด้วยคำสั่ง prongsai approve",
        "Have administrators other than the author sign with prongsai approve.",
    ),
    "missing_chief_executive": CodeText(
        "การแก้ไขระเบียบการทำงานต้องได้รับความเห็นชอบจากผู้บริหารสูงสุด ซึ่งยังไม่มี",
        "A change of policy needs the consent of the chief executive, which is missing.",
        "กรุณาเสนอผู้บริหารสูงสุดลงนามด้วยคำสั่ง prongsai approve",
        "Ask the chief executive to sign with prongsai approve.",
    ),
    "restoration_differs": CodeText(
        "บันทึก {commit} เขียนตรงลงสายหลักโดยไม่ผ่านการอนุมัติ และ {path} ไม่ตรงกับฉบับที่รับรองแล้ว",
        "The commit {commit} went straight to main without approval, and its {path} is not the accepted state.",
        "กรุณาเสนอการแก้ไขด้วยคำสั่ง prongsai submit หากตั้งใจคืนฉบับเดิม ให้คืนให้ตรงกับฉบับที่รับรองแล้วทุกประการ",
        "Propose changes with prongsai submit; a restoration must equal the accepted state exactly.",
    ),
    "path_rule_missing": CodeText(
        "ไม่มีข้อกำหนดใดระบุผู้มีอำนาจอนุมัติ {path} จึงไม่อนุญาตให้เปลี่ยนแปลง",
        "No rule says who approves {path}, so it may not be changed.",
        "กรุณานำไฟล์นี้ออกจากคำขอเผยแพร่ หรือสอบถามผู้ดูแลระบบ",
        "Take the file out of the submission, or ask the administrator.",
    ),
    "return_not_allowed": CodeText(
        "“{found}” ไม่มีอำนาจส่งคืนคำขอเผยแพร่นี้ ({commit})",
        "“{found}” may not send this submission back ({commit}).",
        "การส่งคืนทำได้เฉพาะผู้มีอำนาจตรวจทานหรืออนุมัติรายการนั้น กรุณาแจ้งผู้มีอำนาจดังกล่าว",
        "Only those who approve these items may send them back; please tell one of them.",
    ),
    "return_mismatch": CodeText(
        "ใบส่งคืน {path} ไม่ตรงกับคำขอเผยแพร่: หัวข้อ {field} ต้องเป็น {expected} แต่พบ {found}",
        "The return {path} does not match its submission: {field} must be {expected}, found {found}.",
        "กรุณาจัดทำใบส่งคืนใหม่ด้วยคำสั่ง prongsai return",
        "Make the return again with prongsai return.",
    ),
    "history_rewritten": CodeText(
        "ประวัติของสายหลักถูกเขียนทับ: {expected} ที่เคยเผยแพร่ไม่อยู่ในประวัติปัจจุบัน ({found})",
        "The history of main was rewritten: {expected}, once published, is not part of the present one ({found}).",
        "กรุณาอย่าใช้สำเนานี้ ให้แจ้งผู้ดูแลระบบและเทียบกับสำเนาของหน่วยตรวจสอบ",
        "Do not use this copy; tell the administrator and compare it with an auditor's copy.",
    ),
}

_WORKING: Final = {
    "working_tree_foreign": CodeText(
        "โฟลเดอร์ทำงานไม่ได้อยู่ที่สายหลัก (main) หรือมีคำสั่ง git ทำค้างอยู่ ({found})",
        "The working folder is not on main, or a git operation is in the middle ({found}).",
        "กรุณากลับไปที่ main ด้วยคำสั่ง git switch main หรือจบคำสั่งที่ค้างอยู่ก่อน",
        "Return with git switch main, or finish the operation first.",
    ),
    "submission_several": CodeText(
        "มีการแก้ไขหลายรายการพร้อมกัน: {found}",
        "Several items are changed: {found}.",
        "กรุณาส่งทีละรายการ: prongsai submit <รายการ> หากตั้งใจส่งรวมเป็นคำขอเดียวให้เติม --together",
        "Submit them one by one, prongsai submit <item>, or all as one submission with --together.",
    ),
    "item_not_found": CodeText(
        "ไม่พบรายการหรือฉบับที่เผยแพร่ชื่อ “{found}”",
        "Nothing is published as “{found}”, or not in that version or by that day.",
        "กรุณาดูรายการที่เผยแพร่แล้วด้วยคำสั่ง prongsai log",
        "See what is published with prongsai log.",
    ),
    "nothing_to_submit": CodeText(
        "ไม่มีการแก้ไขที่จะเสนอ",
        "There is nothing to submit.",
        "กรุณาแก้ไขข้อมูลและบันทึกไฟล์ก่อน แล้วสั่ง prongsai check เพื่อตรวจดู",
        "Edit and save your files first; prongsai check shows them.",
    ),
    "submission_unknown": CodeText(
        "ไม่พบคำขอเผยแพร่ชื่อ “{found}”",
        "There is no submission “{found}”.",
        "คำขอที่มีอยู่: {expected} กรุณาดูรายชื่อด้วยคำสั่ง prongsai inbox แล้วตรวจตัวสะกด",
        "There are: {expected}. See the list with prongsai inbox and check the spelling.",
    ),
    "submission_changed": CodeText(
        "คำขอเผยแพร่มีการเปลี่ยนแปลงหลังจากที่แสดงให้ท่านดู (เดิม {expected} ปัจจุบัน {found})",
        "The submission has changed since it was shown to you (then {expected}, now {found}).",
        "กรุณาเปิดดูอีกครั้ง แล้วจึงลงนาม",
        "Look at it again before you sign.",
    ),
    "step_ambiguous": CodeText(
        "ท่านดำรงตำแหน่งที่ทำได้มากกว่าหนึ่งขั้นตอน: {expected}",
        "Your offices could take more than one step: {expected}.",
        "กรุณาระบุขั้นตอนด้วย --step",
        "Name the step with --step.",
    ),
    "step_none_due": CodeText(
        "ไม่มีขั้นตอนที่รอการลงนามจากท่านในคำขอเผยแพร่นี้ ({found})",
        "No step of this submission waits for you ({found}).",
        "ที่ยังรออยู่คือ: {expected} กรุณาดูว่าขั้นตอนใดค้างอยู่กับผู้ใดด้วยคำสั่ง prongsai inbox",
        "Still waiting: {expected}. See with prongsai inbox which step waits for whom.",
    ),
    "already_submitted": CodeText(
        "เรื่องนี้เสนอไว้แล้วในคำขอ “{found}”",
        "This was already submitted as “{found}”.",
        "กรุณารอผลของคำขอเดิม ดูได้ด้วยคำสั่ง prongsai inbox",
        "Wait for it; prongsai inbox shows how far it is.",
    ),
    "file_missing_in_store": CodeText(
        "ไม่พบเนื้อหาของไฟล์แนบ {path} ในที่เก็บ",
        "The bytes of the attachment {path} are not in the store.",
        "กรุณาแนบไฟล์ต้นฉบับอีกครั้งด้วยคำสั่ง prongsai attach แล้วส่งใหม่",
        "Attach the original again with prongsai attach, and submit.",
    ),
    "file_damaged": CodeText(
        "เนื้อหาของไฟล์แนบ {path} เสียหาย ไม่ตรงกับที่ลงทะเบียนไว้",
        "The attachment {path} is damaged: its bytes are not the ones registered.",
        "กรุณาลบสำเนาที่เสียหาย แล้วดึงใหม่จากแหล่งอื่นหรือแนบไฟล์ต้นฉบับอีกครั้ง",
        "Delete the damaged copy, then fetch it again or attach the original.",
    ),
    "file_too_large": CodeText(
        "ไฟล์ {path} มีขนาด {found} ไบต์ เกินกว่าที่อนุญาต ({expected} ไบต์)",
        "The file {path} is {found} bytes; at most {expected} are allowed.",
        "กรุณาลดขนาดไฟล์ เช่น สแกนที่ความละเอียดต่ำลง หรือแบ่งเป็นหลายไฟล์",
        "Make it smaller, for instance by scanning at a lower resolution, or split it.",
    ),
    "file_large": CodeText(
        "คำเตือน: ไฟล์ {path} มีขนาด {found} ไบต์ ประชาชนอาจเปิดได้ช้า (แนะนำไม่เกิน {expected} ไบต์)",
        "Warning: the file {path} is {found} bytes; citizens may find it slow (at most {expected} is advised).",
        "ดำเนินการต่อได้ แต่แนะนำให้ลดขนาดไฟล์หากทำได้",
        "You may go on, but make it smaller if you can.",
    ),
    "file_empty": CodeText(
        "ไฟล์ {path} ว่างเปล่า (0 ไบต์)",
        "The file {path} is empty (0 bytes).",
        "กรุณาตรวจไฟล์ต้นฉบับ แล้วแนบใหม่",
        "Check the original and attach it again.",
    ),
    "symlink_refused": CodeText(
        "{path} เป็นทางลัดไปยังไฟล์อื่น ซึ่งไม่อนุญาต",
        "{path} is a symbolic link, which is not allowed.",
        "กรุณาวางไฟล์จริงแทนทางลัด",
        "Put the file itself in its place.",
    ),
    "remote_missing": CodeText(
        "ยังไม่ได้กำหนดที่เก็บข้อมูลกลางชื่อ “{found}”",
        "There is no shared repository named “{found}”.",
        "กรุณากำหนดด้วยคำสั่ง git remote add {found} <ที่อยู่> หรือสอบถามผู้ดูแลระบบ",
        "Set it with git remote add {found} <address>, or ask the administrator.",
    ),
    "push_rejected": CodeText(
        "ที่เก็บข้อมูลกลางไม่รับการส่ง: {found}",
        "The shared repository refused the push: {found}.",
        "กรุณาอ่านเหตุผลข้างต้น ดึงข้อมูลล่าสุดแล้วลองใหม่ หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ",
        "Read the reason, fetch the newest state and try again; else tell the administrator.",
    ),
    "published_meanwhile": CodeText(
        "มีผู้เผยแพร่ {path} ฉบับใหม่ในระหว่างที่ท่านกำลังแก้ไข",
        "Someone published a newer version of {path} while you were editing it.",
        "งานของท่านยังอยู่ครบ กรุณาอ่านฉบับใหม่ด้วย prongsai show แล้วรวมเข้ากับงานของท่าน จากนั้นสั่ง prongsai submit --replace-newer",
        "Nothing is lost: read theirs (prongsai show), work it into yours, then prongsai submit --replace-newer.",
    ),
    "key_not_configured": CodeText(
        "สำเนานี้ยังลงนามด้วยกุญแจ SSH ไม่ได้ ({found})",
        "This clone cannot sign with an SSH key yet ({found}).",
        "กรุณาสั่ง git config gpg.format ssh แล้ว git config user.signingkey ~/.ssh/id_ed25519",
        "Run git config gpg.format ssh, then git config user.signingkey ~/.ssh/id_ed25519 or wherever your key is.",
    ),
    "key_unknown_to_policy": CodeText(
        "กุญแจที่ท่านใช้ ({found}) ยังไม่ได้ขึ้นทะเบียนหรือไม่มีผลใช้บังคับแล้ว",
        "Your key ({found}) is not registered, or no longer in force.",
        "กรุณาส่งกุญแจสาธารณะให้ผู้ดูแลระบบเพิ่มใน policy/people.yaml",
        "Give your public key to the administrator, to be added to policy/people.yaml.",
    ),
}

_SHEETS: Final = {
    "sheet_unreadable": CodeText(
        "เปิดแฟ้มตาราง {path} ไม่ได้: {found}",
        "The spreadsheet {path} cannot be read: {found}.",
        "กรุณาบันทึกใหม่เป็น .xlsx ที่ไม่มีรหัสผ่านและไม่มีมาโคร หรือเป็น .csv แบบ UTF-8 แล้วลองอีกครั้ง",
        "Save it again as .xlsx without a password or macros, or as .csv in UTF-8, and try once more.",
    ),
    "sheet_not_for_shape": CodeText(
        "แบบข้อมูลของรายการนี้ ({found}) ไม่มีตารางให้อ่านจากแฟ้ม {path}",
        "Items of this form ({found}) hold no table that could be read from {path}.",
        "กรุณาสร้างรายการโดยไม่ใช้ --from แล้วแนบแฟ้มด้วย prongsai attach แบบที่อ่านตารางได้คือ {expected}",
        "Begin the item without --from and attach the file with prongsai attach; forms with tables are {expected}.",
    ),
    "sheet_not_chosen": CodeText(
        "แฟ้ม {path} ยังบอกไม่ได้ว่าให้อ่านแผ่นงานใด (ระบุไว้: {found})",
        "Which sheet of {path} is meant cannot be told (named: {found}).",
        "กรุณาระบุชื่อแผ่นงานด้วย --sheet โดยเลือกจาก: {expected}",
        "Name one with --sheet: {expected}.",
    ),
    "sheet_header_missing": CodeText(
        "แผ่นงาน {field} ในแฟ้ม {path} (แถวที่ {line}) ไม่มีหัวคอลัมน์: {expected}",
        "The sheet {field} of {path} (row {line}) lacks a column heading: {expected}.",
        "กรุณาตั้งชื่อหัวคอลัมน์ให้ตรง และให้หัวตารางอยู่ในแถวเดียว จำนวนเงินต้องเป็นหน่วยบาท (ไม่ใช่พันบาทหรือล้านบาท)",
        "Name the heading so, all headings in one row; amounts are in baht, not in thousands or millions.",
    ),
    "sheet_header_repeated": CodeText(
        "แฟ้ม {path} แถวที่ {line} หัวคอลัมน์ {field} ซ้ำกับอีกคอลัมน์หนึ่ง",
        "In {path}, row {line}, the column {field} holds the same as another.",
        "กรุณาเหลือไว้เพียงคอลัมน์เดียว หรือเปลี่ยนชื่อหัวคอลัมน์ที่ไม่ใช่",
        "Keep one of them, or rename the other.",
    ),
    "sheet_column_unknown": CodeText(
        "แฟ้ม {path} แถวที่ {line} ไม่รู้จักคอลัมน์ {field} จึงไม่ได้อ่านคอลัมน์นี้",
        "In {path}, row {line}, the column {field} is not known and was not read.",
        "หากเป็นข้อมูลที่ต้องเปิดเผย กรุณาเปลี่ยนหัวคอลัมน์ให้ตรงกับแบบ หากไม่ใช่ ไม่ต้องทำอะไร",
        "If it belongs into the disclosure, name it as the form does; otherwise nothing needs to be done.",
    ),
    "sheet_cell_wrong": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} ต้องเป็น {expected} แต่พบ {found}",
        "In {path}, row {line}, {field} must be {expected}; found: {found}.",
        "กรุณาแก้ช่องนี้ในแฟ้มตารางต้นทาง บันทึก แล้วสั่งใหม่อีกครั้ง",
        "Correct this cell in the spreadsheet, save it and run the command again.",
    ),
    "sheet_cell_formula": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} เป็นสูตร ({found}) จึงไม่อ่านค่าที่คำนวณไว้",
        "In {path}, row {line}, {field} is a formula ({found}); what it last came to is not believed.",
        "กรุณาคัดลอกช่องที่เป็นสูตร แล้ววางแบบ “ค่า” (Paste Values) ทับลงไป แถวยอดรวมจะคงเป็นสูตรไว้ก็ได้",
        "Copy the formulas and paste them as values; the row of totals may keep its formulas.",
    ),
    "sheet_cell_merged": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} ถูกผสานเซลล์ ({found}) จึงไม่รู้ว่าเป็นข้อมูลของแถวใด",
        "In {path}, row {line}, {field} is merged ({found}): which row it belongs to cannot be told.",
        "กรุณายกเลิกการผสานเซลล์ (Unmerge) แล้วกรอกข้อมูลให้ครบทุกแถว",
        "Unmerge the cells and fill in every row.",
    ),
    "sheet_hidden": CodeText(
        "แฟ้ม {path} มีส่วนที่ซ่อนไว้: {field} (แถวที่ {line})",
        "Something is hidden in {path}: {field} (row {line}).",
        "กรุณายกเลิกการซ่อนหรือตัวกรอง (Unhide, Clear filter) แล้วตรวจว่าเปิดเผยได้ หรือลบส่วนนั้นออก",
        "Unhide it or clear the filter and see whether it may be disclosed, or delete it.",
    ),
    "sheet_year_two_digits": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} เขียนปีเพียงสองหลัก หรือโปรแกรมเดาปีมาจากสองหลัก: {found}",
        "In {path}, row {line}, {field} has a year of two digits, or one guessed from two: {found}.",
        "กรุณาเขียนปีให้ครบสี่หลัก เช่น 1 ต.ค. 2568",
        "Write the year with four digits, such as 2568 or 2025.",
    ),
    "sheet_year_ambiguous": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} มีปีที่ไม่รู้ว่าเป็น พ.ศ. หรือ ค.ศ.: {found}",
        "In {path}, row {line}, {field} has a year of neither era: {found}.",
        "กรุณาตรวจปีให้อยู่ในช่วง {expected}",
        "Check the year: 2480-2600 in the Buddhist Era or 1937-2057 in the Common Era.",
    ),
    "sheet_total_differs": CodeText(
        "แฟ้ม {path} แถวที่ {line} ช่อง {field} ยอดรวมเขียนไว้ {found} แต่ผลบวกของรายการคือ {expected}",
        "In {path}, row {line}, {field} says {found} in all, but the rows add up to {expected}.",
        "กรุณาตรวจจำนวนเงินแต่ละแถวกับเอกสารต้นฉบับ แล้วแก้ยอดรวมหรือแถวที่ผิด",
        "Check each amount against the original document, then correct the total or the row that is wrong.",
    ),
    "sheet_empty": CodeText(
        "แฟ้ม {path} ไม่มีข้อมูลในตาราง (แผ่นงาน {field})",
        "The spreadsheet {path} has no rows to read (sheet {field}).",
        "กรุณากรอกข้อมูลใต้หัวตาราง หากรอบนี้ไม่มีรายการจริง ให้สร้างรายการโดยไม่ใช้ --from แล้วเขียน nil_statement",
        "Fill in rows below the headings; a period with nothing to report is a nil_statement, without --from.",
    ),
    "table_not_found": CodeText(
        "รายการ {path} ไม่มีตารางที่ {found} (มีทั้งหมด {expected} ตาราง)",
        "The item {path} has no table {found}; it has {expected}.",
        "กรุณาดูเนื้อหาด้วย prongsai show โดยไม่ใช้ --as รายการที่แจ้งว่าไม่มีข้อมูลจะไม่มีตาราง",
        "Read it with prongsai show, without --as; an item that states nil has no table.",
    ),
    "sheet_too_large": CodeText(
        "แฟ้ม {path} ใหญ่เกินกว่าที่อ่านได้ (แผ่นงาน {field}): กำหนดไว้ {expected} แต่พบ {found}",
        "The spreadsheet {path} is too large (sheet {field}): at most {expected}; found: {found}.",
        "กรุณาลบแถว คอลัมน์ รูปภาพ และรูปแบบที่ไม่ใช้ออก หรือแบ่งเป็นหลายรายการ",
        "Remove unused rows, columns, pictures and formats, or split it into several items.",
    ),
}

_STATEMENTS: Final = {
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
        "เรื่องนี้ไม่มีรอบ “{found}” ให้ยกเว้น ({path}) รอบของเรื่องนี้คือ {expected}",
        "This obligation has no period “{found}” to waive ({path}); its cadence is {expected}.",
        "กรุณาระบุรอบให้ตรง เช่น 2569, 2569-h1, 2569-01 หรือ standing และ 2569-q1 สำหรับเรื่องที่ปรับปรุงเมื่อเปลี่ยนแปลง",
        "Name one it has: 2569, 2569-h1, 2569-01; or standing and 2569-q1 for what is kept current.",
    ),
}

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
}
"""Machine words that stand in `expected` and `found` of a type or a format, as people say them (Thai, English)."""

FAMILIES: Final = tuple(
    Family(name, th, en, MappingProxyType(codes))
    for name, th, en, codes in (
        ("documents", "การอ่านเอกสาร", "Reading documents", _DOCUMENTS),
        ("schema", "แบบข้อมูล", "Forms", _SCHEMA),
        ("items", "รายการและไฟล์แนบ", "Items and attachments", _ITEMS),
        ("law", "ทะเบียนและระเบียบการทำงาน", "Policy and catalogue", _LAW),
        ("judge", "การรับรองและการเผยแพร่", "Approval and publication", _JUDGE),
        ("statements", "คำรับรองและคำยกเว้น", "Attestations and waivers", _STATEMENTS),
        ("working", "การทำงานในเครื่อง", "At the desk", _WORKING),
        ("sheets", "แฟ้มตาราง (Excel, CSV)", "Spreadsheets", _SHEETS),
    )
)
