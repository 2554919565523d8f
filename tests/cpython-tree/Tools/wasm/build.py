stands for CPython's Tools/wasm/build.py
