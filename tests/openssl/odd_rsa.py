"""RSA out of many small primes: of no use but to sign with a modulus or an exponent that nobody should have."""
import hashlib
import random

source = random.Random(4)


def is_prime(n):
    if any(n % p == 0 for p in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31)):
        return False
    return all(pow(a, n - 1, n) == 1 for a in (2, 3, 5, 7, 11))


def prime(bits, exponent):
    """Odd exponents have an inverse; of even ones a root can be drawn where p = 3 modulo 4."""
    while True:
        p = source.getrandbits(bits) | 3 << bits - 2 | 3
        fits = (p - 1) % exponent != 0 if exponent % 2 else (p - 1) // 2 % exponent != 0
        if (exponent == 1 or fits) and is_prime(p):
            return p


def tlv(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else (lambda b: bytes([128 | len(b)]) + b)(size.to_bytes((size.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + content


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


class Rsa:
    def __init__(self, bits, exponent):
        # Few of them, if every one has to be lucky.
        size = bits // 4 if exponent % 2 == 0 else 256
        self.primes, self.modulus = [], 1
        while bits - self.modulus.bit_length() > size + 64:
            self.primes.append(prime(size, exponent))
            self.modulus *= self.primes[-1]
        while True:
            last = prime(bits - self.modulus.bit_length() + source.randrange(2), exponent)
            if (self.modulus * last).bit_length() == bits:
                break
        self.primes.append(last)
        self.modulus *= last
        self.exponent = exponent

    def spki(self):
        key = tlv(0x30, integer(self.modulus) + integer(self.exponent))
        algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
        return tlv(0x30, algorithm + tlv(3, b"\0" + key))

    def sign(self, data):
        """With SHA-256 and PKCS #1 1.5; None if there is no root of it."""
        digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
        size = (self.modulus.bit_length() + 7) // 8
        message = int.from_bytes(b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest, "big")
        result, done = 0, 1
        for p in self.primes:
            root = message % p
            if self.exponent % 2:
                root = pow(root, pow(self.exponent, -1, p - 1), p)
            elif pow(root, (p - 1) // 2, p) != 1:
                return None
            else:
                # Squares have one root that is a square, so e can be inverted modulo (p - 1) / 2.
                root = pow(root, pow(self.exponent, -1, (p - 1) // 2), p)
            result += done * ((root - result) * pow(done, -1, p) % p)
            done *= p
        return result.to_bytes(size, "big")
