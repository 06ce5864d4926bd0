"""Words of what a form (JSON Schema) refuses."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["SCHEMA"]

SCHEMA: Final = {
    "schema_unknown": CodeText(
        "เอกสาร {path} ไม่ได้ระบุแบบข้อมูล (schema) ที่ระบบรู้จัก พบ: {found}",
        "The document {path} does not name a known schema; found: {found}.",
        "กรุณาแก้บรรทัด schema ให้เป็นแบบใดแบบหนึ่งต่อไปนี้: {expected}",
        "Make the schema line one of: {expected}.",
    ),
    "format_newer": CodeText(
        "คลังเนื้อหานี้ใช้รูปแบบรุ่น {found} แต่โปรแกรมรุ่นนี้รู้จักถึงรุ่น {expected} จึงยังบอกไม่ได้ว่าถูกต้องหรือไม่",
        "This content repository is of format {found}; this release knows formats up to {expected} and cannot tell.",
        "ติดตั้ง prongsai รุ่นใหม่กว่า แล้วตรวจอีกครั้ง (docs/operations.md)",
        "Install a newer prongsai and verify again (docs/operations.md).",
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
