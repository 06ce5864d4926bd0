"""Words of what items and attachments say of themselves, and of one another."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["ITEMS"]

ITEMS: Final = {
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
    "item_unit_ended": CodeText(
        "หน่วยงาน “{found}” สิ้นสุดไปแล้วตั้งแต่วันที่ {expected} จึงเสนอเรื่องในนามของหน่วยงานนี้ไม่ได้ ({path})",
        "The unit “{found}” ended on {expected}: nothing can be submitted in its name any more ({path}).",
        "กรุณาให้หน่วยงานที่รับงานต่อจัดทำในนามของตน ข้อมูลเดิมที่เผยแพร่แล้วยังคงอยู่",
        "Let the unit that took over its work prepare it in its own name; what it published stays.",
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
    "import_too_new": CodeText(
        "{path} นำเข้าเป็นไฟล์เดิมไม่ได้ เพราะเป็นข้อมูลถึงวันที่ {found} แต่คลังนี้เริ่มใช้งานวันที่ {expected}",
        "{path} cannot be imported: it is of a time up to {found}, and the repository began on {expected}.",
        "ข้อมูลตั้งแต่วันเริ่มใช้งานต้องกรอกตามแบบ: prongsai new แล้วแนบไฟล์ด้วย prongsai attach",
        "What is of a later time is filled in by its form: prongsai new, then prongsai attach.",
    ),
    "import_replaces": CodeText(
        "{path} มีฉบับที่กรอกตามแบบอยู่แล้ว ไฟล์เดิมจึงมาแทนไม่ได้",
        "{path} has a version filled in by its form; existing files cannot take its place.",
        "แนบไฟล์เดิมกับฉบับที่มีอยู่ด้วย prongsai attach หรือนำเข้าเป็นรอบอื่น",
        "Attach the files to the version that stands, or import them for another period.",
    ),
    "item_period_ahead": CodeText(
        "{path} เป็นของรอบที่เริ่มวันที่ {found} ซึ่งยังมาไม่ถึง (อย่างช้าที่สุดในขณะนี้คือ {expected})",
        "{path} is of a period that begins on {found}, which is too far ahead (at the latest {expected}, for now).",
        "กรุณาตรวจปีของรอบ ปีงบประมาณเขียนเป็น พ.ศ. เช่น 2569 และชื่อไฟล์ต้องตรงกัน",
        "Check the year of the period: fiscal years are of the Buddhist era, such as 2569, and name the file.",
    ),
    "item_copied_forward": CodeText(
        "{path} เนื้อหาเหมือนของรอบก่อน ({expected}) ต่างกันเพียงวันที่และรอบ หัวข้อที่เหมือนเดิม: {found} หัวข้อที่ต่าง: {field}",
        "{path} says the same as the period before ({expected}), but for its dates. Same: {found}. Different: {field}.",
        "หากไม่มีอะไรเปลี่ยนจริงก็ใช้ได้ ผู้ตรวจทานโปรดยืนยันกับผู้จัดทำว่าไม่ได้คัดลอกของเดิมมาโดยยังไม่ปรับปรุง",
        "If nothing changed, it may stand; whoever checks should ask whether it was only copied.",
    ),
}
