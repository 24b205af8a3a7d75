"""What we read is what GitHub's own parser reads: the sample, real workflows, and damaged ones."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow.support import CORPUS, ERR, OK

from oracle import agreement, mutants
from oracle.official import Official, bundle
from workflow_docs.workflow import expressions

ROOT = Path(__file__).parents[2]
REPOSITORIES = [ROOT, ROOT / "examples" / "atom", *sorted(path for path in CORPUS.glob("*") if path.is_dir())]

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def official():
    program = bundle()
    if program is None:
        pytest.skip("GitHub's parser cannot be had: it needs node, npm, and the network once")
    with Official(program) as process:
        yield process


@pytest.mark.parametrize("folder", REPOSITORIES, ids=lambda path: path.name)
def test_every_fact_agrees(official, folder):
    found = list(agreement.findings(official, folder))
    assert [finding for finding in found if finding[2] != finding[3]] == []
    assert len(found) > 10


def test_a_fact_that_differs_is_seen(official, tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}", encoding="utf-8")
    for kind, _, want, got in agreement.findings(official, tmp_path):
        assert want == got, kind
    answer = official.read("a.yml", "on: push\njobs: {a: {runs-on: x, steps: [{run: other}]}}")
    facts = agreement.facts_of(agreement.Repository.load(tmp_path))["workflows"][".github/workflows/a.yml"]
    differing = [kind for kind, _, want, got in agreement.compare("a", answer["facts"], facts) if want != got]
    assert differing == ["step run"]


# What the two see differently on purpose. A merge key is an error on GitHub, but the published parser takes it
# for a name where names are free. GitHub takes an expression for a whole `env:`, the published parser does not.
# That makes `Infinity` of `.inf`, too, and reads odd anchors and tags.
KNOWN = ("merge-key", ".inf", "scanning an anchor", "scanning a tag", "'x'", "BasicExpressionToken")


@pytest.mark.parametrize("name", sorted(path.name for path in OK.glob("*.yml")))
def test_the_files_of_the_tests_are_read_alike(official, name):
    text = (OK / name).read_text(encoding="utf-8")
    found = mutants.differences(official, f".github/workflows/{name}", text)
    assert [each for each in found if not any(known in each for known in KNOWN)] == []


# Faults that GitHub's service finds, or may find, and its published parser does not.
ONLY_OURS = {
    "merge-keys",
    "utf-16",
    "latin-1",
    "call-mismatch",
    "unknown-call",
    "unknown-uses",
    "no-steps",
    "yaml-tags",
}
ONLY_OURS |= {"constant-conditions", "self-referring-alias", "duplicate-step-ids", "unknown-run"}


@pytest.mark.parametrize("name", sorted({path.stem for path in ERR.glob("*.yml")} - ONLY_OURS))
def test_what_we_refuse_github_refuses(official, name):
    answer = official.read(f".github/workflows/{name}.yml", (ERR / f"{name}.yml").read_text(encoding="utf-8"))
    assert answer["read"] or answer["converted"]


@pytest.mark.parametrize("seed", range(4))
def test_damaged_workflows_are_refused_and_read_alike(official, seed):
    rng = random.Random(seed)
    files = sorted(OK.glob("*.yml"))
    for _ in range(150):
        file = rng.choice(files)
        text = mutants.mutant(file.read_text(encoding="utf-8"), rng)
        found = list(mutants.differences(official, f".github/workflows/{file.name}", text))
        assert [each for each in found if not any(known in each for known in KNOWN)] == [], text


# -- expressions -----------------------------------------------------------------------------------------

CONTEXTS = ["github", "a", "b-c"]
FUNCTIONS = {"f": (0, 2), "hashfiles": (1, 255)}


def ours(source: str) -> dict[str, object]:
    """Return what we make of an expression, in the words of the oracle."""
    try:
        tree = expressions.parse(source)
        for error in expressions.check(tree, set(CONTEXTS), FUNCTIONS):
            raise error
    except expressions.ExpressionError as error:
        return {"error": str(error), "position": error.offset}
    return {"tree": shape(tree)}


def shape(node):
    match node:
        case expressions.Literal(text=text):
            return ["literal", text]
        case expressions.Name(text=text):
            return ["context", text]
        case expressions.Access(value=value, key=key):
            return ["access", shape(value), ["star"] if key is None else shape(key)]
        case expressions.Call(name=name, arguments=arguments):
            return ["call", name, *map(shape, arguments)]
        case expressions.Operation(operator=operator, operands=operands):
            return [operator, *map(shape, operands)]


def theirs(official: Official, source: str) -> dict[str, object]:
    """Return what GitHub's parser makes of an expression; it knows literals with their quotes."""
    request = {
        "expression": source,
        "contexts": CONTEXTS,
        "functions": [[name, *limits] for name, limits in FUNCTIONS.items()],
    }
    answer = official.ask(request)
    return {"tree": plain(answer["tree"])} if "tree" in answer else answer


def plain(tree):
    if tree[0] == "literal":
        text = tree[1]
        return ["literal", text[1:-1].replace("''", "'") if text.startswith("'") else text]
    return [plain(part) if isinstance(part, list) else part for part in tree]


SOURCES = [
    *("a", "A", "a.b", "a['b']", "a.b.c['d'].e", "a.*", "a[*].b", "a.*.b[0]", "a[b-c.d]", "a.true", "a.null"),
    *(
        "true",
        "True",
        "TRUE",
        "false",
        "null",
        "NULL",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "+Infinity",
        "infinity",
    ),
    *(
        "0",
        "1.",
        ".5",
        "-.5",
        "+1",
        "1e3",
        "1E-3",
        "1.5e+3",
        "0x1F",
        "0X1f",
        "-0x1",
        "0o17",
        "0O7",
        "0b11",
        "010",
    ),
    *("1e", "1.2.3", "0x", "0o8", "1_000", "--1", "+-1", "1a", "1-2", "1 -2", "a -1", "a-1", "5.a", "1 . 2"),
    *(
        "''",
        "'a'",
        "'it''s'",
        "'a''''b'",
        "'",
        "'a",
        "'a''",
        '"a"',
        "'\n'",
        "'a' 'b'",
        "a'b'",
        "'a'.b",
        "'a'[0]",
    ),
    *(
        "a == b",
        "a == a",
        "a != a == a",
        "a < a == a > a",
        "a && a || a",
        "a || a && a",
        "!a == a",
        "!!a",
        "!(a)",
    ),
    *("a = a", "a & a", "a | a", "a =! a", "a ! a", "a === a", "a <> a", "a =< a", "a >= a <= a", "a <= a"),
    *(
        "(a)",
        "((a))",
        "()",
        "(a",
        "a)",
        "(a).b",
        "(a)['b']",
        "(1).b",
        "('x')[0]",
        "f().b",
        "f()[0].c",
        "f ()",
    ),
    *(
        "f",
        "f(",
        "f()",
        "f(1)",
        "f(1,2)",
        "f(1,2,3)",
        "f(,)",
        "f(1,)",
        "f(,1)",
        "f(1 2)",
        "F(1)",
        "g()",
        "f(f(f()))",
    ),
    *(
        "contains(a)",
        "contains(a, a)",
        "contains(a, a, a)",
        "format()",
        "format('{0}', a)",
        "join(a)",
        "toJSON(a)",
    ),
    *(
        "fromjson(a)",
        "FROMJSON(a).b",
        "startsWith(a, 'x')",
        "endsWith(a)",
        "case(a, 1, 2)",
        "case(a, 1)",
        "case()",
    ),
    *(
        "case(a, 1, a, 2)",
        "case(a, 1, a, 2, 3)",
        "hashFiles()",
        "hashFiles('a')",
        "success()",
        "b.c",
        "c",
        "unknown.x",
    ),
    *(
        "a.",
        ".a",
        "a..b",
        "a.b.",
        "a[",
        "a[]",
        "a[0",
        "a]",
        "a[0]]",
        "a['b'",
        "*",
        "a.**",
        "a*",
        "a.b*",
        "*.a",
        "a,a",
    ),
    *(
        "a.b-c",
        "a.-b",
        "a.b_c",
        "a.1",
        "a.1b",
        "_a",
        "a.b c",
        "é",
        "a.é",
        "a\t.\nb",
        "a . b",
        "a [0]",
        "#",
        "$a",
        "a;b",
    ),
    *("", " ", "\n", "a\n&&\na", "!" * 49 + "a", "!" * 50 + "a", "!" * 51 + "a", "(" * 49 + "a" + ")" * 49),
    *("(" * 50 + "a" + ")" * 50, "a" + ".b" * 49, "a" + ".b" * 50, "a" + "[0]" * 49, "a" + "[0]" * 50),
    *(
        "a" + " || a" * 60,
        "a" + " == a" * 60,
        "f(" * 49 + ")" * 49,
        "f(" * 50 + ")" * 50,
        "a[" * 25 + "0" + "]" * 25,
    ),
    "a" * 21000,
    "a" * 21001,
]


def same(official: Official, source: str) -> None:
    """Hold our reading of an expression against GitHub's."""
    want, got = theirs(official, source), ours(source)
    assert want.get("tree") == got.get("tree"), (source[:200], want, got)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source[:20])
def test_an_expression_is_read_or_refused_alike(official, source):
    same(official, source)


@pytest.mark.parametrize(
    "source",
    [
        "a b",
        "a = a",
        "f(1 2)",
        "a.'b'",
        "(a",
        "1a",
        "'open",
        "a == a a",
        "f(a, #)",
        "g(1)",
        "a && c.d",
        "a..b",
    ],
)
def test_an_expression_is_refused_at_the_same_place(official, source):
    want, got = theirs(official, source), ours(source)
    # At the end GitHub's parser names the last word, we the place after it.
    assert want["position"] == got["position"] or got["position"] == len(source)


PIECES = st.sampled_from(
    [
        *(
            "a",
            "github",
            "b-c",
            "f",
            "f(",
            "contains(",
            "format(",
            "case(",
            "true",
            "null",
            "NaN",
            "TRUE",
            "x",
            "-x",
        ),
        *(
            ".",
            "..",
            "[",
            "]",
            "(",
            ")",
            ",",
            "*",
            "'x'",
            "''",
            "'it''s'",
            "'",
            '"',
            "1",
            "-1",
            ".5",
            "0x1",
            "1e3",
            "+",
        ),
        *(
            "!",
            "!=",
            "==",
            "=",
            "&&",
            "&",
            "||",
            "|",
            "<",
            "<=",
            ">",
            ">=",
            " ",
            "\n",
            "\t",
            "é",
            "_",
            "$",
            "{",
        ),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=600, deadline=None)
def test_any_expression_is_read_or_refused_alike(official, source):
    same(official, source)
