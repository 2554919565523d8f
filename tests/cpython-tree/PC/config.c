stands for CPython's PC/config.c
