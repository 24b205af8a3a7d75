"""Import each module of the backend by itself and name the first one that fails."""

import importlib
import pkgutil
import sys
import traceback

PACKAGES = ["core", "api", "tools"]


def module_names() -> list[str]:
    """Return the packages and their modules, in the order in which they are tried."""
    names = []
    for package in PACKAGES:
        names.append(package)
        paths = importlib.import_module(package).__path__
        names += sorted(f"{package}.{module.name}" for module in pkgutil.iter_modules(paths))
    return names


def main() -> int:
    """Return 0 if all modules can be imported, 1 after the first failure."""
    for name in module_names():
        try:
            importlib.import_module(name)
        except Exception:  # the aim is to show any failure, whatever its type
            traceback.print_exc()
            print(f"FAIL {name}")
            return 1
        print(f"ok   {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
