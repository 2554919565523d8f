#!/usr/bin/env python3
"""pins.py INDEX SOURCES_TOML: adds the releases of an index to the pins, once their archives were checked.

INDEX is a file or URL with lines "SHA256  Python-X.Y.Z.tar.xz", as sha256sum writes them; the archives are
beside it. A release is added when its archive has that hash and holds that version. The pins are replaced
in one step, or not at all. Exit status: 0 done, 1 something is wrong with the index or an archive, 2 usage.
"""

import hashlib
import io
import os
import re
import sys
import tarfile
import tomllib
import urllib.error
import urllib.request


def fail(text):
    sys.exit(f"lab: {text}")


def read(place):
    try:
        if re.match("[a-z]+://", place):
            with urllib.request.urlopen(place, timeout=60) as answer:
                return answer.read()
        with open(place, "rb") as file:
            return file.read()
    except (OSError, urllib.error.URLError) as error:
        fail(f"{place} cannot be read: {error}")


def releases_in(index):
    """[(version, sha256)], oldest first; lines about other files are no concern of ours."""
    releases = []
    for number, line in enumerate(read(index).decode(errors="replace").splitlines(), 1):
        name = line.split()[-1].lstrip("*") if line.split() else ""
        match = re.fullmatch(r"Python-(\d+)\.(\d+)\.(\d+)\.tar\.xz", name)
        if not match or tuple(map(int, match.groups())) < (3, 13):
            continue
        if not re.fullmatch(r"[0-9a-f]{64}", line.split()[0]):
            fail(f"{index}:{number}: {line.split()[0]!r} is no SHA-256 in hexadecimal")
        releases.append((".".join(match.groups()), line.split()[0]))
    if not releases:
        fail(f"{index}: no line reads 'SHA256  Python-X.Y.Z.tar.xz' with a version from 3.13 on")
    return sorted(releases, key=lambda release: tuple(map(int, release[0].split("."))))


def check(archive, place, version, sha256):
    seen = hashlib.sha256(archive).hexdigest()
    if seen != sha256:
        fail(f"{place} has the SHA-256 {seen}, not {sha256} as the index says; no pin was changed")
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            header = tar.extractfile(f"Python-{version}/Include/patchlevel.h").read().decode()
    except (KeyError, tarfile.TarError, EOFError) as error:
        fail(f"{place} is no whole release: {error}; no pin was changed")
    if f'"{version}"' not in header:
        fail(f"{place} holds another version than {version}; no pin was changed")


def main():
    if len(sys.argv) != 3:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    index, sources = sys.argv[1:]
    text = read(sources).decode()
    pinned = {row["version"]: row["sha256"] for row in tomllib.loads(text)["source"]}
    added = []
    for version, sha256 in releases_in(index):
        if pinned.get(version, sha256) != sha256:
            fail(f"{version} is pinned with {pinned[version]}, and {index} has {sha256}: one of them is not the release")
        if version in pinned:
            continue
        place = os.path.join(os.path.dirname(index), f"Python-{version}.tar.xz")
        check(read(place), place, version, sha256)
        text += f'\n[[source]]\nversion = "{version}"\nsha256 = "{sha256}"\n'
        added.append(version)
    if added:
        with open(sources + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(sources + ".new", sources)
    print(f"lab: {sources}: " + (f"added {', '.join(added)}" if added else "nothing is new"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
