#!/bin/sh
# Makes the secrets of compose.yaml in a folder that nobody else can enter. What is there stays.
# The files can be read by all, because each container reads its own as another user; the folder keeps others out.
set -eu
umask 022
folder=${1:?usage: make-secrets.sh FOLDER}
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

random() {
    [ -e "$1" ] || openssl rand -hex 32 > "$1"
}
random root_key
random superuser_password
random owner_password
random app_password
[ -e owner_database ] || echo "postgres://lethe_owner:$(cat owner_password)@database/lethe" > owner_database
[ -e app_database ] || echo "postgres://lethe_app:$(cat app_password)@database/lethe" > app_database

# A certificate to begin with: replace both files by those of the name that clients use.
if [ ! -e tls_cert ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout tls_key -out tls_cert 2> openssl.log ||
        { cat openssl.log >&2; exit 1; }
    rm openssl.log
    chmod 644 tls_key
fi
