"""Keys that sign, and every part of an SSHSIG in the hand, so that a test can build a wrong one."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

__all__ = [
    "KeyPair",
    "PrivateKey",
    "SecurityKey",
    "Signer",
    "armour",
    "mpint",
    "remove_armour",
    "signed_data",
    "ssh_string",
    "sshsig",
]

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_CURVES: dict[int, ec.EllipticCurve] = {256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}
_HASHES: dict[int, hashes.HashAlgorithm] = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}


class Signer(Protocol):
    """A key that policy may list, and that signs commits."""

    @property
    def public_line(self) -> str: ...

    def sign(self, payload: bytes, /) -> str: ...


def ssh_string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def mpint(value: int) -> bytes:
    return ssh_string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")


def armour(data: bytes, width: int = 70) -> str:
    text = base64.b64encode(data).decode()
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def remove_armour(armoured: str) -> bytes:
    return base64.b64decode("".join(armoured.splitlines()[1:-1]))


def signed_data(payload: bytes, namespace: bytes = b"git", reserved: bytes = b"", hash_name: str = "sha512") -> bytes:
    digest = hashlib.new(hash_name, payload).digest()
    return b"SSHSIG" + b"".join(map(ssh_string, (namespace, reserved, hash_name.encode(), digest)))


def sshsig(
    *,
    public: bytes,
    inner: bytes,
    version: int = 1,
    namespace: bytes = b"git",
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
) -> bytes:
    fields = (public, namespace, reserved, hash_name, inner)
    return b"SSHSIG" + version.to_bytes(4, "big") + b"".join(map(ssh_string, fields))


@dataclass(frozen=True)
class KeyPair:
    """A private key and what OpenSSH makes of it."""

    private: PrivateKey
    comment: str = ""

    @classmethod
    def ed25519(cls, comment: str = "") -> "KeyPair":
        return cls(Ed25519PrivateKey.generate(), comment)

    @classmethod
    def ecdsa(cls, bits: Literal[256, 384, 521] = 256, comment: str = "") -> "KeyPair":
        return cls(ec.generate_private_key(_CURVES[bits]), comment)

    @classmethod
    def rsa(cls, bits: int = 2048, comment: str = "") -> "KeyPair":
        return cls(rsa.generate_private_key(65537, bits), comment)

    @property
    def public_line(self) -> str:
        """`<type> <base64>`, without the comment."""
        form = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        return self.private.public_key().public_bytes(*form).decode()

    @property
    def blob(self) -> bytes:
        """The public key as it travels in a signature."""
        return base64.b64decode(self.public_line.split(" ")[1])

    def sign(self, payload: bytes, namespace: str = "git", hash_name: str = "sha512") -> str:
        """Sign as `ssh-keygen -Y sign -n <namespace>` does; the answer is armoured."""
        inner = self.sign_raw(signed_data(payload, namespace.encode(), b"", hash_name))
        envelope = sshsig(public=self.blob, inner=inner, namespace=namespace.encode(), hash_name=hash_name.encode())
        return armour(envelope)

    def sign_raw(self, data: bytes, algorithm: str = "") -> bytes:
        """Sign just these bytes: the inner signature.  `algorithm` chooses among RSA's."""
        match self.private:
            case Ed25519PrivateKey():
                return ssh_string(b"ssh-ed25519") + ssh_string(self.private.sign(data))
            case ec.EllipticCurvePrivateKey():
                bits = self.private.curve.key_size
                r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(_HASHES[bits])))
                return ssh_string(f"ecdsa-sha2-nistp{bits}".encode()) + ssh_string(mpint(r) + mpint(s))
            case _:
                return _sign_rsa(self.private, data, algorithm or "rsa-sha2-512")

    def write(self, path: Path) -> Path:
        """Write the private key to `path`, mode 0600, and the public one beside it, for ssh-keygen and git."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            self.private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.OpenSSH,
                serialization.NoEncryption(),
            ),
        )
        path.with_name(f"{path.name}.pub").write_text(f"{self.public_line} {self.comment}".rstrip() + "\n", "utf-8")
        return path


@dataclass(frozen=True)
class SecurityKey:
    """What a FIDO key (`sk-…`) would say, in software: PROTOCOL.u2f. `flags` 1: somebody touched it."""

    inner: KeyPair
    application: bytes = b"ssh:"
    flags: int = 1
    counter: int = 7

    @property
    def name(self) -> str:
        plain = self.inner.public_line.split(" ")[0]
        return f"sk-{plain}@openssh.com"

    @property
    def blob(self) -> bytes:
        plain = ssh_string(self.inner.public_line.split(" ")[0].encode())
        return ssh_string(self.name.encode()) + self.inner.blob[len(plain) :] + ssh_string(self.application)

    @property
    def public_line(self) -> str:
        return f"{self.name} {base64.b64encode(self.blob).decode()}"

    def sign(self, payload: bytes, namespace: str = "git", hash_name: str = "sha512") -> str:
        inner = self.sign_raw(signed_data(payload, namespace.encode(), b"", hash_name))
        envelope = sshsig(public=self.blob, inner=inner, namespace=namespace.encode(), hash_name=hash_name.encode())
        return armour(envelope)

    def sign_raw(self, data: bytes) -> bytes:
        tail = bytes([self.flags]) + self.counter.to_bytes(4, "big")
        attested = hashlib.sha256(self.application).digest() + tail + hashlib.sha256(data).digest()
        plain = ssh_string(self.inner.public_line.split(" ")[0].encode())
        return ssh_string(self.name.encode()) + self.inner.sign_raw(attested)[len(plain) :] + tail


def _sign_rsa(key: rsa.RSAPrivateKey, data: bytes, algorithm: str) -> bytes:
    algorithms: dict[str, hashes.HashAlgorithm] = {
        "rsa-sha2-512": hashes.SHA512(),
        "rsa-sha2-256": hashes.SHA256(),
        "ssh-rsa": hashes.SHA1(),
    }
    signature = key.sign(data, padding.PKCS1v15(), algorithms[algorithm])
    return ssh_string(algorithm.encode()) + ssh_string(signature)
