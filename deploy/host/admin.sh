#!/bin/sh
# Runs a verb of lethe as the user and on the data of lethe.service: sudo admin.sh tenant create acme
# The user exists only while a unit of its name runs, so this is a unit too.
set -eu
exec systemd-run --quiet --pipe --wait --collect --unit=lethe-admin \
    --property=DynamicUser=yes --property=User=lethe --property=UMask=0077 \
    --property=StateDirectory=lethe --property=StateDirectoryMode=0700 \
    --property=LoadCredential=root_key:/etc/lethe/root_key \
    --setenv=LETHE_ROOT_KEY_FILE=/run/credentials/lethe-admin.service/root_key \
    --setenv=LETHE_DATA=/var/lib/lethe \
    /usr/lib/lethe/start.sh "$@"
