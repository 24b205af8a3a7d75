"""Workflows that are large in another way than one long text: many jobs, needs, legs, inputs, and names.

Each is a function from a size, in characters, to what is done with such a workflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz.entries import PATH, document, examine

if TYPE_CHECKING:
    from collections.abc import Callable


def _jobs(parts: list[str]) -> None:
    examine(PATH, "on: push\njobs:\n" + "".join(parts))


def chain(size: int) -> None:
    """Read jobs of which each needs the one before."""
    one = "  a{0}:\n    needs: a{1}\n    runs-on: x\n    steps: [{run: make}]\n"
    count = size // 60
    first = "  a0:\n    runs-on: x\n    steps: [{run: make}]\n"
    _jobs([first, *(one.replace("{0}", str(each)).replace("{1}", str(each - 1)) for each in range(1, count))])


def circle(size: int) -> None:
    """Read jobs of which each needs the next, and the last the first."""
    count = size // 60
    _jobs(
        [
            f"  a{each}:\n    needs: a{(each + 1) % count}\n    runs-on: x\n    steps: [{{run: make}}]\n"
            for each in range(count)
        ]
    )


def dense(size: int) -> None:
    """Read jobs of which each needs all before it."""
    count = int((size / 3) ** 0.5)
    _jobs(
        [
            f"  a{each}:\n    needs: [{','.join(f'a{other}' for other in range(each))}]\n    runs-on: x\n"
            "    steps: [{run: make}]\n"
            for each in range(count)
        ]
    )


def layers(size: int) -> None:
    """Read jobs in rows of ten, of which each needs all of the row before."""
    parts = []
    for each in range(size // 110):
        row = each // 10
        above = ",".join(f"a{(row - 1) * 10 + other}" for other in range(10)) if row else ""
        parts.append(f"  a{each}:\n    needs: [{above}]\n    runs-on: x\n    steps: [{{run: make}}]\n")
    _jobs(parts)


def unknown_needs(size: int) -> None:
    """Read a job that needs very many that there are not."""
    needs = ", ".join(f"b{each}" for each in range(size // 8))
    _jobs([f"  a:\n    needs: [{needs}]\n    runs-on: x\n    steps: [{{run: make}}]\n"])


def product(size: int) -> None:
    """Read a matrix whose product is larger than any computer."""
    axes = "".join(f"        a{axis}: [{', '.join(map(str, range(100)))}]\n" for axis in range(size // 500))
    _jobs(
        [f"  a:\n    strategy:\n      matrix:\n{axes}    runs-on: x\n    steps: [{{run: make}}]\n"],
    )


def included(size: int) -> None:
    """Read a matrix with very many `include` and `exclude`."""
    legs = "".join(f"          - {{a: {each}, b: {each}}}\n" for each in range(size // 60))
    _jobs(
        [
            (
                f"  a:\n    strategy:\n      matrix:\n        a: [{', '.join(map(str, range(250)))}]\n        include:\n{legs}"
                f"        exclude:\n{legs}    runs-on: x\n    steps: [{{run: make}}]\n"
            )
        ]
    )


def steps(size: int) -> None:
    """Read a job of very many steps, each with an id, a condition and outputs of the one before."""
    parts = [
        f"      - {{id: a{each}, name: step {each}, if: 'steps.a{each - 1}.outputs.b == 1', run: pytest --cov-fail-under=80}}\n"
        for each in range(1, size // 100)
    ]
    _jobs(["  a:\n    runs-on: x\n    steps:\n", *parts])


def variables(size: int) -> None:
    """Read a workflow of very many variables and secrets."""
    parts = [f"      A{each}: ${{{{ secrets.A{each} }}}}\n" for each in range(size // 32)]
    _jobs(["  a:\n    runs-on: x\n    env:\n", *parts, "    steps: [{run: 'make $A1'}]\n"])


def inputs(size: int) -> None:
    """Read a workflow of very many inputs."""
    parts = "".join(
        f"      a{each}: {{type: choice, options: [a, b], default: a}}\n" for each in range(size // 50)
    )
    examine(
        PATH,
        f"on:\n  workflow_dispatch:\n    inputs:\n{parts}jobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}",
    )


def duplicates(size: int) -> None:
    """Read a workflow that has the same job very many times."""
    _jobs(["  a: {runs-on: x, steps: [{run: make}]}\n"] * (size // 40))


def unknown_keys(size: int) -> None:
    """Read a job of very many keys that there are not."""
    _jobs(["  a:\n", *(f"    runs-om{each}: x\n" for each in range(size // 20))])


def links(size: int) -> None:
    """Audit a document whose every link has a wrong fragment, beside as many headings."""
    count = size // 50
    document(
        "\n".join(
            f"## Heading {each}\n\n[a](#headimg-{each}) `lintt-{each}` `A_NAME_{each}`\n"
            for each in range(count)
        )
    )


def wrong_paths(size: int) -> None:
    """Audit a document of very many paths that there are not."""
    document(
        "\n".join(
            f"- `scripts/deploy{each}.sh` and [a](scripts/deploy{each}.sh)" for each in range(size // 60)
        )
    )


def wrong_commands(size: int) -> None:
    """Audit a document of very many commands that cannot work."""
    lines = "\n".join(
        f"make tset{each}\nnpm run tset{each}\ngh workflow run dpeloy{each}.yml\n./scripts/deplpy{each}.sh --optiom{each}"
        for each in range(size // 110)
    )
    document(f"```bash\n{lines}\n```")


def wrong_tables(size: int) -> None:
    """Audit a table of jobs that there are not."""
    rows = "\n".join(f"| `lintt{each}` | `tset{each}` | {each} minutes |" for each in range(size // 40))
    document(f"| Job | Needs | Timeout |\n|---|---|---|\n{rows}")


def wrong_diagram(size: int) -> None:
    """Audit a diagram of jobs that there are not."""
    edges = "\n".join(f"  lintt{each} --> tset{each}" for each in range(size // 28))
    document(f"```mermaid\nflowchart LR\n{edges}\n```")


def wrong_tree(size: int) -> None:
    """Audit a drawing of files that there are not."""
    lines = "\n".join(f"├── file{each}.py" for each in range(size // 18))
    document(f"```\nbackend/\n{lines}\n```")


def long_names(size: int) -> None:
    """Audit names that are nearly as long as the document, and wrong."""
    name = "a" * (size // 4)
    document(f"[a](#{name}) `{name}/b.py` `{name.upper()}` `{name}.yml`")


def excerpt(size: int) -> None:
    """Audit a quotation of a workflow with very many jobs."""
    jobs = "\n".join(
        f"  lint{each}:\n    timeout-minutes: {each}\n    runs-on: x" for each in range(size // 55)
    )
    document(f"```yaml\n# ci.yml\njobs:\n{jobs}\n```")


STRUCTURES: dict[str, Callable[[int], None]] = {
    made.__name__: made
    for made in (
        *(chain, circle, dense, layers, unknown_needs, product, included, steps, variables, inputs, duplicates),
        *(unknown_keys, links, wrong_paths, wrong_commands, wrong_tables, wrong_diagram, wrong_tree, long_names, excerpt),
    )
}  # fmt: skip
