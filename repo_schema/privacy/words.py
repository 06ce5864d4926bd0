"""What levels and decisions are called, Thai and English, wherever people meet them."""

from typing import Final

__all__ = ["DECISION_WORDS", "LEVEL_WORDS", "NOT_SEEN"]

LEVEL_WORDS: Final = {
    "block": ("ห้ามเผยแพร่หากยังไม่วินิจฉัย", "not to be published undecided"),
    "review": ("ต้องพิจารณา", "to be looked at"),
}
DECISION_WORDS: Final = {
    "masked": ("ปิดบังแล้ว", "masked"),
    "removed": ("ลบแล้ว", "removed"),
    "false_positive": ("ไม่ใช่ข้อมูลส่วนบุคคลหรือความลับ", "neither personal nor secret"),
    "examined": ("เปิดดูทุกหน้าแล้ว ไม่พบ", "every page was looked at: nothing"),
    "lawful:official_information_act": ("เปิดเผยได้ตาม พ.ร.บ.ข้อมูลข่าวสารฯ", "lawful: Official Information Act"),
    "lawful:public_task": ("เปิดเผยได้ เป็นภารกิจเพื่อประโยชน์สาธารณะ", "lawful: public task"),
    "lawful:legal_obligation": ("เปิดเผยได้ กฎหมายกำหนดให้ทำ", "lawful: legal obligation"),
    "lawful:consent": ("เปิดเผยได้ เจ้าของข้อมูลยินยอม", "lawful: the person consents"),
}
NOT_SEEN: Final = (
    "โปรแกรมดูใบหน้า ลายมือ และเสียงไม่ได้ ชื่อที่ไม่มีคำนำหน้าอาจไม่พบ กรุณาเปิดดูด้วยตนเอง",
    "No program sees faces, handwriting or voices here, nor names without a title: look yourself.",
)
