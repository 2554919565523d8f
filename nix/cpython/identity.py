"""What this interpreter is, as JSON; exits with an error when it is not what argv[1] wants: a JSON object
with `version` or facts by which matrix/variants.toml recognises a variant."""

import json
import platform
import re
import sys
import sysconfig

get = sysconfig.get_config_var
arguments = get("CONFIG_ARGS") or ""
jit = getattr(sys, "_jit", None)
seen = {
    "version": platform.python_version(),
    "debug": hasattr(sys, "gettotalrefcount"),
    "gil": not get("Py_GIL_DISABLED"),
    "jit": bool(jit and jit.is_enabled()),  # an interpreter may have it and keep it switched off
    "sanitizers": sorted(set(re.findall(r"--with-([a-z-]+)-sanitizer(?!=no)", arguments))),
}
wanted = json.loads(sys.argv[1])
if "sanitizers" in wanted:
    wanted["sanitizers"].sort()
unknown = sorted(set(wanted) - set(seen))
if unknown:
    sys.exit(f"labelled with {', '.join(unknown)}, which nothing here can check; it can: {', '.join(seen)}")
wrong = [f"{name} is {seen[name]}, not {value}" for name, value in wanted.items() if seen[name] != value]
if wrong:
    sys.exit("labelled wrongly: " + "; ".join(wrong))
print(json.dumps({
    **seen,
    "shared": bool(get("Py_ENABLE_SHARED")),
    "configure": arguments,
    "compiler": platform.python_compiler(),
    "libc": " ".join(platform.libc_ver()),
}))
