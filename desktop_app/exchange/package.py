"""One package as a whole: put together from its parts, and taken apart with every layer checked in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.problems import ProblemError
from desktop_app.exchange import canonical_zip, envelope, manifest, signatures
from desktop_app.exchange.identity import Identity
from desktop_app.exchange.manifest import Manifest
from desktop_app.exchange.signatures import Kind

_FIXED = frozenset(
    {
        canonical_zip.MIMETYPE_NAME,
        canonical_zip.MANIFEST,
        canonical_zip.SIGNATURE_CLERK,
        canonical_zip.SIGNATURE_APPROVE,
        canonical_zip.SIGNATURE_TOKEN,
        canonical_zip.BUNDLE,
        canonical_zip.BUNDLE_SIGNATURES,
    }
)


@dataclass(frozen=True)
class Opened:
    """A package whose container is sound; nothing it says is believed yet."""

    manifest: Manifest
    manifest_bytes: bytes
    entries: dict[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest, hex: the name of this package in every history."""
        return manifest.digest(self.manifest_bytes)

    @property
    def check_code(self) -> str:
        """The code people compare over the phone."""
        return manifest.check_code(self.digest)


@dataclass(frozen=True)
class Assembled:
    """A package put together, not sealed yet."""

    container: bytes
    manifest_bytes: bytes
    signature: bytes


def assemble(
    written: Manifest,
    data: Sequence[tuple[str, bytes]],
    identity: Identity,
    *,
    bundle: tuple[bytes, bytes] | None = None,
) -> Assembled:
    """Return a package, its manifest signed in the role "prepared".

    ``data`` are (path, content) in the order of the manifest's files.
    """
    manifest_bytes = manifest.write(written)
    signature = signatures.sign(identity.prepared_seed, signatures.payload_type(written.kind), manifest_bytes)
    entries = [
        (canonical_zip.MIMETYPE_NAME, canonical_zip.MIMETYPE),
        (canonical_zip.MANIFEST, manifest_bytes),
    ]
    if bundle is not None:
        entries += [(canonical_zip.BUNDLE, bundle[0]), (canonical_zip.BUNDLE_SIGNATURES, bundle[1])]
    entries += [(canonical_zip.SIGNATURE_CLERK, signature), *data]
    return Assembled(canonical_zip.build(entries), manifest_bytes, signature)


def take_apart(data: bytes, secrets: Sequence[str]) -> Opened:
    """Return what a ``.goi`` file holds, opened with the office's own X25519 ``secrets``.

    Only a request for enrolment may come without an envelope: its sender knows no key of the receiver yet.
    Raises ProblemError: E10 (cut off or damaged), E11 (not a package), E12 (a limit), E13 (not for us), E14 (newer).
    """
    plain = data if data.startswith(b"PK\x03\x04") else envelope.open_sealed(data, secrets)
    try:
        entries = dict(canonical_zip.parse(plain))
    except canonical_zip.NotCanonicalError as error:
        raise ProblemError("E11") from error
    found = manifest.read(entries[canonical_zip.MANIFEST])
    if (found.kind is Kind.ENROL_REQ) != (plain is data):
        raise ProblemError("E11")
    return Opened(found, entries[canonical_zip.MANIFEST], entries)


def verify_signature(opened: Opened, sign_key: str, issuer_name: str) -> None:
    """Check the signature of the role "prepared" over the exact manifest bytes. Raises ProblemError E20."""
    signature = opened.entries.get(canonical_zip.SIGNATURE_CLERK, b"")
    type_ = signatures.payload_type(opened.manifest.kind)
    if not signatures.verify(bytes.fromhex(sign_key), type_, opened.manifest_bytes, signature):
        raise ProblemError("E20", name=issuer_name)


def verify_files(opened: Opened, issuer_name: str) -> None:
    """Check that the files are exactly those of the manifest, both ways and in its order. Raises ProblemError E20."""
    carried = [(path, content) for path, content in opened.entries.items() if path not in _FIXED]
    stated = opened.manifest.files
    if [path for path, _ in carried] != [entry.path for entry in stated]:
        raise ProblemError("E20", name=issuer_name)
    for (_, content), entry in zip(carried, stated, strict=True):
        if len(content) != entry.size or manifest.digest(content) != entry.sha256:
            raise ProblemError("E20", name=issuer_name)
