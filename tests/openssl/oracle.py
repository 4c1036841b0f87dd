"""What OpenSSL says: one question a line, one answer a line, both JSON.

It does what the database does: SSL_load_client_CA_file, SSL_CTX_load_verify_locations, handshakes without
PARTIAL_CHAIN. Keys are made here, and are gone when it ends.
"""
import ctypes
import ctypes.util
import json
import os
import sys
import tempfile
from ctypes import byref, c_char_p, c_int, c_long, c_size_t, c_void_p

from odd_rsa import Rsa


def library(name):
    for candidate in (name + ".so.3", ctypes.util.find_library(name[3:])):
        try:
            return ctypes.CDLL(candidate)
        except (OSError, TypeError):
            pass
    sys.exit("no " + name)


crypto, ssl = library("libcrypto"), library("libssl")
for lib, names in (
    (crypto, "X509_STORE_get0_objects X509_OBJECT_get0_X509 OPENSSL_sk_value EVP_PKEY_Q_keygen EVP_MD_CTX_new "
     "BIO_new_mem_buf PEM_read_bio_PrivateKey PEM_read_bio_Parameters EVP_PKEY_CTX_new d2i_X509 X509_get_subject_name "
     "UI_null ERR_reason_error_string BIO_new BIO_s_mem EVP_PKEY_CTX_new_from_name"),
    (ssl, "SSL_load_client_CA_file SSL_CTX_new TLS_method SSL_CTX_get_cert_store SSL_new SSL_get0_param"),
):
    for name in names.split():
        getattr(lib, name).restype = c_void_p
crypto.ERR_reason_error_string.restype = c_char_p
crypto.ERR_get_error.restype = crypto.ERR_peek_last_error.restype = ctypes.c_ulong
crypto.ERR_reason_error_string.argtypes = [ctypes.c_ulong]
ssl.SSL_get_verify_result.restype = c_long
if not hasattr(crypto, "EVP_PKEY_Q_keygen"):
    sys.exit("OpenSSL is older than 3.0")

# Where a passphrase is wanted nobody is asked for it; it would be read from our questions.
crypto.UI_set_default_method(c_void_p(crypto.UI_null()))

scratch = tempfile.TemporaryDirectory()
keys = []


def reason():
    """Of the error that came last; forgets them all."""
    text = crypto.ERR_reason_error_string(crypto.ERR_peek_last_error())
    crypto.ERR_clear_error()
    return (text or b"").decode()


def der(write, thing):
    size = write(c_void_p(thing), None)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pointer = ctypes.cast(buffer, c_void_p)
    write(c_void_p(thing), byref(pointer))
    return buffer.raw[:size]


def stack(pointer):
    return [crypto.OPENSSL_sk_value(c_void_p(pointer), n) for n in range(crypto.OPENSSL_sk_num(c_void_p(pointer)))]


def written(text):
    path = os.path.join(scratch.name, "bundle.pem")
    with open(path, "wb") as file:
        file.write(text.encode())
    return path.encode()


def load(question):
    """The subjects that clients are told, and the certificates that are trusted; null for what was refused."""
    path = written(question["text"])
    crypto.ERR_clear_error()
    names = ssl.SSL_load_client_CA_file(path)
    why = reason()
    context = ssl.SSL_CTX_new(c_void_p(ssl.TLS_method()))
    answer = {"names": None, "store": None, "subjects": [], "why": why}
    if names:
        answer["names"] = [der(crypto.i2d_X509_NAME, name).hex() for name in stack(names)]
        crypto.OPENSSL_sk_pop_free(c_void_p(names), crypto.X509_NAME_free)
    if ssl.SSL_CTX_load_verify_locations(c_void_p(context), path, None) == 1:
        store = ssl.SSL_CTX_get_cert_store(c_void_p(context))
        found = [crypto.X509_OBJECT_get0_X509(c_void_p(x)) for x in stack(crypto.X509_STORE_get0_objects(c_void_p(store)))]
        found = [x for x in found if x]
        answer["store"] = [der(crypto.i2d_X509, x).hex() for x in found]
        answer["subjects"] = [der(crypto.i2d_X509_NAME, crypto.X509_get_subject_name(c_void_p(x))).hex() for x in found]
    else:
        answer["why"] = reason() or why
    crypto.ERR_clear_error()
    ssl.SSL_CTX_free(c_void_p(context))
    return answer


def new_key(question):
    """A key: `RSA 2048`, `RSA-PSS 2048`, `EC P-256`, `EC-explicit P-256`, `ED25519`, `DSA`, `smooth 9000 65537`."""
    kind, *rest = question["kind"].split()
    if kind == "smooth":
        key = Rsa(int(rest[0]), int(rest[1]))
        keys.append(key)
        return {"id": len(keys) - 1, "spki": key.spki().hex()}
    if kind == "DSA":
        bio = crypto.BIO_new_mem_buf(question["parameters"].encode(), -1)
        parameters = crypto.PEM_read_bio_Parameters(c_void_p(bio), None)
        context = crypto.EVP_PKEY_CTX_new(c_void_p(parameters), None)
        pointer = c_void_p()
        crypto.EVP_PKEY_keygen_init(c_void_p(context))
        crypto.EVP_PKEY_keygen(c_void_p(context), byref(pointer))
        key = pointer.value
    elif kind.startswith("RSA"):
        context = c_void_p(crypto.EVP_PKEY_CTX_new_from_name(None, kind.encode(), None))
        pointer = c_void_p()
        crypto.EVP_PKEY_keygen_init(context)
        crypto.EVP_PKEY_CTX_set_rsa_keygen_bits(context, c_int(int(rest[0])))
        crypto.EVP_PKEY_keygen(context, byref(pointer))
        key = pointer.value
    elif kind.startswith("EC"):
        key = crypto.EVP_PKEY_Q_keygen(None, None, b"EC", c_char_p(rest[0].encode()))
        if kind == "EC-explicit":
            crypto.EVP_PKEY_set_utf8_string_param(c_void_p(key), b"encoding", b"explicit")
    else:
        key = crypto.EVP_PKEY_Q_keygen(None, None, kind.encode())
    if not key:
        return {"error": reason()}
    keys.append(key)
    return {"id": len(keys) - 1, "spki": der(crypto.i2d_PUBKEY, key).hex()}


def private(question):
    """The key as PEM, in PKCS #8 or in its own old form."""
    bio = c_void_p(crypto.BIO_new(c_void_p(crypto.BIO_s_mem())))
    write = crypto.PEM_write_bio_PrivateKey_traditional if question["old"] else crypto.PEM_write_bio_PrivateKey
    word = question.get("password")
    cipher = None
    if word:
        crypto.EVP_aes_128_cbc.restype = c_void_p
        cipher = c_void_p(crypto.EVP_aes_128_cbc())
    write(bio, c_void_p(keys[question["key"]]), cipher, c_char_p(word.encode()) if word else None, c_int(len(word or "")), None, None)
    pointer = c_char_p()
    size = crypto.BIO_ctrl(bio, 3, c_long(0), byref(pointer))
    return {"text": ctypes.string_at(pointer, size).decode()}


def sign(question):
    key, data = keys[question["key"]], bytes.fromhex(question["data"])
    if isinstance(key, Rsa):
        signature = key.sign(data)
        return {"signature": signature.hex()} if signature else {"error": "no root"}
    digest, padding = question["digest"], question["pss"]
    context = c_void_p(crypto.EVP_MD_CTX_new())
    parameters = c_void_p()
    started = crypto.EVP_DigestSignInit_ex(
        context, byref(parameters), digest.encode() if digest else None, None, None, c_void_p(key), None
    )
    if started == 1 and padding:
        crypto.EVP_PKEY_CTX_set_rsa_padding(parameters, c_int(6))
        crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, c_int(-1))
    size = c_size_t()
    if started != 1 or crypto.EVP_DigestSign(context, None, byref(size), data, c_size_t(len(data))) != 1:
        return {"error": reason()}
    buffer = ctypes.create_string_buffer(size.value)
    if crypto.EVP_DigestSign(context, buffer, byref(size), data, c_size_t(len(data))) != 1:
        return {"error": reason()}
    crypto.EVP_MD_CTX_free(context)
    return {"signature": buffer.raw[: size.value].hex()}


def certificate(hexed):
    bytes_ = bytes.fromhex(hexed)
    pointer = c_char_p(bytes_)
    return crypto.d2i_X509(None, byref(pointer), c_long(len(bytes_)))


def context_of(chain, key, level):
    """One that presents the chain."""
    context = c_void_p(ssl.SSL_CTX_new(c_void_p(ssl.TLS_method())))
    ssl.SSL_CTX_set_cipher_list(context, b"ALL:@SECLEVEL=%d" % level)
    first, *others = chain
    if ssl.SSL_CTX_use_certificate(context, c_void_p(certificate(first))) != 1:
        return context, reason()
    if ssl.SSL_CTX_use_PrivateKey(context, c_void_p(keys[key])) != 1:
        return context, reason()
    for other in others:
        ssl.SSL_CTX_ctrl(context, 14, c_long(0), c_void_p(certificate(other)))
    return context, None


def handshake(question):
    """Whether the database takes the chain: a client's (`host` is null), or the directory's."""
    path, host = written(question["text"]), question["host"]
    peer, trouble = context_of(question["chain"], question["key"], 0)
    own, _ = context_of([question["own"]], question["own_key"], 0)
    if trouble:
        return {"error": trouble}
    ssl.SSL_CTX_set_cipher_list(own, b"DEFAULT:@SECLEVEL=%d" % question["level"])
    names = ssl.SSL_load_client_CA_file(path)
    if not names or ssl.SSL_CTX_load_verify_locations(own, path, None) != 1:
        return {"error": "not loaded: " + reason()}
    if host is None:
        ssl.SSL_CTX_set_client_CA_list(own, c_void_p(names))
    ssl.SSL_CTX_set_verify(own, c_int(3), None)
    ssl.SSL_CTX_set_verify(peer, c_int(0), None)
    database, other = c_void_p(ssl.SSL_new(own)), c_void_p(ssl.SSL_new(peer))
    if host is not None:
        parameters = c_void_p(ssl.SSL_get0_param(database))
        if crypto.X509_VERIFY_PARAM_set1_ip_asc(parameters, host.encode()) != 1:
            crypto.X509_VERIFY_PARAM_set1_host(parameters, host.encode(), c_size_t(0))
        crypto.ERR_clear_error()
    one, two = c_void_p(), c_void_p()
    crypto.BIO_new_bio_pair(byref(one), c_size_t(1 << 20), byref(two), c_size_t(1 << 20))
    ssl.SSL_set_bio(database, one, one)
    ssl.SSL_set_bio(other, two, two)
    ssl.SSL_set_connect_state(other if host is None else database)
    ssl.SSL_set_accept_state(database if host is None else other)
    answer = {"ok": False, "code": 0, "error": "it does not end"}
    for _ in range(20):
        crypto.ERR_clear_error()
        theirs = ssl.SSL_do_handshake(other)
        theirs_failed = theirs != 1 and ssl.SSL_get_error(other, theirs) not in (2, 3)
        theirs_why = reason()
        ours = ssl.SSL_do_handshake(database)
        if ours != 1 and ssl.SSL_get_error(database, ours) not in (2, 3):
            answer = {"ok": False, "code": ssl.SSL_get_verify_result(database), "error": reason()}
            break
        if ours == 1:
            answer = {"ok": True, "code": ssl.SSL_get_verify_result(database), "error": ""}
            break
        if theirs_failed:
            answer = {"ok": False, "code": 0, "error": "the other side: " + theirs_why}
            break
    crypto.ERR_clear_error()
    for thing, free in ((database, ssl.SSL_free), (other, ssl.SSL_free), (own, ssl.SSL_CTX_free), (peer, ssl.SSL_CTX_free)):
        free(thing)
    return answer


def version(_):
    crypto.OpenSSL_version.restype = c_char_p
    return {"text": crypto.OpenSSL_version(0).decode()}


for line in sys.stdin:
    asked = json.loads(line)
    made = {"load": load, "key": new_key, "private": private, "sign": sign, "handshake": handshake, "version": version}
    print(json.dumps(made[asked["do"]](asked)), flush=True)
