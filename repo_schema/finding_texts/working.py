"""Words of what stops a person at their desk."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["WORKING"]

WORKING: Final = {
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
        "กรุณานำมาใหม่จากคลังอื่นที่มีไฟล์นี้ด้วยคำสั่ง prongsai verify --files-from <คลัง> หรือแนบไฟล์ต้นฉบับอีกครั้ง",
        "Bring it from another repository with prongsai verify --files-from <repository>, or attach the original.",
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
        "สำเนานี้ยังลงนามไม่ได้ ({found})",
        "This clone cannot sign yet ({found}).",
        "กรุณาสั่ง git config gpg.format ssh แล้ว git config user.signingkey ~/.ssh/id_ed25519 "
        "(กุญแจ OpenPGP: gpg.format openpgp และลายนิ้วมือกุญแจ)",
        "Run git config gpg.format ssh, then git config user.signingkey ~/.ssh/id_ed25519 or wherever your key is "
        "(OpenPGP: gpg.format openpgp, and the key's fingerprint).",
    ),
    "key_unknown_to_policy": CodeText(
        "กุญแจที่ท่านใช้ ({found}) ยังไม่ได้ขึ้นทะเบียนหรือไม่มีผลใช้บังคับแล้ว",
        "Your key ({found}) is not registered, or no longer in force.",
        "กรุณาส่งกุญแจสาธารณะให้ผู้ดูแลระบบเพิ่มใน policy/people.yaml",
        "Give your public key to the administrator, to be added to policy/people.yaml.",
    ),
    "tag_exists": CodeText(
        "มีป้าย {found} อยู่แล้ว ป้ายที่ปักแล้วไม่ย้าย",
        "The tag {found} is there already; a tag once set is not moved.",
        "กรุณาทำซ้ำจากป้ายเดิมด้วย prongsai pack --again {found} หรือเลือกวันอื่นด้วย --as-of",
        "Give the same pack again with prongsai pack --again {found}, or choose another day with --as-of.",
    ),
}
