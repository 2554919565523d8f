stands for CPython's Python/pystate.c
