"""Words of what is wrong with a spreadsheet."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["SHEETS"]

SHEETS: Final = {
    "import_rows_differ": CodeText(
        "บัญชีไฟล์ {path} แผ่นงาน {field} แถว {line}: รายการ {found} มีชื่อเรื่องหรือคำตอบข้อมูลส่วนบุคคลไม่ตรงกับแถว {expected}",
        "The list {path}, sheet {field}, row {line}: {found} has another title or another answer than row {expected}.",
        "ไฟล์ของรายการเดียวกันต้องใช้ชื่อเรื่องเดียวกัน หากเป็นคนละรายการให้ระบุรอบหรือหน่วยงานต่างกัน",
        "Files of one item share one title; if they are two items, name different periods or units.",
    ),
    "import_file_twice": CodeText(
        "บัญชีไฟล์ {path} แผ่นงาน {field} แถว {line}: ไฟล์ {found} ระบุไว้แล้วในแถว {expected}",
        "The list {path}, sheet {field}, row {line}: the file {found} stands in row {expected} already.",
        "กรุณาลบแถวที่ซ้ำ",
        "Delete the row that is doubled.",
    ),
    "import_file_missing": CodeText(
        "บัญชีไฟล์ {path} แถว {line}: ไม่พบไฟล์ {found} ในโฟลเดอร์ที่ระบุ",
        "The list {path}, row {line}: there is no file {found} in the folder.",
        "กรุณาตรวจชื่อไฟล์ให้ตรงกับในโฟลเดอร์ รวมทั้งโฟลเดอร์ย่อย เช่น O12/รายงาน.pdf",
        "Check the name against the folder, with its subfolders: O12/report.pdf.",
    ),
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
