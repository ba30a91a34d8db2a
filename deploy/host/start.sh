#!/bin/sh
# Starts lethe with its secrets from files: LETHE_ROOT_KEY_FILE and LETHE_DATABASE_FILE name them, and once the root key
# was rotated LETHE_ARTIFACT_KEY_FILE, and LETHE_ROOT_KEY_FORMER_FILE meanwhile.
# A secret in a file shows neither in `systemctl show` nor in `docker inspect`.
set -eu
for name in LETHE_ROOT_KEY LETHE_ROOT_KEY_FORMER LETHE_ARTIFACT_KEY LETHE_DATABASE; do
    eval "file=\${${name}_FILE:-}"
    if [ -n "$file" ]; then
        value=$(cat "$file")
        export "$name=$value"
    fi
done
exec lethe "$@"
