#!/bin/sh
# Runs a verb of lethe as the user and on the data of lethe.service: sudo admin.sh tenant create acme
# The user exists only while a unit of its name runs, so this is a unit too.
set -eu
# Keys that are there once the root key was rotated, or while it is.
more=
for name in root_key_former artifact_key; do
    if [ -e "/etc/lethe/$name" ]; then
        variable=LETHE_$(echo "$name" | tr a-z A-Z)_FILE
        more="$more --property=LoadCredential=$name:/etc/lethe/$name"
        more="$more --setenv=$variable=/run/credentials/lethe-admin.service/$name"
    fi
done
# shellcheck disable=SC2086 # words of our own, without spaces
exec systemd-run --quiet --pipe --wait --collect --unit=lethe-admin \
    --property=DynamicUser=yes --property=User=lethe --property=UMask=0077 \
    --property=StateDirectory=lethe --property=StateDirectoryMode=0700 \
    --property=LoadCredential=root_key:/etc/lethe/root_key \
    --setenv=LETHE_ROOT_KEY_FILE=/run/credentials/lethe-admin.service/root_key \
    --setenv=LETHE_DATA=/var/lib/lethe $more \
    /usr/lib/lethe/start.sh "$@"
