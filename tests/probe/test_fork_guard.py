"""The promises of the fork guard, on one real interpreter.

    PYTHON -I tests/probe/test_fork_guard.py PROBE_FOLDER [SYS_PATH_ENTRY_OF_TRIO ...]

A guard cannot be taken away again: each script here runs in a process of its own.
"""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

try:
    import concurrent.interpreters as interpreters
except ImportError:
    interpreters = None

debug_build = hasattr(sys, "gettotalrefcount")
free_threaded = not getattr(sys, "_is_gil_enabled", lambda: True)()
if free_threaded:
    why_not = "the guard refuses free-threaded builds"
elif interpreters is None:
    why_not = "needs Python 3.14+"
else:
    why_not = None

PATHS = sys.argv[1:]
PRELUDE = f"""if True:
    import os, signal, sys, threading, warnings
    sys.path[:0] = {PATHS!r}
    import forklab, _interpreters
    warnings.simplefilter("ignore", DeprecationWarning)  # forks beside threads

    def ends(pid):
        return forklab.wait_child(pid)[1]

    def child(body):
        # How a fork's child ends that runs body(): rc=7 is well.
        pid = os.fork()
        if pid == 0:
            body()
            os._exit(7)
        return ends(pid)

    def create(kind):
        if kind == "forkable":
            kind = _interpreters.new_config("isolated", allow_fork=True)
        return _interpreters.create(kind)

    def run(interpreter, source):
        failure = _interpreters.exec(interpreter, source)
        assert failure is None, failure.formatted

    def on_thread(body):
        results = []
        thread = threading.Thread(target=lambda: results.append(body()))
        thread.start()
        thread.join()
        return results[0]

    def on_c_thread(body):
        # A pthread that knows nothing of Python; ctypes attaches it by PyGILState_Ensure().
        import ctypes
        results = []
        callback_type = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
        callback = callback_type(lambda _: results.append(body()))
        libc, thread = ctypes.CDLL(None), ctypes.c_ulong()
        assert libc.pthread_create(ctypes.byref(thread), None, callback, None) == 0
        assert libc.pthread_join(thread, None) == 0
        return results[0]

    def use_everything():
        # What a child may do: collect, threads, sub-interpreters, forks, trio.
        import gc
        gc.collect()
        assert on_thread(lambda: 5) == 5
        for kind in "legacy", "isolated":
            interpreter = create(kind)
            run(interpreter, "import threading; t = threading.Thread(target=int); t.start(); t.join()")
            assert child(lambda: None) == "rc=7"
            _interpreters.destroy(interpreter)
        import trio
        async def main():
            await trio.sleep(0)
            return 6
        assert trio.run(main) == 6
"""
IN_FORCE = "forklab.install_fork_guard()"


def process(source, guard, limit=180):
    """What a fresh process came to; `guard` comes after the prelude. Whoever hangs is killed."""
    names = f"PRELUDE = {PRELUDE!r}\nfrom textwrap import dedent\n"
    script = f"{PRELUDE}\n{names}guard = {guard}\n{textwrap.dedent(source)}"
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = subprocess.Popen(
            [sys.executable, "-I", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            started.wait(limit)
        except subprocess.TimeoutExpired:
            pass
        finally:
            kill_session(started)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess([], started.returncode, out.read(), err.read())


def kill_session(started):
    try:
        os.killpg(started.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    started.wait()


class Guarded(unittest.TestCase):
    maxDiff = None

    def says(self, source, expected, guard=IN_FORCE):
        """The script's last line is what `expected` prints as."""
        done = process(source, guard)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        self.assertEqual(done.stdout.splitlines()[-1:], [str(expected)], done.stderr)
        return done

    def lives_with_guard_only(self, source, expected="rc=7"):
        self.says(source, expected)
        done = process(source, None, limit=10)
        self.assertNotEqual(done.stdout.splitlines()[-1:], [str(expected)], "lives without a guard")


@unittest.skipIf(why_not, why_not)
class ForkBesideSubInterpreters(Guarded):
    def test_from_each_kind_of_thread(self):
        for kind in "legacy", "isolated":
            for where in "", "on_thread", "on_c_thread":
                with self.subTest(kind=kind, where=where):
                    call = f"{where}(lambda: child(use_everything))" if where else "child(use_everything)"
                    self.lives_with_guard_only(f"beside = create({kind!r})\nprint({call})")

    def test_from_the_primitive(self):
        self.lives_with_guard_only("""
            beside = create("legacy")
            print(ends(forklab.fork_from_worker_thread(lambda: use_everything() or 7)))
        """)

    def test_by_forkpty(self):
        self.lives_with_guard_only("""
            beside = create("legacy")
            pid, fd = os.forkpty()
            if pid == 0:
                use_everything()
                os._exit(7)
            print(ends(pid))
        """)

    def test_by_multiprocessing(self):
        self.lives_with_guard_only(
            """
            import multiprocessing
            beside = create("isolated")
            process = multiprocessing.get_context("fork").Process(target=use_everything)
            process.start()
            process.join()
            print(process.exitcode)
            """,
            0,
        )

    def test_by_subprocess_with_preexec_fn(self):
        self.lives_with_guard_only(
            """
            import subprocess
            beside = create("legacy")
            print(subprocess.run(["echo", "well"], preexec_fn=use_everything, stdout=subprocess.PIPE).stdout)
            """,
            b"well\n",
        )

    def test_by_c_code_with_the_hooks(self):
        self.lives_with_guard_only("""
            import ctypes
            beside = create("legacy")
            api = ctypes.PyDLL(None)
            api.PyOS_BeforeFork()
            pid = api.fork()
            if pid == 0:
                api.PyOS_AfterFork_Child()
                use_everything()
                os._exit(7)
            api.PyOS_AfterFork_Parent()
            print(ends(pid))
        """)

    def test_raw_fork_without_a_thread_state_is_left_alone(self):
        self.says(
            """
            import ctypes
            beside = create("legacy")
            pid = ctypes.CDLL(None).fork()  # detached
            if pid == 0:
                os._exit(guard.forgotten * 10 + len(_interpreters.list_all()))
            print(ends(pid))
            """,
            "rc=2",
        )

    def test_child_that_finalizes_keeps_its_exit_code(self):
        self.lives_with_guard_only(
            """
            beside = [create("legacy"), create("isolated")]
            for interpreter in beside:
                run(interpreter, "import json, datetime, decimal")
            pid = os.fork()
            if pid == 0:
                sys.exit(3)
            print(ends(pid))
            """,
            "rc=3",
        )

    def test_what_is_forgotten_never_ends(self):
        """atexit handlers and finalizers of a forgotten interpreter run in the parent only."""
        self.says(
            """
            read_fd, write_fd = os.pipe()
            beside = create("legacy")
            run(beside, f'''if True:
                import atexit, os
                class Thing:
                    def __del__(self, write=os.write):
                        write({write_fd}, b"__del__ ")
                thing = Thing()
                atexit.register(os.write, {write_fd}, b"atexit ")
            ''')
            pid = os.fork()
            if pid == 0:
                sys.exit(0)
            code = ends(pid)
            os.write(write_fd, b"parent: ")
            _interpreters.destroy(beside)
            os.close(write_fd)
            print(code, os.read(read_fd, 100))
            """,
            "rc=0 b'parent: atexit __del__ '",
        )

    def test_generations(self):
        self.lives_with_guard_only("""
            def generation(left):
                beside = create("legacy")
                if left:
                    assert child(lambda: generation(left - 1)) == "rc=7"
            print(child(lambda: generation(20)))
        """)

    def test_forgotten_counts_what_this_fork_left_behind(self):
        self.says(
            """
            beside = [create("legacy"), create("isolated"), create("isolated")]
            read_fd, write_fd = os.pipe()
            def note():
                os.write(write_fd, b"%d " % guard.forgotten)
                if guard.forgotten == 3:
                    child(note)
            child(note)
            print(guard.forgotten, guard.promoted, os.read(read_fd, 100))
            """,
            "0 False b'3 0 '",
        )

    def test_no_descriptor_is_left(self):
        self.says(
            """
            open_now = lambda: len(os.listdir("/proc/self/fd"))
            before = open_now()
            guard = forklab.install_fork_guard()
            beside = create("legacy")
            in_children = [child(lambda: os._exit(open_now())) for _ in range(20)]
            print(open_now() - before, set(in_children) == {f"rc={before}"})
            """,
            "0 True",
            guard=None,
        )

    def test_while_others_create_and_destroy_them(self):
        """On debug builds a thread half way through clearing a thread state at the fork is an
        assertion of CPython's own, with or without sub-interpreters; nothing else may be."""
        source = """
            stop = threading.Event()
            def churn(kind):
                while not stop.is_set():
                    _interpreters.destroy(create(kind))
            threads = [threading.Thread(target=churn, args=(kind,)) for kind in ("legacy", "isolated", "isolated")]
            for thread in threads:
                thread.start()
            ends_seen = [child(lambda: None) for _ in range(60)]
            stop.set()
            for thread in threads:
                thread.join()
            print(60 - ends_seen.count("rc=7"))
        """
        done = process(source, IN_FORCE)
        died = int(done.stdout)
        known = done.stderr.count("PyThreadState_Clear: Assertion") if debug_build else 0
        self.assertEqual(died - known, 0, done.stderr)


@unittest.skipIf(why_not, why_not)
class ForkInsideASubInterpreter(Guarded):
    kinds = "legacy", "forkable"

    def inside(self, body, kind, where=""):
        """The script that runs body in a sub-interpreter; `end` there is what the script prints."""
        call = f"{where}(lambda: run(inside, source))" if where else "run(inside, source)"
        return f"""
            read_fd, write_fd = os.pipe()
            inside, beside = create({kind!r}), create("isolated")
            source = PRELUDE + f"\\nwrite_fd = {{write_fd}}\\n" + {textwrap.dedent(body)!r}
            source += "\\nos.write(write_fd, str(end).encode())"
            {call}
            print(os.read(read_fd, 1000).decode())
        """

    def test_the_forking_one_becomes_the_main_one(self):
        for kind in self.kinds:
            for where in "", "on_thread":
                with self.subTest(kind=kind, where=where):
                    self.lives_with_guard_only(
                        self.inside("end = child(use_everything)", kind, where)
                    )

    def test_by_multiprocessing(self):
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.lives_with_guard_only(
                    self.inside(
                        """
                        import multiprocessing
                        process = multiprocessing.get_context("fork").Process(target=use_everything)
                        process.start()
                        process.join()
                        end = process.exitcode
                        """,
                        kind,
                    ),
                    0,
                )

    def test_it_knows_that_it_is_the_main_one(self):
        body = """
            import concurrent.interpreters as interpreters
            guard = forklab.install_fork_guard()
            own = interpreters.get_current()
            def look():
                assert guard.promoted and guard.forgotten == 2
                assert interpreters.get_main() == own == interpreters.get_current()
                assert interpreters.list_all() == [own]
                assert threading.current_thread() is threading.main_thread()
                signal.signal(signal.SIGUSR1, lambda *_: os._exit(7))
                assert child(lambda: os._exit(guard.promoted * 10 + guard.forgotten)) == "rc=10"
                signal.raise_signal(signal.SIGUSR1)
                os._exit(8)
            end = child(look)
        """
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.says(self.inside(body, kind), "rc=7")

    @unittest.skipIf(
        sys.version_info >= (3, 15),
        "PyGILState_Ensure() on a new thread looks for an interpreter with the id 0, and hangs",
    )
    def test_c_threads_of_the_child_enter_the_promoted_one(self):
        body = """
            own, _ = _interpreters.get_current()
            def enter():
                assert on_c_thread(_interpreters.get_current)[0] == own
            end = child(enter)
        """
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.lives_with_guard_only(self.inside(body, kind, "on_thread"))

    def test_the_child_has_the_primitives(self):
        body = """
            def work():
                fork = lambda: forklab.fork_from_worker_thread(lambda: 5)
                assert ends(fork()) == on_thread(lambda: ends(fork())) == "rc=5"
                forklab.run_trio_in_subint("import asyncio")
            end = child(work)
        """
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.lives_with_guard_only(self.inside(body, kind))

    def test_its_own_at_fork_hooks_run(self):
        body = """
            seen = []
            os.register_at_fork(before=lambda: seen.append("before"),
                                after_in_child=lambda: seen.append("child"),
                                after_in_parent=lambda: seen.append("parent"))
            def look():
                assert seen == ["before", "child"], seen
            end = child(look), seen
        """
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.lives_with_guard_only(
                    self.inside(body, kind), "('rc=7', ['before', 'parent'])"
                )

    def going_back(self, kind, way):
        body = f"""
            pid = os.fork()
            if pid == 0:
                {way}
            else:
                end = ends(pid)
        """
        source = self.inside(body, kind)
        if way == "end = 0":
            source = source.replace("str(end).encode()", "str(end).encode() if pid else b''")
        return process(source, IN_FORCE)

    def test_going_back_ends_with_a_message_and_status_70(self):
        """On debug builds CPython's own assertions may come before."""
        ways = "raise SystemExit(3)", "raise KeyError", "end = 0"
        for kind in self.kinds:
            for way in ways[: 2 if debug_build else 3]:
                with self.subTest(kind=kind, way=way):
                    done = self.going_back(kind, way)
                    expected = "signal=SIGABRT" if debug_build else "rc=70"
                    self.assertEqual(done.stdout.splitlines()[-1:], [expected], done.stderr)
                    message = "_handle_script_error" if debug_build else "forklab: this child has gone back"
                    self.assertIn(message, done.stderr)

    @unittest.skipIf(debug_build, "CPython's own assertion comes before")
    def test_going_back_does_not_wait_for_a_thread_that_is_not_there(self):
        """The main thread computes: it holds the main interpreter's GIL at most of the forks."""
        body = """
            end = set()
            for _ in range(20):
                pid = os.fork()
                if pid == 0:
                    raise SystemExit(3)
                end.add(ends(pid))
        """
        source = self.inside(body, "forkable").replace(
            "run(inside, source)\n",
            """thread = threading.Thread(target=run, args=(inside, source))
            thread.start()
            while thread.is_alive():
                pass
""",
        )
        self.says(source, "{'rc=70'}")

    def test_a_thread_of_its_own_that_returns_ends_the_child(self):
        """As any child of a thread: the process' last thread ends."""
        body = """
            def fork():
                pid = os.fork()
                return ends(pid) if pid else None
            end = on_thread(fork)
        """
        self.lives_with_guard_only(self.inside(body, "legacy"), "rc=0")

    def test_cpython_itself_refuses_preexec_fn_and_forkpty(self):
        body = """
            import subprocess
            end = []
            for fork in lambda: subprocess.run(["true"], preexec_fn=int), os.forkpty:
                try:
                    fork()
                except RuntimeError as error:
                    end.append(str(error))
        """
        self.says(
            self.inside(body, "legacy"),
            ["preexec_fn not supported within subinterpreters", "fork not supported for subinterpreters"],
        )

    def test_isolated_ones_still_cannot_fork(self):
        body = """
            try:
                os.fork()
            except RuntimeError as error:
                end = error
        """
        self.says(
            self.inside(body, "isolated"), "fork not supported for isolated subinterpreters"
        )

    refusal = """
        try:
            os.fork()
        except RuntimeError as error:
            refused = error
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            end = refused
    """

    def test_refuse_raises_before_the_fork(self):
        for kind in self.kinds:
            with self.subTest(kind=kind):
                self.says(
                    self.inside(self.refusal, kind),
                    "the fork guard refuses os.fork() in sub-interpreter 1: its child would die "
                    "(on_sub_interpreter_fork='refuse')",
                    guard='forklab.install_fork_guard(on_sub_interpreter_fork="refuse")',
                )

    def test_refuse_does_not_concern_the_main_interpreter(self):
        self.says(
            """
            beside = create("legacy")
            print(child(use_everything), ends(forklab.fork_from_worker_thread(lambda: 5)))
            """,
            "rc=7 rc=5",
            guard='forklab.install_fork_guard(on_sub_interpreter_fork="refuse")',
        )

    def test_refuse_is_said_where_another_hook_keeps_it_out(self):
        self.says(
            """
            def hook(event, arguments):
                if event == "sys.addaudithook":
                    raise RuntimeError("no others")
            sys.addaudithook(hook)
            try:
                forklab.install_fork_guard(on_sub_interpreter_fork="refuse")
            except RuntimeError as error:
                print(error)
            """,
            "install_fork_guard(on_sub_interpreter_fork='refuse') cannot add its audit hook: "
            "another hook keeps it out",
            guard=None,
        )

    def test_leave_leaves_the_child_to_cpython(self):
        guard = 'forklab.install_fork_guard(on_sub_interpreter_fork="leave")'
        body = "end = child(use_everything)"
        self.says(self.inside(body, "legacy"), "signal=SIGABRT" if debug_build else "rc=1", guard)
        beside = 'beside = create("legacy")\nprint(child(use_everything))'
        self.says(beside, "rc=7", guard)


@unittest.skipIf(why_not, why_not)
class Signals(Guarded):
    deaf_or_not = """
        import ctypes
        heard = []
        signal.signal(signal.SIGUSR1, lambda *_: heard.append(1))
        kill = ctypes.PyDLL(None).kill  # os.kill() looks for signals by itself
        def compute():
            kill(os.getpid(), signal.SIGUSR1)
            for _ in range(100_000):
                if heard:
                    os._exit(7)
            os._exit(8)
        print(on_thread(lambda: child(compute)))
    """

    def test_child_of_a_thread_notices_them_while_it_computes(self):
        self.lives_with_guard_only(self.deaf_or_not)

    def test_not_with_signals_false(self):
        self.says(self.deaf_or_not, "rc=8", guard="forklab.install_fork_guard(signals=False)")


@unittest.skipIf(why_not, why_not)
class Installing(Guarded):
    beside = 'beside = create("legacy")\nprint(child(lambda: None))'

    def test_says_what_is_in_force(self):
        self.says(
            """
            build = guard.build
            print(guard.enabled, guard.on_sub_interpreter_fork, guard.signals, guard.forgotten,
                  guard.promoted, build["debug"] == hasattr(sys, "gettotalrefcount"),
                  build["version"] == sys.version, build["found_by"], sorted(build["offsets"]))
            print(repr(guard))
            """,
            "<forklab.ForkGuard enabled: on_sub_interpreter_fork='promote', signals=True, "
            "forgotten=0, promoted=False>",
        )

    def test_build_is_named(self):
        self.says(
            """
            build = guard.build
            print(build["debug"] == hasattr(sys, "gettotalrefcount"), build["version"] == sys.version,
                  build["found_by"][0], len(build["offsets"]))
            """,
            "True True debug offsets 6",
        )

    def test_twice_is_once(self):
        """A second handler would find nothing left to forget and say so."""
        self.says(
            """
            again = forklab.install_fork_guard(on_sub_interpreter_fork="leave", signals=False)
            beside = create("legacy")
            print(child(lambda: os._exit(guard.forgotten)), guard.on_sub_interpreter_fork, guard.signals)
            """,
            "rc=1 leave False",
        )

    def test_on_any_thread_of_the_main_interpreter(self):
        for where in "on_thread", "on_c_thread":
            with self.subTest(where=where):
                self.says(self.beside, "rc=7", guard=f"{where}(forklab.install_fork_guard)")

    def test_a_sub_interpreter_cannot_be_the_first(self):
        source = """
            other = create("legacy")
            asks = PRELUDE + dedent('''
            try:
                forklab.install_fork_guard()
            except RuntimeError as error:
                print(error)
            else:
                print("in force")
            ''')
            run(other, asks)
        """
        refusal = (
            "install_fork_guard() must be called in the main interpreter, not in sub-interpreter 1"
        )
        self.says(source, refusal, guard=None)
        self.says(source, "in force")

    def test_can_be_switched_off_and_on(self):
        self.says(
            """
            beside = create("legacy")
            seen = []
            for enabled in False, True:
                guard.enabled = enabled
                seen.append(child(lambda: None))
            print(seen, guard.enabled)
            """,
            "['signal=SIGSEGV', 'rc=7'] True",
        )

    def test_in_a_child_that_a_thread_has_forked(self):
        """main_tstate still names the parent's main thread there; the internal headers know it."""
        self.says(
            """
            def late():
                if "internal headers" not in forklab.install_fork_guard().build["found_by"]:
                    os._exit(6)
                beside = create("legacy")
                assert child(use_everything) == "rc=7"
            print(on_thread(lambda: child(late)))
            """,
            "rc=7",
            guard=None,
        )

    def test_a_layout_that_does_not_check_out_is_refused_and_nothing_changed(self):
        """_PyRuntime of this process, with one word of its debug offsets changed for a moment."""
        words = {0: "cookie", 1: "is version", 5: "", 6: "", 8: "", 25: ""}
        for word, text in words.items():
            with self.subTest(word=word):
                self.says(
                    f"""
                    import ctypes
                    table = (ctypes.c_uint64 * 30).in_dll(ctypes.pythonapi, "_PyRuntime")
                    table[{word}] += 8
                    try:
                        forklab.install_fork_guard()
                    except RuntimeError as error:
                        refused = str(error)
                    table[{word}] -= 8
                    beside = create("legacy")
                    print("does not know this build of Python" in refused, {text!r} in refused,
                          refused.endswith("Nothing was changed"), child(lambda: None))
                    """,
                    "True True True signal=SIGSEGV",
                    guard=None,
                )

    def test_bad_arguments(self):
        self.says(
            """
            import itertools
            for arguments, options in [(("promote",), {}), ((), {"on_sub_interpreter_fork": "other"}),
                                       ((), {"on_sub_interpreter_fork": 3}), ((), {"nonsense": 1})]:
                try:
                    forklab.install_fork_guard(*arguments, **options)
                except (TypeError, ValueError) as error:
                    print(type(error).__name__, end=" ")
            for value in 1, None:
                try:
                    guard.enabled = value
                except TypeError:
                    print("TypeError", end=" ")
            try:
                type(guard)()
            except TypeError:
                print("TypeError", guard.enabled)
            """,
            "TypeError ValueError TypeError TypeError TypeError TypeError TypeError True",
        )


@unittest.skipIf(why_not, why_not)
class FullArchitecture(Guarded):
    """Trio in a legacy sub-interpreter of the parent; it asks a worker thread of the main one for
    forks and awaits the children; each child runs trio in a fresh sub-interpreter."""

    source = """
        import os
        count = {count}
        ask_fd, answer_fd = os.pipe(), os.pipe()
        inner = create("legacy")
        parent = PRELUDE + dedent(f'''
        import trio
        async def main():
            codes = []
            for _ in range({{count}}):
                os.write({{ask_fd[1]}}, b".")
                pid = int(await trio.to_thread.run_sync(os.read, {{answer_fd[0]}}, 20))
                fd = os.pidfd_open(pid)
                await trio.lowlevel.wait_readable(fd)
                os.close(fd)
                codes.append(ends(pid))
            os.close({{ask_fd[1]}})
            print(codes.count("rc=7"))
        trio.run(main)
        ''')
        child_source = PRELUDE + dedent('''
        import trio
        async def main():
            await trio.sleep(0)
        trio.run(main)
        ''')
        def serve():
            while os.read(ask_fd[0], 1):
                run_child = lambda: forklab.run_trio_in_subint(child_source) or 7
                os.write(answer_fd[1], b"%d" % forklab.fork_from_worker_thread(run_child))
        thread = threading.Thread(target=run, args=(inner, parent))
        thread.start()
        serve()
        thread.join()
    """

    def test_forty_of_forty(self):
        self.says(self.source.format(count=40), 40)

    def test_none_without_a_guard(self):
        self.says(self.source.format(count=2), 0, guard=None)


@unittest.skipIf(interpreters is not None, "is for Python before 3.14")
class BeforePython314(Guarded):
    def test_is_refused(self):
        sys.path[:0] = PATHS
        import forklab

        with self.assertRaisesRegex(RuntimeError, r"install_fork_guard\(\) needs Python 3\.14\+"):
            forklab.install_fork_guard()


@unittest.skipUnless(free_threaded and interpreters is not None, "is for free-threaded builds")
class FreeThreaded(Guarded):
    def test_is_refused(self):
        sys.path[:0] = PATHS
        import forklab

        with self.assertRaisesRegex(RuntimeError, "it is free-threaded"):
            forklab.install_fork_guard()


class TallyResult(unittest.TextTestResult):
    def tally(self):
        failed = len(self.failures) + len(self.errors) + len(self.unexpectedSuccesses)
        skipped = len(self.skipped)
        return f"{max(self.testsRun - failed - skipped, 0)} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(resultclass=TallyResult, verbosity=1).run(suite)
    print(result.tally(), flush=True)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
