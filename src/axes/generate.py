#!/usr/bin/env python3
"""generate.py rows FOLDER C_FILE OUT    rows of all values below FOLDER, a header for axes.cpp
generate.py by-probe FOLDER OUT       names of the values that are said by a function of the probe

A value of an axis is one file, FOLDER/AXIS/NAME.py: a header of comments, then Python.

    # os.fork() in a __del__ on the main thread     what it is, in one line
    # rank: 110                                      its place in the axis; the first is the default
    # needs: sub-interpreters, trio                  what the Python under test has to have
    # properties: goes back                          of a child (goes back) or a wait (holds child,
                                                     in trio thread, waits for orphan)
    # each KIND: legacy, isolated                    a value for each; KIND is replaced everywhere
    # within: TEMPLATE.py                            the text replaces HERE in shared/TEMPLATE.py
    # let WORD: TEXT                                 what that template takes
    # also: CONTEXT.py                               more values, NAME-CONTEXT: within the template, and
                                                     its description in place of "on the main thread"
    # lets go: FILE.py                               a section that is the file shared/FILE.py
    # by: probe                                      the probe has a function of this name; the text is
                                                     how a script says it. With a template the function
                                                     gets the text as it is in the file.
    # does: nothing                                  there is no text, and none is missing
    ...
    # --- joins                                      begins a section: joins, lets go, prepares

The texts become functions: fork() leaves the new process in `pid`, scene() calls fork_and_wait(), which is
true in a child that goes back, child() returns the exit code it asks for or None, wait(pid) tells what it
learned with waited(pid, status), after release() where it holds the child, guard() runs first of all, on the
main thread. Sections: joins is wait(pid) in place of the axis' way of waiting, where the child is no child of
this process; let_go() runs after the child's end and lets go what the way of forking keeps by design; prepare()
runs before the fork.
"""
import ast
import builtins
import json
import pathlib
import re
import symtable
import sys

NEEDS = {'sub-interpreters': 'Needs::sub_interpreters', 'trio': 'Needs::trio'}
# A module that a text imports, and what the value then needs.
MODULES = {'_interpreters': 'sub-interpreters', 'concurrent.interpreters': 'sub-interpreters', 'trio': 'trio'}
SECTIONS = {'joins': 'wait(pid)', 'lets go': 'let_go()', 'prepares': 'prepare()'}
KEYS = {'rank', 'needs', 'properties', 'within', 'also', 'takes', 'by', 'does', *SECTIONS}
HEADER = r'# ([a-z ]+|(?:let|each) [A-Z]+): (.*)'
MAIN = 'on the main thread'


class Axis:
    def __init__(self, row, plural, function, given=(), sections=(), properties=(), may_do_nothing=False,
                 by_probe=True):
        self.row, self.plural, self.function = row, plural, function
        self.given, self.sections, self.properties = {'forklab', *given}, sections, properties
        self.may_do_nothing, self.by_probe = may_do_nothing, by_probe


AXES = {
    'forker': Axis('Forker', 'forkers', 'fork()', given=['prelude'], sections=['joins', 'lets go']),
    'scene': Axis('Scene', 'scenes', 'scene()', given=['fork_and_wait', 'prelude'], by_probe=False),
    'child': Axis('ChildWork', 'child_works', 'child()', given=['prelude'], properties=['goes back'],
                  may_do_nothing=True),
    'wait': Axis('Wait', 'waits', 'wait(pid)', given=['waited', 'release'], sections=['prepares'],
                 properties=['holds child', 'in trio thread', 'waits for orphan'], may_do_nothing=True),
    'guard': Axis('Guard', 'guards', 'guard()', may_do_nothing=True, by_probe=False),
}


class Wrong(Exception):
    def __init__(self, path, line, text):
        super().__init__(f'{path}:{line}: {text}')


class Source:
    """A file as it is written."""

    def __init__(self, path):
        self.path, self.keys, self.lets, self.each = path, {}, {}, None
        try:
            lines = path.read_text('utf-8').split('\n')
        except OSError as error:
            raise Wrong(path, 1, f'cannot be read: {error.strerror}') from None
        if not lines[0].startswith('# ') or not lines[0][2:].strip():
            raise Wrong(path, 1, 'the first line must be a comment that says what it is')
        self.description = lines[0][2:].strip()
        number = 1
        while number < len(lines) and (match := re.match(HEADER, lines[number])):
            number += 1
            self.header(match[1], match[2].strip(), number)
        self.read_body(lines, number)

    def wrong(self, text, line=1):
        return Wrong(self.path, line, text)

    def header(self, key, value, line):
        if key.startswith('let '):
            self.lets[key[4:]] = value
        elif key.startswith('each '):
            self.each = (key[5:], self.listed(value))
        elif key not in KEYS:
            known = ', '.join(['each WORD', 'let WORD', *sorted(KEYS)])
            raise self.wrong(f'unknown key "{key}"; there are: {known}', line)
        elif key in self.keys:
            raise self.wrong(f'"{key}" is there twice', line)
        else:
            self.keys[key] = (value, line)

    def read_body(self, lines, number):
        """self.sections: name -> (text, its first line); the text itself is the section None."""
        self.sections, name, begin = {}, None, number
        for end in range(number, len(lines) + 1):
            mark = re.fullmatch(r'# --- (.*)', lines[end]) if end < len(lines) else None
            if end < len(lines) and mark is None:
                continue
            text = '\n'.join(lines[begin:end]).strip('\n')
            first = begin + 1 + next((i for i, line in enumerate(lines[begin:end]) if line), 0)
            try:
                ast.parse(text, str(self.path))
            except SyntaxError as error:
                raise self.wrong(error.msg, first + (error.lineno or 1) - 1) from None
            self.sections[name] = (text + '\n' if text else '', first)
            if mark is None:
                return
            name, begin = mark[1], end + 1
            if name not in SECTIONS or name in self.sections:
                raise self.wrong(f'section "{name}": there are {", ".join(SECTIONS)}, each once', end + 1)

    @property
    def text(self):
        return self.sections[None][0]

    @staticmethod
    def listed(value):
        return [item.strip() for item in value.split(',') if item.strip()]

    def value(self, key, otherwise=None):
        return self.keys[key][0] if key in self.keys else otherwise

    def some_of(self, key, known):
        """The items of a list, each of which must be known."""
        items = self.listed(self.value(key, ''))
        for item in items:
            if item not in known:
                there = ', '.join(known) or 'none'
                raise self.wrong(f'{key}: "{item}" is unknown; there are: {there}', self.keys[key][1])
        return items

    def line_of(self, pattern):
        for number, line in enumerate(self.path.read_text('utf-8').split('\n'), 1):
            if re.search(pattern, line):
                return number
        return 1


def indented(text, by):
    """Lines that begin inside a string stay as they are."""
    inside = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr) or isinstance(getattr(node, 'value', None), (str, bytes)):
            inside.update(range(node.lineno + 1, node.end_lineno + 1))
    lines = text.rstrip('\n').split('\n')
    return ''.join((by if line and number not in inside else '') + line + '\n'
                   for number, line in enumerate(lines, 1))


def leaves_pid(nodes):
    """Whether the code, but not a function or class in it, has something that assigns `pid`."""
    for node in nodes:
        if isinstance(node, ast.Name) and node.id == 'pid' and isinstance(node.ctx, ast.Store):
            return True
        inner = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef))
        if not inner and leaves_pid(ast.iter_child_nodes(node)):
            return True
    return False


def replaced(text, words):
    for word, value in words.items():
        text = re.sub(rf'\b{word}\b', lambda _: value, text)
    return text


class Folder:
    def __init__(self, path, c_functions=()):
        self.path, self.c_functions, self.shared = path, c_functions, {}

    def sources(self, axis):
        folder = self.path / axis
        if not folder.is_dir():
            raise Wrong(folder, 1, 'there is no such folder')
        sources = [Source(path) for path in sorted(folder.glob('*.py'))]
        ranks = {}
        for source in sources:
            rank, line = source.keys.get('rank', ('', 1))
            if not rank.isdigit():
                raise source.wrong('"rank" must say, as a number, where in the axis it stands', line)
            if int(rank) in ranks:
                raise source.wrong(f'{ranks[int(rank)].name} has the rank {rank}, too', line)
            ranks[int(rank)] = source.path
            source.rank = int(rank)
        return sources

    def template(self, user, key, name):
        if name not in self.shared:
            path = self.path / 'shared' / name
            if not path.is_file():
                raise user.wrong(f'{key}: there is no shared/{name}', user.keys[key][1])
            self.shared[name] = Source(path)
        return self.shared[name]

    def within(self, source, text):
        """The text in the template that `source` names, in that one's template, ..."""
        name = source.value('within')
        if name is None:
            if source.lets:
                raise source.wrong(f'let {next(iter(source.lets))}: without "within" nothing takes it')
            return text
        template = self.template(source, 'within', name)
        takes = template.listed(template.value('takes', ''))
        for word in takes:
            if word not in source.lets:
                raise source.wrong(f'{name} takes {word}: say "# let {word}: ..."', source.keys['within'][1])
        for word in source.lets:
            if word not in takes:
                raise source.wrong(f'let {word}: {name} does not take it', source.line_of(f'# let {word}:'))
        return self.within(template, replaced(filled(template, text), source.lets))

    def values(self, axis):
        """All values of an axis in their order."""
        values = []
        for source in self.sources(axis):
            kinds = [{source.each[0]: kind} for kind in source.each[1]] if source.each else [{}]
            contexts = [(None, {})]
            for name in source.listed(source.value('also', '')):
                context = self.template(source, 'also', name)
                word, members = context.each or ('', [''])
                contexts += [(context, {word: member} if word else {}) for member in members]
            for i, words in enumerate(kinds):
                for j, (context, more) in enumerate(contexts):
                    value = Value(self, axis, source, {**words, **more}, context)
                    values.append(((source.rank, i, j), value))
        values = [value for _, value in sorted(values, key=lambda value: value[0])]
        names = {}
        for value in values:
            if value.name in names:
                raise value.source.wrong(f'{names[value.name].path.name} says "{value.name}", too')
            names[value.name] = value.source
        return values


def filled(template, text):
    hole = re.search(r'^( *)HERE\n', template.text, re.M)
    if hole is None:
        raise template.wrong('a template must have a line HERE')
    return template.text[:hole.start()] + indented(text, hole[1]) + template.text[hole.end():]


class Value:
    """A value with all its words replaced: what its row says."""

    def __init__(self, folder, axis, source, words, context):
        self.axis, self.source, self.folder, self.in_c = AXES[axis], source, folder, False
        self.name, self.description = self.what_it_is(words, context)
        self.needs = {need for one in (source, context) if one for need in one.some_of('needs', NEEDS)}
        self.properties = source.some_of('properties', self.axis.properties)
        self.said = self.how_it_is_said()
        text = source.text
        self.argument = replaced(text, words) if self.said == 'by_probe' and 'within' in source.keys else ''
        whole = folder.within(source, text) if text else ''
        if context:
            whole = folder.within(context, filled(context, whole))
        self.text = self.function(self.axis.function, replaced(whole, words)) if text else ''
        self.sections = {name: self.section(name, context, words) for name in self.axis.sections}
        for name, (_, line) in source.sections.items():
            if name and name not in self.axis.sections:
                raise source.wrong(f'{axis}s have no section "{name}"', line - 1)

    def what_it_is(self, words, context):
        """The name and the description."""
        name, description = replaced(self.source.path.stem, words), self.source.description
        if context:
            if MAIN not in description:
                raise self.source.wrong(f'with "also" the description must say "{MAIN}"')
            name += '-' + replaced(context.path.stem, words)
            description = description.replace(MAIN, context.description)
        for word, value in words.items():
            article = 'an' if value[0] in 'aeiou' else 'a'
            description = re.sub(rf'\ba {word}\b', f'{article} {value}', description)
        if not re.fullmatch('[a-z0-9]+(-[a-z0-9]+)*', name):
            raise self.source.wrong(f'"{name}": a name is made of lower-case letters, digits and single hyphens')
        return name, replaced(description, words)

    def how_it_is_said(self):
        by, does = self.source.value('by'), self.source.value('does')
        for key, known in (('by', 'probe'), ('does', 'nothing')):
            if self.source.value(key, known) != known:
                raise self.source.wrong(f'{key}: only "{known}" is known', self.source.keys[key][1])
        if by and not self.axis.by_probe:
            raise self.source.wrong('by: the probe has no functions of this axis', self.source.keys['by'][1])
        if does and (by or not self.axis.may_do_nothing):
            raise self.source.wrong('does: this one has to do something', self.source.keys['does'][1])
        if by and (self.source.each or 'also' in self.source.keys):
            raise self.source.wrong('by: one file, one function', self.source.keys['by'][1])
        if not does and not self.source.text:
            raise self.source.wrong('there is no Python in it; if it is to do nothing, say "# does: nothing"')
        if does and self.source.text:
            raise self.source.wrong('it does nothing, and has a text', self.source.sections[None][1])
        return 'by_probe' if by else 'not_at_all' if does else 'in_python'

    def section(self, name, context, words):
        own = self.source.sections.get(name, ('', 1))[0]
        if shared := self.source.value(name):
            own = self.folder.template(self.source, name, shared).text
        if own and context and name in context.sections:
            own = context.sections[name][0]  # where it runs decides
        return self.function(SECTIONS[name], replaced(own, words)) if own else ''

    def function(self, head, body):
        """`def HEAD:` over the body, which is looked at as far as that is possible without running it."""
        text = f'def {head}:\n' + indented(body, '    ')
        if head == 'fork()':
            text = text.replace(':\n', ':\n    pid = None\n', 1) + '    return pid\n'
        try:
            compile(text, str(self.source.path), 'exec')
        except SyntaxError as error:
            line = text.split('\n')[error.lineno - 1].strip() if error.lineno else ''
            raise self.source.wrong(f'{self.name}: {error.msg}: {line}') from None
        given = self.axis.given | ({'waited'} if head == 'wait(pid)' else set())
        self.look_at_names(symtable.symtable(text, str(self.source.path), 'exec'), given)
        tree = ast.parse(text)
        if head == 'fork()' and not leaves_pid(ast.parse(body).body):
            raise self.source.wrong('it leaves nothing in `pid`', self.source.sections[None][1])
        self.look_at_imports(tree)
        return text

    def look_at_names(self, table, given):
        for scope in table.get_children():
            for symbol in scope.get_symbols():
                name = symbol.get_name()
                if symbol.is_global() and name not in given and not hasattr(builtins, name):
                    raise self.source.wrong(f'{self.name} uses {name}, which nothing defines',
                                            self.source.line_of(rf'\b{name}\b'))
            self.look_at_names(scope, given)

    def look_at_imports(self, tree):
        for node in ast.walk(tree):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                modules = [name.name for name in node.names]
            self.in_c |= 'forkers' in modules
            for module in modules:
                need = MODULES.get(module)
                if need and need not in self.needs:
                    raise self.source.wrong(f'{self.name} imports {module}: say "# needs: {need}"',
                                            self.source.line_of(rf'\b{re.escape(module)}\b'))
            if isinstance(node, ast.Attribute) and getattr(node.value, 'id', '') == 'forkers':
                if node.attr not in self.folder.c_functions:
                    raise self.source.wrong(f'forkers.c has no function {node.attr}',
                                            self.source.line_of(rf'\b{node.attr}\b'))

    def row(self):
        needs = ' | '.join(NEEDS[need] for need in NEEDS if need in self.needs) or 'Needs::nothing'
        row = [json.dumps(self.name), json.dumps(self.description), needs, f'Said::{self.said}',
               literal(self.text), literal(self.argument)]
        more = [str(self.in_c).lower()] if self.axis.row == 'Forker' else []
        more += [str(name in self.properties).lower() for name in self.axis.properties]
        more += [literal(self.sections[name]) for name in self.axis.sections]
        return f'{self.axis.row}{{{{{", ".join(row)}}}{"".join(", " + item for item in more)}}}'


def literal(text):
    assert ')py"' not in text
    return f'R"py({text})py"' if text else '""'


MADE = '// generate.py made this.\n#pragma once\n\n'


def rows_of(folder):
    text = MADE + '#include "axes/row.hpp"\n\nnamespace forklab::rows {\n\n'
    for axis, kind in AXES.items():
        values = folder.values(axis)
        if not values:
            raise Wrong(folder.path / axis, 1, 'there is no value')
        rows = ''.join(f'{value.row()},\n' for value in values)
        text += f'inline constexpr {kind.row} {kind.plural}[] = {{\n{rows}}};\n\n'
    return text + '}  // namespace forklab::rows\n'


def by_probe(folder):
    text = MADE + '#include <array>\n#include <string_view>\n\nnamespace forklab::by_probe {\n\n'
    for axis, kind in AXES.items():
        if kind.by_probe:
            names = [source.path.stem for source in folder.sources(axis) if source.value('by')]
            listed = ', '.join(map(json.dumps, names))
            text += f'inline constexpr std::array<std::string_view, {len(names)}> {kind.plural} = '
            text += f'{{{listed}}};\n'
    return text + '\n}  // namespace forklab::by_probe\n'


def main(arguments):
    if len(arguments) == 4 and arguments[0] == 'rows':
        c_file = pathlib.Path(arguments[2])
        functions = set(re.findall(r'^static PyObject \*(\w+)\(', c_file.read_text('utf-8'), re.M))
        text = rows_of(Folder(pathlib.Path(arguments[1]), functions))
    elif len(arguments) == 3 and arguments[0] == 'by-probe':
        text = by_probe(Folder(pathlib.Path(arguments[1])))
    else:
        raise SystemExit(__doc__)
    pathlib.Path(arguments[-1]).write_text(text, 'utf-8')


if __name__ == '__main__':
    try:
        main(sys.argv[1:])
    except Wrong as wrong:
        raise SystemExit(str(wrong)) from None
