#!/bin/sh
# An independent check of a content repository: git and ssh-keygen (and sed, awk, grep, sort, base64; gpg where policy lists
# OpenPGP keys), no code of prongsai.
#
#     sh independent-check.sh CLONE ANCHOR          exit 0: nothing found · 1: found · 2: could not look
#
# It checks, for every step of `main` after the anchor (an id you have from somewhere else):
#   - the step, the content it brings in and each approval are signed, by keys that policy/people.yaml listed before the step;
#   - each approval lists exactly the files that the content changes, before and after, and changes none itself;
#   - the step puts exactly those in place;
#   - nobody approved their own work, or twice; an item has a unit check and, unless exempt before the step, a consent;
#     a change of policy or catalogue has a consent.
#
# It does not check: whether the signer held the office named, or since and until when a key was theirs; ages of approvals;
# thresholds of administrators; forms, dates and totals inside documents; attachments; receipts; merge reviews of a forge
# and squashed publications (both are reported as found, though prongsai may accept them). `prongsai verify` does all that.
set -u
export LC_ALL=C GIT_NO_REPLACE_OBJECTS=1 GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
[ $# -eq 2 ] || { echo "usage: $0 CLONE ANCHOR" >&2; exit 2; }
clone=$1 anchor=$2 bad=0 steps=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
g() { GNUPGHOME="${keyring:-$work}" git -C "$clone" -c core.quotePath=false -c gpg.format=ssh -c gpg.ssh.program=ssh-keygen \
  -c gpg.program=gpg -c gpg.openpgp.program=gpg \
  -c gpg.ssh.allowedSignersFile="${signers:-/dev/null}" -c gpg.ssh.revocationFile= -c core.commitGraph=false "$@"; }
found() { echo "FOUND $1: $2"; bad=1; }

main=$(g rev-parse --verify --quiet refs/heads/main) || { echo "there is no main in $clone" >&2; exit 2; }
[ "$(g rev-parse --is-shallow-repository)" = false ] || { echo "$clone is shallow" >&2; exit 2; }
for file in info/grafts objects/info/alternates; do
  [ ! -s "$(cd "$clone" && g rev-parse --path-format=absolute --git-path "$file")" ] || { echo "$clone has $file" >&2; exit 2; }
done
g fsck --no-dangling --no-progress >"$work/fsck" 2>&1 || found "$main" "git fsck: $(head -n 1 "$work/fsck")"
[ "$(g rev-list --max-parents=0 "$main")" = "$anchor" ] || found "$main" "does not begin at the anchor $anchor, or not only there"

# The keys that policy lists at a commit: `person namespaces="git" key`, wherever the YAML breaks its lines. An OpenPGP key
# is one bare key; decoded, and with the person as its user id, it is a piece of a keyring.
signers_at() {
  oid=$(g rev-parse --verify --quiet "$1:policy/people.yaml") || oid=none
  signers=$work/signers.$oid keyring=$work/gnupg.$oid
  [ ! -f "$signers" ] || return
  g cat-file blob "$oid" 2>/dev/null | tr -s ' \n\t{},' '\n\n\n\n\n\n' | tr -d "\"'" | awk '
    was == "id:" { person = $0 }
    was ~ /^(ssh|ecdsa|sk)-/ && /^AAAA/ { print person " namespaces=\"git\" " was " " $0 }
    was == "openpgp" && /^m/ { print person " " was " " $0 }
    { was = $0 }' >"$work/keys"
  mkdir -m 700 "$keyring"
  printf 'allow-non-selfsigned-uid\ntrust-model always\n' >"$keyring/gpg.conf"
  sed -n 's/^\([^ ]*\) openpgp /\1 /p' "$work/keys" | while read -r person key; do
    printf '%s' "$key" | base64 -d && printf "\\264\\$(printf %03o ${#person})%s" "$person"
  done >"$keyring/pubring.gpg"
  grep -v ' openpgp ' "$work/keys" >"$signers"
}

# Who signed a commit, by those keys; empty for nobody.
signer_of() { g log -1 --format='%G? %GS' "$1" 2>/dev/null | sed -n 's/^G //p'; }

# What changes between two commits, one `before after path` a line, as approvals write it.
entries() {
  g diff-tree -r --no-renames --no-ext-diff --full-index "$1" "$2" | awk -F '\t' '
    { split($1, c, " "); sub(/^:/, "", c[1])
      print (c[1] == "000000" ? "absent" : c[1] ":" c[3]) " " (c[2] == "000000" ? "absent" : c[2] ":" c[4]) " " $2 }' | sort
}

is_form() { case "$(g log -1 --format=%B "$1" | head -n 1)" in "prongsai approval v1" | "prongsai approval v3") ;; *) false ;; esac; }

# One approval, of the content $content: `signer` is who signed it.
check_form() {
  g log -1 --format=%B "$1" | sed -n 's/^entry: //p' | sort >"$work/signed"
  cmp -s "$work/signed" "$work/changed" || found "$1" "approves other files than the content changes"
  [ "$signer" != "$author" ] || found "$1" "$signer approves their own work"
  case " $people " in *" $signer "*) found "$1" "$signer approves twice" ;; esac
  g log -1 --format=%B "$1" | sed -n 's/^finding: //p' | grep -qv ' examined ' && decided=yes
  people="$people $signer" taken="$taken $(g log -1 --format=%B "$1" | sed -n 's/^step: //p')"
}

known() { signer=$(signer_of "$1"); [ -n "$signer" ] || found "$1" "is signed by nobody whom policy knew"; }

needs() { case " $taken " in *" $1 "*) ;; *) found "$step" "lacks $1 for $2" ;; esac; }

check_steps_taken() {
  g cat-file blob "$before:policy/rules.yaml" | tr -s ' \n\t{},' '\n\n\n\n\n\n' | awk 'was == "obligation:" { print } { was = $0 }' \
    >"$work/exempt"
  cut -d ' ' -f 3- "$work/changed" >"$work/paths"
  while IFS= read -r path; do
    kind=${path%%/*} rest=${path#*/}
    case $path in
      items/*) needs unit_check "$path"
        [ -z "$decided" ] && grep -qxF "${rest%%/*}" "$work/exempt" || needs consent "$path" ;;
      waivers/*) needs unit_check "$path"; needs consent "$path" ;;
      attestations/current/*) needs unit_check "$path" ;;
      attestations/returns/*) [ "$(wc -l <"$work/paths")" -eq 1 ] || found "$step" "returns and changes more" ;;
      files/*) needs unit_check "$path" ;;
      *) needs consent "$path" ;;
    esac
  done <"$work/paths"
}

check_step() {
  steps=$((steps + 1))
  signers_at "$before"
  known "$step"
  set -- $(g log -1 --format=%P "$step")
  [ $# -eq 2 ] || { found "$step" "is no publication: it has $# parents"; return; }
  content=$2 forms=
  while is_form "$content"; do
    forms="$forms $content"
    content=$(g rev-parse --verify --quiet "$content^1") || { found "$2" "approves nothing"; return; }
  done
  base=$(g log -1 --format=%P "$content")
  case $base in *" "* | "") found "$content" "is no content: one parent is needed"; return ;; esac
  g merge-base --is-ancestor "$base" "$before" || found "$content" "was not made on main"
  known "$content"
  author=$signer people= taken= decided=
  entries "$base" "$content" >"$work/changed"
  [ -s "$work/changed" ] || found "$content" "changes nothing"
  for form in $forms; do
    [ "$(g rev-parse "$form^{tree}")" = "$(g rev-parse "$content^{tree}")" ] || found "$form" "changes files itself"
    case $(g log -1 --format=%P "$form") in *" "*) found "$form" "is an approval with two parents" ;; esac
    known "$form"
    check_form "$form"
  done
  if is_form "$step"; then known "$step"; check_form "$step"; fi
  entries "$before" "$step" >"$work/landed"
  cmp -s "$work/landed" "$work/changed" || found "$step" "puts in place other files than the content changes"
  check_steps_taken
}

signers_at "$anchor"
known "$anchor"
before=$anchor
for step in $(g rev-list --first-parent --reverse "$anchor..$main"); do
  check_step
  before=$step
done
if [ $bad -eq 0 ]; then echo "nothing found in $steps steps after $anchor"; else echo "something is wrong: see above"; fi
exit $bad
