#!/usr/bin/env python3
"""What generate.py makes of a folder of values, and what it says of a wrong one.

usage: test_generate.py SRC/axes [unittest options]"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

AXES = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(AXES))
sys.dont_write_bytecode = True
import generate


class Generate(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        for axis in ('forker', 'scene', 'child', 'wait', 'guard', 'shared'):
            (self.folder / axis).mkdir()
        self.write('forker/plain.py', '# forks\n# rank: 1\nimport os\npid = os.fork()\n')
        self.write('scene/nothing.py', '# nothing\n# rank: 1\nfork_and_wait()\n')
        self.write('child/exit.py', '# exits\n# rank: 1\n# does: nothing\n')
        self.write('guard/none.py', '# none\n# rank: 1\n# does: nothing\n')
        self.write('wait/waitpid.py', '# waits\n# rank: 1\n# by: probe\nimport os\nwaited(pid, os.waitpid(pid, 0)[1])\n')

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def made(self, *arguments):
        out = self.folder / 'out.hpp'
        generate.main([arguments[0], str(self.folder), *arguments[1:], str(out)])
        return out.read_text()

    def rows(self):
        return self.made('rows', str(AXES / 'forkers.c'))

    def names(self):
        return re.findall(r'^\w+\{\{"([^"]*)"', self.rows(), re.M)

    def complaint(self, name, text, where, what):
        """The file makes it fail with `where` (FILE:LINE, may be of another) and `what`, and leaves no header."""
        self.write(name, text)
        with self.assertRaises(generate.Wrong) as caught:
            self.rows()
        said = str(caught.exception)
        self.assertTrue(said.startswith(f'{self.folder}/{where}: '), said)
        self.assertIn(what, said)
        self.assertFalse((self.folder / 'out.hpp').exists())

    def test_the_text_is_a_function_as_it_stands(self):
        self.assertIn('R"py(def fork():\n    pid = None\n    import os\n    pid = os.fork()\n    return pid\n)py"', self.rows())

    def test_order_is_by_rank_not_by_name(self):
        self.write('child/a-later.py', '# does\n# rank: 30\nprint()\n')
        self.write('child/z-sooner.py', '# does\n# rank: 4\nprint()\n')
        self.assertEqual(self.names(), ['plain', 'nothing', 'exit', 'z-sooner', 'a-later', 'waitpid', 'none'])

    def test_each_makes_a_value_of_each(self):
        self.write('scene/a-KIND-b.py', '# a KIND thing\n# rank: 2\n# each KIND: legacy, isolated\nprint("KIND", "KINDLY")\nfork_and_wait()\n')
        rows = self.rows()
        self.assertIn('"a-legacy-b", "a legacy thing"', rows)
        self.assertIn('"a-isolated-b", "an isolated thing"', rows)
        self.assertIn('print("isolated", "KINDLY")', rows)

    def test_a_context_makes_one_more_and_adds_its_needs(self):
        self.write('forker/plain.py', '# forks on the main thread\n# rank: 1\n# also: on-KIND.py\nimport os\npid = os.fork()\n')
        self.write('shared/on-KIND.py', '# on a KIND\n# each KIND: sled, ice\n# needs: trio\nif "KIND":\n    HERE\n')
        rows = self.rows()
        self.assertEqual(self.names()[:3], ['plain', 'plain-on-sled', 'plain-on-ice'])
        self.assertIn('"plain-on-ice", "forks on an ice", Needs::trio', rows)
        self.assertIn('    if "ice":\n        import os\n        pid = os.fork()\n', rows)

    def test_lines_inside_a_string_are_not_indented(self):
        self.write('child/s.py', "# s\n# rank: 2\ntext = '''\nx\n'''\nprint(f'''a\n{text}\nb''')\n")
        self.assertIn("    text = '''\nx\n'''\n    print(f'''a\n{text}\nb''')\n", self.rows())

    def test_what_the_probe_has_functions_for(self):
        text = self.made('by-probe')
        self.assertIn('std::array<std::string_view, 0> forkers = {};', text)
        self.assertIn('std::array<std::string_view, 1> waits = {"waitpid"};', text)

    def test_the_probes_function_gets_the_text_without_the_scripts_frame(self):
        self.write('shared/frame.py', '# around it\nprint(1)\nHERE\n')
        self.write('child/p.py', '# p\n# rank: 2\n# by: probe\n# within: frame.py\nprint(2)\n')
        self.assertIn('R"py(def child():\n    print(1)\n    print(2)\n)py", R"py(print(2)\n)py"', self.rows())

    def test_the_probe_needs_no_other_values_and_no_templates(self):
        whole = self.made('by-probe')
        shutil.rmtree(self.folder / 'shared')
        for name in ('forker/plain.py', 'scene/nothing.py', 'child/exit.py'):
            (self.folder / name).unlink()
        self.assertEqual(self.made('by-probe'), whole)

    def test_every_real_value_is_fit(self):
        out = self.folder / 'real.hpp'
        generate.main(['rows', str(AXES), str(AXES / 'forkers.c'), str(out)])
        self.assertGreater(out.read_text().count('def fork():'), 30)

    def test_the_program_says_it_in_one_line_and_fails(self):
        self.write('child/new.py', '# new\n# rank: 2\n')
        done = subprocess.run([sys.executable, '-B', AXES / 'generate.py', 'by-probe', self.folder / 'no', self.folder / 'out'],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertEqual(done.stderr, f'{self.folder}/no/forker:1: there is no such folder\n')

    def test_an_empty_text(self):
        self.complaint('child/new.py', '# new\n# rank: 2\n', 'child/new.py:1', 'there is no Python in it')

    def test_a_text_of_what_does_nothing(self):
        self.complaint('child/exit.py', '# exits\n# rank: 1\n# does: nothing\nprint()\n', 'child/exit.py:4', 'has a text')

    def test_a_forker_has_to_do_something(self):
        self.complaint('forker/plain.py', '# f\n# rank: 1\n# does: nothing\n', 'forker/plain.py:3', 'has to do something')

    def test_a_forker_that_leaves_no_pid(self):
        text = '# f\n# rank: 1\nimport os\ndef body():\n    pid = os.fork()\nbody()\n'
        self.complaint('forker/plain.py', text, 'forker/plain.py:3', 'leaves nothing in `pid`')

    def test_a_syntax_error(self):
        self.complaint('child/new.py', '# new\n# rank: 2\n\nprint()\nif:\n', 'child/new.py:5', 'invalid syntax')

    def test_a_syntax_error_in_a_section(self):
        text = '# f\n# rank: 1\npid = 1\n# --- joins\nprint()\n)\n'
        self.complaint('forker/plain.py', text, 'forker/plain.py:6', "unmatched ')'")

    def test_a_name_that_nothing_defines(self):
        self.complaint('child/new.py', '# new\n# rank: 2\nimport os\nos.kill(1, signal.SIGINT)\n',
                       'child/new.py:4', 'new uses signal, which nothing defines')

    def test_a_module_that_was_not_said(self):
        self.complaint('child/new.py', '# new\n# rank: 2\nprint()\nimport _interpreters\n',
                       'child/new.py:4', 'say "# needs: sub-interpreters"')

    def test_an_unknown_key(self):
        self.complaint('child/new.py', '# new\n# rnak: 2\nprint()\n', 'child/new.py:2', 'unknown key "rnak"')

    def test_a_key_twice(self):
        self.complaint('child/new.py', '# new\n# rank: 2\n# rank: 3\nprint()\n', 'child/new.py:3', 'twice')

    def test_no_rank(self):
        self.complaint('child/new.py', '# new\nprint()\n', 'child/new.py:1', '"rank"')

    def test_a_rank_twice(self):
        self.complaint('child/new.py', '# new\n# rank: 1\nprint()\n', 'child/new.py:2', 'exit.py has the rank 1')

    def test_no_description(self):
        self.complaint('child/new.py', 'print()\n', 'child/new.py:1', 'the first line')

    def test_an_unknown_need_and_property(self):
        self.complaint('child/new.py', '# new\n# rank: 2\n# needs: luck\nprint()\n', 'child/new.py:3', '"luck" is unknown')
        self.complaint('child/new.py', '# new\n# rank: 2\n# properties: holds child\nprint()\n',
                       'child/new.py:3', '"holds child" is unknown; there are: goes back')

    def test_a_scene_is_not_said_by_the_probe(self):
        self.complaint('scene/nothing.py', '# n\n# rank: 1\n# by: probe\nfork_and_wait()\n', 'scene/nothing.py:3', 'no functions')

    def test_a_product_is_not_said_by_the_probe(self):
        self.complaint('child/a-KIND.py', '# a\n# rank: 2\n# each KIND: b, c\n# by: probe\nprint()\n',
                       'child/a-KIND.py:4', 'one file, one function')

    def test_a_template_that_is_not_there(self):
        self.complaint('child/new.py', '# new\n# rank: 2\n# within: no.py\nprint()\n', 'child/new.py:3', 'no shared/no.py')

    def test_a_template_without_a_place(self):
        self.write('shared/frame.py', '# around it\nprint(1)\n')
        self.complaint('child/new.py', '# new\n# rank: 2\n# within: frame.py\nprint()\n', 'shared/frame.py:1', 'HERE')

    def test_what_a_template_takes(self):
        self.write('shared/frame.py', '# around it\n# takes: WORD\nprint(WORD)\nHERE\n')
        self.complaint('child/new.py', '# new\n# rank: 2\n# within: frame.py\nprint()\n', 'child/new.py:3', 'takes WORD')
        self.complaint('child/new.py', '# new\n# rank: 2\n# within: frame.py\n# let WORD: 1\n# let OTHER: 1\nprint()\n',
                       'child/new.py:5', 'let OTHER')

    def test_a_section_of_another_axis(self):
        self.complaint('child/new.py', '# new\n# rank: 2\nprint()\n# --- joins\nprint()\n', 'child/new.py:4', 'no section "joins"')

    def test_a_c_function_that_is_not_there(self):
        self.complaint('forker/plain.py', '# f\n# rank: 1\nimport forkers\npid = forkers.fork_so(1)\n',
                       'forker/plain.py:4', 'forkers.c has no function fork_so')

    def test_a_name_that_is_no_name(self):
        self.complaint('child/New_one.py', '# new\n# rank: 2\nprint()\n', 'child/New_one.py:1', 'a name is made of')

    def test_a_name_twice(self):
        self.write('child/a-legacy.py', '# a\n# rank: 2\nprint()\n')
        self.complaint('child/a-KIND.py', '# a\n# rank: 3\n# each KIND: legacy\nprint()\n', 'child/a-KIND.py:1', 'a-legacy')


if __name__ == '__main__':
    unittest.main()
