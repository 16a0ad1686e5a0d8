#!/bin/sh
# Unpacks glibc of Debian 13 into ./sysroot for Tailcall, which needs a newer one than Debian 12 has. Installs nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/etc" "$work/state/lists/partial" "$work/cache/archives/partial" sysroot
: > "$work/status"
mirror=$(apt-get indextargets --format '$(SITE)' | grep '/debian/*$' | sort -u | head -n 1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$work/etc/sources.list"
apt() {
  apt-get -q -o Dir::Etc="$work/etc" -o Dir::Etc::SourceParts=/dev/null -o Dir::State="$work/state" \
    -o Dir::Cache="$work/cache" -o Dir::State::status="$work/status" -o APT::Sandbox::User=root "$@"
}
apt update
(cd "$work" && apt download libc6 libgcc-s1)
for package in "$work"/*.deb; do dpkg-deb -x "$package" sysroot; done
