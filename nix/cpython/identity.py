"""What this interpreter is, as JSON; exits with an error when it is not what argv[1] wants."""

import json
import platform
import sys
import sysconfig

get = sysconfig.get_config_var
arguments = get("CONFIG_ARGS") or ""
seen = {
    "version": platform.python_version(),
    "debug": hasattr(sys, "gettotalrefcount"),
    "gil": not get("Py_GIL_DISABLED"),
    "asan": "address-sanitizer" in arguments,
    "tsan": "thread-sanitizer" in arguments,
}
wanted = json.loads(sys.argv[1])
wrong = [f"{name} is {seen[name]}, not {value}" for name, value in wanted.items() if seen[name] != value]
if wrong:
    sys.exit("labelled wrongly: " + "; ".join(wrong))
jit = getattr(sys, "_jit", None)
print(json.dumps({
    **seen,
    "jit": bool(jit and jit.is_available()),
    "shared": bool(get("Py_ENABLE_SHARED")),
    "configure": arguments,
    "compiler": platform.python_compiler(),
    "libc": " ".join(platform.libc_ver()),
}))
