"""Words of why a Change is rejected."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["JUDGE"]

JUDGE: Final = {
    "receipt_invalid": CodeText(
        "ใบรับ {commit} อ่านไม่ได้ หรือไม่มีลายมือชื่อที่ใช้ได้ จึงไม่มีผล",
        "The receipt {commit} cannot be read, or is not validly signed; it dates nothing.",
        "เวลาเผยแพร่ที่ใบนี้จะรับรองแสดงเป็นเวลาที่ผู้เผยแพร่ระบุเท่านั้น ตรวจว่าใครเขียนสาขา prongsai/receipts",
        "What it would have dated is shown as claimed; find out who wrote to the branch prongsai/receipts.",
    ),
    "receipt_not_receivers": CodeText(
        "ใบรับ {commit} ลงนามด้วยกุญแจ {found} ซึ่งไม่ใช่ของผู้ออกใบรับตามระเบียบในเวลานั้น",
        "The receipt {commit} is signed with {found}, which was no receiver's by the law of its time.",
        "ให้ผู้ดูแลระบบเพิ่มตำแหน่งผู้ออกใบรับ (receiver) หรือตรวจว่าใครเขียนสาขา prongsai/receipts",
        "Let the administrator appoint the receiver, or find out who wrote to the branch prongsai/receipts.",
    ),
    "receipt_unwitnessed": CodeText(
        "ใบรับ {commit} ลงนามด้วยกุญแจที่ถูกขโมย ({found}) และไม่มีพยานลงนามร่วม จึงไม่มีผล",
        "The receipt {commit} is signed with a stolen key ({found}), and no witness cosigned it; it dates nothing.",
        "เวลาที่ใบนี้รับรองแสดงเป็นเวลาที่ผู้เผยแพร่ระบุเท่านั้น",
        "The times it gave are shown as claimed.",
    ),
    "receipt_as_witnessed": CodeText(
        "ใบรับ {expected} ใบลงนามด้วยกุญแจที่ถูกขโมย ({found}) จึงนับเวลาเมื่อพยานเห็น ไม่ใช่เวลาที่ใบรับระบุ",
        "{expected} receipts are signed with a stolen key ({found}), and date from when a witness saw them.",
        "หากทราบวันที่กุญแจถูกขโมย ให้ระบุด้วย prongsai person compromised --since ใบรับที่พยานเห็นก่อนวันนั้นจะใช้เวลาเดิม",
        "Where the day of the theft is known, say it (prongsai person compromised --since): what a witness saw before "
        "that day keeps its time.",
    ),
    "checkpoint_invalid": CodeText(
        "จุดตรวจ (checkpoint) อ่านไม่ได้ หรือขัดกับประวัติ: {found}",
        "The checkpoint cannot be read, or contradicts the history: {found}.",
        "ใช้ไฟล์ตามที่ได้จาก /v1/checkpoint โดยไม่แก้ไข",
        "Use the file as /v1/checkpoint gave it, unchanged.",
    ),
    "checkpoint_not_receivers": CodeText(
        "จุดตรวจไม่ได้ลงนามโดยผู้ออกใบรับหรือพยานของ {found} ตามระเบียบ",
        "The checkpoint is signed by no receiver and no witness whom the policy of {found} names.",
        "ขอจุดตรวจใหม่จากหน่วยงาน และอย่าเชื่อไฟล์นี้ หากเคยใช้ได้มาก่อน อาจมีผู้ลบกุญแจออกจากประวัติ",
        "Ask for a new one, and do not believe this one; if it once verified, somebody may have rewritten the history.",
    ),
    "checkpoint_of_another": CodeText(
        "จุดตรวจเป็นของคลังอื่น (จุดตั้งต้น {expected}) ไม่ใช่คลังนี้ ({found})",
        "The checkpoint is of another repository (anchor {expected}) than this one ({found}).",
        "ตรวจว่าใช้ไฟล์และสำเนาของหน่วยงานเดียวกัน",
        "Check that the file and the clone are of one organisation.",
    ),
    "witness_invalid": CodeText(
        "บันทึกของพยาน {commit} อ่านไม่ได้ หรือไม่ใช่ของพยานเจ้าของสาขา",
        "The witness's commit {commit} cannot be read, or is not of the witness whose branch it is on.",
        "ให้พยานลงนามใหม่ด้วย prongsai witness",
        "Let the witness make it again with prongsai witness.",
    ),
    "receipt_backwards": CodeText(
        "ใบรับ {commit} ของ {found} ย้อนเวลาหรือย้อนลำดับ จึงไม่มีผล",
        "The receipt {commit} of {found} runs backwards in time or in order; it dates nothing.",
        "ตรวจนาฬิกาของเครื่องแม่ข่าย",
        "Check the server's clock.",
    ),
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
    "signature_unsupported": CodeText(
        "ลายมือชื่อของบันทึก {commit} เป็นแบบที่ระบบนี้ไม่รับ ({found})",
        "The signature of the commit {commit} is of a form that is not taken here ({found}).",
        "หากระบบเก็บงานลงนามเองเมื่อกดรวมงาน ไม่ต้องแก้อะไร รอผลการพิจารณาที่บันทึกตามมา หากเป็นของท่านเอง สั่ง prongsai doctor",
        "If a forge signed its own merge, nothing is to be done: the recorder's proof follows. If it is yours, "
        "run prongsai doctor.",
    ),
    "key_lost": CodeText(
        "ลายเซ็นนี้มาจากกุญแจที่เจ้าของแจ้งว่าสูญหาย: {found}",
        "This was signed with a key that its owner reported lost: {found}.",
        "เจ้าของต้องลงนามใหม่ด้วยกุญแจที่ใช้อยู่ หากพบว่ามีผู้อื่นใช้ ให้แจ้งผู้ดูแลระบบทันที",
        "Its owner must sign again with a key in use; if somebody else used it, tell the administrator at once.",
    ),
    "key_compromised": CodeText(
        "ลายเซ็นนี้มาจากกุญแจที่ผู้อื่นอาจใช้ได้ จึงไม่นับ ไม่ว่าลงวันที่ใด: {found}",
        "This was signed with a compromised key, and counts for nothing, whatever its date: {found}.",
        "เจ้าของต้องลงนามใหม่ด้วยกุญแจที่ใช้อยู่ และตรวจสอบว่าใครเป็นผู้ส่งรายการนี้",
        "Its owner must sign again with a key in use; find out who sent this.",
    ),
    "relisting_invalid": CodeText(
        "ข้อความของรายการที่ขออนุมัติซ้ำไม่ถูกแบบ: {found}",
        "The message that lists paths again is not in its form: {found}.",
        "ให้ระบบเขียนให้: prongsai submit ตามด้วยชื่อไฟล์ที่ถูกระงับ",
        "Let prongsai submit, with the suspended file's name, write it.",
    ),
    "relisting_needless": CodeText(
        "ขออนุมัติซ้ำ {path} ทั้งที่ไม่ได้ถูกระงับ",
        "{path} is listed again although it is not suspended.",
        "ไม่ต้องทำอะไรกับไฟล์นี้ ส่งเฉพาะไฟล์ที่ prongsai verify แจ้งว่าถูกระงับ",
        "Leave it out; list only what prongsai verify says is suspended.",
    ),
    "suspended": CodeText(
        "{path} ถูกระงับความเชื่อถือ: ลงนามด้วยกุญแจของ “{found}” ซึ่งผู้อื่นอาจใช้ได้ตั้งแต่ {expected}",
        "{path} is suspended: it rests on a key of “{found}” that is compromised since {expected}.",
        "ตรวจเนื้อหาทั้งหมดแล้วขออนุมัติซ้ำ: prongsai submit {path} หรือส่งฉบับใหม่แทน",
        "Read all of it, then have it approved again: prongsai submit {path}; or replace it.",
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
        "หากเพิ่ง git fetch แต่ยังไม่ได้ git pull --ff-only ให้ทำก่อน หากยังพบอีก อย่าใช้สำเนานี้ แจ้งผู้ดูแลระบบ"
        " และเทียบกับสำเนาของหน่วยตรวจสอบ",
        "If you fetched and did not pull, run git pull --ff-only first. If it is still said, do not use this copy: tell"
        " the administrator and compare it with an auditor's copy.",
    ),
}
