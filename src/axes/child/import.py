# imports modules that were not imported before, then _exit(0)
# rank: 80
import sys, decimal, sqlite3, xml.dom.minidom
if 'Finder' in [type(finder).__name__ for finder in sys.meta_path]:
    import forklab_in_flight
