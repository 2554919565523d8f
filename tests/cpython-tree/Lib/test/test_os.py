stands for CPython's Lib/test/test_os.py
