# A backup of the whole platform while it runs, and the way back: the database, the keys, the audit logs' checkpoints and the built artifacts.
# Whoever has one can read every secret in it.

backup() {
  local directory=$RUN/backups keep='' pid
  while [ $# -gt 0 ]; do
    case $1 in
      --keep)
        keep=${2:-}
        [[ $keep =~ ^[1-9][0-9]{0,5}$ ]] || fail "--keep takes a number of backups, as in --keep 14"
        shift
        ;;
      -*) complain "unknown option: $1" && usage >&2 && exit 64 ;;
      *) directory=$1 ;;
    esac
    shift
  done
  pid=$(api_pid) || fail "CodeRunner is down: ./coderunner up first"
  [ -d "$RUN/data/postgres/cluster" ] || fail "PostgreSQL runs in a container here: back its volume up with the engine's own tools"

  umask 077
  mkdir -p "$directory" || fail "$directory can't be made"
  exec 8>"$directory/.lock"
  flock -n 8 || fail "another backup to $directory is under way"
  rm -rf --one-file-system "$directory"/.unfinished.* # what a killed one left
  BACKUP_WORK=$(mktemp -d "$directory/.unfinished.XXXXXX") || fail "$directory can't be written"
  trap 'rm -rf --one-file-system "$BACKUP_WORK"' EXIT
  make_backup "$pid" "$directory" "$BACKUP_WORK"
  [ -z "$keep" ] || forget_backups "$directory" "$keep"
}

# make_backup PID DIRECTORY WORK
make_backup() {
  local data=$RUN/data file ours=(backup.json postgres)
  file=$2/coderunner-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  say "backing up …"
  # Before the database: checkpoints that know more than it would look like a log that was cut.
  if [ -d "$data/audit" ]; then cp -a "$data/audit" "$3/audit" && ours+=(audit); fi
  mkdir "$3/postgres"
  copy_database "$1" "$3/postgres/cluster" || fail "PostgreSQL could not be copied (all it said: $RUN/backup.log)"
  printf '{"made":"%s","postgresql":"%s","commit":"%s"}\n' "$(date -u +%FT%TZ)" "$(cat "$3/postgres/cluster/PG_VERSION")" \
    "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)" >"$3/backup.json"

  # Of the node only what can't be made again.
  local kept=() path outcome=0
  for path in "$data"/* "$data/node/node-id" "$data/node/artifacts"; do
    case $path in "$data/postgres" | "$data/redis" | "$data/node" | "$data/audit") ;; *) [ ! -e "$path" ] || kept+=("${path#"$data/"}") ;; esac
  done
  # Artifacts come and go meanwhile, and what an app made unreadable must not keep everybody from a backup.
  tar --create --gzip --file "$3/all" --warning=no-file-changed --warning=no-file-removed --ignore-failed-read \
    --directory "$3" "${ours[@]}" \
    --directory "$data" "${kept[@]}" 2>>"$RUN/backup.log" || outcome=$?
  [ $outcome -le 1 ] || fail "the backup could not be written (all tar said: $RUN/backup.log)"
  mv "$3/all" "$file"
  say "$file ($(du -h "$file" | cut -f 1)): it holds the master keys, so keep it as secret as they are"
}

# copy_database PID CLUSTER: PostgreSQL's own copy of itself, as it is at its end, and checked.
copy_database() {
  local connection binaries
  connection=$(tr '\0' '\n' <"/proc/$1/environ" | sed -n 's/^ConnectionStrings__db=//p')
  binaries=$(postgres_binaries "$(cat "$RUN/data/postgres/cluster/PG_VERSION")")
  PGHOST=$(setting Host "$connection") PGPORT=$(setting Port "$connection") PGUSER=$(setting Username "$connection") PGPASSWORD=$(setting Password "$connection") \
    "$binaries/pg_basebackup" --pgdata "$2" --wal-method stream --checkpoint fast --no-password >"$RUN/backup.log" 2>&1 \
    && "$binaries/pg_verifybackup" "$2" >>"$RUN/backup.log" 2>&1
}

# setting NAME CONNECTION: of a connection string.
setting() { tr ';' '\n' <<<"$2" | sed -n "s/^$1=//p"; }

postgres_binaries() {
  local found=/usr/lib/postgresql/$1/bin
  [ -x "$found/postgres" ] || fail "PostgreSQL $1 is needed. On Debian: apt-get install postgresql-$1"
  echo "$found"
}

# forget_backups DIRECTORY N: all but the N newest; their names sort by time.
forget_backups() {
  local all
  mapfile -t all < <(compgen -G "$1/coderunner-*Z.tar.gz" | sort -r)
  [ ${#all[@]} -le "$2" ] || rm -- "${all[@]:$2}"
}

restore() {
  local file='' replace=false
  while [ $# -gt 0 ]; do
    case $1 in
      --replace) replace=true ;;
      -*) complain "unknown option: $1" && usage >&2 && exit 64 ;;
      *) file=$1 ;;
    esac
    shift
  done
  [ -n "$file" ] || { usage >&2 && exit 64; }
  [ -r "$file" ] || fail "$file can't be read"
  take_turn
  if apphost_pid >/dev/null || [ "$(processes_of "$RUN" | wc -l)" -gt 0 ]; then fail "CodeRunner or its apps run: ./coderunner down first"; fi
  $replace || [ ! -e "$RUN/data" ] || fail "there is data already: --replace puts it aside, and says where"

  local next=$RUN/data.restoring about version
  about=$(tar --extract --gzip --to-stdout --file "$file" --occurrence=1 backup.json 2>/dev/null) || fail "$file is no backup of CodeRunner, or is damaged"
  version=$(sed -n 's/.*"postgresql":"\([0-9]*\)".*/\1/p' <<<"$about")
  [ -n "$version" ] || fail "$file does not say of which PostgreSQL it is"
  local binaries
  binaries=$(postgres_binaries "$version")
  say "restoring what was backed up at $(sed -n 's/.*"made":"\([^"]*\)".*/\1/p' <<<"$about") …"
  rm -rf --one-file-system "$next"
  (umask 077 && mkdir "$next")
  if ! quietly "$RUN/restore.log" tar --extract --preserve-permissions --gzip --file "$file" --directory "$next" \
    || ! quietly "$RUN/restore.log" "$binaries/pg_verifybackup" "$next/postgres/cluster"; then
    rm -rf --one-file-system "$next"
    fail "the backup is damaged; nothing was changed"
  fi
  rm "$next/backup.json"
  own_database "$next/postgres"
  if [ -e "$RUN/data" ]; then
    local aside
    aside=$RUN/data.before-$(date -u +%Y%m%dT%H%M%SZ)
    mv "$RUN/data" "$aside"
    say "what was there is in $aside: remove it when all is well"
  fi
  mv "$next" "$RUN/data"
  say "restored; ./coderunner up starts it. People sign in again."
}

# As root, PostgreSQL runs as a user of its own, who may have another number here.
own_database() {
  [ "$(id -u)" = 0 ] || return 0
  chown -R "$(id -u postgres 2>/dev/null || id -u nobody):$(id -g postgres 2>/dev/null || id -g nobody)" "$1"
}
