stands for CPython's Include/object.h
