"""Tables of options from the help of the programs that are installed: `python option_tables.py PROGRAM` prints one.

What a program takes and does not tell is added here by hand, each with why.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Source(NamedTuple):
    """How a program tells its version and helps; `commands` are those whose options are kept."""

    version: tuple[str, ...]
    help: tuple[str, ...]
    commands: tuple[str, ...]
    shared: str = ""
    hidden: Mapping[str, str] = MappingProxyType({})
    abbreviates: bool = False
    same: Mapping[str, str] = MappingProxyType({})
    more: Mapping[str, str] = MappingProxyType({})


KUBECTL = """
annotate;api-resources;api-versions;apply;attach;auth can-i;auth whoami;autoscale;cluster-info;config current-context
config delete-context;config get-clusters;config get-contexts;config set-cluster;config set-context
config set-credentials;config use-context;config view;cordon;cp;create;create configmap;create deployment;create job
create cronjob;create namespace;create role;create rolebinding;create secret docker-registry;create secret generic
create secret tls;create serviceaccount;debug;delete;describe;diff;drain;edit;events;exec;explain;expose;get;kustomize
label;logs;patch;port-forward;proxy;replace;rollout history;rollout pause;rollout restart;rollout resume
rollout status;rollout undo;run;scale;set env;set image;set resources;set selector;set serviceaccount;taint;top node
top pod;uncordon;version;wait
""".replace("\n", ";").strip(";")
DOCKER = """
build;commit;container prune;cp;create;diff;events;exec;export;history;image prune;images;import;info;inspect;kill;load
login;logout;logs;network create;network inspect;network ls;network prune;network rm;pause;port;ps;pull;push;rename
restart;rm;rmi;run;save;search;start;stats;stop;system df;system prune;tag;top;unpause;update;version;volume create
volume inspect;volume ls;volume prune;volume rm;wait
""".replace("\n", ";").strip(";")
GH = """
api;auth login;auth logout;auth refresh;auth setup-git;auth status;auth switch;auth token;browse;cache delete;cache list
issue close;issue comment;issue create;issue delete;issue develop;issue edit;issue list;issue lock;issue pin
issue reopen;issue status;issue transfer;issue unlock;issue unpin;issue view;label clone;label create;label delete
label edit;label list;pr checkout;pr checks;pr close;pr comment;pr create;pr diff;pr edit;pr list;pr lock;pr merge
pr ready;pr reopen;pr review;pr revert;pr status;pr unlock;pr update-branch;pr view;release create;release delete
release delete-asset;release download;release edit;release list;release upload;release verify;release verify-asset
release view;repo archive;repo clone;repo create;repo delete;repo edit;repo fork;repo list;repo rename
repo set-default;repo sync;repo unarchive;repo view;run cancel;run delete;run download;run list;run rerun;run view
run watch;secret delete;secret list;secret set;variable delete;variable get;variable list;variable set
workflow disable;workflow enable;workflow list;workflow run;workflow view
""".replace("\n", ";").strip(";")
GIT = """
add;branch;checkout;cherry-pick;clean;clone;commit;fetch;init;merge;mv;pull;push;rebase;reset;restore;revert;rm;status
switch;tag
""".replace("\n", ";").strip(";")

SOURCES = {
    "kubectl": Source(
        ("kubectl", "version", "--client"), ("--help",), tuple(KUBECTL.split(";")), "kubectl options",
        {
            # Deprecated, and no longer told; `version --short` went in 1.28.
            **dict.fromkeys(
                ("annotate", "apply", "autoscale", "edit", "expose", "label", "patch", "replace", "scale", "set env",
                 "set image", "set resources", "set selector", "set serviceaccount", "create", "delete", "run"), "--record"),
            "version": "--short",
            # Newer than the source.
            "get": "--kyaml",
        },
        same={"top pods": "top pod", "top nodes": "top node", "top no": "top node", "top po": "top pod", "create ns": "create namespace",
              "create cm": "create configmap", "create sa": "create serviceaccount", "create deploy": "create deployment"},
        more={"top": "no po nodes pods", "create": "ns cm sa deploy quota pdb svc", "config": "set unset rename-context", "set": "resources",
              "": "config kubectl options completion plugin certificate help alpha kuberc"},
    ),
    "docker": Source(
        ("docker", "--version"), ("--help",), tuple(DOCKER.split(";")), "",
        {
            # With BuildKit, which is a plugin, `docker build` takes more.
            # Older names that still work.
            **dict.fromkeys(("run", "create"), "--net= --net-alias= --dns-opt="),
            "build": "--allow= --annotation= --attest= --build-context= --builder= --cache-to= --call= --check --debug|-D"
            " --load --metadata-file= --no-cache-filter= -o|--output= --policy= --progress= --provenance? --push --sbom?"
            " --secret= --ssh= --print?",
        },
        same={f"container {name}": name for name in ("create", "diff", "exec", "export", "inspect", "kill", "logs", "pause", "port", "rename",
                                                     "restart", "rm", "run", "start", "stats", "stop", "top", "unpause", "update", "wait")}
        | {"image build": "build", "image ls": "images", "image list": "images", "image rm": "rmi", "image pull": "pull", "image push": "push",
           "image tag": "tag", "image save": "save", "image load": "load", "image history": "history", "container ls": "ps", "container ps": "ps",
           "container list": "ps", "builder build": "build"},
        more={"": "attach buildx compose scout model mcp sbom ai debug desktop dev extension feedback init offload sandbox cloud pass help volumes",
              "container": "attach cp commit ps list remove", "image": "list remove", "network": "connect disconnect list remove",
              "volume": "update list remove", "system": "dial-stdio"},
    ),
    "gh": Source(
        ("gh", "--version"), ("--help",), tuple(GH.split(";")), "",
        # Deprecated, and no longer told.
        {"repo create": "-y|--confirm -t|--team= --enable-issues? --enable-wiki?", "repo delete": "--confirm", "repo archive": "--confirm",
            "issue delete": "--confirm"},
        same={f"{group} ls": f"{group} list" for group in ("cache", "issue", "label", "pr", "release", "repo", "run", "secret", "variable", "workflow")}
        | {f"{group} remove": f"{group} delete" for group in ("secret", "variable")} | {"pr new": "pr create", "issue new": "issue create",
           "release new": "release create", "repo new": "repo create", "pr co": "pr checkout", "auth setup": "auth setup-git"},
        more={"": "help version actions", **dict.fromkeys(("cache", "issue", "label", "pr", "release", "repo", "run", "workflow"), "ls"),
              "secret": "ls remove", "variable": "ls remove", "pr": "ls new co", "issue": "ls new", "release": "ls new", "repo": "ls new"},
    ),
    "git": Source(("git", "--version"), ("--help-all",), tuple(GIT.split(";")), "",
        {
            # Newer than the source.
            "branch": "--omit-empty", "cherry-pick": "--empty=", "clone": "--revision= --ref-format=",
            "fetch": "--porcelain", "push": "--branches", "tag": "--omit-empty", "init": "--ref-format=",
            "merge": "--compact-summary", "pull": "--compact-summary",
            # Those that stand before the subcommand are told in a usage line only.
            "": "-C= -c= --exec-path? --git-dir= --work-tree= --namespace= --bare --no-pager -P -p|--paginate -v|--version"
            " -h|--help --config-env= --no-replace-objects --no-lazy-fetch --no-optional-locks --no-advice --html-path"
            " --man-path --info-path --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs"
            " --super-prefix= --attr-source=",
        },
        True,
        more={"": "lfs flow switch restore version help filter-repo absorb backfill refs", "remote": "add rename remove rm set-head"
              " set-branches get-url set-url show prune update",
              "stash": "push save list show drop pop apply branch clear create store export import"},
    ),
    "curl": Source(
        ("curl", "--version"), ("--help", "all"), ("",), "",
        {
            # Newer than the source; `-h` is more than its help says.
            "": "--ca-native --proxy-ca-native --trace-ids --trace-config= --ipfs-gateway= --variable= --haproxy-clientip="
            " --http3-only --mptcp --keepalive-cnt= --ip-tos= --vlan-priority= --dump-ca-embed --skip-existing --ech="
            " --sigalgs= --tls-earlydata --upload-flags= --proxy-http2 --out-null --parallel-max-host= --follow"
            " --url-query= --proto= --knownhosts= --dns-ipv4-addr= --tls-max= --tls13-ciphers= --http3 --fail-early"
            " --proxy-insecure --ssl-sessions= --resolve= --ntlm-wb --egd-file= --random-file= --abstract-unix-socket="
            " --expand-url= --expand-data= --expand-header= --expand-output= --expand-user= --expand-variable=",
        }, True),
    "psql": Source(("psql", "--version"), ("--help",), ("",), "", {}, True),
    "jq": Source(("jq", "--version"), ("--help",), ("",), "", {}),
    "pip": Source(("pip", "--version"), ("--help",), ("install", "list", "show", "uninstall"), "",
        # Newer than the source.
        {**dict.fromkeys(("install",), "--group= --uploaded-prior-to= --build-constraint= --no-proxy-env"
                         " --resume-retries= -C|--config-settings= --config-setting= --no-use-pep517 --find-links="),
         **dict.fromkeys(("list", "show", "uninstall"), "--no-proxy-env --resume-retries=")},
        True, more={"": "lock"}),
    "alembic": Source(
        ("alembic", "--version"), ("--help",),
        ("check", "current", "downgrade", "heads", "history", "revision", "stamp", "upgrade"), "", {}, True),
    "ruff": Source(("ruff", "--version"), ("--help",), ("check", "format", "rule", "config", "linter", "clean"), "", {}, True),
    "mypy": Source(
        ("mypy", "--version"), ("--help",), ("",), "",
        # What older and newer versions take, and what no help tells.
        {"": "--show-error-codes --local-partial-types --new-type-inference --strict-concatenate --strict-bytes"
         " --disable-bytearray-promotion --disable-memoryview-promotion --stats --inferstats --package-root= --follow-stubs"
         " --dump-graph --dump-deps --semantic-analysis-only --soft-error-limit= --raise-exceptions --cache-map"
         " --check-untyped-calls --fast-exit --no-fast-exit --no-semantic-analysis --timing-stats= --line-checking-stats="
         " --show-column-numbers --error-summary --color-output --incremental --bazel --logical-deps --verbose"
         " --python= --2 --py2 --almost-silent --silent-imports --fast-parser --no-fast-parser --disallow-untyped-calls"
         " --warn-no-return --strict-optional --strict-optional-whitelist? --quick-and-dirty --tvar-scope --export-types"}, True),
}  # fmt: skip


OPTIONAL = {"--dry-run", "--validate", "--cascade"}
"""Options of kubectl whose value stands behind `=` only; its help does not say so."""
BOOLEAN = {"--succeed-on-no-caches", "--force"}
"""Options without a value whose help looks as if they had one."""
_LINE = re.compile(r"^\s{1,8}(-{1,2}[\w?#].*)$")
_PART = re.compile(r"(--?)(\[no-\])?([\w?#.-]+)(.*)", re.DOTALL)


def output(*words: str) -> str:
    """Return what a program prints, on either stream."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
        env={"PATH": path, "HOME": "/nonexistent", "COLUMNS": "200"},
    )  # fmt: skip
    return done.stdout + done.stderr


def version(program: str) -> str:
    """Return the version of a program, with its name."""
    found = re.search(r"\d+\.\d+(?:\.\d+)?", output(*SOURCES[program].version))
    return f"{program} {found.group()}" if found else program


def options(program: str, text: str) -> dict[str, str]:
    """Return the options that a help names, each with its mark, by its first name."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        match = _LINE.match(line.replace('("one")', "").replace(" ,", ","))
        if match is None:
            continue
        said = match[1]
        if program == "kubectl" and not said.endswith(":"):
            continue
        said = re.split(r"\s{2,}|\t", said)[0].rstrip(":")
        if program == "curl":
            said = re.match(r"[^\s<,]+(?:, [^\s<]+)?(?: <\S[^>]*>+)?", said).group()
        names: list[str] = []
        mark = ""
        for part in re.split(r",\s+(?=-)", said):
            parsed = _PART.match(part)
            if parsed is None:
                continue
            dashes, _, name, rest = parsed.groups()
            names.append(f"{dashes}{name}")
            if re.match(r"\[=?", rest):
                mark = "?"
            elif program == "kubectl":
                mark = "" if rest in {"=false", "=true"} else "?" if names[-1] in OPTIONAL else "="
            elif re.match(r"=\w?|\s\S", rest):
                mark = "="
        found["|".join(names)] = "" if BOOLEAN & {*names} and program == "gh" else mark
    return found


def subcommands(text: str) -> list[str]:
    """Return the subcommands that a help lists."""
    found: list[str] = []
    inside = False
    for line in text.split("\n"):
        if re.match(
            r"(?:[A-Z][\w() ]* )?COMMANDS?$|(?:[\w()]+ )*Commands(?: \([\w ]+\))?:\s*$|positional arguments:|[A-Z][\w /-]*(?:Commands|Others|Repositories|Helpers|Manipulators|Interrogators)$",
            line,
        ):
            inside = True
        elif line and not line.startswith(" "):
            inside = False
        elif inside and (match := re.match(r"\s{2,4}([a-z][\w-]*)(?::\s|\*?(?:\s{2,}|$))", line)):
            found.append(match[1])
    return found


def table(program: str) -> str:
    """Return the table of an installed program."""
    source = SOURCES[program]
    lines = [f"# {version(program)}: `{program} COMMAND {' '.join(source.help)}`"]
    if source.abbreviates:
        lines.append("abbreviates")
    shared = options(program, output(*source.shared.split())) if source.shared else {}
    if shared:
        lines.append("* " + " ".join(sorted(name + mark for name, mark in shared.items())))
    groups = {"", *source.more} | {
        " ".join(name.split()[:depth]) for name in source.commands for depth in range(1, len(name.split()))
    }
    for group in sorted(groups):
        said = output(program, *group.split(), *(("help", "-a") if program == "git" else ("--help",)))
        if source.commands != ("",):
            own = sorted(
                {
                    *(name + mark for name, mark in options(program, said).items()),
                    *source.hidden.get(group, "").split(),
                }
            )
            lines.append(f"{' '.join([program, *group.split()])}: {' '.join(own)}")
            below = sorted({*subcommands(said), *source.more.get(group, "").split()})
            lines.append(f"{' '.join([program, *group.split()])} > {' '.join(below)}")
    for name in sorted(source.commands):
        said = output(program, *name.split(), *source.help)
        own = options(program, said)
        words = sorted({*(key + mark for key, mark in own.items()), *source.hidden.get(name, "").split()})
        if own or "sage:" in said:
            lines.append(f"{' '.join([program, *name.split()])}: {' '.join(words)}")
    lines.extend(f"{program} {other} = {program} {name}" for other, name in sorted(source.same.items()))
    return "".join(
        "\n".join(
            textwrap.wrap(line, 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        )
        + "\n"
        for line in lines
    )


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1]))
