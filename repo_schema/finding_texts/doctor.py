"""Words of what is wrong with somebody's git, key, clock, remote or clone; each hint is the command that mends it."""

from typing import Final

from repo_schema.finding_texts.text import CodeText

__all__ = ["DOCTOR"]

DOCTOR: Final = {
    "doctor_git_old": CodeText(
        "git รุ่น {found} เก่าเกินไป ต้องเป็นรุ่น {expected} ขึ้นไป",
        "git {found} is too old: {expected} or newer is needed.",
        "กรุณาติดตั้งรุ่นใหม่ เช่น sudo apt install git หรือจาก https://git-scm.com",
        "Install a newer one: sudo apt install git, or from https://git-scm.com.",
    ),
    "doctor_key_unset": CodeText(
        "ยังไม่ได้บอก git ว่าใช้กุญแจใด ({field})",
        "git was not told which key is yours ({field}).",
        "สั่ง git config gpg.format ssh แล้ว git config user.signingkey ~/.ssh/id_ed25519 "
        "(กุญแจ OpenPGP: gpg.format openpgp และลายนิ้วมือกุญแจ)",
        "Run git config gpg.format ssh, then git config user.signingkey ~/.ssh/id_ed25519 "
        "(OpenPGP: gpg.format openpgp, and the key's fingerprint).",
    ),
    "doctor_key_missing": CodeText(
        "ไม่มีไฟล์กุญแจที่ {path}",
        "There is no key at {path}.",
        "หากยังไม่เคยมีกุญแจ สั่ง ssh-keygen -t ed25519 -f {path} หากย้ายไปที่อื่น สั่ง git config user.signingkey <ที่อยู่ใหม่>",
        "Make one with ssh-keygen -t ed25519 -f {path}, or name where it is: git config user.signingkey <place>.",
    ),
    "doctor_key_open": CodeText(
        "ผู้อื่นในเครื่องนี้อ่านกุญแจส่วนตัว {path} ได้ (สิทธิ์ {found})",
        "Others on this machine can read your private key {path} (mode {found}).",
        "สั่ง chmod 600 {path}",
        "Run chmod 600 {path}.",
    ),
    "doctor_key_mute": CodeText(
        "กุญแจ {path} ลงนามไม่ได้: {found}",
        "The key {path} cannot sign: {found}.",
        "หากกุญแจอยู่ในตัวช่วยเก็บกุญแจ (ssh-agent) สั่ง ssh-add แล้วดูด้วย ssh-add -L ว่ามีกุญแจนี้",
        "If the agent is to hold it, run ssh-add, and ssh-add -L to see that it does.",
    ),
    "doctor_gpg_mute": CodeText(
        "gpg ลงนามด้วยกุญแจ {path} ไม่ได้: {found}",
        "gpg cannot sign with the key {path}: {found}.",
        "ดูด้วย gpg --list-secret-keys ว่ามีกุญแจนี้ หากถามรหัสผ่านไม่ได้ สั่ง export GPG_TTY=$(tty)",
        "See whether gpg --list-secret-keys has it; where it cannot ask for the passphrase, run export GPG_TTY=$(tty).",
    ),
    "doctor_gpg_odd": CodeText(
        "gpg ลงนามได้ แต่ลายมือชื่อแบบนี้ใช้ไม่ได้: {found}",
        "gpg signs, but not so that it counts: {found}.",
        "ลบ comment, sig-notation, default-sig-expire, digest-algo จาก gpg.conf และระบุกุญแจให้ชัด: "
        "git config user.signingkey <ลายนิ้วมือกุญแจ>!",
        "Take comment, sig-notation, default-sig-expire and digest-algo out of gpg.conf; and name the one key, with "
        "git config user.signingkey <fingerprint>! (the mark included).",
    ),
    "doctor_key_stranger": CodeText(
        "กุญแจนี้ไม่อยู่ในทะเบียนบุคคล: {found}",
        "Policy knows no such key: {found}.",
        "ส่งบรรทัดนี้ให้ผู้ดูแลระบบเพิ่มใน policy/people.yaml หากมีกุญแจอื่น สั่ง git config user.signingkey <กุญแจนั้น>",
        "Give that line to the administrator for policy/people.yaml, or run git config user.signingkey <another key>.",
    ),
    "doctor_key_out_of_term": CodeText(
        "กุญแจของ {found} ไม่อยู่ในช่วงที่มีผล ({expected})",
        "The key of {found} is not in force today ({expected}).",
        "สร้างกุญแจใหม่ด้วย ssh-keygen -t ed25519 แล้วส่งไฟล์ .pub ให้ผู้ดูแลระบบ",
        "Make a new one with ssh-keygen -t ed25519 and give its .pub to the administrator.",
    ),
    "doctor_key_barred": CodeText(
        "กุญแจที่ตั้งไว้ถูกแจ้งว่าสูญหายหรือผู้อื่นอาจใช้ได้ จึงลงนามอะไรไม่ได้อีก ({expected})",
        "The key that is set was reported lost or compromised, and signs nothing any more ({expected}).",
        "สร้างกุญแจใหม่ด้วย ssh-keygen -t ed25519 แล้วส่งไฟล์ .pub ให้ผู้ดูแลระบบ และอย่าใช้กุญแจเดิมอีก",
        "Make a new one with ssh-keygen -t ed25519, give its .pub to the administrator, and never use the old one.",
    ),
    "doctor_unsigned_by_hand": CodeText(
        "commit ที่ทำเองด้วย git จะไม่ถูกลงนาม (commit.gpgsign)",
        "What you commit by hand is not signed (commit.gpgsign).",
        "สั่ง git config commit.gpgsign true",
        "Run git config commit.gpgsign true.",
    ),
    "doctor_signers_unset": CodeText(
        "git ในสำเนานี้ยังตรวจลายมือชื่อเองไม่ได้ (gpg.ssh.allowedSignersFile: {found})",
        "git alone cannot check signatures in this clone yet (gpg.ssh.allowedSignersFile: {found}).",
        "สั่ง prongsai verify --allowed-signers {path} แล้ว git config gpg.ssh.allowedSignersFile {path}",
        "Run prongsai verify --allowed-signers {path}, then git config gpg.ssh.allowedSignersFile {path}.",
    ),
    "doctor_clock_behind": CodeText(
        "นาฬิกาเครื่องนี้ ({found}) ช้ากว่าสิ่งที่เกิดขึ้นแล้วในคลัง ({expected})",
        "This clock ({found}) is behind what has happened already ({expected}).",
        "ตั้งนาฬิกาให้ตรง เช่น sudo timedatectl set-ntp true",
        "Set the clock: sudo timedatectl set-ntp true.",
    ),
    "doctor_remote_silent": CodeText(
        "ติดต่อคลังกลาง {path} ไม่ได้: {found}",
        "The shared repository {path} does not answer: {found}.",
        "ตรวจเครือข่ายและที่อยู่ด้วย git remote -v หากที่อยู่เปลี่ยน สั่ง git remote set-url origin <ที่อยู่>",
        "Check the network and git remote -v; if it moved, run git remote set-url origin <address>.",
    ),
    "doctor_clone_behind": CodeText(
        "สำเนานี้ตามหลังคลังกลางอยู่ {found} ก้าว",
        "This clone is {found} steps behind the shared repository.",
        "สั่ง git pull --ff-only",
        "Run git pull --ff-only.",
    ),
    "doctor_clone_diverged": CodeText(
        "main ของสำเนานี้มี {found} ก้าวที่คลังกลางไม่มี",
        "main in this clone has {found} commits that the shared repository has not.",
        "เก็บงานไว้ด้วย git branch my-work แล้วสั่ง git reset --keep origin/main",
        "Keep them with git branch my-work, then run git reset --keep origin/main.",
    ),
    "doctor_remote_unguarded": CodeText(
        "คลังกลาง {path} ไม่มีด่านตรวจ",
        "No guard stands before the shared repository {path}.",
        "ให้ผู้ดูแลระบบสั่ง prongsai guard install {path} --anchor {expected}",
        "Whoever runs it should run prongsai guard install {path} --anchor {expected}.",
    ),
    "doctor_clone_shallow": CodeText(
        "สำเนานี้ตื้น (shallow) ประวัติไม่ครบ จึงตรวจพิสูจน์ไม่ได้",
        "This clone is shallow: what it lacks cannot be verified.",
        "สั่ง git fetch --unshallow origin",
        "Run git fetch --unshallow origin.",
    ),
    "doctor_clone_partial": CodeText(
        "สำเนานี้เป็นสำเนาบางส่วน (partial, {found}) จึงตรวจพิสูจน์ไม่ได้",
        "This is a partial clone ({found}): what it lacks cannot be verified.",
        "คัดลอกใหม่ให้ครบด้วย git clone {path} แล้วทำงานในสำเนาใหม่",
        "Clone it again in full, git clone {path}, and work there.",
    ),
    "doctor_clone_grafts": CodeText(
        "สำเนานี้มีการต่อกิ่งประวัติ (grafts) ประวัติที่เห็นไม่ใช่ของจริง",
        "This clone has grafts: the history it shows is not the real one.",
        "สั่ง rm {path}",
        "Run rm {path}.",
    ),
    "doctor_clone_borrows": CodeText(
        "สำเนานี้ยืมข้อมูลจากคลังอื่น (alternates) จึงตรวจพิสูจน์ไม่ได้",
        "This clone borrows objects from another repository (alternates).",
        "สั่ง git repack -a -d แล้ว rm {path}",
        "Run git repack -a -d, then rm {path}.",
    ),
    "doctor_clone_replaced": CodeText(
        "สำเนานี้มีวัตถุถูกสวมแทน (replace) {found} รายการ git จึงแสดงสิ่งที่ไม่ใช่ของจริง",
        "In this clone {found} objects are replaced: what git shows is not what is there.",
        "สั่ง git replace -d $(git replace -l)",
        "Run git replace -d $(git replace -l).",
    ),
    "doctor_files_missing": CodeText(
        "ไฟล์แนบของข้อมูลที่เผยแพร่แล้ว {found} ไฟล์ไม่มีหรือเสียหายในสำเนานี้",
        "Of what is published, {found} attachments are missing or damaged in this clone.",
        "สั่ง prongsai verify --files-from ตามด้วยที่อยู่คลังกลาง (git remote get-url origin) หรือขอสำเนาโฟลเดอร์ {path}",
        "Run prongsai verify --files-from with the address that git remote get-url origin gives, or copy {path}.",
    ),
    "doctor_untellable": CodeText(
        "ตรวจประวัติในสำเนานี้ไม่ได้: {found}",
        "The history in this clone cannot be verified: {found}.",
        "คัดลอกใหม่ด้วย git clone {path} แล้วสั่ง prongsai doctor อีกครั้งในสำเนาใหม่",
        "Clone it again, git clone {path}, and run prongsai doctor there.",
    ),
}
