"""The promises of the three primitives and of the scenario runner, on one real interpreter.

    PYTHON -I tests/probe/test_primitives.py PROBE_FOLDER [SYS_PATH_ENTRY_OF_TRIO ...]
"""

import ctypes
import logging
import os
import pathlib
import signal
import struct
import subprocess
import sys
import threading
import traceback
import unittest
import warnings

sys.path[:0] = sys.argv[1:]
import forklab

try:
    import concurrent.interpreters as interpreters
except ImportError:
    interpreters = None

needs_314 = unittest.skipIf(interpreters is None, "needs Python 3.14+")


def open_descriptors():
    return sorted(fd for fd in map(int, os.listdir("/proc/self/fd")) if is_open(fd))


def is_open(fd):
    try:
        os.fstat(fd)
        return True
    except OSError:
        return False


def has_children():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except ChildProcessError:
        return False


class LeakChecked(unittest.TestCase):
    """No test leaves a descriptor open or a child behind."""

    def setUp(self):
        self.descriptors = open_descriptors()

    def tearDown(self):
        self.assertEqual(open_descriptors(), self.descriptors)
        self.assertFalse(has_children())

    def in_child(self, body):
        """Runs body() in a forked child; its exception is this test's failure."""
        read_fd, write_fd = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 0
            try:
                body()
            except BaseException:
                os.write(write_fd, traceback.format_exc().encode()[-4000:])
                code = 1
            os._exit(code)
        os.close(write_fd)
        with open(read_fd, "rb") as report:
            text = report.read().decode()
        _, status = os.waitpid(pid, 0)
        self.assertEqual(status, 0, text)


def refuse_forks():
    """From now on the kernel answers clone(2), as fork(3) uses it, with EAGAIN (seccomp).

    Threads still start: glibc uses clone3(2) for them.
    """
    number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    load, jump_if_equal, give = 0x20, 0x15, 0x06
    program = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in [
            (load, 0, 0, 0),
            (jump_if_equal, 0, 1, number),
            (give, 0, 0, 0x00050000 | 11),  # SECCOMP_RET_ERRNO | EAGAIN
            (give, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
        ]
    )
    instructions = ctypes.create_string_buffer(program)
    filter_ = struct.pack("HxxxxxxP", 4, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    pr_set_no_new_privs, pr_set_seccomp, filter_mode = 38, 22, 2
    for arguments in [(pr_set_no_new_privs, 1, 0, 0, 0), (pr_set_seccomp, filter_mode, filter_, 0, 0)]:
        if libc.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


@needs_314
class ForkFromWorkerThread(LeakChecked):
    def exit_of(self, target, **options):
        return forklab.wait_child(forklab.fork_from_worker_thread(target, **options))[1]

    def test_child_without_target_exits_with_0(self):
        pid = forklab.fork_from_worker_thread()
        self.assertGreater(pid, 0)
        self.assertEqual(forklab.wait_child(pid), (True, "rc=0"))

    def test_int_of_the_target_is_the_exit_code(self):
        self.assertEqual(self.exit_of(lambda: 7), "rc=7")

    def test_none_counts_as_0(self):
        self.assertEqual(self.exit_of(lambda: None), "rc=0")

    def test_raise_is_exit_2_and_is_logged(self):
        read_fd, write_fd = os.pipe()

        def target():
            handler = logging.StreamHandler(os.fdopen(write_fd, "w"))
            logging.getLogger("forklab").addHandler(handler)
            raise KeyError("deliberate")

        self.assertEqual(self.exit_of(target), "rc=2")
        os.close(write_fd)
        with open(read_fd) as log:
            text = log.read()
        self.assertIn("child_target raised", text)
        self.assertIn("KeyError: 'deliberate'", text)

    def test_system_exit_is_a_raise_too(self):
        logging.getLogger("forklab").addHandler(logging.NullHandler())
        logging.getLogger("forklab").propagate = False
        self.assertEqual(self.exit_of(lambda: sys.exit(0)), "rc=2")

    def test_other_results_are_exit_2(self):
        logging.getLogger("forklab").propagate = False
        for result in ["text", 1.5, 1 << 80]:
            with self.subTest(result=result):
                self.assertEqual(self.exit_of(lambda: result), "rc=2")

    def test_child_ends_by__exit(self):
        import atexit

        def body():
            atexit.register(os.abort)
            self.assertEqual(self.exit_of(lambda: 0), "rc=0")

        self.in_child(body)

    def test_fork_happens_on_another_native_thread(self):
        caller = threading.get_native_id()
        os_name = lambda: pathlib.Path(f"/proc/self/task/{threading.get_native_id()}/comm").read_text().strip()

        def target():
            return 0 if os_name() == "subint-forkserv" else 9

        self.assertEqual(self.exit_of(target), "rc=0")
        self.assertEqual(self.exit_of(lambda: 5 if os_name() == "short" else 9, thread_name="short"), "rc=5")
        self.assertEqual(threading.get_native_id(), caller)

    def test_child_is_its_process_main_thread(self):
        is_main = lambda: threading.current_thread() is threading.main_thread()
        self.assertEqual(self.exit_of(lambda: 0 if is_main() else 9), "rc=0")

    def test_child_runs_in_the_main_interpreter(self):
        def target():
            return 0 if interpreters.get_current() == interpreters.get_main() else 9

        self.assertEqual(self.exit_of(target), "rc=0")

    def test_thread_is_joined(self):
        tasks = len(os.listdir("/proc/self/task"))
        self.exit_of(None)
        self.assertEqual(len(os.listdir("/proc/self/task")), tasks)

    def test_at_fork_hooks_run(self):
        def body():
            seen = []
            os.register_at_fork(
                before=lambda: seen.append("before"),
                after_in_parent=lambda: seen.append("parent"),
                after_in_child=lambda: seen.append("child"),
            )
            target = lambda: 0 if seen == ["before", "child"] else 9
            self.assertEqual(self.exit_of(target), "rc=0")
            self.assertEqual(seen, ["before", "parent"])

        self.in_child(body)

    def test_sub_interpreter_is_refused_before_forking(self):
        import _interpreters

        source = f"""if True:
            import os, sys
            sys.path[:0] = {sys.argv[1:]!r}
            import forklab
            os.register_at_fork(before=lambda: os._exit(98))
            try:
                forklab.fork_from_worker_thread()
            except RuntimeError as error:
                if 'must be called in the main interpreter, not in sub-interpreter' not in str(error):
                    raise
            else:
                raise AssertionError('not refused')
        """

        def body():
            for configuration in "legacy", "isolated":
                interpreter = _interpreters.create(configuration)
                failure = _interpreters.exec(interpreter, source)
                self.assertIsNone(failure, failure)
                _interpreters.destroy(interpreter)
            self.assertFalse(has_children())

        self.in_child(body)

    def test_failed_fork_is_an_os_error(self):
        def body():
            refuse_forks()
            before = open_descriptors()
            with self.assertRaises(BlockingIOError) as caught:  # OSError for EAGAIN
                forklab.fork_from_worker_thread()
            self.assertEqual(caught.exception.errno, 11)
            self.assertEqual(open_descriptors(), before)

        self.in_child(body)

    def test_thread_that_does_not_come_back_is_a_runtime_error_and_never_forks(self):
        def body():
            release = threading.Event()
            os.register_at_fork(before=release.wait)
            tasks = len(os.listdir("/proc/self/task"))
            before = open_descriptors()
            with self.assertRaisesRegex(RuntimeError, "join_timeout=0.1 seconds; no child"):
                forklab.fork_from_worker_thread(join_timeout=0.1)
            self.assertEqual(open_descriptors(), before)
            release.set()
            while len(os.listdir("/proc/self/task")) > tasks:
                pass
            self.assertFalse(has_children())

        self.in_child(body)

    def test_child_forked_for_nobody_is_killed_and_reaped(self):
        def body():
            release = threading.Event()
            os.register_at_fork(after_in_parent=release.wait)
            tasks = len(os.listdir("/proc/self/task"))
            with self.assertRaises(RuntimeError):
                forklab.fork_from_worker_thread(signal.pause, join_timeout=0.1)
            self.assertTrue(has_children())
            release.set()
            while len(os.listdir("/proc/self/task")) > tasks:
                pass
            self.assertFalse(has_children())

        self.in_child(body)

    def test_audit_hook_may_refuse(self):
        def body():
            def hook(event, arguments):
                if event == "os.fork":
                    raise PermissionError("not here")

            sys.addaudithook(hook)
            with self.assertRaisesRegex(PermissionError, "not here"):
                forklab.fork_from_worker_thread()

        self.in_child(body)

    def test_bad_arguments(self):
        with self.assertRaisesRegex(TypeError, "child_target must be callable or None, not int"):
            forklab.fork_from_worker_thread(3)
        with self.assertRaisesRegex(ValueError, "join_timeout"):
            forklab.fork_from_worker_thread(join_timeout=-1)
        with self.assertRaisesRegex(ValueError, "join_timeout"):
            forklab.fork_from_worker_thread(join_timeout=float("nan"))
        with self.assertRaises(TypeError):
            forklab.fork_from_worker_thread(None, "positional name")


@needs_314
class RunTrioInSubint(LeakChecked):
    def test_trio_runs_and_the_interpreter_is_destroyed(self):
        read_fd, write_fd = os.pipe()
        before = len(interpreters.list_all())
        forklab.run_trio_in_subint(f"""if True:
            import os, pathlib, sys, threading
            sys.path[:0] = {sys.argv[1:]!r}
            import trio
            import concurrent.interpreters as interpreters

            async def main():
                await trio.sleep(0)
                name = pathlib.Path(f"/proc/self/task/{{threading.get_native_id()}}/comm").read_text().strip()
                inside = interpreters.get_current() != interpreters.get_main()
                os.write({write_fd}, f'{{name}} {{inside}} {{__name__}}'.encode())

            trio.run(main)
        """)
        self.assertEqual(os.read(read_fd, 100), b"subint-trio True __main__")
        self.assertEqual(len(interpreters.list_all()), before)
        os.close(read_fd)
        os.close(write_fd)

    def test_raises_what_the_bootstrap_raised(self):
        before = len(interpreters.list_all())
        with self.assertRaises(ZeroDivisionError) as caught:
            forklab.run_trio_in_subint("1 / 0")
        self.assertIn('File "<bootstrap>", line 1', caught.exception.__notes__[0])
        self.assertEqual(len(interpreters.list_all()), before)

    def test_arguments_of_the_exception_survive(self):
        with self.assertRaises(OSError) as caught:
            forklab.run_trio_in_subint("raise FileNotFoundError(2, 'gone', 'name')")
        self.assertEqual((caught.exception.errno, caught.exception.filename), (2, "name"))

    def test_exception_that_cannot_cross_is_a_runtime_error_with_its_text(self):
        with self.assertRaisesRegex(RuntimeError, "^Local: deliberate$"):
            forklab.run_trio_in_subint("class Local(Exception): pass\nraise Local('deliberate')")

    def test_syntax_error_is_raised(self):
        with self.assertRaises(SyntaxError):
            forklab.run_trio_in_subint("def")

    def test_bootstrap_that_does_not_end_is_a_runtime_error(self):
        def body():
            with self.assertRaisesRegex(RuntimeError, "'late' has not ended within join_timeout=0.1"):
                forklab.run_trio_in_subint(
                    "import threading; threading.Event().wait()", thread_name="late", join_timeout=0.1
                )

        self.in_child(body)

    def test_interpreter_in_use_is_a_warning(self):
        def body():
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                forklab.run_trio_in_subint(
                    "import _thread, threading\n"
                    "started = threading.Event()\n"
                    "def run():\n    started.set()\n    threading.Event().wait()\n"
                    "_thread.start_new_thread(run, ())\n"
                    "started.wait()\n"
                )
            messages = [str(w.message) for w in caught if w.category is RuntimeWarning]
            self.assertEqual(len(messages), 1)
            self.assertIn("cannot be destroyed", messages[0])

        self.in_child(body)

    def test_works_in_a_child_of_fork_from_worker_thread(self):
        target = lambda: forklab.run_trio_in_subint("import asyncio")
        self.assertEqual(forklab.wait_child(forklab.fork_from_worker_thread(target)), (True, "rc=0"))


@needs_314
class WaitChild(LeakChecked):
    def child(self, end):
        return forklab.fork_from_worker_thread(end)

    def test_exit_code_and_signal_are_told_apart(self):
        self.assertEqual(forklab.wait_child(self.child(lambda: 9)), (False, "rc=9"))
        kill = lambda: signal.raise_signal(signal.SIGKILL)
        self.assertEqual(forklab.wait_child(self.child(kill)), (False, "signal=SIGKILL"))
        self.assertEqual(forklab.wait_child(self.child(lambda: 134)), (False, "rc=134"))

    def test_expected_death_is_any_end_but_exit_0(self):
        self.assertEqual(forklab.wait_child(self.child(None), expect_exit_ok=False), (False, "rc=0"))
        self.assertEqual(forklab.wait_child(self.child(lambda: 3), expect_exit_ok=False), (True, "rc=3"))
        self.assertEqual(
            forklab.wait_child(self.child(os.abort), expect_exit_ok=False), (True, "signal=SIGABRT")
        )

    def test_not_a_child_is_said(self):
        with self.assertRaisesRegex(ChildProcessError, "pid 1 is not a child of this process"):
            forklab.wait_child(1)

    def test_already_reaped_is_said(self):
        pid = self.child(None)
        os.waitpid(pid, 0)
        with self.assertRaisesRegex(ChildProcessError, f"pid {pid} .* already reaped"):
            forklab.wait_child(pid)

    def test_pids_that_name_no_process_are_refused(self):
        for pid in 0, -1, -os.getpid():
            with self.assertRaises(ValueError):
                forklab.wait_child(pid)

    def test_a_signal_with_a_handler_does_not_end_the_wait(self):
        read_fd, write_fd = os.pipe()
        pid = self.child(lambda: len(os.read(read_fd, 1)))
        ticks = []

        def tick(*_):
            ticks.append(1)
            if len(ticks) == 3:
                os.write(write_fd, b".")

        self.with_timer(tick, lambda: self.assertEqual(forklab.wait_child(pid), (False, "rc=1")))
        self.assertGreaterEqual(len(ticks), 3)
        os.close(read_fd)
        os.close(write_fd)

    def test_a_handler_that_raises_ends_the_wait(self):
        pid = self.child(signal.pause)

        def tick(*_):
            raise KeyboardInterrupt

        def wait():
            with self.assertRaises(KeyboardInterrupt):
                forklab.wait_child(pid)

        self.with_timer(tick, wait)
        os.kill(pid, signal.SIGKILL)
        self.assertEqual(forklab.wait_child(pid), (False, "signal=SIGKILL"))

    def with_timer(self, handler, body):
        previous = signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
        try:
            body()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)


@needs_314
class UnderParentTrio(LeakChecked):
    def test_all_three_work_through_to_thread(self):
        def body():
            import trio

            async def main():
                fork = lambda: forklab.fork_from_worker_thread(
                    lambda: forklab.run_trio_in_subint("import sys")
                )
                pid = await trio.to_thread.run_sync(fork)
                return await trio.to_thread.run_sync(forklab.wait_child, pid)

            self.assertEqual(trio.run(main), (True, "rc=0"))

        self.in_child(body)


FORK = "def fork():\n    import os\n    pid = os.fork()\n    if pid == 0: os._exit(0)\n    return pid\n"
SCENE = "def scene():\n    fork_and_wait()\n"
RAISED, FACT, TROUBLE = 3, 5, 8  # event/event.hpp


class Scenario(LeakChecked):
    """What a process tells of a scenario that it was given in words (src/axes/words.hpp)."""

    def told(self, *words):
        """The events of one run: (kind, text)."""
        read_end, write_end = os.pipe()
        code = "import sys; sys.path[:0] = [sys.argv[1]]; import forklab; sys.exit(forklab._run(int(sys.argv[2]), -1, -1, sys.argv[3:]))"
        argv = [sys.executable, "-I", "-c", code, os.path.dirname(forklab.__file__), str(write_end), *words]
        self.done = subprocess.run(argv, pass_fds=[write_end], capture_output=True, text=True)
        os.close(write_end)
        with open(read_end, "rb") as pipe:
            left = pipe.read()
        events = []
        while left:
            magic, size, kind = struct.unpack_from("=IHB", left)
            self.assertEqual(magic, 0x424B4C46)
            events.append((kind, left[40:size].decode()))
            left = left[size:]
        return events

    def texts(self, kind, *words):
        return [text for found, text in self.told(*words) if found == kind]

    def assert_trouble(self, text, *words):
        """It is the lab's trouble, and nothing is said of CPython."""
        events = self.told(*words)
        self.assertEqual([text for kind, text in events if kind == TROUBLE], [text])
        self.assertFalse([event for event in events if event[0] == FACT])

    def test_a_scenario_of_python_runs(self):
        wait = "def wait(pid):\n    import os, forklab\n    forklab._fact(str(os.waitpid(pid, 0)[1]))\n"
        self.assertEqual(self.texts(FACT, "fork=" + FORK, "scene=" + SCENE, "wait=" + wait), ["0"])
        self.assertEqual(self.done.returncode, 0, self.done.stderr)

    def test_what_the_call_that_forks_raises_is_told(self):
        fork = "def fork():\n    raise OSError('no')\n"
        self.assertEqual(self.texts(RAISED, "fork=" + fork, "scene=" + SCENE), ["OSError: no"])

    def test_a_forker_that_leaves_no_pid_is_trouble(self):
        for left in ("None", "0", "'5'", "-1"):
            fork = f"def fork():\n    return {left}\n"
            self.assert_trouble("the forker left no pid", "fork=" + fork, "scene=" + SCENE)

    def test_no_forker_is_trouble(self):
        self.assert_trouble("nothing is said of who forks", "scene=" + SCENE)

    def test_a_text_that_is_no_python_is_trouble(self):
        events = self.texts(TROUBLE, "fork=def fork(:\n", "scene=" + SCENE)
        self.assertTrue(events[0].startswith("the text of fork() is no Python: SyntaxError"), events)

    def test_an_empty_text_is_trouble(self):
        events = self.texts(TROUBLE, "fork=" + FORK)
        self.assertEqual(events[0], "the text of scene() does not define it")

    def test_a_word_that_is_unknown_is_refused(self):
        self.assertEqual(self.told("frok=1"), [])
        self.assertIn("this probe does not know the word 'frok=1'", self.done.stderr)

    def test_a_function_that_the_probe_does_not_have_is_trouble(self):
        self.assert_trouble("this probe has no function for 'no-such'", "fork-by=no-such", "scene=" + SCENE)


@unittest.skipIf(interpreters is not None, "is for Python before 3.14")
class BeforePython314(LeakChecked):
    def test_every_primitive_refuses(self):
        for call in (
            lambda: forklab.fork_from_worker_thread(),
            lambda: forklab.run_trio_in_subint(""),
            lambda: forklab.wait_child(1),
        ):
            with self.assertRaisesRegex(RuntimeError, r"needs Python 3\.14\+"):
                call()


class TallyResult(unittest.TextTestResult):
    def tally(self):
        failed = len(self.failures) + len(self.errors) + len(self.unexpectedSuccesses)
        skipped = len(self.skipped)
        return f"{self.testsRun - failed - skipped} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(resultclass=TallyResult, verbosity=1).run(suite)
    print(result.tally(), flush=True)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
