#!/bin/sh
# Makes every certificate of this folder anew, into the folder given (default: this one).
# The private keys live in a temporary folder and are deleted: nothing here can sign anything.
# Needs the openssl command, 1.1.1 or later.
set -eu

out=${1:-$(dirname "$0")}
mkdir -p "$out"
out=$(cd "$out" && pwd)
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
cd "$keys"

cat > openssl.cnf <<'EOF'
[req]
distinguished_name = empty
prompt = no
[empty]
[ca]
default_ca = any
[any]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
unique_subject = no
preserve = yes
email_in_dn = no
[anything]
countryName = optional
organizationName = optional
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:ldap.example.com
subjectKeyIdentifier = hash
EOF

# certificate NAME CN EXTENSIONS NOT_BEFORE NOT_AFTER SERIAL [ISSUER]
certificate() {
    [ -f "$1.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    openssl req -new -config openssl.cnf -key "$1.key" -subj "/C=US/O=Example/CN=$2" -out "$1.csr"
    : > index
    echo "$6" > serial
    if [ $# -gt 6 ]; then
        set -- "$1" "$2" "$3" "$4" "$5" "$6" -cert "$7.pem" -keyfile "$7.key"
    else
        set -- "$1" "$2" "$3" "$4" "$5" "$6" -selfsign -keyfile "$1.key"
    fi
    name=$1 extensions=$3 from=$4 to=$5
    shift 6
    openssl ca -batch -notext -config openssl.cnf -extensions "$extensions" \
        -startdate "$from" -enddate "$to" -in "$name.csr" -out "$name.pem" "$@" 2> log || { cat log >&2; exit 1; }
}

now=20240101000000Z
later=20440101000000Z

openssl genrsa -out root2.key 2048 2> /dev/null

certificate root             'Example Root CA'          root         "$now" "$later" 01
certificate root2            'Example Other Root CA'    root         "$now" "$later" 02
certificate intermediate     'Example Intermediate CA'  intermediate "$now" "$later" 03 root
certificate leaf             'example-client'           client       "$now" "$later" 04 root
certificate absent           'Example Absent CA'        root         "$now" "$later" 05
certificate orphan-leaf      'example-orphan-client'    client       "$now" "$later" 06 absent
certificate self-signed-leaf 'ldap.example.com'         server       "$now" "$later" 07
certificate expired-root     'Example Expired Root CA'  root         20100101000000Z 20200101000000Z 08
certificate future-root      'Example Future Root CA'   root         20900101000000Z 21100101000000Z 09
certificate soon-root        'Example Soon Root CA'     root         "$now" 20260301000000Z 0A
cp soon-root.key renewed-root.key # the same authority with a new term
certificate renewed-root     'Example Soon Root CA'     root         "$now" "$later" 0B

for name in root root2 intermediate leaf orphan-leaf self-signed-leaf expired-root future-root soon-root renewed-root; do
    openssl x509 -in "$name.pem" -out "$out/$name.pem" # PEM and nothing else
done
