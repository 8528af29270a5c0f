"""Makes PyPI's torch for Linux usable on a processor alone, without the gigabytes of CUDA libraries that it is linked to.

Called before torch is imported. Each library that torch's own cannot find gets a stand-in beside them, which defines the
symbols that they want from it; the loader is content, and whoever called one would trap. A torch that lacks nothing, as
the wheels for CPUs do, is left as it is.
"""
import collections
import importlib.util
import pathlib
import re
import subprocess

BY_DRIVER = {"libcuda.so.1"}  # opened by name, when there is a device


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def missing_libraries(files):
    lines = (line for file in files for line in run("ldd", file).splitlines())
    return {line.split()[0] for line in lines if "not found" in line} - BY_DRIVER


def wanted_symbols(files, missing):
    """What each missing library is expected to define: soname -> version, or none -> symbols."""
    stems = {library: library.removeprefix("lib").split(".")[0] for library in missing}
    wanted = collections.defaultdict(lambda: collections.defaultdict(set))
    for file in files:
        library_of, library = {}, None
        for line in run("readelf", "-VW", file).splitlines():
            if found := re.search(r"File: (\S+)", line):
                library = found[1]
            elif library and (found := re.search(r"Name: (\S+)", line)):
                library_of[found[1]] = library
        for symbol, version in re.findall(r" UND (\w+)(?:@(\S+))?", run("readelf", "--dyn-syms", "-W", file)):
            if version:
                wanted[library_of[version]][version].add(symbol)
            for library, stem in stems.items():
                if not version and symbol.startswith(stem):
                    wanted[library][""].add(symbol)
    return wanted


def make_stand_in(folder, library, versions):
    symbols = sorted(set().union(*versions.values()))
    source = "".join(f"void {symbol}(void) {{ __builtin_trap(); }}\n" for symbol in symbols)
    script = folder / f"{library}.map"
    named = {version: names for version, names in versions.items() if version}
    script.write_text("".join(f"{version} {{ global: {'; '.join(sorted(names))}; }};\n" for version, names in named.items()))
    run("cc", "-shared", "-fPIC", "-w", "-x", "c", "-", f"-Wl,-soname,{library}",
        *([f"-Wl,--version-script={script}"] if named else []), "-o", str(folder / library), input=source)
    script.unlink()


def prepare():
    folder = pathlib.Path(importlib.util.find_spec("torch").origin).parent / "lib"
    files = sorted(str(file) for file in folder.glob("*.so"))
    missing = missing_libraries(files)
    if not missing:
        return
    wanted = wanted_symbols(files, missing)
    for library in sorted(missing):
        make_stand_in(folder, library, wanted[library])
