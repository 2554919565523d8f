stands for CPython's Lib/os.py
