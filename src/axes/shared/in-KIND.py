# in a KIND sub-interpreter
# each KIND: legacy, isolated
# needs: sub-interpreters
# within: in-sub-interpreter.py
# let CONFIGURATION: 'KIND'
# let RUN: drive()
HERE
# --- joins
import sys
child, exitcode = sys.forklab_ended.pop()
waited(child, exitcode << 8 if exitcode >= 0 else -exitcode)
