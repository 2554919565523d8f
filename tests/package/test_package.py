"""The package `forklab` as it was installed: what it has, and that it works there.

    PYTHON -I tests/package/test_package.py

It imports what is installed for PYTHON, which is meant to be the python of a venv of a wheel.
"""

import ast
import importlib.metadata
import inspect
import pathlib
import subprocess
import sys
import unittest
import warnings

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    import forklab

too_old = sys.version_info < (3, 14)
free_threaded = not getattr(sys, "_is_gil_enabled", lambda: True)()
FOLDER = pathlib.Path(forklab.__file__).parent
FUNCTIONS = ("fork_from_worker_thread", "install_fork_guard", "run_trio_in_subint", "wait_child")
PRELUDE = """if True:
    import os, warnings
    import _interpreters, forklab
    warnings.simplefilter("ignore", DeprecationWarning)

    def child():
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        return forklab.wait_child(pid)[1]

    def run(interpreter, source):
        failure = _interpreters.exec(interpreter, source)
        assert failure is None, failure.formatted
"""
BESIDE = """
beside = _interpreters.create("legacy")
print(child())
"""
INSIDE = """
run(_interpreters.create("legacy"), PRELUDE + "\\nprint(child(), flush=True)")
"""


def process(*arguments):
    return subprocess.run(
        [sys.executable, "-I", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


class Installed(unittest.TestCase):
    def test_it_is_the_one_of_this_environment(self):
        self.assertTrue(FOLDER.is_relative_to(sys.prefix), FOLDER)

    def test_it_has_the_primitives_and_nothing_of_the_lab(self):
        names = {"ForkGuard", *FUNCTIONS}
        self.assertEqual(set(forklab.__all__), names)
        module = sys.modules["forklab._primitives"]
        self.assertEqual({name for name in dir(module) if not name.startswith("__")}, names)

    def test_its_files(self):
        metadata = importlib.metadata.metadata("forklab")
        self.assertEqual(metadata["License-Expression"], "MIT")
        self.assertRegex(metadata["Version"], r"^\d+\.\d+\.\d+$")
        self.assertTrue((FOLDER / "py.typed").exists())
        files = sorted(file.name for file in FOLDER.iterdir() if file.is_file())
        self.assertEqual(
            [name for name in files if not name.startswith("_primitives.")],
            ["__init__.py", "__init__.pyi", "__main__.py", "py.typed"],
        )


class Stubs(unittest.TestCase):
    """forklab/__init__.pyi says what the module has: names, parameters, defaults."""

    stub = ast.parse((FOLDER / "__init__.pyi").read_text())

    def named(self, kind):
        return {node.name: node for node in self.stub.body if isinstance(node, kind)}

    def test_names(self):
        (all_names,) = (
            ast.literal_eval(node.value)
            for node in self.stub.body
            if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
        )
        self.assertEqual(all_names, forklab.__all__)
        classes = {name for name in self.named(ast.ClassDef) if not name.startswith("_")}
        self.assertEqual(set(self.named(ast.FunctionDef)) | classes, set(all_names))

    def test_signatures(self):
        for name, node in self.named(ast.FunctionDef).items():
            with self.subTest(name):
                self.assertEqual(self.parameters_of(node.args), self.parameters(getattr(forklab, name)))

    def parameters_of(self, arguments):
        positional = arguments.posonlyargs + arguments.args
        none = [inspect.Parameter.empty] * (len(positional) - len(arguments.defaults))
        defaults = none + [ast.literal_eval(each) for each in arguments.defaults]
        defaults += [ast.literal_eval(each) for each in arguments.kw_defaults]
        kinds = [False] * len(positional) + [True] * len(arguments.kwonlyargs)
        names = [each.arg for each in positional + arguments.kwonlyargs]
        return list(zip(names, kinds, defaults, strict=True))

    def parameters(self, function):
        parameters = inspect.signature(function).parameters.values()
        return [(each.name, each.kind is each.KEYWORD_ONLY, each.default) for each in parameters]

    def test_attributes_of_the_guard(self):
        body = self.named(ast.ClassDef)["ForkGuard"].body
        stub = {node.target.id if isinstance(node, ast.AnnAssign) else node.name for node in body}
        real = {name for name in vars(forklab.ForkGuard) if not name.startswith("_")}
        self.assertEqual(stub, real)


@unittest.skipIf(too_old, "needs Python 3.14+")
class Works(unittest.TestCase):
    def says(self, source, expected):
        done = process("-c", f"PRELUDE = {PRELUDE!r}\n{PRELUDE}\n{source}")
        self.assertEqual((done.stdout.splitlines()[-1:], done.returncode), ([expected], 0), done.stderr)

    def test_import_says_nothing(self):
        self.assertEqual(warned, [])

    def test_fork_from_worker_thread_and_wait_child(self):
        pid = forklab.fork_from_worker_thread(lambda: 3)
        self.assertEqual(forklab.wait_child(pid), (False, "rc=3"))
        with self.assertRaises(ChildProcessError):
            forklab.wait_child(pid)

    def test_run_trio_in_subint(self):
        forklab.run_trio_in_subint("import forklab")
        with self.assertRaises(ZeroDivisionError):
            forklab.run_trio_in_subint("1 / 0")

    @unittest.skipIf(free_threaded, "the guard refuses free-threaded builds")
    def test_forks_survive_with_the_guard_only(self):
        for scene in BESIDE, INSIDE:
            with self.subTest(scene):
                self.says(f"forklab.install_fork_guard()\n{scene}", "rc=7")
                with self.assertRaises(AssertionError):
                    self.says(scene, "rc=7")

    @unittest.skipIf(free_threaded, "the guard refuses free-threaded builds")
    def test_the_guard_says_what_is_in_force(self):
        self.says(
            """
guard = forklab.install_fork_guard(signals=False)
assert guard.enabled and not guard.signals and isinstance(guard, forklab.ForkGuard)
print(guard.on_sub_interpreter_fork, guard.forgotten, guard.promoted, *guard.build["found_by"], sep=", ")
            """,
            "promote, 0, False, debug offsets, internal headers",
        )

    @unittest.skipIf(free_threaded, "the guard refuses free-threaded builds")
    def test_main_tries_all(self):
        done = process("-m", "forklab")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count(": works"), 3, done.stdout)


@unittest.skipUnless(too_old, "is for a Python before 3.14")
class TooOld(unittest.TestCase):
    def test_import_says_what_works(self):
        (warning,) = warned
        self.assertIs(warning.category, RuntimeWarning)
        for word in ("needs Python 3.14", *FUNCTIONS):
            self.assertIn(word, str(warning.message))

    def test_what_it_says_is_so(self):
        arguments = {"run_trio_in_subint": [""], "wait_child": [1]}
        for name in FUNCTIONS:
            with self.subTest(name), self.assertRaisesRegex(RuntimeError, "3.14"):
                getattr(forklab, name)(*arguments.get(name, []))

    def test_main_says_so(self):
        done = process("-m", "forklab")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout.count("does not work here: "), 3, done.stdout)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    wrong, skipped = len(result.failures) + len(result.errors), len(result.skipped)
    print(f"{result.testsRun - wrong - skipped} passed, {wrong} failed, {skipped} skipped")
    sys.exit(not result.wasSuccessful())
