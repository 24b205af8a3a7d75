"""Names of programs: those that everybody has, and those with which a code span begins that is a command."""

from __future__ import annotations

SPAN_PROGRAMS = frozenset(
    {
        "alembic", "bash", "curl", "docker", "docker-compose", "gh", "git", "helm", "kubectl", "make", "mypy", "node",
        "npm", "npx", "pip", "pip3", "pnpm", "psql", "pytest", "python", "python3", "ruff", "sh", "yarn",
    }
)  # fmt: skip
"""With a second word, a code span that begins with one of these is a command."""

BUILTINS = frozenset(
    ". : [ [[ alias bg bind break builtin caller case cd command compgen complete continue coproc declare dirs disown"  # noqa: SIM905 (words are read more easily as words)
    " do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history if"
    " in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt"
    " source suspend test then time times trap true type typeset ulimit umask unalias unset until wait while".split()
)
"""Words that the shell itself knows."""

WELL_KNOWN = BUILTINS | frozenset(
    # coreutils, findutils, archives, text, system
    "apk apt apt-cache apt-get aptitude ar arch at awk b2sum base32 base64 basename bc brew bunzip2 bzip2 cat chgrp"  # noqa: SIM905 (words are read more easily as words)
    " chmod choco chown chroot chsh cksum clear cmp column comm cp cpio cron crontab csplit curl cut date dd df diff"
    " dig dir dircolors dirname dnf dos2unix dpkg du ed egrep env envsubst ex expand expr factor fgrep file find fmt"
    " fold free fuser gawk getent grep groups gunzip gzip head hexdump host hostid hostname htop iconv id ifconfig"
    " install ip iptables join journalctl jq killall last ldd less link ln locale locate logger logname ls lsb_release"
    " lscpu lsof make man md5sum mkdir mkfifo mknod mktemp more mount mv nano nc ncat netcat netstat nice nl nm nohup"
    " nproc nslookup numfmt od open openssl pacman passwd paste patch pathchk pgrep pidof ping pkill pr printenv ps"
    " ptx pv readlink realpath reboot rename renice rev rg rm rmdir rsync scp screen scoop sed seq service sftp sha1sum"
    " sha224sum sha256sum sha384sum sha512sum shasum shred shuf shutdown sleep snap socat sort split ss ssh ssh-add"
    " ssh-agent ssh-copy-id ssh-keygen ssh-keyscan stat stdbuf strace strings stty su sudo sum sync sysctl systemctl tac"
    " tail tar tee telnet timeout tmux top touch tr traceroute tree truncate tsort tty ufw umount uname unexpand uniq"
    " unlink unxz unzip uptime useradd usermod users vdir vi vim vmstat w watch wc wget whereis which who whoami winget"
    " xargs xz xdg-open yes yq yum zcat zgrep zip zsh bash sh dash fish ksh powershell pwsh zypper"
    # languages and their tools
    " alembic ansible ansible-playbook bandit black bun bundle bundler cargo cmake composer conda cookiecutter corepack"
    " coverage ctest deno django-admin dotnet elixir eslint flake8 flask g++ gcc gem go golangci-lint gradle gunicorn"
    " hatch hypothesis ipython isort java javac jest jupyter lerna locust mamba mix mkdocs mvn mypy next ninja node nox"
    " npm npx nvm pdm perl php pip pip-audit pip-compile pip-sync pip3 pipenv pipx playwright pnpm poetry pre-commit"
    " prettier pydoc pyenv pylint pyright pytest python python3 rake rails rbenv ruby ruff rustc rustfmt rustup safety"
    " sbt sphinx-build swift tox tsc turbo twine uv uvicorn uvx vite vitest virtualenv volta yarn"
    # containers, clouds, databases, delivery
    " act actionlint argocd aws az buildah cosign crane docker docker-compose doctl eksctl etcdctl fly flyctl flux gcloud"
    " gh git git-lfs glab grype gsutil hadolint helm helmfile heroku istioctl k3d k3s k6 k9s kind kops kubeadm kubectl"
    " kubectx kubens kustomize minikube mongo mongodump mongosh mysql mysqladmin mysqldump netlify nomad packer pg_dump"
    " pg_dumpall pg_isready pg_restore podman promtool amtool psql pulumi railway rclone redis-cli redis-server sam"
    " sentry-cli serverless shellcheck skaffold skopeo snyk sops sqlite3 stern syft terraform terragrunt tflint trivy"
    " vagrant vault velero vercel wrangler yamllint zizmor ab hey wrk newman code".split()
)
"""Programs that need no word of explanation in a document."""
