"""The commit grammar takes one spelling and refuses every other by name."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from repo_schema.commits import MAX_BYTES, MAX_TIMESTAMP, Commit, CommitGrammarError, Ident, parse_commit, parse_links
from tests.support.objects import render_commit, sign_commit

ID, TREE, ONE, TWO = "a" * 40, "1" * 40, "2" * 40, "3" * 40
AUTHOR = Ident("somchai", "hr@banbueng.example", 1_759_280_400, "+0700")
COMMITTER = Ident("สมหญิง", "head-of-hr@banbueng.example", 0, "-0330")
ARMOUR = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
PAYLOAD = render_commit(TREE, (ONE, TWO), AUTHOR, COMMITTER, "ประกาศ\n\nเนื้อความ\r\n")
SIGNED = sign_commit(PAYLOAD, ARMOUR)

_AUTHOR_LINE = b"author somchai <hr@banbueng.example> 1759280400 +0700"
_PARENT_LINE = b"parent " + ONE.encode()


def replaced(old: bytes, new: bytes) -> bytes:
    if SIGNED.count(old) != 1:
        raise AssertionError(old)
    return SIGNED.replace(old, new)


def with_author(line: bytes) -> bytes:
    return replaced(_AUTHOR_LINE, line)


MALFORMED: dict[str, tuple[str, bytes]] = {
    "nothing at all": ("blank_line", b""),
    "only a blank line": ("headers", b"\n\n"),
    "a message without headers": ("headers", b"\n\nmessage\n"),
    "no blank line": ("blank_line", SIGNED.partition(b"\n\n")[0] + b"\n"),
    "a mebibyte and one": ("size", SIGNED + b"x" * (MAX_BYTES + 1 - len(SIGNED))),
    "NUL in the message": ("nul", SIGNED + b"\0"),
    "NUL in a name": ("nul", replaced(b"somchai <", b"som\0chai <")),
    "a byte that is not UTF-8 in the message": ("utf8", SIGNED + b"\xff"),
    "TIS-620 in a name": ("utf8", replaced(b"somchai <", "สมชาย <".encode("tis-620"))),
    "a surrogate spelt in UTF-8": ("utf8", SIGNED + b"\xed\xa0\x80"),
    "an overlong slash": ("utf8", SIGNED + b"\xc0\xaf"),
    "CR LF after the tree": ("carriage_return", replaced(TREE.encode(), TREE.encode() + b"\r")),
    "CR in the signature": ("carriage_return", replaced(b"AAAA", b"AAAA\r")),
    "no tree": ("headers", replaced(b"tree " + TREE.encode() + b"\n", b"")),
    "two trees": ("headers", b"tree " + TREE.encode() + b"\n" + SIGNED),
    "a tree id in upper case": ("headers", replaced(TREE.encode(), b"A" * 40)),
    "a tree id of 64 digits": ("headers", replaced(TREE.encode(), b"1" * 64)),
    "a short parent": ("headers", replaced(_PARENT_LINE, _PARENT_LINE[:-1])),
    "a parent before the tree": ("headers", _PARENT_LINE + b"\n" + SIGNED),
    "a parent after the author": ("headers", with_author(_AUTHOR_LINE + b"\nparent " + b"4" * 40)),
    "a parent with a space behind it": ("headers", replaced(_PARENT_LINE, _PARENT_LINE + b" ")),
    "one parent twice": ("duplicate_parent", replaced(_PARENT_LINE, b"parent " + TWO.encode())),
    "no author": ("headers", with_author(b"").replace(b"\n\ncommitter", b"\ncommitter")),
    "two authors": ("headers", with_author(_AUTHOR_LINE + b"\n" + _AUTHOR_LINE)),
    "no committer": (
        "headers",
        render_commit(TREE, (), AUTHOR, COMMITTER, "").partition(b"\ncommitter")[0] + b"\n\n",
    ),
    "committer before author": (
        "headers",
        b"tree " + TREE.encode() + b"\n" + b"committer a <b> 0 +0000\nauthor a <b> 0 +0000\n\nm\n",
    ),
    "an encoding": ("headers", replaced(b"\ngpgsig", b"\nencoding TIS-620\ngpgsig")),
    "a mergetag": (
        "headers",
        replaced(b"\ngpgsig", b"\nmergetag object " + ONE.encode() + b"\n type commit\ngpgsig"),
    ),
    "a SHA-256 signature": ("headers", replaced(b"\ngpgsig ", b"\ngpgsig-sha256 ")),
    "a SHA-256 signature as well": ("signature", SIGNED.replace(b"\n\n", b"\ngpgsig-sha256 x\n\n", 1)),
    "two signatures": ("signature", SIGNED.replace(b"\n\n", b"\ngpgsig x\n\n", 1)),
    "an encoding after the signature": ("signature", SIGNED.replace(b"\n\n", b"\nencoding UTF-8\n\n", 1)),
    "an unknown header": ("headers", replaced(b"\ngpgsig", b"\nHG:extra x\ngpgsig")),
    "a signature before the author": (
        "signature",
        PAYLOAD.replace(b"\nauthor", b"\ngpgsig x\nauthor", 1),
    ),
    "gpgsig without its space": ("headers", replaced(b"\ngpgsig ", b"\ngpgsig\n ")),
    "a continued author": ("headers", with_author(_AUTHOR_LINE + b"\n x")),
    "a header that starts with a space": ("headers", b" " + SIGNED),
    "a name that is empty": ("author", with_author(b"author <hr@banbueng.example> 1 +0700")),
    "a name of one space": ("author", with_author(b"author   <hr@banbueng.example> 1 +0700")),
    "a name with a space before it": ("author", with_author(b"author  somchai <hr@x> 1 +0700")),
    "a name with a space behind it": ("author", with_author(b"author somchai  <hr@x> 1 +0700")),
    "a name with a bracket": ("author", with_author(b"author som>chai <hr@x> 1 +0700")),
    "a name that moves the cursor": ("author", with_author(b"author som\x1b[2Kchai <hr@x> 1 +0700")),
    "a name with a tab": ("author", with_author(b"author som\tchai <hr@x> 1 +0700")),
    "no e-mail": ("author", with_author(b"author somchai 1 +0700")),
    "an empty e-mail": ("author", with_author(b"author somchai <> 1 +0700")),
    "two e-mails": ("author", with_author(b"author somchai <a@x> <hr@x> 1 +0700")),
    "an e-mail with a space before it": ("author", with_author(b"author somchai < hr@x> 1 +0700")),
    "an e-mail with a space behind it": ("author", with_author(b"author somchai <hr@x > 1 +0700")),
    "no time": ("author", with_author(b"author somchai <hr@x>")),
    "no offset": ("author", with_author(b"author somchai <hr@x> 1")),
    "a time before 1970": ("author", with_author(b"author somchai <hr@x> -1 +0700")),
    "a time with a sign": ("author", with_author(b"author somchai <hr@x> +1 +0700")),
    "a time with a zero before it": ("author", with_author(b"author somchai <hr@x> 01 +0700")),
    "a time in Thai digits": ("author", with_author("author somchai <hr@x> ๑ +0700".encode())),
    "a time with a fraction": ("author", with_author(b"author somchai <hr@x> 1.5 +0700")),
    "a time beyond the last": ("author", with_author(f"author somchai <hr@x> {MAX_TIMESTAMP + 1} +0700".encode())),
    "a time of a thousand digits": ("author", with_author(b"author somchai <hr@x> " + b"9" * 1000 + b" +0700")),
    "an offset without its sign": ("author", with_author(b"author somchai <hr@x> 1 0700")),
    "an offset of 24 hours": ("author", with_author(b"author somchai <hr@x> 1 +2400")),
    "an offset of 60 minutes": ("author", with_author(b"author somchai <hr@x> 1 +0060")),
    "an offset by name": ("author", with_author(b"author somchai <hr@x> 1 ICT")),
    "two spaces before the offset": ("author", with_author(b"author somchai <hr@x> 1  +0700")),
    "a space after the offset": ("author", with_author(b"author somchai <hr@x> 1 +0700 ")),
    "a committer without a time": ("committer", replaced(b"> 0 -0330", b">")),
}


def test_a_signed_merge_is_parsed_whole() -> None:
    assert parse_commit(ID, SIGNED) == Commit(
        id=ID,
        tree=TREE,
        parents=(ONE, TWO),
        author=AUTHOR,
        committer=COMMITTER,
        message="ประกาศ\n\nเนื้อความ\r\n",
        signature=ARMOUR.encode(),
        payload=PAYLOAD,
    )


def test_an_unsigned_root_is_its_own_payload() -> None:
    raw = render_commit(TREE, (), AUTHOR, COMMITTER, "")
    commit = parse_commit(ID, raw)
    assert (commit.parents, commit.signature, commit.payload, commit.message) == ((), None, raw, "")


def test_an_armour_in_the_message_is_only_text() -> None:
    commit = parse_commit(ID, PAYLOAD + ARMOUR.encode() + b"gpgsig x\n")
    assert commit.signature is None


def test_a_signature_is_unfolded_by_exactly_one_space() -> None:
    folded = SIGNED.replace(b"\n AAAA", b"\n  AAAA\n \n AAAA")
    assert parse_commit(ID, folded).signature == ARMOUR.replace("AAAA", " AAAA\n\nAAAA").encode()


@pytest.mark.parametrize("at", [0, MAX_TIMESTAMP])
def test_the_first_and_the_last_second_are_taken(at: int) -> None:
    raw = render_commit(TREE, (), Ident("a", "b", at, "+1400"), COMMITTER, "m\n")
    assert parse_commit(ID, raw).author.at == at


def test_the_longest_commit_is_taken() -> None:
    assert parse_commit(ID, SIGNED + b"x" * (MAX_BYTES - len(SIGNED))).tree == TREE


@pytest.mark.parametrize(("reason", "raw"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_commit_is_refused_by_name(reason: str, raw: bytes) -> None:
    with pytest.raises(CommitGrammarError) as caught:
        parse_commit(ID, raw)
    assert caught.value.reason == reason
    assert str(caught.value)


@pytest.mark.parametrize("commit_id", ["", "A" * 40, "a" * 39, "a" * 64, "a" * 40 + "\n", "๑" * 40])
def test_an_abbreviated_or_odd_id_is_refused(commit_id: str) -> None:
    with pytest.raises(CommitGrammarError, match="40 lower-case"):
        parse_commit(commit_id, SIGNED)


_PIECES = st.sampled_from(
    [
        b"\n",
        b" ",
        b"\n\n",
        b"\n ",
        b"\r",
        b"\0",
        b"<",
        b">",
        b"\xff",
        b"0",
        b"+0700",
        b"\ngpgsig ",
        b"\nencoding UTF-8",
        _PARENT_LINE + b"\n",
        _AUTHOR_LINE + b"\n",
        "ก".encode(),
        "\u200b".encode(),
        b"\x1b",
    ],
)
_EDITS = st.lists(
    st.tuples(st.integers(0, len(SIGNED)), st.integers(0, 12), _PIECES | st.binary(max_size=4)), max_size=4
)


def mutate(raw: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, cut, piece in edits:
        raw = raw[:at] + piece + raw[at + cut :]
    return raw


def check_mutation(edits: list[tuple[int, int, bytes]]) -> None:
    """Either refuse it by name or hold every byte of it: what is accepted renders back to what was read."""
    raw = mutate(SIGNED, edits)
    try:
        commit = parse_commit(ID, raw)
    except CommitGrammarError:
        return
    assert (
        render_commit(commit.tree, commit.parents, commit.author, commit.committer, commit.message) == commit.payload
    )
    if commit.signature is not None:
        assert sign_commit(commit.payload, commit.signature.decode()) == raw
    assert parse_links(raw) == (commit.tree, commit.parents)


@settings(max_examples=300, deadline=None)
@given(_EDITS)
@example([])
def test_a_mutated_commit_is_refused_by_name_or_read_without_loss(edits: list[tuple[int, int, bytes]]) -> None:
    check_mutation(edits)


@pytest.mark.long
@settings(max_examples=30_000, deadline=None)
@given(_EDITS)
def test_many_mutated_commits_are_refused_by_name_or_read_without_loss(edits: list[tuple[int, int, bytes]]) -> None:
    check_mutation(edits)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | _EDITS.map(lambda edits: mutate(SIGNED, edits)))
def test_links_are_read_or_refused_by_name(raw: bytes) -> None:
    try:
        tree, parents = parse_links(raw)
    except CommitGrammarError:
        return
    assert all(len(oid) == 40 and oid == oid.lower() for oid in (tree, *parents))


HOSTILE_BUT_LINKED: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "nothing after the tree": (b"tree " + TREE.encode() + b"\n", ()),
    "ids in upper case": (b"tree " + TREE.encode() + b"\nparent " + b"A" * 40 + b"\n", ("a" * 40,)),
    "one parent twice": (b"tree " + TREE.encode() + b"\n" + (_PARENT_LINE + b"\n") * 2, (ONE, ONE)),
    "a parent after the author counts for nothing": (
        b"tree " + TREE.encode() + b"\n" + _AUTHOR_LINE + b"\n" + _PARENT_LINE + b"\n\n",
        (),
    ),
    "NUL and Latin-1 in the message": (PAYLOAD + b"\0\xe9", (ONE, TWO)),
}


@pytest.mark.parametrize(("raw", "parents"), HOSTILE_BUT_LINKED.values(), ids=HOSTILE_BUT_LINKED.keys())
def test_links_of_a_hostile_commit_are_still_read(raw: bytes, parents: tuple[str, ...]) -> None:
    assert parse_links(raw) == (TREE, parents)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"tree " + b"1" * 39 + b"\n",
        b"tree " + TREE.encode(),
        _PARENT_LINE + b"\n",
        b"\n" + SIGNED,
        b"tree " + TREE.encode() + b"\nparent x\n",
        b"tree " + TREE.encode() + b"\n" + _PARENT_LINE,
    ],
)
def test_links_that_git_could_not_follow_are_refused(raw: bytes) -> None:
    with pytest.raises(CommitGrammarError, match="cannot be made out"):
        parse_links(raw)
