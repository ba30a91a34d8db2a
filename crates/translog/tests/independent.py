"""A second verifier of logs, which shares nothing with the first: Python's standard library only, Ed25519 included
(RFC 8032, 5.1). Reads JSON from standard input, prints what it verified, and ends with an error at the first thing
that it does not believe.

    {"leaves": [hex, ..], "inclusion": [{"index", "size", "proof", "root"}, ..],
     "consistency": [{"old", "old_root", "new", "new_root", "proof"}, ..],
     "checkpoints": [{"note", "keys": [text, ..], "at": [seconds or null, ..]}, ..], "refused": [the same, ..]}

Trees are recursive here, as RFC 9162 defines them, and proofs are followed down from the root and not up."""

import base64
import hashlib
import json
import sys

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME


def check(holds, what):
    if not holds:
        raise ValueError(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def half(size):
    return 1 << (size - 1).bit_length() - 1


def tree(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return sha256(b"\0", leaves[0])
    middle = half(len(leaves))
    return sha256(b"\1", tree(leaves[:middle]), tree(leaves[middle:]))


def included(leaf, index, size, proof):
    """The root to which a proof leads, whose last hash is the highest."""
    if size == 1:
        check(not proof, "too long a proof")
        return leaf
    check(proof, "too short a proof")
    middle = half(size)
    if index < middle:
        return sha256(b"\1", included(leaf, index, middle, proof[:-1]), proof[-1])
    return sha256(b"\1", proof[-1], included(leaf, index - middle, size - middle, proof[:-1]))


def grown(old, new, proof, old_root, is_whole):
    """The two roots to which a proof leads."""
    if old == new:
        if is_whole:
            check(not proof, "too long a proof")
            return old_root, old_root
        check(len(proof) == 1, "a proof that does not end")
        return proof[0], proof[0]
    check(proof, "too short a proof")
    middle, top = half(new), proof[-1]
    if old <= middle:
        first, second = grown(old, middle, proof[:-1], old_root, is_whole)
        return first, sha256(b"\1", second, top)
    first, second = grown(old - middle, new - middle, proof[:-1], old_root, False)
    return sha256(b"\1", top, first), sha256(b"\1", top, second)


def consistent(old, old_root, new, new_root, proof):
    if old == 0:
        return not proof and old_root == sha256()
    return grown(old, new, proof, old_root, True) == (old_root, new_root)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c, d = 2 * one[3] * other[3] * D % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(factor, point):
    product = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            product = add(product, point)
        point, factor = add(point, point), factor >> 1
    return product


def point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    check(y < PRIME, "no point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    check(x * x % PRIME == square and not (x == 0 and sign), "no point")
    x = PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % PRIME


BASE = point((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little"))


def has_signed(key, message, signature):
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(point(r), times(h, point(key)))
    return all((left[i] * right[2] - right[i] * left[2]) % PRIME == 0 for i in (0, 1))


def verifier(text):
    name, number, key = text.split("+", 2)
    key = base64.b64decode(key, validate=True)
    check(sha256(name.encode(), b"\n", key)[:4].hex() == number, "the id of another key")
    check(key[0] in (1, 4) and len(key) == 33, "no such key")
    return name, bytes.fromhex(number), key[0], key[1:]


def opened(note, keys):
    """The size, the root and the times of signatures, one a key."""
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    lines = lines.removesuffix("\n").split("\n")
    times_of = []
    for name, number, algorithm, key in map(verifier, keys):
        found = []
        for line in lines:
            dash, signer, signature = line.split(" ")
            check(dash == "\u2014", "no signature")
            signature = base64.b64decode(signature, validate=True)
            if (signer, signature[:4]) != (name, number):
                continue
            signature, message, at = signature[4:], text, None
            if algorithm == 4:
                at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                message = f"cosignature/v1\ntime {at}\n{text}"
            check(has_signed(key, message.encode(), signature), "a false signature")
            found.append(at)
        check(found, "a missing signature")
        times_of.append(found[0])
    origin, size, root = text.split("\n")[:3]
    check(origin == verifier(keys[0])[0], "another log")
    return int(size), base64.b64decode(root, validate=True), times_of


def main():
    log = json.load(sys.stdin)
    leaves = [bytes.fromhex(leaf) for leaf in log["leaves"]]
    read = lambda hashes: [bytes.fromhex(one) for one in hashes]
    for case in log["inclusion"]:
        root, = read([case["root"]])
        check(root == tree(leaves[:case["size"]]), f"another root of {case['size']}")
        leaf = sha256(b"\0", leaves[case["index"]])
        found = included(leaf, case["index"], case["size"], read(case["proof"]))
        check(found == root, f"no inclusion: {case}")
    for case in log["consistency"]:
        old_root, new_root = read([case["old_root"], case["new_root"]])
        holds = consistent(case["old"], old_root, case["new"], new_root, read(case["proof"]))
        check(holds, f"no consistency: {case}")
    for case in log["checkpoints"]:
        size, root, times_of = opened(case["note"], case["keys"])
        check(root == tree(leaves[:size]), "a checkpoint of another tree")
        check(times_of == case["at"], f"other times: {times_of}")
    for case in log["refused"]:
        try:
            opened(case["note"], case["keys"])
        except ValueError:
            continue
        check(False, f"it should have been refused: {case}")
    print(len(log["inclusion"]), len(log["consistency"]), len(log["checkpoints"]), len(log["refused"]))


main()
