"""Words of merge reviews: what a forge shows, what a recorder writes down, and where neither counts."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["REVIEWS"]

REVIEWS: Final = {
    "law_account_twice": CodeText(
        "บัญชี {field} ถูกระบุทั้งของ “{expected}” และ “{found}” ({path})",
        "The account {field} is listed for “{expected}” and for “{found}” ({path}).",
        "กรุณาให้แต่ละบัญชีเป็นของบุคคลเดียว และเขียนไว้ที่เดียว",
        "Let each account belong to one person, and stand once.",
    ),
    "law_account_moved": CodeText(
        "บัญชี {field} ที่เคยเป็นของ “{expected}” ถูกย้ายไปเป็นของ “{found}” ซึ่งไม่อนุญาต ({path})",
        "The account {field} that belonged to “{expected}” was moved to “{found}”, which is not allowed ({path}).",
        "กรุณาเปิดบัญชีใหม่ให้ “{found}” บัญชีเก่าเป็นของคนเดิมตลอดไป",
        "Open a new account for “{found}”; the old one stays its first owner's for ever.",
    ),
    "law_recorder_not_apart": CodeText(
        "“{found}” เป็นผู้บันทึกผลการพิจารณา จึงมีตำแหน่งอื่น สังกัด หรือบัญชีของตนเองไม่ได้ ({path})",
        "“{found}” records merge reviews and so may have no other office, no unit and no account ({path}).",
        "กรุณาให้โปรแกรมผู้บันทึกมีรหัสบุคคลและกุญแจของตัวเองโดยเฉพาะ",
        "Give the recorder a person id and a key of its own.",
    ),
    "review_not_by_recorder": CodeText(
        "การพิจารณาที่บันทึกใน {commit} ลงนามโดย “{found}” ซึ่งไม่ใช่ผู้บันทึกตามระเบียบในขณะนี้",
        "The review written down in {commit} was signed by “{found}”, whom policy does not name a recorder now.",
        "กรุณาให้โปรแกรมผู้บันทึกนำเข้าด้วยคำสั่ง prongsai reviews import หรือลงนามเองด้วย prongsai approve",
        "Have the recorder import it with prongsai reviews import, or sign in person with prongsai approve.",
    ),
    "review_forge_unknown": CodeText(
        "ระเบียบไม่ได้ให้นับการพิจารณาใน “{found}” ด้วยน้ำหนักนี้ ({commit})",
        "Policy does not let reviews on “{found}” count, or not with this strength ({commit}).",
        "กรุณาตรวจหัวข้อ reviews ใน policy/rules.yaml",
        "Look at reviews in policy/rules.yaml.",
    ),
    "review_account_unknown": CodeText(
        "บัญชี {found} ไม่มีในทะเบียนบุคคล การพิจารณาใน {commit} จึงไม่นับ",
        "The account {found} belongs to nobody in policy, so its review in {commit} does not count.",
        "กรุณาเพิ่มบัญชีใน policy/people.yaml หรือให้ผู้มีอำนาจพิจารณาด้วยบัญชีที่ขึ้นทะเบียนแล้ว",
        "Add the account to policy/people.yaml, or have it reviewed from a registered one.",
    ),
    "review_out_of_scope": CodeText(
        "การพิจารณาหรือเนื้อหาจากระบบเก็บงานใช้กับ {path} ไม่ได้ ({commit})",
        "Neither a merge review nor content from a forge counts for {path} ({commit}).",
        "ระเบียบ กุญแจ บัญชีรายการ และคำรับรอง ต้องจัดทำและลงนามด้วยกุญแจของแต่ละคนเท่านั้น",
        "Policy, keys, catalogue and statements are made and signed by each person's own key alone.",
    ),
    "review_step_not_allowed": CodeText(
        "การพิจารณาในระบบเก็บงานนับเป็นความเห็นชอบของผู้บริหารได้เท่านั้น ไม่ใช่ขั้น {found} ({commit})",
        "A merge review counts as consent only, not as {found} ({commit}).",
        "กรุณาลงนามขั้นนี้ด้วยคำสั่ง prongsai approve",
        "Sign this step with prongsai approve.",
    ),
    "review_head_differs": CodeText(
        "สิ่งที่พิจารณา ({found}) ไม่ใช่เนื้อหาที่จะเผยแพร่ ({commit})",
        "What was reviewed ({found}) is not the content to be published ({commit}).",
        "มีการเปลี่ยนแปลงหลังการพิจารณา กรุณาขอให้ผู้บริหารพิจารณาฉบับล่าสุดอีกครั้ง",
        "It changed after the review; ask the executive to review the newest version.",
    ),
    "vouching_invalid": CodeText(
        "ข้อความของ {commit} ขึ้นต้นเป็นการรับรองแทนแต่ไม่ถูกแบบ: {found}",
        "The message of {commit} begins as vouched content and is none: {found}.",
        "กรุณาให้โปรแกรมผู้บันทึกจัดทำใหม่",
        "Have the recorder make it again.",
    ),
    "vouching_not_allowed": CodeText(
        "ระเบียบไม่อนุญาตให้รับเนื้อหาที่เขียนในหน้าเว็บของ “{found}” ({commit})",
        "Policy does not take content written in the editor of “{found}” ({commit}).",
        "กรุณาเสนอด้วยคำสั่ง prongsai submit จากเครื่องของผู้จัดทำ",
        "Submit it with prongsai submit from its author's own computer.",
    ),
    "fold_several_authors": CodeText(
        "คำขอนี้มีผู้เขียนหรือผู้ส่งหลายคน ({found}) จึงไม่ทราบว่าเป็นเนื้อหาของใคร",
        "Several accounts wrote or pushed this ({found}), so it cannot be told whose content it is.",
        "กรุณาเปิดคำขอใหม่ที่ผู้จัดทำคนเดียวเขียนและเปิดเองทั้งหมด คนอื่นแสดงความเห็นได้แต่ต้องไม่แก้ในกิ่งนั้น",
        "Open a new merge request that one person wrote and opened alone; others comment, and do not edit its branch.",
    ),
    "fold_pusher_unknown": CodeText(
        "ระบบเก็บงานยังบอกไม่ได้ครบว่าใครเป็นผู้ส่งเนื้อหาของ {found}",
        "The forge does not tell, or not yet, who pushed all of {found}.",
        "กรุณารอรอบถัดไป หากยังไม่ผ่านให้เปิดคำขอใหม่จากกิ่งใหม่",
        "Wait for the next run; if it stays, open a new merge request from a new branch.",
    ),
    "fold_head_moved": CodeText(
        "เนื้อหาของคำขอเปลี่ยนไประหว่างอ่าน (ระบบเก็บงานแจ้ง {expected} คลังมี {found})",
        "The merge request moved while it was read (the forge says {expected}, its git holds {found}).",
        "ไม่ต้องทำอะไร โปรแกรมจะอ่านใหม่ในรอบถัดไป",
        "Nothing to do: the next run reads it again.",
    ),
    "fold_merge_commit": CodeText(
        "กิ่งของคำขอมีการรวมกิ่งอื่นเข้ามา ({commit}) จึงแยกไม่ได้ว่าผู้จัดทำเขียนส่วนใด",
        "The merge request's branch merged another one ({commit}), so what its author wrote cannot be told apart.",
        "กรุณาใช้ Rebase แทนการ Merge main เข้ากิ่ง หรือเปิดคำขอใหม่จาก main ล่าสุด",
        "Rebase instead of merging main into the branch, or open a new merge request from the newest main.",
    ),
    "fold_signed": CodeText(
        "กิ่งของคำขอมีบันทึก {commit} ที่ “{found}” ลงนามด้วยกุญแจของตนแล้ว จึงไม่นำไปรวมกับเนื้อหาที่ไม่ได้ลงนาม",
        "The branch holds {commit}, which “{found}” signed with their own key; it is not folded with unsigned work.",
        "กรุณาเสนอเนื้อหาที่ลงนามด้วยคำสั่ง prongsai submit หรือเขียนในหน้าเว็บทั้งหมดจากกิ่งใหม่",
        "Submit signed content with prongsai submit, or write all of it in the forge's editor on a new branch.",
    ),
    "fold_foreign": CodeText(
        "กิ่งของคำขออยู่ในคลังอื่น ({found}) จึงไม่ทราบว่าใครเป็นผู้ส่งเนื้อหา",
        "The branch is in another repository ({found}), so it cannot be told who pushed its content.",
        "กรุณาเปิดคำขอจากกิ่งในคลังนี้",
        "Open the merge request from a branch of this repository.",
    ),
    "fold_too_long": CodeText(
        "กิ่งของคำขอไม่ได้เริ่มจาก main หรือมีบันทึกเกิน {expected} รายการ",
        "The merge request's branch does not begin at main, or has more than {expected} commits.",
        "กรุณาเปิดคำขอใหม่จาก main ล่าสุด",
        "Open a new merge request from the newest main.",
    ),
    "fold_name_taken": CodeText(
        "กิ่งของคำขอใช้ชื่อ {found} ซึ่งเป็นชื่อที่โปรแกรมใช้วางเนื้อหาที่รวมแล้ว",
        "The merge request's branch is called {found}, where the recorder puts what it folds.",
        "กรุณาเปิดคำขอใหม่จากกิ่งชื่ออื่น ที่ไม่ขึ้นต้นด้วย submissions/",
        "Open a new merge request from a branch of another name, not below submissions/.",
    ),
    "note_not_written": CodeText(
        "เขียนหน้าอ่านลงในคำขอไม่ได้: {found}",
        "The page could not be written on the merge request: {found}.",
        "สิ่งที่บันทึกและเผยแพร่แล้วไม่เสียหาย กรุณาตรวจสิทธิ์ของรหัสเข้าใช้ตาม docs/forges.md แล้วสั่งอีกครั้ง",
        "What was recorded and published stands; check the token's scope (docs/forges.md) and run it again.",
    ),
    "awaiting_proof": CodeText(
        "บันทึก {commit} อาจมาจากปุ่มรวมงานของระบบเก็บงาน ยังไม่เชื่อถือจนกว่าผู้บันทึกจะเผยแพร่พร้อมหลักฐาน",
        "The commit {commit} may come from a forge's merge button; it is not trusted until it is published with proof.",
        "กรุณารอหรือสั่ง prongsai reviews import หากไม่มีคำขอใดตรงกัน ให้คืนฉบับที่รับรองแล้ว",
        "Wait for, or run, prongsai reviews import; if no submission matches it, restore the accepted state.",
    ),
}
