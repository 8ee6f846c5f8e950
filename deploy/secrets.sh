#!/bin/sh
# The secrets of an installation, a file each, named as the setting that it is.
#   secrets.sh          makes those that are not there, in secrets/ beside this script: keep a copy where master keys may be
#   secrets.sh swarm N  gives them to the swarm of this manager as edition N, which stack.yaml names as EDITION
set -eu
umask 077
cd "$(dirname "$0")"
names='postgres-password ConnectionStrings__db ConnectionStrings__redis redis.conf Access__SigningKey Vault__MasterKeys'

# word BYTES: random, in letters and digits.
word() { od -An -vtx1 -N"$1" /dev/urandom | tr -d ' \n'; }

# put NAME: what comes on stdin, unless it is there. Readable to all who get there, which is nobody but root and the containers that it is mounted into: their users are others.
put() {
  [ -s "secrets/$1" ] && { cat >/dev/null; return; }
  cat >"secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  echo "made secrets/$1"
}

case ${1:-} in
'')
  mkdir -p secrets
  word 24 | put postgres-password
  printf 'Host=postgres;Database=coderunner;Username=coderunner;Password=%s' "$(cat secrets/postgres-password)" | put ConnectionStrings__db
  redis=$(word 24)
  [ -s secrets/redis.conf ] && redis=$(sed -n 's/^requirepass //p' secrets/redis.conf)
  printf 'requirepass %s\nappendonly yes\ndir /data\n' "$redis" | put redis.conf
  printf 'redis:6379,password=%s' "$redis" | put ConnectionStrings__redis
  word 48 | put Access__SigningKey
  printf '%s:%s' "$(date +%Y%m%d)" "$(head -c 32 /dev/urandom | base64)" | put Vault__MasterKeys
  ;;
swarm)
  for name in $names; do
    docker secret create "coderunner-${2:?which edition?}-$name" "secrets/$name" >/dev/null
    echo "coderunner-$2-$name"
  done
  ;;
*)
  sed -n '3,4s/^# *//p' "$0" >&2
  exit 64
  ;;
esac
