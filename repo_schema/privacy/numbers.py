"""Numbers that are somebody's: identity card, its laser code, passport, bank account."""

import re
from collections.abc import Iterator
from typing import Final

from stdnum.th import pin

from repo_schema.privacy.rules import Span, near

__all__ = ["find_bank_accounts", "find_laser_codes", "find_national_ids", "find_passports"]

_ID: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]-)([0-9])([ -]?)([0-9]{4})([ -]?)([0-9]{5})([ -]?)([0-9]{2})([ -]?)([0-9])"
    r"(?![0-9])(?!-[0-9])"
)
_ID_WORDS: Final = ("เลขประจำตัวประชาชน", "เลขบัตร", "บัตรประชาชน", "เลขประจำตัวผู้เสียภาษี", "เลข 13 หลัก")
_LASER: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]-?[0-9]{7}-?[0-9]{2}(?![0-9])")
_LASER_WORDS: Final = ("เลเซอร์", "laser", "หลังบัตร")
_PASSPORT: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2}[0-9]{6,7}(?![0-9])")
_PASSPORT_WORDS: Final = ("หนังสือเดินทาง", "passport")
_ACCOUNT_WORD: Final = r"เลขที่บัญชี|บัญชีเลขที่|เลขบัญชี|บัญชีธนาคาร|ธนาคาร|ธ\.(?!ค)|พร้อมเพย์|promptpay"
_GAP: Final = r"(?:(?!โทร|มือถือ)[^\n]){0,40}?"
_TEN: Final = r"[0-9]{3}[ -]?[0-9][ -]?[0-9]{5}[ -]?[0-9]|[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
_ACCOUNT: Final = re.compile(rf"(?:{_ACCOUNT_WORD}){_GAP}(?<![0-9./-])({_TEN})(?![0-9])(?!-[0-9])", re.IGNORECASE)
_LONG_ACCOUNT: Final = re.compile(
    rf"(?:บัญชี|พร้อมเพย์|promptpay){_GAP}(?<![0-9./-])([0-9](?:[ -]?[0-9]){{11}})(?![0-9])", re.IGNORECASE
)
"""Twelve digits (GSB, BAAC): an account only by the word itself, since contracts have twelve-digit numbers too."""


def find_national_ids(text: str) -> Iterator[Span]:
    """Thirteen digits with a right check digit; juristic persons' (`0…`, but not `00…`) are told, not held back.

    A sole trader's tax number is their identity number.
    """
    for match in _ID.finditer(text):
        digits = "".join(match.group(1, 3, 5, 7, 9))
        if digits[0] == "9" or pin.calc_check_digit(digits[:12]) != digits[12]:
            continue
        if digits[0] == "0" and digits[1] != "0":
            yield Span(*match.span(), "info")
            continue
        grouped = all(match.group(2, 4, 6, 8))
        certain = grouped or near(text, match.span(), _ID_WORDS)
        yield Span(*match.span(), "block" if certain else "review")


def find_laser_codes(text: str) -> Iterator[Span]:
    for match in _LASER.finditer(text):
        yield Span(*match.span(), "block" if near(text, match.span(), _LASER_WORDS) else "review")


def find_passports(text: str) -> Iterator[Span]:
    for match in _PASSPORT.finditer(text):
        if near(text, match.span(), _PASSPORT_WORDS):
            yield Span(*match.span(), "review")


def find_bank_accounts(text: str) -> Iterator[Span]:
    """Ten digits after a word that says so: accounts have no public checksum. PromptPay numbers count."""
    for pattern in (_ACCOUNT, _LONG_ACCOUNT):
        for match in pattern.finditer(text):
            yield Span(*match.span(1), "block")
